// SPDX-License-Identifier: MIT
#include "base/endpoint.hpp"

#include <net/if.h>

#include <set>
#include <unordered_set>

#include "tests/support/check.hpp"

namespace {

using base::Cidr;
using base::Endpoint;
using base::IpAddress;
using namespace std::string_view_literals;

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

void addresses_print_as_they_parse() {
  for (const char* text : {"0.0.0.0", "192.0.2.1", "255.255.255.255", "::", "::1", "2001:db8::1",
                           "2001:db8:0:1::", "fe80::1", "::ffff:192.0.2.1"}) {
    CHECK_EQ(ip(text).print(), text);
  }
  CHECK_EQ(ip("2001:DB8:0:0:0:0:0:1").print(), "2001:db8::1");  // RFC 5952 section 4
}

void refuses_what_is_no_address() {
  for (const std::string_view text :
       {""sv, "1.2.3"sv, "1.2.3.4.5"sv, "256.1.1.1"sv, "01.2.3.4"sv, "1.2.3.4 "sv, " 1.2.3.4"sv,
        "0x7f.1"sv, "127.1"sv, "[::1]"sv, "fe80::1%eth0"sv, "1::2::3"sv, ":::"sv, "g::"sv,
        "1.2.3.4\0"sv, "1.2.3.4\0evil"sv, "::1\0x"sv,
        "1111:2222:3333:4444:5555:6666:7777:8888:9999"sv}) {
    CHECK(!IpAddress::parse(text));
  }
}

void a_mapped_address_is_the_ipv4_address_that_it_carries() {
  CHECK_EQ(ip("::ffff:192.0.2.1").unmapped(), ip("192.0.2.1"));
  CHECK(ip("::ffff:127.0.0.1").unmapped().is_loopback());
  for (const char* other : {"192.0.2.1", "2001:db8::1", "::192.0.2.1", "::fffe:192.0.2.1",
                            "::1:ffff:192.0.2.1", "0:0:0:1:0:ffff:192.0.2.1"})
    CHECK_EQ(ip(other).unmapped(), ip(other));
}

void a_site_is_an_ipv4_address_or_a_64() {
  CHECK_EQ(ip("192.0.2.1").site(), ip("192.0.2.1"));
  CHECK_EQ(ip("2001:db8:1:2:3:4:5:6").site(), ip("2001:db8:1:2::"));
  CHECK_EQ(ip("2001:db8:1:2::").site(), ip("2001:db8:1:2::"));
  CHECK_EQ(ip("2001:db8:1:ff:ff00::1").site(), ip("2001:db8:1:ff::"));
  CHECK(ip("2001:db8:1:2::1").site() != ip("2001:db8:1:3::1").site());
  CHECK_EQ(ip("::1").site(), ip("::"));
  // RFC 4291 2.5.5.2: all IPv4 clients of a dual-stack socket would share one /64 otherwise
  CHECK_EQ(ip("::ffff:192.0.2.1").site(), ip("192.0.2.1"));
  CHECK_EQ(ip("::fffe:192.0.2.1").site(), ip("::"));
  CHECK_EQ(ip("::1:ffff:192.0.2.1").site(), ip("::"));
  CHECK_EQ(ip("0:0:0:1:0:ffff:192.0.2.1").site(), ip("0:0:0:1::"));
}

void a_network_is_an_ipv4_address_or_a_48() {
  CHECK_EQ(ip("192.0.2.1").network(), ip("192.0.2.1"));
  CHECK_EQ(ip("::ffff:192.0.2.1").network(), ip("192.0.2.1"));
  CHECK_EQ(ip("2001:db8:1:2:3:4:5:6").network(), ip("2001:db8:1::"));
  CHECK_EQ(ip("2001:db8:ffff:ffff::").network(), ip("2001:db8:ffff::"));
  CHECK(ip("2001:db8:1::1").network() != ip("2001:db8:2::1").network());
}

void families_are_apart() {
  CHECK(ip("192.0.2.1").is_v4());
  CHECK(ip("::ffff:192.0.2.1").is_v6());
  CHECK(ip("192.0.2.1") != ip("::ffff:192.0.2.1"));
  CHECK(ip("0.0.0.0") != ip("::"));
  CHECK_EQ(ip("192.0.2.1"), IpAddress::v4(192, 0, 2, 1));
  CHECK_EQ(ip("192.0.2.1").bytes().size(), std::size_t{4});
  CHECK_EQ(ip("::").bytes().size(), std::size_t{16});
  CHECK_EQ(IpAddress::from_bytes(ip("2001:db8::7").bytes()), ip("2001:db8::7"));
  CHECK_EQ(IpAddress::from_bytes(base::as_bytes("abc")), IpAddress{});
  for (const std::size_t size : {0u, 1u, 3u, 5u, 15u})
    CHECK_EQ(IpAddress::from_bytes(std::vector<std::byte>(size, std::byte{1})), IpAddress{});
  CHECK(ip("2001:db8::1") != ip("2001:db8::2"));    // only the lower half differs
  CHECK(ip("2001:db8::1") != ip("2001:db9::1"));    // only the upper half differs
  CHECK_EQ(static_cast<int>(base::Family::v4), 4);  // the versions of IP
  CHECK_EQ(static_cast<int>(base::Family::v6), 6);
}

void knows_special_ones() {
  CHECK(ip("0.0.0.0").is_unspecified() && ip("::").is_unspecified() && !ip("::1").is_unspecified());
  CHECK(ip("127.0.0.1").is_loopback() && ip("127.255.1.2").is_loopback() &&
        ip("::1").is_loopback());
  CHECK(!ip("128.0.0.1").is_loopback() && !ip("::2").is_loopback() && !ip("1::1").is_loopback() &&
        !ip("::").is_loopback());
  CHECK(!ip("126.0.0.1").is_loopback() && !ip("::101").is_loopback() && !ip("::1:1").is_loopback());
  CHECK(!ip("100::").is_unspecified() && !ip("0.0.0.1").is_unspecified());
}

void endpoints_print_as_they_parse() {
  for (const char* text : {"192.0.2.1:3478", "0.0.0.0:0", "[2001:db8::1]:65535", "[::]:1"}) {
    CHECK_EQ(Endpoint::parse(text).value().print(), text);
  }
}

void an_empty_endpoint_and_prefix_are_zero() {
  CHECK_EQ(Endpoint{}.print(), "0.0.0.0:0");
  CHECK_EQ(Cidr{}.print(), "0.0.0.0/0");
}

void refuses_what_is_no_endpoint() {
  for (const std::string_view text :
       {""sv, ":"sv, ":1"sv, "192.0.2.1"sv, "192.0.2.1:"sv, "192.0.2.1:65536"sv, "192.0.2.1:-1"sv,
        "192.0.2.1:+1"sv, "192.0.2.1:01"sv, "192.0.2.1: 1"sv, "192.0.2.1:1x"sv, "::1:80"sv,
        "[::1]"sv, "[::1]80"sv, "[192.0.2.1]:80"sv, "localhost:80"sv, "192.0.2.1:99999999999"sv}) {
    CHECK(!Endpoint::parse(text));
  }
}

// RFC 4007 section 11: the zone of a link-local address, by name or number
void link_local_endpoints_have_a_zone() {
  const std::uint32_t lo = ::if_nametoindex("lo");
  CHECK(lo != 0);
  const auto by_name = Endpoint::parse("[fe80::1%lo]:3478");
  CHECK(by_name);
  CHECK_EQ(by_name->zone, lo);
  CHECK_EQ(by_name->print(), "[fe80::1%lo]:3478");
  CHECK_EQ(Endpoint::parse("[fe80::1%" + std::to_string(lo) + "]:3478"), by_name);
  const auto gone = Endpoint::parse("[fe80::1%4294967295]:3478");  // no interface has this number
  CHECK(gone);
  CHECK_EQ(gone->print(), "[fe80::1%4294967295]:3478");
  CHECK(gone != by_name);  // another link
  CHECK_EQ(Endpoint::parse("[fe80::1]:3478").value().zone, 0u);
  for (const std::string_view text :
       {"[fe80::1%]:1"sv, "[fe80::1%no-such-link]:1"sv, "[fe80::1%0]:1"sv, "[fe80::1%lo%lo]:1"sv,
        "[fe80::1%4294967296]:1"sv, "[fe80::1%lo\0]:1"sv, "[2001:db8::1%lo]:1"sv, "[::1%lo]:1"sv,
        "192.0.2.1%lo:1"sv, "[fe80::1%an-interface-of-many-letters]:1"sv})
    CHECK(!Endpoint::parse(text));
}

void knows_link_local_addresses() {
  for (const char* text : {"fe80::1", "fe80::", "febf:ffff::1"}) CHECK(ip(text).is_link_local());
  for (const char* text :
       {"fec0::1", "fe7f::1", "::1", "2001:db8::1", "169.254.0.1", "254.128.0.0"})
    CHECK(!ip(text).is_link_local());
}

void prefixes_contain() {
  struct Case {
    const char* cidr;
    const char* ip;
    bool inside;
  };
  for (const Case& c :
       {Case{"10.0.0.0/8", "10.255.0.1", true}, Case{"10.0.0.0/8", "11.0.0.0", false},
        Case{"192.0.2.128/25", "192.0.2.127", false}, Case{"192.0.2.128/25", "192.0.2.128", true},
        Case{"0.0.0.0/0", "255.1.2.3", true}, Case{"0.0.0.0/0", "::1", false},
        Case{"192.0.2.1", "192.0.2.1", true}, Case{"192.0.2.1/32", "192.0.2.0", false},
        Case{"fc00::/7", "fdff::1", true}, Case{"fc00::/7", "fe00::1", false},
        Case{"2001:db8::/33", "2001:db8:8000::", false},
        Case{"2001:db8::/33", "2001:db8:7fff::", true}, Case{"::/0", "1.2.3.4", false},
        Case{"::1", "::1", true}}) {
    CHECK_EQ(Cidr::parse(c.cidr).value().contains(ip(c.ip)), c.inside);
  }
}

// Every prefix length against a comparison bit by bit.
void prefixes_by_every_length() {
  for (const char* text : {"170.85.204.51", "aaaa:5555:cccc:3333:f0f0:0f0f:8001:7ffe"}) {
    const IpAddress whole = ip(text);
    const auto bytes = whole.bytes();
    for (unsigned length = 0; length <= bytes.size() * 8; ++length) {
      const Cidr cidr{whole, length};
      CHECK(cidr.contains(whole));
      for (unsigned bit = 0; bit < bytes.size() * 8; ++bit) {
        std::vector<std::byte> flipped(bytes.begin(), bytes.end());
        flipped[bit / 8] ^= static_cast<std::byte>(0x80u >> (bit % 8));
        CHECK_EQ(cidr.contains(IpAddress::from_bytes(flipped)), bit >= length);
      }
    }
  }
}

void prefixes_refuse_host_bits_and_bad_lengths() {
  for (const char* text : {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1",
                           "::/129", "2001:db8::1/64", "/8", "10.0.0.0/8/8", "x/8"}) {
    CHECK(!Cidr::parse(text));
  }
  CHECK_EQ(Cidr::parse("10.0.0.0/8").value().print(), "10.0.0.0/8");
  CHECK_EQ(Cidr::parse("192.0.2.1").value().print(), "192.0.2.1/32");
  CHECK_EQ(Cidr::parse("192.0.2.1/32").value().print(), "192.0.2.1/32");
  CHECK_EQ(Cidr::parse("::1").value().print(), "::1/128");
  CHECK_EQ(Cidr::parse("::1/128").value().prefix_length(), 128u);
  CHECK_EQ(Cidr::parse("0.0.0.0/0").value().prefix_length(), 0u);
}

void hashes_differ_and_order_is_total() {
  std::unordered_set<Endpoint> seen;
  std::set<std::size_t> hashes;
  std::set<Endpoint> ordered;
  for (int a = 0; a < 32; ++a) {
    for (std::uint16_t port = 1; port <= 32; ++port) {
      const Endpoint e{IpAddress::v4(10, 0, 0, static_cast<std::uint8_t>(a)), port};
      seen.insert(e);
      ordered.insert(e);
      hashes.insert(base::hash_value(e));
    }
  }
  CHECK_EQ(seen.size(), std::size_t{1024});
  CHECK_EQ(ordered.size(), std::size_t{1024});
  CHECK_EQ(hashes.size(), std::size_t{1024});
  CHECK(base::hash_value(ip("2001:db8::1")) != base::hash_value(ip("2001:db8::2")));
}

// The next output of splitmix64 (Steele, Lea, Flood 2014: Fast Splittable Pseudorandom Number
// Generators) from a state.
std::uint64_t splitmix64(std::uint64_t state) {
  std::uint64_t z = state + 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// A hash is as good as the generator only where it is the generator: the address is its state, and
// a port moves it on by that many steps.
void hashes_are_those_of_splitmix64() {
  CHECK_EQ(splitmix64(0), 0xe220a8397b1dcdafu);  // the first published output for the seed 0
  CHECK_EQ(base::hash_value(ip("0.0.0.0")), std::size_t{0xe220a8397b1dcdafu});
  CHECK_EQ(base::hash_value(ip("192.0.2.1")), splitmix64(0xc0000201u));
  const std::uint64_t of_ip = base::hash_value(ip("192.0.2.1"));
  CHECK_EQ(base::hash_value(Endpoint{ip("192.0.2.1"), 1}), splitmix64(of_ip));
  CHECK_EQ(base::hash_value(Endpoint{ip("192.0.2.1"), 3}),
           splitmix64(of_ip + 2 * 0x9e3779b97f4a7c15u));
}

// A flood of addresses that differ in one bit must not fall into one bucket.
void each_bit_of_an_address_changes_its_hash() {
  const IpAddress address = ip("2001:db8:1:2:3:4:5:6");
  std::set<std::size_t> hashes{base::hash_value(address)};
  for (unsigned bit = 0; bit < 128; ++bit) {
    std::vector<std::byte> flipped(address.bytes().begin(), address.bytes().end());
    flipped[bit / 8] ^= static_cast<std::byte>(0x80u >> (bit % 8));
    hashes.insert(base::hash_value(IpAddress::from_bytes(flipped)));
  }
  CHECK_EQ(hashes.size(), std::size_t{129});
}

}  // namespace

int main() {
  return lectern_test::run(
      "endpoint",
      {TEST(addresses_print_as_they_parse), TEST(refuses_what_is_no_address),
       TEST(a_mapped_address_is_the_ipv4_address_that_it_carries),
       TEST(a_site_is_an_ipv4_address_or_a_64), TEST(a_network_is_an_ipv4_address_or_a_48),
       TEST(families_are_apart), TEST(knows_special_ones), TEST(endpoints_print_as_they_parse),
       TEST(refuses_what_is_no_endpoint), TEST(prefixes_contain), TEST(prefixes_by_every_length),
       TEST(prefixes_refuse_host_bits_and_bad_lengths), TEST(hashes_differ_and_order_is_total),
       TEST(an_empty_endpoint_and_prefix_are_zero), TEST(hashes_are_those_of_splitmix64),
       TEST(each_bit_of_an_address_changes_its_hash), TEST(link_local_endpoints_have_a_zone),
       TEST(knows_link_local_addresses)});
}
