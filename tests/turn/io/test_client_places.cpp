// SPDX-License-Identifier: MIT
#include "turn/io/client_places.hpp"

#include <map>
#include <set>

#include "tests/support/check.hpp"

namespace {

using base::Instant;
using namespace std::chrono_literals;

struct Scene {
  void enter(std::uint32_t id, const char* client) {
    last[id] = now;
    places.enter(id, *base::IpAddress::parse(client), now);
  }
  void says_something(std::uint32_t id) { last[id] = now += 1s; }
  std::optional<std::uint32_t> next() {
    return places.next_to_give_way([this](std::uint32_t id) { return last.at(id); },
                                   [this](std::uint32_t id) { return allocated.contains(id); });
  }
  void review() {
    places.review([this](std::uint32_t id) { return allocated.contains(id); });
  }

  turn::io::ClientPlaces places;
  Instant now{1h};
  std::map<std::uint32_t, Instant> last;
  std::set<std::uint32_t> allocated;
};

void the_network_with_most_gives_way() {
  Scene s;
  CHECK(!s.next());
  s.enter(1, "192.0.2.9");
  for (const std::uint32_t id : {2u, 3u}) s.enter(id, "192.0.2.1");
  CHECK_EQ(s.next(), 2u);
  s.says_something(2);
  CHECK_EQ(s.next(), 3u);
  s.says_something(3);
  CHECK_EQ(s.next(), 2u);  // the one that was looked at first
  s.places.leave(3);
  s.places.leave(2);
  CHECK_EQ(s.places.taken(), 1u);
  CHECK_EQ(s.next(), 1u);
}

void an_allocation_protects_its_client() {
  Scene s;
  for (const std::uint32_t id : {1u, 2u, 3u}) s.enter(id, "192.0.2.1");
  s.enter(4, "192.0.2.9");
  s.allocated = {1, 2};
  CHECK_EQ(s.next(), 4u);  // 3 is the only other one, and the networks are equal
  s.allocated = {1, 2, 3, 4};
  CHECK(!s.next());
  CHECK_EQ(s.places.taken(), 4u);
  s.allocated = {1, 3, 4};
  CHECK(!s.next());
  s.review();
  CHECK_EQ(s.next(), 2u);
  s.places.leave(2);
  s.allocated.clear();
  s.places.leave(1);  // while it counts as one with an allocation
  s.review();
  CHECK_EQ(s.places.taken(), 2u);
  s.enter(5, "192.0.2.1");
  CHECK_EQ(s.next(), 3u);
}

}  // namespace

int main() {
  return lectern_test::run("client_places", {TEST(the_network_with_most_gives_way),
                                             TEST(an_allocation_protects_its_client)});
}
