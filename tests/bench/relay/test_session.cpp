// SPDX-License-Identifier: MIT
#include "bench/relay/session.hpp"

#include "tests/support/check.hpp"
#include "tests/turn/relay_test.hpp"
#include "turn/stun/builder.hpp"

namespace {

using namespace lectern_test;
using bench::Account;
using bench::Session;
using bench::Step;

const Account kAlice{"alice", "wonderland"};

// Asks the relay's core until the session is done; the number of requests.
int converse(Session& session, Client& wire) {
  int asked = 0;
  for (; !session.done() && asked < 20; ++asked) {
    const auto answer = wire.raw(session.request());
    if (!answer || !session.on_answer(answer->view())) break;
  }
  return asked;
}

void goes_from_a_challenge_to_a_channel_and_back() {
  RelayTest t;
  Client wire = t.client("192.0.2.1:4000");
  Session session{kAlice, endpoint("203.0.113.5:9"), 1};
  session.plan({Step::allocate, Step::permit, Step::bind_channel});
  CHECK_EQ(converse(session, wire), 4);  // the first Allocate is answered by 401
  CHECK(session.done());
  CHECK_EQ(session.refused(), 0);
  CHECK_EQ(session.relayed().ip.print(), "198.51.100.1");
  CHECK_EQ(t.opened.size(), std::size_t{1});
  CHECK(wire.channel_data(0x4000, "hello").kind == turn::Forward::Kind::to_peer);
  session.plan({Step::release});
  CHECK_EQ(converse(session, wire), 1);
  CHECK_EQ(t.closed.size(), std::size_t{1});
}

void a_refusal_ends_it_with_its_code() {
  RelayTest t;
  Client wire = t.client("192.0.2.1:4000");
  const Account stranger{"mallory", "guess"};
  Session session{stranger, endpoint("203.0.113.5:9"), 1};
  session.plan({Step::allocate, Step::release});
  CHECK_EQ(converse(session, wire), 2);
  CHECK(session.done());
  CHECK_EQ(session.refused(), 401);
}

void an_answer_to_something_else_is_not_taken() {
  Session session{kAlice, endpoint("203.0.113.5:9"), 1};
  session.plan({Step::release});
  const auto request = stun::MessageView::decode(session.request());
  CHECK(request.has_value());
  const auto answered = [&](stun::Class c, stun::Method method, const stun::TransactionId& id) {
    std::array<std::byte, 64> room;
    const stun::Builder answer{room, c, method, id};
    return session.on_answer(*stun::MessageView::decode(answer.message()));
  };
  const auto id = request->transaction_id();
  auto other = id;
  other[0] ^= std::byte{1};
  CHECK(!answered(stun::Class::success, stun::Method::refresh, other));
  CHECK(!answered(stun::Class::success, stun::Method::allocate, id));
  CHECK(!answered(stun::Class::request, stun::Method::refresh, id));
  CHECK(!session.done());
  CHECK(answered(stun::Class::success, stun::Method::refresh, id));
  CHECK(session.done());
}

void an_unanswered_request_is_repeated_unchanged() {
  Session session{kAlice, endpoint("203.0.113.5:9"), 1};
  session.plan({Step::allocate});
  const auto first = session.request();
  const ByteVector kept{first.begin(), first.end()};
  CHECK_BYTES(session.request(), kept);
}

void a_server_that_only_challenges_is_left() {
  Session session{kAlice, endpoint("203.0.113.5:9"), 1};
  session.plan({Step::allocate});
  int answers = 0;
  for (; !session.done() && answers < 100; ++answers) {
    std::array<std::byte, 128> room;
    const auto id = stun::MessageView::decode(session.request())->transaction_id();
    stun::Builder answer{room, stun::Class::error, stun::Method::allocate, id};
    answer.error(answers == 0 ? stun::ErrorCode::unauthenticated : stun::ErrorCode::stale_nonce);
    answer.text(stun::Attr::realm, "r").text(stun::Attr::nonce, "n");
    CHECK(session.on_answer(*stun::MessageView::decode(answer.message())));
  }
  CHECK(answers < 10);
  CHECK_EQ(session.refused(), 438);
}

}  // namespace

int main() {
  return lectern_test::run("bench session", {TEST(goes_from_a_challenge_to_a_channel_and_back),
                                             TEST(a_refusal_ends_it_with_its_code),
                                             TEST(an_answer_to_something_else_is_not_taken),
                                             TEST(an_unanswered_request_is_repeated_unchanged),
                                             TEST(a_server_that_only_challenges_is_left)});
}
