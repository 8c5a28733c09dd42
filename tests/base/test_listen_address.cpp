// SPDX-License-Identifier: MIT
// Addresses to listen on, with the carriers that they take.
#include "base/listen_address.hpp"

#include "tests/support/check.hpp"

namespace {

using base::ListenAddress;

void an_address_takes_both_carriers_or_the_one_that_it_names() {
  struct Case {
    const char* text;
    bool udp, tcp;
  };
  for (const Case& c : {Case{"0.0.0.0:3478", true, true}, Case{"[::]:3478", true, true},
                        Case{"udp:0.0.0.0:443", true, false}, Case{"tcp:[::1]:443", false, true}}) {
    const auto read = ListenAddress::parse(c.text);
    CHECK(read.has_value());
    CHECK_EQ(read->udp, c.udp);
    CHECK_EQ(read->tcp, c.tcp);
    CHECK_EQ(read->print(), c.text);
  }
  for (const char* bad : {"", "udp:", "udp", "443", "udp:443", "tls:0.0.0.0:443", "UDP:0.0.0.0:443",
                          "udp:tcp:0.0.0.0:443", "udp:[::]", "udp: 0.0.0.0:443"})
    CHECK(!ListenAddress::parse(bad));
}

void the_endpoints_of_one_carrier_are_found() {
  const std::vector<ListenAddress> all{*ListenAddress::parse("192.0.2.1:1"),
                                       *ListenAddress::parse("udp:192.0.2.1:2"),
                                       *ListenAddress::parse("tcp:192.0.2.1:3")};
  const auto ports = [&](bool ListenAddress::*carrier) {
    std::vector<std::uint16_t> out;
    for (const base::Endpoint& at : endpoints_with(carrier, all)) out.push_back(at.port);
    return out;
  };
  CHECK(ports(&ListenAddress::udp) == (std::vector<std::uint16_t>{1, 2}));
  CHECK(ports(&ListenAddress::tcp) == (std::vector<std::uint16_t>{1, 3}));
}

}  // namespace

int main() {
  return lectern_test::run("listen_address",
                           {TEST(an_address_takes_both_carriers_or_the_one_that_it_names),
                            TEST(the_endpoints_of_one_carrier_are_found)});
}
