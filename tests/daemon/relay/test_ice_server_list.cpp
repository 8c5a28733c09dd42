// SPDX-License-Identifier: MIT
// The list for browsers: URLs in the order in which a browser tries them, and a credential for one
// person and meeting.
#include "daemon/relay/ice_server_list.hpp"

#include "tests/support/check.hpp"
#include "turn/credentials.hpp"

using namespace lecternd;

namespace {

constexpr base::WallTime kNow{std::chrono::seconds{1'800'000'000}};
const meetings::UserId kUser{"user-1"};
const meetings::MeetingId kMeeting{"meeting-1"};

}  // namespace

static void urls_are_made_of_every_listener() {
  const auto urls = relay_urls({{"a:3478"}, {"b:3478"}}, {"a:443"});
  const std::vector<std::string> expected{"stun:a:3478",
                                          "stun:b:3478",
                                          "turn:a:3478?transport=udp",
                                          "turn:b:3478?transport=udp",
                                          "turn:a:3478?transport=tcp",
                                          "turn:b:3478?transport=tcp",
                                          "turns:a:443?transport=tcp"};
  CHECK(urls == expected);
  CHECK(relay_urls({}, {}).empty());
}

static void a_listener_over_one_carrier_has_urls_of_that_carrier() {
  const auto urls = relay_urls({{"a:3478"}, {"a:443", true, false}, {"a:80", false, true}}, {});
  const std::vector<std::string> expected{
      "stun:a:3478",
      "stun:a:443",
      "turn:a:3478?transport=udp",
      "turn:a:443?transport=udp",
      "turn:a:3478?transport=tcp",
      "turn:a:80?transport=tcp",
  };
  CHECK(urls == expected);
}

static void a_host_and_a_port_make_one_word() {
  CHECK_EQ(host_and_port("2001:db8::1", 3478), "[2001:db8::1]:3478");
  CHECK_EQ(host_and_port("[2001:db8::1]", 3478), "[2001:db8::1]:3478");
  CHECK_EQ(host_and_port("meet.example.org", 443), "meet.example.org:443");
}

static void stun_has_no_credential_and_turn_has_one() {
  IceServerList list;
  list.set_servers({"stun:a:3478", "turn:a:3478?transport=udp", "turn:a:3478?transport=udp"},
                   {base::Secret{"secret"}}, std::chrono::hours{12});
  const auto set = list.issue(kUser, kMeeting, kNow, {});
  CHECK_EQ(set.ttl.count(), 12 * 3600);
  CHECK_EQ(set.servers.size(), 2u);
  CHECK_EQ(set.servers[0].urls.size(), 1u);
  CHECK(set.servers[0].username.empty() && set.servers[0].credential.empty());
  CHECK_EQ(set.servers[1].urls.size(), 1u);  // named twice, handed out once
  CHECK_EQ(set.servers[1].username, "1800043200:user-1.meeting-1");
  CHECK_EQ(set.servers[1].credential,
           turn::timed_password(base::Secret{"secret"}, set.servers[1].username));
}

// The names have whole seconds, and a revocation falls between them.
static void a_credential_after_the_last_refused_one_is_good() {
  const auto revoked = std::make_shared<turn::RevokedCredentials>();
  IceServerList list{revoked};
  list.set_servers({"turn:a:3478"}, {base::Secret{"secret"}}, std::chrono::hours{1});
  const meetings::UserId user{"11111111-1111-4111-8111-111111111111"};
  const auto name = [&](std::chrono::milliseconds after) {
    return list.issue(user, std::nullopt, kNow + after, {}).servers.at(0).username;
  };
  const auto issued = [&](int after) {
    const std::string text = name(std::chrono::milliseconds{after});
    CHECK_EQ(text.substr(11), user.value());
    const auto parsed = turn::parse_timed_name(text);
    return revoked->refuses(parsed->identity, parsed->expires) ? "refused" : "good";
  };
  CHECK_EQ(name(std::chrono::milliseconds{2999}), "1800003602:" + user.value());
  revoked->revoke(user.value(), kNow + std::chrono::milliseconds{2300} + std::chrono::hours{1},
                  kNow);
  for (const int before : {0, 999, 1500, 2000, 2300}) CHECK_EQ(issued(before), "refused");
  for (const int after : {2301, 2999, 3000, 3999}) CHECK_EQ(issued(after), "good");
  CHECK_EQ(name(std::chrono::milliseconds{2301}), "1800003603:" + user.value());
  CHECK_EQ(name(std::chrono::milliseconds{3000}), "1800003603:" + user.value());
}

static void other_servers_get_credentials_of_their_own() {
  const auto server = [](std::string_view text) {
    return CHECK_OK(config::parse_external_server(text));
  };
  IceServerList list;
  list.set_servers({"turn:a:3478"}, {base::Secret{"ours"}}, std::chrono::hours{12},
                   {server("turn:same:3478"),
                    server("turn:b:3478?transport=udp turns:b:5349 stun:b:3478 secret=theirs"),
                    server("turn:c:3478 username=fixed password=word"), server("stun:d:3478")});
  const auto set = list.issue(kUser, kMeeting, kNow, {});
  CHECK_EQ(set.servers.size(), 4u);
  CHECK(set.servers[0].urls == (std::vector<std::string>{"stun:d:3478", "stun:b:3478"}));
  CHECK(set.servers[0].credential.empty());
  CHECK(set.servers[1].urls == (std::vector<std::string>{"turn:a:3478", "turn:same:3478"}));
  CHECK_EQ(set.servers[1].credential,
           turn::timed_password(base::Secret{"ours"}, set.servers[1].username));
  CHECK(set.servers[2].urls ==
        (std::vector<std::string>{"turn:b:3478?transport=udp", "turns:b:5349"}));
  CHECK_EQ(set.servers[2].username, "1800043200:user-1.meeting-1");
  CHECK_EQ(set.servers[2].credential,
           turn::timed_password(base::Secret{"theirs"}, set.servers[2].username));
  CHECK_EQ(set.servers[3].username, "fixed");
  CHECK_EQ(set.servers[3].credential, "word");
}

static void outside_of_a_meeting_the_credential_is_the_persons() {
  IceServerList list;
  list.set_servers({"turn:a:3478"}, {base::Secret{"secret"}}, std::chrono::hours{1});
  CHECK_EQ(list.issue(kUser, std::nullopt, kNow, {}).servers.at(0).username, "1800003600:user-1");
}

static void without_a_relay_nothing_is_handed_out() {
  IceServerList list;
  list.set_servers({}, {base::Secret{"secret"}}, std::chrono::hours{1});
  CHECK(list.issue(kUser, kMeeting, kNow, {}).servers.empty());
}

namespace {

OtherRelay other(const std::string& node, const std::string& secret) {
  return {{node, "", {"turn:" + node + ":3478?transport=udp"}},
          {secret_mark(base::Secret{secret}, node)}};
}

}  // namespace

static void other_nodes_relays_come_with_a_secret_that_both_have() {
  IceServerList list;
  list.set_node("own", "");
  list.set_servers({"stun:a:1", "turn:a:1?transport=udp", "turn:a:1?transport=tcp"},
                   {base::Secret{"new"}, base::Secret{"old"}}, std::chrono::hours{1});
  list.set_others({other("b", "old"), other("c", "theirs")});
  CHECK_EQ(list.strangers(), (std::vector<std::string>{"c"}));
  const auto set = list.issue(kUser, kMeeting, kNow, {});
  CHECK_EQ(set.servers.size(), 2u);  // no stun: the relay tells it, too
  CHECK_EQ(set.servers[0].urls.size(), 2u);
  CHECK_EQ(set.servers[0].credential,
           turn::timed_password(base::Secret{"new"}, set.servers[0].username));
  CHECK_EQ(set.servers[1].urls, (std::vector<std::string>{"turn:b:3478?transport=udp"}));
  CHECK_EQ(set.servers[1].credential,
           turn::timed_password(base::Secret{"old"}, set.servers[1].username));
  // The secrets are replaced here, too.
  list.set_servers({"stun:a:1", "turn:a:1"}, {base::Secret{"theirs"}}, std::chrono::hours{1});
  CHECK_EQ(list.strangers(), (std::vector<std::string>{"b"}));
  list.set_others({});
  CHECK_EQ(list.issue(kUser, kMeeting, kNow, {}).servers[0].urls[0], "stun:a:1");
}

static void a_drained_relay_gives_way_to_others_if_there_are_any() {
  IceServerList list;
  list.set_node("own", "");
  list.set_servers({"turn:a:1"}, {base::Secret{"same"}}, std::chrono::hours{1});
  CHECK_EQ(list.own().relay.urls.size(), 1u);
  CHECK_EQ(list.own().marks, (std::vector<std::string>{secret_mark(base::Secret{"same"}, "own")}));
  list.set_draining(true);
  CHECK(list.own().relay.urls.empty());
  CHECK_EQ(list.issue(kUser, kMeeting, kNow, {}).servers.at(0).urls[0], "turn:a:1");
  list.set_others({other("b", "same")});
  CHECK_EQ(list.issue(kUser, kMeeting, kNow, {}).servers.at(0).urls[0],
           "turn:b:3478?transport=udp");
  list.set_draining(false);
  CHECK_EQ(list.issue(kUser, kMeeting, kNow, {}).servers.at(0).urls[0], "turn:a:1");
}

static void a_mark_is_of_one_node_and_one_secret() {
  const base::Secret secret{"same"};
  CHECK_EQ(secret_mark(secret, "a"), secret_mark(secret, "a"));
  CHECK(secret_mark(secret, "a") != secret_mark(secret, "b"));
  CHECK(secret_mark(secret, "a") != secret_mark(base::Secret{"other"}, "a"));
}

int main() {
  return lectern_test::run(
      "ice_servers",
      {TEST(urls_are_made_of_every_listener),
       TEST(a_listener_over_one_carrier_has_urls_of_that_carrier),
       TEST(a_host_and_a_port_make_one_word), TEST(stun_has_no_credential_and_turn_has_one),
       TEST(a_credential_after_the_last_refused_one_is_good),
       TEST(other_servers_get_credentials_of_their_own),
       TEST(outside_of_a_meeting_the_credential_is_the_persons),
       TEST(other_nodes_relays_come_with_a_secret_that_both_have),
       TEST(a_drained_relay_gives_way_to_others_if_there_are_any),
       TEST(a_mark_is_of_one_node_and_one_secret), TEST(without_a_relay_nothing_is_handed_out)});
}
