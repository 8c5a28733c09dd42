// SPDX-License-Identifier: MIT
// Which addresses are no public hosts, however they are written.
#include "base/special_use.hpp"

#include "tests/support/check.hpp"

namespace {

void hosts_of_the_internet_are_not_special() {
  for (const char* text : {"8.8.8.8", "198.51.99.1", "1.1.1.1", "2a00:1450::8a", "2606:4700::1111"})
    CHECK(!base::is_special_use(*base::IpAddress::parse(text)));
}

void everything_else_is_in_every_encoding() {
  for (const char* text : {"0.0.0.0",
                           "10.1.2.3",
                           "100.64.0.1",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.31.255.255",
                           "192.168.1.1",
                           "198.18.0.1",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:7f00:1",
                           "::7f00:1",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::7f00:1",
                           "2002:7f00:1::",
                           "fc00::1",
                           "fd00::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "2001:db8::1",
                           "2a00:1450::5efe:7f00:1"})
    CHECK_EQ(base::is_special_use(*base::IpAddress::parse(text)) ? text : "public", text);
}

}  // namespace

int main() {
  return lectern_test::run("special_use", {TEST(hosts_of_the_internet_are_not_special),
                                           TEST(everything_else_is_in_every_encoding)});
}
