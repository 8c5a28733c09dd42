// SPDX-License-Identifier: MIT
// Which relays of a site a client gets, and in which order.
#include "daemon/relay/relay_choice.hpp"

#include <algorithm>
#include <map>

#include "tests/support/check.hpp"

using namespace lecternd;
using Names = std::vector<std::string>;

namespace {

SiteRelay relay(const std::string& node, const std::string& region) {
  return {node,
          region,
          {"turn:" + node + ":3478?transport=udp", "turn:" + node + ":3478?transport=tcp",
           "turns:" + node + ":443?transport=tcp"}};
}

Names names(const std::vector<ChosenRelay>& chosen) {
  Names out;
  for (const ChosenRelay& one : chosen) out.push_back(one.relay->node);
  return out;
}

const SiteRelay kOwn = relay("own", "eu");
const std::vector<SiteRelay> kOthers{relay("far", "us"), relay("near", "eu"), relay("lost", "")};

std::size_t urls_of(const std::vector<ChosenRelay>& chosen) {
  std::size_t out = 0;
  for (const ChosenRelay& one : chosen) out += one.urls.size();
  return out;
}

}  // namespace

static void the_own_relay_comes_whole_then_one_url_of_the_nearest() {
  const auto chosen = choose_relays(kOwn, kOthers, {}, "ann");
  CHECK_EQ(names(chosen), (Names{"own", "near"}));
  CHECK_EQ(chosen[0].urls, kOwn.urls);
  CHECK_EQ(chosen[1].urls, (Names{"turn:near:3478?transport=udp"}));
  CHECK_EQ(urls_of(chosen), kMostRelayUrls);
}

static void small_relays_leave_place_for_a_second_one() {
  SiteRelay own = kOwn;
  own.urls.resize(2);
  const auto chosen = choose_relays(own, kOthers, {}, "ann");
  CHECK_EQ(chosen.size(), 1 + kMostOtherRelays);
  CHECK_EQ(urls_of(chosen), kMostRelayUrls);
  own.urls.assign(9, "turn:own:1");
  CHECK_EQ(choose_relays(own, kOthers, {}, "ann").size(), 2u);  // one other in any case
}

static void what_a_client_asks_for_comes_first() {
  CHECK_EQ(names(choose_relays(kOwn, kOthers, {{}, "us"}, "ann")), (Names{"far", "own"}));
  CHECK_EQ(names(choose_relays(kOwn, kOthers, {{}, "eu"}, "ann")), (Names{"own", "near"}));
  CHECK_EQ(names(choose_relays(kOwn, kOthers, {{}, "mars"}, "ann")), (Names{"own", "near"}));
}

static void the_node_of_the_client_is_nearer_than_the_one_that_answers() {
  const auto chosen = choose_relays(kOwn, kOthers, {"far", {}}, "ann");
  CHECK_EQ(names(chosen), (Names{"far", "own"}));
  CHECK_EQ(chosen[0].urls.size(), 3u);
  CHECK_EQ(names(choose_relays(kOwn, kOthers, {"near", {}}, "ann")), (Names{"near", "own"}));
  // A node that nobody hears any more counts as unknown.
  CHECK_EQ(names(choose_relays(kOwn, kOthers, {"dead", {}}, "ann")), (Names{"own", "near"}));
}

static void a_relay_that_takes_nobody_is_left_out() {
  SiteRelay own = kOwn;
  own.urls.clear();
  const auto chosen = choose_relays(own, kOthers, {}, "ann");
  CHECK_EQ(chosen[0].relay->node, "near");
  CHECK_EQ(chosen[0].urls.size(), 3u);
  CHECK(choose_relays(own, {}, {}, "ann").empty());
}

static void clients_spread_and_each_gets_the_same_again() {
  std::vector<SiteRelay> others;
  for (const char* node : {"a", "b", "c", "d"}) others.push_back(relay(node, "eu"));
  std::map<std::string, int> second;
  for (int i = 0; i < 400; ++i) {
    const std::string who = "person " + std::to_string(i);
    const std::string got = names(choose_relays(kOwn, others, {}, who)).at(1);
    ++second[got];
    std::ranges::reverse(others);
    CHECK_EQ(names(choose_relays(kOwn, others, {}, who)).at(1), got);
  }
  CHECK_EQ(second.size(), 4u);
  for (const auto& [node, count] : second) CHECK(count > 60 && count < 140);
}

int main() {
  return lectern_test::run(
      "relay_choice",
      {TEST(the_own_relay_comes_whole_then_one_url_of_the_nearest),
       TEST(small_relays_leave_place_for_a_second_one), TEST(what_a_client_asks_for_comes_first),
       TEST(the_node_of_the_client_is_nearer_than_the_one_that_answers),
       TEST(a_relay_that_takes_nobody_is_left_out),
       TEST(clients_spread_and_each_gets_the_same_again)});
}
