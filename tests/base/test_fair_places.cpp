// SPDX-License-Identifier: MIT
#include "base/fair_places.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using base::IpAddress;
using Places = base::FairPlaces<int>;

IpAddress ip(const std::string& text) { return *IpAddress::parse(text); }

void fills_up_and_keeps_some_places_for_this_machine() {
  Places places{{4, 1}};
  const IpAddress stranger = ip("192.0.2.1");
  for (const int key : {1, 2, 3}) {
    CHECK(places.has_room(stranger));
    places.enter(key, stranger);
  }
  CHECK_EQ(places.taken(), 3u);
  CHECK(!places.has_room(stranger));
  CHECK(!places.has_room(ip("2001:db8::1")));
  CHECK(places.has_room(ip("127.0.0.1")));
  CHECK(places.has_room(ip("::1")));
  places.enter(4, ip("127.0.0.1"));
  CHECK(!places.has_room(ip("127.0.0.1")));
  places.leave(2);
  CHECK(!places.has_room(stranger));
  CHECK(places.has_room(ip("::1")));
  places.leave(4);
  CHECK(places.has_room(stranger));
}

void more_places_at_once_need_that_much_room() {
  Places places{{10, 2}};
  CHECK(places.has_room(ip("192.0.2.1"), 8));
  CHECK(!places.has_room(ip("192.0.2.1"), 9));
  CHECK(places.has_room(ip("127.0.0.1"), 10));
  CHECK(!places.has_room(ip("127.0.0.1"), 11));
  places.enter(1, ip("192.0.2.1"), 7);
  CHECK(places.has_room(ip("192.0.2.1"), 1));
  CHECK(!places.has_room(ip("192.0.2.1"), 2));
  places.hold(1, 3);
  CHECK_EQ(places.taken(), 3u);
  CHECK(places.has_room(ip("192.0.2.1"), 5));
  places.hold(1, 12);  // nobody asked whether there was room
  CHECK(!places.has_room(ip("192.0.2.1"), 0));
  CHECK(!places.has_room(ip("127.0.0.1"), 0));
}

void the_site_with_most_gives_way() {
  Places places{{10}};
  CHECK(!places.next_to_give_way());
  places.enter(1, ip("192.0.2.1"));
  places.enter(2, ip("192.0.2.2"));
  places.enter(3, ip("192.0.2.2"));
  CHECK_EQ(places.next_to_give_way(), 2);
  places.enter(4, ip("192.0.2.1"), 3);
  CHECK_EQ(places.next_to_give_way(), 1);
  places.leave(4);
  CHECK_EQ(places.next_to_give_way(), 2);
  places.hold(3, 1);
  places.leave(2);
  places.hold(3, 5);
  CHECK_EQ(places.next_to_give_way(), 3);
}

void within_a_site_the_idle_longest_gives_way() {
  Places places{{10}};
  for (const int key : {1, 2, 3}) places.enter(key, ip("192.0.2.1"));
  CHECK_EQ(places.next_to_give_way(), 1);
  places.touch(1);
  CHECK_EQ(places.next_to_give_way(), 2);
  places.leave(2);
  CHECK_EQ(places.next_to_give_way(), 3);
  places.touch(3);
  CHECK_EQ(places.next_to_give_way(), 1);
}

void a_site_can_be_asked_for_its_own_idle_holder() {
  Places places{{10}};
  CHECK(!places.longest_idle_of_site(ip("192.0.2.1")));
  for (const int key : {1, 2}) places.enter(key, ip("192.0.2.1"));
  for (const int key : {3, 4, 5}) places.enter(key, ip("2001:db8::" + std::to_string(key)));
  CHECK_EQ(places.longest_idle_of_site(ip("192.0.2.1")), 1);
  CHECK_EQ(places.longest_idle_of_site(ip("2001:db8::9")), 3);
  CHECK(!places.longest_idle_of_site(ip("2001:db8:0:1::9")));  // another site of that network
  places.touch(3);
  CHECK_EQ(places.longest_idle_of_site(ip("2001:db8::9")), 4);
}

// Many sites of one /48 are one organization: first the network with most, then its site with most.
void a_network_of_many_sites_counts_together() {
  Places places{{100}};
  for (const int key : {1, 2, 3}) places.enter(key, ip("192.0.2.1"));
  for (const int key : {10, 11, 12, 13})
    places.enter(key, ip("2001:db8:1:" + std::to_string(key) + "::1"));
  places.enter(14, ip("2001:db8:1:12::2"));
  CHECK_EQ(places.taken_by_site(ip("2001:db8:1:12::3")), 2u);
  CHECK_EQ(places.taken_by_site(ip("2001:db8:1:99::3")), 0u);
  CHECK_EQ(places.taken_by_site(ip("2001:db8:2::3")), 0u);
  CHECK_EQ(places.taken_by_site(ip("192.0.2.1")), 3u);
  CHECK_EQ(places.next_to_give_way(), 12);
  places.enter(4, ip("::ffff:192.0.2.1"), 3);
  CHECK_EQ(places.next_to_give_way(), 1);
}

