// SPDX-License-Identifier: MIT
// The client's side of the long-term credential mechanism, against our own core and against forged
// answers.
#include "turn/client/dialogue.hpp"

#include "tests/turn/relay_test.hpp"

namespace {

using namespace lectern_test;
using namespace std::chrono_literals;
using stun::Attr;
using stun::Method;
using turn::client::Account;
using turn::client::Dialogue;
using Verdict = turn::client::Dialogue::Verdict;

const Dialogue::Fill kUdp = [](stun::Builder& b) { b.u32(Attr::requested_transport, 17u << 24); };

// Sends the request until it is answered for good.
Verdict ask(RelayTest& t, const turn::Leg& leg, Dialogue& dialogue, Method method,
            const Dialogue::Fill& fill = {}) {
  base::Bytes request = dialogue.request(method, fill);
  for (;;) {
    (void)t.server.handle_client(leg, request, t.now(), t.effects);
    t.execute();
    const Verdict verdict = dialogue.on_answer(t.replies.back().view());
    if (verdict != Verdict::again) return verdict;
    request = dialogue.again();
  }
}

// RFC 8489 9.2.5: the client takes realm and nonce of a 401, and the nonce of a 438
void follows_challenges() {
  RelayTest t;
  const Account account{"alice", base::Secret{"wonderland"}};
  Dialogue dialogue{account, t.random};
  const turn::Leg leg = t.client("192.0.2.1:4000").leg();
  CHECK(ask(t, leg, dialogue, Method::binding) == Verdict::success);
  CHECK(ask(t, leg, dialogue, Method::allocate, kUdp) == Verdict::success);
  CHECK_EQ(dialogue.realm(), "lectern");
  t.advance(3700s);  // the nonce is stale, too
  CHECK(ask(t, leg, dialogue, Method::allocate, kUdp) == Verdict::success);
  CHECK(ask(t, leg, dialogue, Method::refresh,
            [](stun::Builder& b) { b.u32(Attr::lifetime, 0); }) == Verdict::success);
}

void gives_up_where_the_password_is_wrong() {
  RelayTest t;
  const Account account{"alice", base::Secret{"looking glass"}};
  Dialogue dialogue{account, t.random};
  CHECK(ask(t, t.client("192.0.2.1:4000").leg(), dialogue, Method::allocate, kUdp) ==
        Verdict::error);
  CHECK_EQ(t.replies.back().outcome(), error(401));
  const Account nobody{};
  Dialogue without{nobody, t.random};
  CHECK(ask(t, t.client("192.0.2.1:4001").leg(), without, Method::allocate, kUdp) ==
        Verdict::error);
}

// RFC 8489 9.2.5: a success without the right MESSAGE-INTEGRITY is not one
void notices_forged_answers() {
  RelayTest t;
  const Account account{"alice", base::Secret{"wonderland"}};
  Dialogue dialogue{account, t.random};
  const turn::Leg leg = t.client("192.0.2.1:4000").leg();
  CHECK(ask(t, leg, dialogue, Method::allocate, kUdp) == Verdict::success);
  const base::Bytes request = dialogue.request(Method::refresh);
  const auto asked = stun::MessageView::decode(request);
  std::array<std::byte, 200> room;
  stun::Builder bare{room, stun::Class::success, Method::refresh, asked->transaction_id()};
  CHECK(dialogue.on_answer(*stun::MessageView::decode(bare.u32(Attr::lifetime, 600).message())) ==
        Verdict::forged);
  stun::Builder wrong{room, stun::Class::success, Method::refresh, asked->transaction_id()};
  wrong.integrity(turn::long_term_key("alice", "lectern", "other"));
  CHECK(dialogue.on_answer(*stun::MessageView::decode(wrong.message())) == Verdict::forged);
  stun::Builder other{room, stun::Class::success, Method::refresh, stun::TransactionId{}};
  CHECK(dialogue.on_answer(*stun::MessageView::decode(other.message())) == Verdict::other);
}

// A server that answers every nonce with another one is not followed for ever.
void challenges_are_bounded() {
  SeededRandom random{1};
  const Account account{"alice", base::Secret{"wonderland"}};
  Dialogue dialogue{account, random};
  base::Bytes request = dialogue.request(Method::allocate, kUdp);
  int rounds = 0;
  for (Verdict verdict = Verdict::again; verdict == Verdict::again; ++rounds) {
    std::array<std::byte, 200> room;
    stun::Builder answer{room, stun::Class::error, Method::allocate,
                         stun::MessageView::decode(request)->transaction_id()};
    answer.error(rounds == 0 ? stun::ErrorCode::unauthenticated : stun::ErrorCode::stale_nonce);
    answer.text(Attr::realm, "r").text(Attr::nonce, "n");
    verdict = dialogue.on_answer(*stun::MessageView::decode(answer.message()));
    request = dialogue.again();
    CHECK(rounds < 10);
  }
  CHECK_EQ(rounds, 4);
}

}  // namespace

int main() {
  return lectern_test::run("dialogue",
                           {TEST(follows_challenges), TEST(gives_up_where_the_password_is_wrong),
                            TEST(notices_forged_answers), TEST(challenges_are_bounded)});
}
