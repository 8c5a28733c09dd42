// SPDX-License-Identifier: MIT
#include "net/forwarded.hpp"

#include "tests/support/check.hpp"

namespace {

using base::Cidr;
using base::IpAddress;

const std::vector<Cidr> kProxies{*Cidr::parse("127.0.0.1"), *Cidr::parse("10.0.0.0/8")};

std::optional<IpAddress> client_of(std::string_view list) {
  return net::read_forwarded({std::string{list}, {}, {}}, kProxies).client;
}
std::optional<IpAddress> ip(std::string_view text) { return IpAddress::parse(text); }

// A client writes what it likes; the proxy appends what it saw.
void the_last_address_that_is_no_proxy_is_the_client() {
  CHECK_EQ(client_of("192.0.2.1"), ip("192.0.2.1"));
  CHECK_EQ(client_of("198.51.100.9, 192.0.2.1"), ip("192.0.2.1"));
  CHECK_EQ(client_of("127.0.0.1,192.0.2.1"), ip("192.0.2.1"));
  CHECK_EQ(client_of("198.51.100.9, 192.0.2.1, 10.1.2.3 ,127.0.0.1"), ip("192.0.2.1"));
  CHECK_EQ(client_of("10.0.0.7, 10.0.0.8"), ip("10.0.0.7"));  // somebody behind the proxies
  CHECK_EQ(client_of("2001:db8::1"), ip("2001:db8::1"));
}

void some_proxies_write_ports_brackets_or_mapped_addresses() {
  CHECK_EQ(client_of("192.0.2.1:40000"), ip("192.0.2.1"));
  CHECK_EQ(client_of("[2001:db8::1]:40000"), ip("2001:db8::1"));
  CHECK_EQ(client_of("[2001:db8::1]"), ip("2001:db8::1"));
  CHECK_EQ(client_of("::ffff:192.0.2.1"), ip("192.0.2.1"));
}

void what_is_no_address_names_no_client() {
  for (const std::string_view list : {"", " ", ",", "unknown", "192.0.2.1, unknown", "_hidden",
                                      "192.0.2.1,", "192.0.2.256", "<script>"})
    CHECK(!client_of(list));
  // A proxy's address that follows is better than a guess.
  CHECK_EQ(client_of("unknown, 10.0.0.7"), ip("10.0.0.7"));
}

void the_scheme_and_the_host_are_those_of_the_last_proxy() {
  const auto read = [](std::string_view scheme, std::string_view host) {
    return net::read_forwarded({{}, scheme, host}, kProxies);
  };
  CHECK_EQ(read("https", {}).tls, std::optional{true});
  CHECK_EQ(read("HTTP", {}).tls, std::optional{false});
  CHECK_EQ(read("http, https", {}).tls, std::optional{true});
  CHECK(!read({}, {}).tls);
  CHECK(!read("wss", {}).tls);
  CHECK_EQ(read({}, "meet.example.org").host, "meet.example.org");
  CHECK_EQ(read({}, "evil.example, meet.example.org:8443").host, "meet.example.org:8443");
  CHECK_EQ(read({}, {}).host, "");
}

}  // namespace

int main() {
  return lectern_test::run("forwarded",
                           {TEST(the_last_address_that_is_no_proxy_is_the_client),
                            TEST(some_proxies_write_ports_brackets_or_mapped_addresses),
                            TEST(what_is_no_address_names_no_client),
                            TEST(the_scheme_and_the_host_are_those_of_the_last_proxy)});
}
