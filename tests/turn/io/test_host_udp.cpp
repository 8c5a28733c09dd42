// SPDX-License-Identifier: MIT
#include "turn/io/host_udp.hpp"

#include "tests/support/check.hpp"

namespace {

using turn::io::parse_snmp;
using turn::io::parse_snmp6;

void the_columns_are_found_by_their_names() {
  const auto host = parse_snmp(
      "Ip: Forwarding DefaultTTL\nIp: 1 64\n"
      "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors\n"
      "Udp: 100 2 3 90 17 5 0\nUdpLite: InDatagrams RcvbufErrors\nUdpLite: 0 9\n");
  CHECK(host.has_value());
  CHECK_EQ(host->receive_buffer_errors, 17u);
  CHECK_EQ(host->send_buffer_errors, 5u);
}

void ipv6_has_one_number_a_line() {
  const auto host = parse_snmp6(
      "Ip6InReceives   \t12\nUdp6RcvbufErrors                \t7\nUdp6SndbufErrors \t1\n");
  CHECK(host.has_value());
  CHECK_EQ(host->receive_buffer_errors, 7u);
  CHECK_EQ(host->send_buffer_errors, 1u);
}

void what_says_nothing_is_nothing() {
  for (const char* text : {"", "Udp:", "Udp: RcvbufErrors\n", "Udp: RcvbufErrors\nUdp: x\n",
                           "Udp: RcvbufErrors\nUdp: 1 2\n", "Udp: InErrors\nUdp: 1\n"}) {
    CHECK(!parse_snmp(text));
  }
  CHECK(!parse_snmp6("Udp6InErrors 1\n"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "host_udp", {TEST(the_columns_are_found_by_their_names), TEST(ipv6_has_one_number_a_line),
                   TEST(what_says_nothing_is_nothing)});
}
