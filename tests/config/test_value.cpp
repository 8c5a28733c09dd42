// SPDX-License-Identifier: MIT
// Values of configuration keys: units, lists, ranges, and how they print.
#include "config/value.hpp"

#include <array>

#include "tests/support/check.hpp"

using namespace config;

static std::string shown(const base::Result<std::int64_t>& r) {
  return r ? std::to_string(*r) : "refused";
}

static void durations_have_units() {
  CHECK_EQ(shown(config::parse_duration_ms("90s")), "90000");
  CHECK_EQ(shown(config::parse_duration_ms("12h")), "43200000");
  CHECK_EQ(shown(config::parse_duration_ms("15m")), "900000");
  CHECK_EQ(shown(config::parse_duration_ms("500ms")), "500");
  CHECK_EQ(shown(config::parse_duration_ms("30d")), "2592000000");
  CHECK_EQ(shown(config::parse_duration_ms("0")), "0");
  for (const char* wrong : {"", "90", "s", "-5s", "5 s", "5sec", "1.5h", "99999999999999999999s",
                            "9223372036854775807d", "0x10s"}) {
    CHECK_EQ(shown(config::parse_duration_ms(wrong)), "refused");
  }
}

static void sizes_and_rates_have_units() {
  CHECK_EQ(shown(config::parse_size("10MiB")), "10485760");
  CHECK_EQ(shown(config::parse_size("64KiB")), "65536");
  CHECK_EQ(shown(config::parse_size("1GB")), "1000000000");
  CHECK_EQ(shown(config::parse_size("7B")), "7");
  CHECK_EQ(shown(config::parse_size("10mib")), "refused");
  CHECK_EQ(shown(config::parse_rate("3Mbit")), "3000000");
  CHECK_EQ(shown(config::parse_rate("128kbit")), "128000");
  CHECK_EQ(shown(config::parse_rate("0")), "0");
  CHECK_EQ(shown(config::parse_rate("3Mbyte")), "refused");
}

static void port_ranges() {
  const auto range = CHECK_OK(config::parse_port_range("49152-65535"));
  CHECK_EQ(range.first, 49152);
  CHECK_EQ(range.last, 65535);
  CHECK_EQ(CHECK_OK(config::parse_port_range("50000")).last, 50000);
  for (const char* wrong :
       {"", "-", "1-2", "60000-50000", "50000-70000", "50000-", "a-b", "1023-2000"})
    CHECK(!config::parse_port_range(wrong));
}

static void external_addresses() {
  const auto both = CHECK_OK(config::parse_external_address("203.0.113.7/10.0.0.5"));
  CHECK_EQ(both.external, *base::IpAddress::parse("203.0.113.7"));
  CHECK_EQ(*both.local, *base::IpAddress::parse("10.0.0.5"));
  CHECK(!CHECK_OK(config::parse_external_address("2001:db8::1")).local);
  for (const char* wrong :
       {"", "/", "203.0.113.7/", "203.0.113.7/2001:db8::1", "203.0.113.0/24", "203.0.113", "a b",
        "-a", "auto/", "example.org/x", "your-public-ip", "your-public-ip/10.0.0.5"}) {
    CHECK(!config::parse_external_address(wrong));
  }
  const auto named = CHECK_OK(config::parse_external_address("relay.example.org/10.0.0.5"));
  CHECK(!named.external && !named.is_automatic());
  CHECK_EQ(named.name, "relay.example.org");
  CHECK_EQ(*named.local, *base::IpAddress::parse("10.0.0.5"));
  CHECK(CHECK_OK(config::parse_external_address("auto")).is_automatic());
  CHECK_EQ(*CHECK_OK(config::parse_external_address("auto/10.0.0.5")).local,
           *base::IpAddress::parse("10.0.0.5"));
}

static void hosts_with_ports() {
  CHECK(CHECK_OK(config::parse_host_port("stun.example.org", 3478)) ==
        (config::HostPort{"stun.example.org", 3478}));
  CHECK(CHECK_OK(config::parse_host_port("stun.example.org:19302", 3478)) ==
        (config::HostPort{"stun.example.org", 19302}));
  CHECK(CHECK_OK(config::parse_host_port("192.0.2.1", 3478)) ==
        (config::HostPort{"192.0.2.1", 3478}));
  CHECK(CHECK_OK(config::parse_host_port("[2001:db8::1]:5349", 3478)) ==
        (config::HostPort{"2001:db8::1", 5349}));
  CHECK(CHECK_OK(config::parse_host_port("[2001:db8::1]", 3478)) ==
        (config::HostPort{"2001:db8::1", 3478}));
  CHECK(CHECK_OK(config::parse_host_port("2001:db8::1", 3478)) ==
        (config::HostPort{"2001:db8::1", 3478}));
  for (const char* wrong : {"", ":3478", "a:", "a:0", "a:65536", "a:b", "stun:a", "a b", "[::1"})
    CHECK(!config::parse_host_port(wrong, 3478));
}

