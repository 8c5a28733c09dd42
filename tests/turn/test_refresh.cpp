// SPDX-License-Identifier: MIT
// Refresh: RFC 8656 section 8.
#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

// RFC 8656 8.2: the new lifetime counts from now
void prolongs_from_now() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  t.advance(599s);
  const Answer answer =
      alice.request(Method::refresh, [](Builder& b) { b.u32(Attr::lifetime, 1200); });
  CHECK_EQ(answer.u32(Attr::lifetime), 1200u);
  t.advance(1199s);
  CHECK_EQ(alice.refresh(1), success());  // less than the default is not granted
  t.advance(599s);
  CHECK_EQ(t.server.allocation_count(), 1u);
  t.advance(1s);
  CHECK_EQ(t.server.allocation_count(), 0u);
}

// coturn 4.6.1 answers success and takes a second or two
// RFC 8656 8.2: LIFETIME 0 deletes; 437 without an allocation
void lifetime_zero_deletes_at_once_and_the_next_is_437() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  CHECK_EQ(alice.refresh(0), success());
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK_EQ(t.closed.size(), 1u);
  CHECK(t.ended.at(0).reason == turn::EndReason::deleted);
  CHECK(!t.shared.ports.owner(t.closed[0]));
  CHECK_EQ(alice.refresh(0), error(437));
  CHECK_EQ(alice.refresh(), error(437));
  CHECK_EQ(alice.permit("203.0.113.5:9"), error(437));
  CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), error(437));
  CHECK(alice.send("203.0.113.5:9", "x").kind == turn::Forward::Kind::none);
  CHECK_EQ(t.dropped(turn::Drop::no_allocation), 1u);
  CHECK_EQ(alice.allocate(), success());
}

// RFC 8656 8.2: a retransmitted deletion is answered with success
void a_retransmitted_deletion_gets_the_same_answer() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto request = alice.signed_request(
      Method::refresh, [](Builder& b) { b.u32(Attr::lifetime, 0); }, alice.nonce());
  const auto first = alice.raw(request);
  const auto again = alice.raw(request);
  CHECK_EQ(first->outcome(), success());
  CHECK_BYTES(again->bytes(), first->bytes());
  // not from elsewhere, and not for ever
  CHECK_EQ(t.client("192.0.2.1:4001").raw(request)->outcome(), error(437));
  t.advance(41s);
  CHECK_EQ(alice.raw(request)->outcome(), error(437));
}

// ab762f33 of coturn: what stands behind MESSAGE-INTEGRITY was honoured
// RFC 8489 14.5: what follows MESSAGE-INTEGRITY is ignored
void a_lifetime_behind_the_integrity_is_ignored() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  auto request = alice.signed_request(
      Method::refresh, [](Builder& b) { b.u32(Attr::lifetime, 700); }, alice.nonce());
  const auto appended = [&](std::uint32_t lifetime) {
    request.resize(request.size() + 8);
    std::byte* at = request.data() + request.size() - 8;
    base::store_be16(at, static_cast<std::uint16_t>(Attr::lifetime));
    base::store_be16(at + 2, 4);
    base::store_be32(at + 4, lifetime);
    base::store_be16(request.data() + 2, static_cast<std::uint16_t>(request.size() - 20));
  };
  appended(3600);
  const auto answer = alice.raw(request);
  CHECK_EQ(answer->outcome(), success());
  CHECK_EQ(answer->u32(Attr::lifetime), 700u);
  appended(0);
  CHECK_EQ(alice.raw(request)->u32(Attr::lifetime), 700u);
}

// RFC 8656 8.2: 443 where the allocation has no address of the family
void the_family_must_be_the_allocations() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto refresh_family = [&](std::uint32_t family) {
    return alice
        .request(Method::refresh,
                 [&](Builder& b) { b.u32(Attr::requested_address_family, family << 24); })
        .outcome();
  };
  CHECK_EQ(refresh_family(1), success());
  CHECK_EQ(refresh_family(2), error(443));
  CHECK_EQ(refresh_family(9), error(443));
  CHECK_EQ(
      alice.request(Method::refresh, [](Builder& b) { b.text(Attr::lifetime, "12345"); }).outcome(),
      error(400));
}

void every_end_is_recorded_with_its_traffic() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  CHECK_EQ(alice.permit("203.0.113.5:9"), success());
  (void)alice.send("203.0.113.5:9", "four");
  (void)t.from_peer(alice, "203.0.113.5:9", "seven..");
  t.advance(10s);
  const auto info = t.server.sessions(t.clock.now()).at(0);
  CHECK_EQ(info.expires_in.count(), 590);
  CHECK_EQ(info.permissions, 1u);
  CHECK_EQ(alice.refresh(0), success());
  const auto& session = t.ended.at(0).session;
  CHECK_EQ(session.username, "alice");
  CHECK_EQ(session.client, endpoint("192.0.2.1:4000"));
  CHECK_EQ(session.age.count(), 10);
  CHECK_EQ(session.to_peers.packets, 1u);
  CHECK_EQ(session.to_peers.bytes, 4u);
  CHECK_EQ(session.to_client.bytes, 7u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "refresh",
      {TEST(prolongs_from_now), TEST(lifetime_zero_deletes_at_once_and_the_next_is_437),
       TEST(a_retransmitted_deletion_gets_the_same_answer),
       TEST(a_lifetime_behind_the_integrity_is_ignored), TEST(the_family_must_be_the_allocations),
       TEST(every_end_is_recorded_with_its_traffic)});
}
