// SPDX-License-Identifier: MIT
#include "signaling/replay_ring.hpp"

#include "tests/support/check.hpp"

using namespace signaling;

namespace {

using Texts = std::vector<std::string>;

std::string body(int n) { return R"({"n":)" + std::to_string(n) + "}"; }
std::string numbered(int n) {
  return R"({"n":)" + std::to_string(n) + R"(,"seq":)" + std::to_string(n) + "}";
}

void it_numbers_from_one_and_replays_in_order() {
  ReplayRing ring{{8, 1024}};
  CHECK_EQ(ring.last(), 0u);
  CHECK(ring.reaches(0));
  CHECK(ring.after(0).empty());
  for (int n = 1; n <= 3; ++n) CHECK_EQ(ring.add(body(n)), numbered(n));
  CHECK_EQ(ring.last(), 3u);
  CHECK_EQ(ring.after(0), (Texts{numbered(1), numbered(2), numbered(3)}));
  CHECK_EQ(ring.after(2), Texts{numbered(3)});
  CHECK(ring.after(3).empty());
  CHECK(!ring.reaches(4));  // a number that was not given
}

void the_oldest_go_beyond_so_many_messages() {
  ReplayRing ring{{2, 1024}};
  for (int n = 1; n <= 3; ++n) (void)ring.add(body(n));
  CHECK(!ring.reaches(0));
  CHECK(ring.reaches(1));
  CHECK_EQ(ring.after(1), (Texts{numbered(2), numbered(3)}));
}

void the_oldest_go_beyond_so_many_bytes() {
  const std::size_t size = numbered(1).size();
  ReplayRing ring{{100, 2 * size}};
  for (int n = 1; n <= 2; ++n) (void)ring.add(body(n));
  CHECK(ring.reaches(0));
  CHECK_EQ(ring.bytes(), 2 * size);
  (void)ring.add(body(3));
  CHECK(!ring.reaches(0));
  CHECK(ring.reaches(1));
  CHECK_EQ(ring.bytes(), 2 * size);
}

void the_bounds_are_those_of_the_documentation() {
  const ReplayRing::Limits limits;
  CHECK_EQ(limits.messages, std::size_t{256});
  CHECK_EQ(limits.bytes, std::size_t{262'144});
}

void what_the_client_has_seen_goes() {
  ReplayRing ring{{8, 1024}};
  for (int n = 1; n <= 4; ++n) (void)ring.add(body(n));
  ring.acknowledge(2);
  CHECK_EQ(ring.bytes(), 2 * numbered(1).size());
  CHECK_EQ(ring.after(2), (Texts{numbered(3), numbered(4)}));
  CHECK(!ring.reaches(1));  // a client that forgot what it had seen
  ring.acknowledge(1);
  ring.acknowledge(99);
  CHECK_EQ(ring.after(2).size(), std::size_t{2});
  ring.acknowledge(4);
  CHECK_EQ(ring.bytes(), std::size_t{0});
  CHECK(ring.reaches(4));
}

void nobody_continues_across_lost_messages() {
  ReplayRing ring{{8, 1024}};
  for (int n = 1; n <= 2; ++n) (void)ring.add(body(n));
  ring.lose();
  CHECK_EQ(ring.last(), 3u);
  for (std::uint64_t seen = 0; seen <= 2; ++seen) CHECK(!ring.reaches(seen));
  CHECK_EQ(ring.add(body(4)), numbered(4));
  CHECK(!ring.reaches(2));
  CHECK(ring.reaches(3));
}

void an_emptied_ring_takes_only_who_has_seen_everything() {
  ReplayRing ring{{8, 1024}};
  for (int n = 1; n <= 2; ++n) (void)ring.add(body(n));
  ring.clear();
  CHECK_EQ(ring.bytes(), std::size_t{0});
  CHECK(!ring.reaches(1));
  CHECK(ring.reaches(2));
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling replay ring",
      {TEST(it_numbers_from_one_and_replays_in_order), TEST(the_oldest_go_beyond_so_many_messages),
       TEST(the_oldest_go_beyond_so_many_bytes), TEST(the_bounds_are_those_of_the_documentation),
       TEST(what_the_client_has_seen_goes), TEST(nobody_continues_across_lost_messages),
       TEST(an_emptied_ring_takes_only_who_has_seen_everything)});
}