static void origins() {
  for (const char* right : {"https://meet.example.org", "http://localhost:3000",
                            "https://[2001:db8::1]:8443", "https://192.0.2.1"}) {
    CHECK(config::is_http_origin(right));
  }
  for (const char* wrong :
       {"", "meet.example.org", "https://", "https://meet.example.org/", "https://a b",
        "https://a:0", "https://a:99999", "ftp://a", "https://user@host", "https://[::1",
        "https://a:b", "https://-a", "javascript://x"}) {
    CHECK(!config::is_http_origin(wrong));
  }
}

struct Case {
  config::ValueRule rule;
  config::Value written;
  bool taken;
};

static void types_are_strict() {
  const config::ValueRule boolean{config::Kind::boolean};
  const config::ValueRule integer{config::Kind::integer, 0, 10, {}};
  const config::ValueRule duration{config::Kind::duration, 1000, 60000, {}};
  const std::array words{config::ChoiceText{"open"}, config::ChoiceText{"closed"}};
  const config::ValueRule choice{config::Kind::choice, 0, 0, words};
  const config::ValueRule addresses{config::Kind::address_list};
  const config::ValueRule users{config::Kind::secret_map};
  const std::array cases{
      Case{boolean, true, true},
      Case{boolean, std::string{"true"}, false},
      Case{boolean, std::int64_t{1}, false},
      Case{integer, std::int64_t{10}, true},
      Case{integer, std::int64_t{11}, false},
      Case{integer, std::int64_t{-1}, false},
      Case{integer, std::string{"5"}, false},
      Case{duration, std::string{"30s"}, true},
      Case{duration, std::string{"61s"}, false},
      Case{duration, std::string{"10ms"}, false},
      Case{duration, std::int64_t{30}, false},
      Case{choice, std::string{"closed"}, true},
      Case{choice, std::string{"clos"}, false},
      Case{choice, std::string{""}, false},
      Case{choice, std::string{"open|closed"}, false},
      Case{addresses, config::TextList{"192.0.2.1", "2001:db8::1"}, true},
      Case{addresses, config::TextList{}, true},
      Case{addresses, config::TextList{"192.0.2"}, false},
      Case{addresses, std::string{"192.0.2.1"}, false},
      Case{users, config::TextMap{{"alice", "secret"}}, true},
      Case{users, config::TextMap{{"a:b", "secret"}}, false},
      Case{users, config::TextMap{{"alice", ""}}, false},
      Case{config::ValueRule{config::Kind::text}, std::string{"a\nb"}, false},
      Case{config::ValueRule{config::Kind::secret_list}, config::TextList{""}, false},
      Case{config::ValueRule{config::Kind::ice_server_list},
           config::TextList{"turn:a.example:3478?transport=udp", "stun:b.example secret=x"}, true},
      Case{config::ValueRule{config::Kind::ice_server_list}, config::TextList{"https://a.example"},
           false},
      Case{config::ValueRule{config::Kind::ice_server_list},
           config::TextList{"turn:user@a.example"}, false},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (config::check_value(cases[i].rule, cases[i].written).has_value() != cases[i].taken) {
      lectern_test::check_failed("case " + std::to_string(i) + " is judged wrongly", __FILE__,
                                 __LINE__);
    }
  }
}

static void printing_and_parsing_agree() {
  const std::array rules{config::ValueRule{config::Kind::duration, 0, INT64_MAX, {}},
                         config::ValueRule{config::Kind::size, 0, INT64_MAX, {}},
                         config::ValueRule{config::Kind::rate, 0, INT64_MAX, {}}};
  for (const config::ValueRule& rule : rules) {
    for (const std::int64_t n :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{999}, std::int64_t{90'000},
          std::int64_t{1'048'576}, std::int64_t{86'400'000}, std::int64_t{123'456'789}}) {
      const std::string printed = config::print_toml(rule, config::Value{n});
      const config::Value back =
          CHECK_OK(config::parse_value(rule, printed.substr(1, printed.size() - 2)));
      CHECK_EQ(std::get<std::int64_t>(back), n);
    }
  }
  CHECK_EQ(config::print_toml(config::ValueRule{config::Kind::duration, 0, INT64_MAX, {}},
                              config::Value{std::int64_t{43'200'000}}),
           "\"12h\"");
  CHECK_EQ(config::quote_toml("a\"b\\c\x01"), "\"a\\\"b\\\\c\\u0001\"");
}

static void secrets_do_not_stand_in_messages() {
  const auto refused = config::check_value(config::ValueRule{config::Kind::secret_list},
                                           config::Value{config::TextList{"hunter2\n"}});
  CHECK(!refused);
  CHECK(refused.error().what.find("hunter2") == std::string::npos);
}

int main() {
  return lectern_test::run(
      "config_value",
      {TEST(durations_have_units), TEST(sizes_and_rates_have_units), TEST(port_ranges),
       TEST(external_addresses), TEST(hosts_with_ports), TEST(origins), TEST(types_are_strict),
       TEST(printing_and_parsing_agree), TEST(secrets_do_not_stand_in_messages)});
}