void unknown_and_repeated_keys_change_nothing() {
  Places places{{4}};
  places.leave(1);
  places.touch(1);
  places.hold(1, 3);
  CHECK_EQ(places.taken(), 0u);
  CHECK(!places.next_to_give_way());
  places.enter(1, ip("192.0.2.1"), 2);
  places.enter(1, ip("192.0.2.9"), 2);
  CHECK_EQ(places.taken(), 2u);
  CHECK_EQ(places.taken_by_site(ip("192.0.2.9")), 0u);
  places.leave(1);
  places.leave(1);
  CHECK_EQ(places.taken(), 0u);
}

// A slow model that looks at every holder agrees after each of many random steps.
void agrees_with_a_model() {
  struct Holder {
    IpAddress client;
    std::size_t places;
    int used;
  };
  std::mt19937 random{7};
  const auto below = [&random](int n) {
    return static_cast<int>(random() % static_cast<unsigned>(n));
  };
  Places places{{1000}};
  std::map<int, Holder> model;
  std::map<IpAddress, int> last;  // the last step of a network (/48) and of a site (/64)
  for (int step = 1; step <= 4000; ++step) {
    const int key = below(40);
    const auto known = model.find(key);
    const auto size = static_cast<std::size_t>(1 + below(5));
    const auto note = [&](const IpAddress& client) {
      last[client.network()] = last[client.site()] = step;
    };
    const int command = below(4);
    if (known != model.end() && command != 0) note(known->second.client);
    switch (command) {
      case 0: {
        const IpAddress client = ip("2001:db8:" + std::to_string(below(3)) + ":" +
                                    std::to_string(1 + below(3)) + "::" + std::to_string(below(9)));
        places.enter(key, client, size);
        if (known == model.end()) {
          model[key] = Holder{client, size, step};
          note(client);
        }
        break;
      }
      case 1:
        places.leave(key);
        if (known != model.end()) model.erase(known);
        break;
      case 2:
        places.touch(key);
        if (known != model.end()) known->second.used = step;
        break;
      default:
        places.hold(key, size);
        if (known != model.end()) known->second.places = size;
    }
    std::map<IpAddress, std::size_t> by_site, by_network;
    std::size_t total = 0;
    for (const auto& [number, holder] : model) {
      by_site[holder.client.site()] += holder.places;
      by_network[holder.client.network()] += holder.places;
      total += holder.places;
    }
    CHECK_EQ(places.taken(), total);
    std::optional<int> next;
    for (const auto& [number, holder] : model) {
      const auto rank = [&](const Holder& of) {
        return std::make_tuple(by_network[of.client.network()], -last[of.client.network()],
                               by_site[of.client.site()], -last[of.client.site()], -of.used);
      };
      CHECK_EQ(places.taken_by_site(holder.client), by_site[holder.client.site()]);
      if (!next || rank(holder) > rank(model.at(*next))) next = number;
    }
    CHECK_EQ(places.next_to_give_way(), next);
  }
}

void of_sites_with_as_many_places_the_idle_longest_gives_way() {
  Places places{{10}};
  places.enter(1, ip("192.0.2.9"));
  places.enter(2, ip("192.0.2.1"));
  places.enter(3, ip("192.0.2.5"));
  CHECK_EQ(places.next_to_give_way(), 1);
  places.touch(1);
  CHECK_EQ(places.next_to_give_way(), 2);
  places.touch(2);
  places.hold(3, 1);
  CHECK_EQ(places.next_to_give_way(), 1);
}

}  // namespace

int main() {
  return lectern_test::run(
      "fair_places",
      {TEST(fills_up_and_keeps_some_places_for_this_machine),
       TEST(more_places_at_once_need_that_much_room), TEST(the_site_with_most_gives_way),
       TEST(within_a_site_the_idle_longest_gives_way),
       TEST(a_site_can_be_asked_for_its_own_idle_holder),
       TEST(a_network_of_many_sites_counts_together),
       TEST(unknown_and_repeated_keys_change_nothing),
       TEST(of_sites_with_as_many_places_the_idle_longest_gives_way), TEST(agrees_with_a_model)});
}
