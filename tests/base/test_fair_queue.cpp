// SPDX-License-Identifier: MIT
#include "base/fair_queue.hpp"

#include <string>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using base::FairQueue;
using base::IpAddress;

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

std::string all(FairQueue<std::string>& queue) {
  std::string out;
  while (auto item = queue.pop()) out.append(out.empty() ? "" : " ").append(*item);
  return out;
}

void one_site_is_served_in_the_order_of_arrival() {
  FairQueue<std::string> queue{10};
  CHECK(!queue.pop());
  for (const char* item : {"a", "b", "c"}) CHECK(!queue.push(ip("192.0.2.1"), item));
  CHECK_EQ(queue.size(), 3u);
  CHECK_EQ(all(queue), "a b c");
  CHECK_EQ(queue.size(), 0u);
}

void sites_take_turns() {
  FairQueue<std::string> queue{10};
  for (const char* item : {"a1", "a2", "a3", "a4"}) CHECK(!queue.push(ip("192.0.2.1"), item));
  for (const char* item : {"b1", "b2"}) CHECK(!queue.push(ip("192.0.2.2"), item));
  CHECK(!queue.push(ip("192.0.2.3"), "c1"));
  CHECK_EQ(all(queue), "a1 b1 c1 a2 b2 a3 a4");
}

// Somebody with a /48 has 65,536 sites: together they have the turns of one network.
void networks_take_turns_before_their_sites_do() {
  FairQueue<std::string> queue{10};
  CHECK(!queue.push(ip("2001:db8:1:1::1"), "a1"));
  CHECK(!queue.push(ip("2001:db8:1:1::2"), "a2"));  // the same /64
  CHECK(!queue.push(ip("2001:db8:1:2::1"), "b1"));
  CHECK(!queue.push(ip("2001:db8:1:3::1"), "c1"));
  CHECK(!queue.push(ip("2001:db8:2:1::1"), "other1"));
  CHECK(!queue.push(ip("2001:db8:2:1::1"), "other2"));
  CHECK_EQ(all(queue), "a1 other1 b1 other2 c1 a2");
}

void a_newcomer_waits_for_one_turn_of_each_site_only() {
  FairQueue<std::string> queue{10};
  for (const char* item : {"a1", "a2", "a3"}) CHECK(!queue.push(ip("192.0.2.1"), item));
  CHECK(queue.pop() == "a1");
  CHECK(!queue.push(ip("192.0.2.2"), "b1"));
  CHECK(queue.pop() == "a2");
  CHECK(queue.pop() == "b1");
  CHECK(queue.pop() == "a3");
}

void the_newest_item_of_the_greediest_site_gives_way() {
  FairQueue<std::string> queue{4};
  for (const char* item : {"a1", "a2", "a3"}) CHECK(!queue.push(ip("192.0.2.1"), item));
  CHECK(!queue.push(ip("192.0.2.2"), "b1"));
  CHECK(queue.push(ip("192.0.2.1"), "a4") == "a4");  // its own newest item
  CHECK(queue.push(ip("192.0.2.3"), "c1") == "a3");
  CHECK_EQ(queue.size(), 4u);
  CHECK_EQ(all(queue), "a1 b1 c1 a2");
}

void the_greediest_network_gives_way_before_the_greediest_site() {
  FairQueue<std::string> queue{5};
  for (const char* site : {"2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:3::1"})
    CHECK(!queue.push(ip(site), site));
  for (const char* item : {"b1", "b2"}) CHECK(!queue.push(ip("192.0.2.2"), item));
  const auto out = queue.push(ip("192.0.2.3"), "c1");
  CHECK(out && out->starts_with("2001:db8:1:"));
  CHECK_EQ(queue.size(), 5u);
}

// A site whose only item gave way loses its turn, and it can come back.
void a_site_without_items_is_forgotten() {
  FairQueue<std::string> queue{2};
  CHECK(!queue.push(ip("2001:db8:1:1::1"), "a"));
  CHECK(!queue.push(ip("2001:db8:1:2::1"), "b"));
  const auto out = queue.push(ip("192.0.2.1"), "c");
  CHECK(out == "a" || out == "b");
  CHECK(queue.pop());
  CHECK(queue.pop());
  CHECK(!queue.pop());
  CHECK(!queue.push(ip("2001:db8:1:1::1"), "again"));
  CHECK_EQ(all(queue), "again");
}

void without_capacity_everything_gives_way() {
  FairQueue<std::string> queue{0};
  CHECK(queue.push(ip("192.0.2.1"), "a") == "a");
  CHECK_EQ(queue.size(), 0u);
  CHECK(!queue.pop());
}

}  // namespace

int main() {
  return lectern_test::run(
      "fair_queue",
      {TEST(one_site_is_served_in_the_order_of_arrival), TEST(sites_take_turns),
       TEST(networks_take_turns_before_their_sites_do),
       TEST(a_newcomer_waits_for_one_turn_of_each_site_only),
       TEST(the_newest_item_of_the_greediest_site_gives_way),
       TEST(the_greediest_network_gives_way_before_the_greediest_site),
       TEST(a_site_without_items_is_forgotten), TEST(without_capacity_everything_gives_way)});
}
