// SPDX-License-Identifier: MIT
// Which addresses fit which place in the configuration.
#include "config/address_rules.hpp"

#include <string>

#include "config/schema.hpp"
#include "tests/support/check.hpp"

using namespace config;

namespace {

// "" where the value is taken.
std::string refusal(const char* name, const char* text) {
  const auto value = check_value(find_key("turn", name)->rule, Value{TextList{text}});
  return value ? "" : value.error().what;
}

bool says(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

void each_place_takes_the_addresses_that_fit_it() {
  struct Case {
    const char* ip;
    bool listener, local, told;
  };
  for (const Case& c :
       {Case{"0.0.0.0", true, false, false}, Case{"::", true, false, false},
        Case{"203.0.113.7", true, true, true}, Case{"2001:db8::1", true, true, true},
        Case{"127.0.0.1", true, true, true}, Case{"10.0.0.5", true, true, true},
        Case{"224.0.0.1", false, false, false}, Case{"ff02::1", false, false, false},
        Case{"255.255.255.255", false, false, false}, Case{"240.0.0.1", true, true, false},
        Case{"0.1.2.3", true, true, false}, Case{"::ffff:127.0.0.1", false, false, false}}) {
    const auto ip = *base::IpAddress::parse(c.ip);
    CHECK_EQ(!fault_of_listener(ip), c.listener);
    CHECK_EQ(!fault_of_local(ip), c.local);
    CHECK_EQ(!fault_of_told(ip), c.told);
  }
}

void keys_refuse_what_cannot_work_and_say_why() {
  CHECK(says(refusal("listen", "[::ffff:127.0.0.1]:3478"), "write 127.0.0.1"));
  CHECK(says(refusal("listen", "udp:224.0.0.1:443"), "multicast"));
  CHECK(says(refusal("relay_addresses", "0.0.0.0"), "stands for every address"));
  CHECK(says(refusal("relay_addresses", "::"), "stands for every address"));
  CHECK(says(refusal("external_ip", "0.0.0.0"), "no address of a host"));
  CHECK(says(refusal("external_ip", "255.255.255.255"), "broadcast"));
  CHECK(says(refusal("external_ip", "224.0.0.1/10.0.0.5"), "multicast"));
  CHECK(says(refusal("external_ip", "203.0.113.7/0.0.0.0"), "stands for every address"));
  CHECK(says(refusal("external_ip", "::ffff:203.0.113.7"), "write 203.0.113.7"));
  CHECK(says(refusal("alternate_servers", "0.0.0.0:3478"), "stands for every address"));
  CHECK(says(refusal("trusted_proxies", "::ffff:10.0.0.5"), "write 10.0.0.5/32"));
  CHECK(says(refusal("deny_peers", "::ffff:10.0.0.0/104"), "write 10.0.0.0/8"));
  for (const char* right : {"0.0.0.0:3478", "[::]:3478", "udp:0.0.0.0:443", "tcp:[::1]:443"})
    CHECK_EQ(refusal("listen", right), "");
  CHECK_EQ(refusal("external_ip", "203.0.113.7/10.0.0.5"), "");
  CHECK_EQ(refusal("deny_peers", "::ffff:0:0/96"), "");
}

void an_allowed_peer_is_a_prefix_or_ports_of_one_address() {
  for (const char* right :
       {"10.20.0.0/16", "203.0.113.7", "2001:db8::1", "203.0.113.7:10000",
        "203.0.113.7:20000-40000", "[2001:db8::1]:10000-20000", "127.0.0.1:1-65535"})
    CHECK_EQ(refusal("allow_peers", right), "");
  for (const char* wrong :
       {"", "10.20.0.1/16", "203.0.113.7:", "203.0.113.7:0", "203.0.113.7:65536",
        "203.0.113.7:20-10", "203.0.113.7:10-", "203.0.113.7:-10", "203.0.113.0/24:10000",
        "2001:db8::1:10000-20000", "[203.0.113.7]:10000", "example.org:10000", "0.0.0.0:10000",
        "[::ffff:203.0.113.7]:10000", "224.0.0.1:9", "[]:9", "[:9"})
    CHECK(!refusal("allow_peers", wrong).empty());
  const auto ports = CHECK_OK(parse_allowed_peer("[2001:db8::1]:10000-20000")).ports;
  CHECK_EQ(ports->print(), "[2001:db8::1]:10000-20000");
  CHECK_EQ(CHECK_OK(parse_allowed_peer("203.0.113.7:10000")).ports->print(), "203.0.113.7:10000");
}

}  // namespace

int main() {
  return lectern_test::run("address_rules",
                           {TEST(each_place_takes_the_addresses_that_fit_it),
                            TEST(keys_refuse_what_cannot_work_and_say_why),
                            TEST(an_allowed_peer_is_a_prefix_or_ports_of_one_address)});
}
