// SPDX-License-Identifier: MIT
#include "net/proxy_protocol.hpp"

#include <string>

#include "tests/support/check.hpp"

namespace {

using base::Endpoint;
using net::parse_proxy_v2;
using net::ProxyVerdict;
using namespace std::string_literals;

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string header(std::uint8_t version_command, std::uint8_t family, const std::string& rest) {
  std::string out = kSignature;
  out += static_cast<char>(version_command);
  out += static_cast<char>(family);
  out += static_cast<char>(rest.size() >> 8);
  out += static_cast<char>(rest.size() & 0xff);
  return out + rest;
}

// 192.0.2.7:40000 -> 198.51.100.1:443
const std::string kInet = "\xc0\x00\x02\x07\xc6\x33\x64\x01\x9c\x40\x01\xbb"s;

net::ProxyParse parse(const std::string& text) { return parse_proxy_v2(base::as_bytes(text)); }

void reads_ipv4() {
  const auto parsed = parse(header(0x21, 0x11, kInet) + "GET /");
  CHECK_EQ(parsed.verdict, ProxyVerdict::complete);
  CHECK_EQ(parsed.header.size, std::size_t{28});
  CHECK(parsed.header.source == Endpoint::parse("192.0.2.7:40000"));
  CHECK(parsed.header.destination == Endpoint::parse("198.51.100.1:443"));
}

void reads_ipv6_with_tlvs() {
  const std::string addresses = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01" +
                                "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x02" +
                                "\x30\x39\x01\xbb"s;
  const auto parsed = parse(header(0x21, 0x21,
                                   addresses + "\x04\x00\x03"
                                               "abc"s));
  CHECK_EQ(parsed.verdict, ProxyVerdict::complete);
  CHECK_EQ(parsed.header.size, std::size_t{16 + 36 + 6});
  CHECK(parsed.header.source == Endpoint::parse("[2001:db8::1]:12345"));
  CHECK(parsed.header.destination == Endpoint::parse("[2001:db8::2]:443"));
}

// Else all IPv4 clients of a balancer on "[::]" would share one /64 for every limit.
void a_mapped_ipv4_address_is_ipv4() {
  const std::string mapped = std::string(10, '\0') + "\xff\xff"s;
  const std::string ports = "\x9c\x40\x01\xbb"s;
  const auto parsed = parse(
      header(0x21, 0x21, mapped + "\xc0\x00\x02\x07"s + mapped + "\xc6\x33\x64\x01"s + ports));
  CHECK_EQ(parsed.verdict, ProxyVerdict::complete);
  CHECK_EQ(parsed.header.size, std::size_t{16 + 36});
  CHECK(parsed.header.source == Endpoint::parse("192.0.2.7:40000"));
  CHECK(parsed.header.destination == Endpoint::parse("198.51.100.1:443"));
}

void asks_for_more_at_every_split() {
  const std::string whole = header(0x21, 0x11, kInet);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto parsed = parse(whole.substr(0, n));
    CHECK_EQ(parsed.verdict, ProxyVerdict::need_more);
    CHECK_EQ(parsed.needed, n < 16 ? std::size_t{16} : whole.size());
  }
}

// "LOCAL: the connection was established on purpose by the proxy without being relayed": its own
// ends count.
void local_and_unknown_families_name_nobody() {
  for (const auto& text : {header(0x20, 0x11, kInet), header(0x20, 0x00, ""),
                           header(0x21, 0x00, ""), header(0x21, 0x31, std::string(216, 'x'))}) {
    const auto parsed = parse(text);
    CHECK_EQ(parsed.verdict, ProxyVerdict::complete);
    CHECK_EQ(parsed.header.size, text.size());
    CHECK(!parsed.header.source);
    CHECK(!parsed.header.destination);
  }
}

void refuses_what_is_no_header() {
  for (std::size_t i = 0; i < kSignature.size();
       ++i) {  // each byte of the signature counts, as soon as it is there
    std::string broken = kSignature.substr(0, i + 1);
    broken[i] = static_cast<char>(broken[i] ^ 0x20);
    CHECK_EQ(parse(broken).verdict, ProxyVerdict::invalid);
  }
  CHECK_EQ(parse("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\r\n").verdict,
           ProxyVerdict::invalid);  // version 1
  CHECK_EQ(parse(header(0x11, 0x11, kInet)).verdict, ProxyVerdict::invalid);
  CHECK_EQ(parse(header(0x31, 0x11, kInet)).verdict, ProxyVerdict::invalid);
  CHECK_EQ(parse(header(0x22, 0x11, kInet)).verdict, ProxyVerdict::invalid);
  for (const unsigned family :
       {0x13u, 0x1fu, 0x41u, 0xf1u, 0xffu}) {  // no such transport, no such family
    CHECK_EQ(parse(header(0x21, static_cast<std::uint8_t>(family), kInet)).verdict,
             ProxyVerdict::invalid);
    CHECK_EQ(parse(header(0x20, static_cast<std::uint8_t>(family), kInet)).verdict,
             ProxyVerdict::invalid);
  }
  CHECK_EQ(parse(header(0x21, 0x11, "")).verdict,
           ProxyVerdict::invalid);  // an address was promised
  CHECK_EQ(parse(header(0x21, 0x11, kInet.substr(0, 11))).verdict, ProxyVerdict::invalid);
  CHECK_EQ(parse(header(0x21, 0x21, kInet)).verdict, ProxyVerdict::invalid);
}

void bounds_the_length() {
  CHECK_EQ(parse(header(0x21, 0x11, kInet + std::string(1024 - kInet.size(), 'x'))).verdict,
           ProxyVerdict::complete);
  CHECK_EQ(parse(header(0x21, 0x11, std::string(1025, 'x')).substr(0, 16)).verdict,
           ProxyVerdict::invalid);
}

}  // namespace

int main() {
  return lectern_test::run(
      "proxy_protocol",
      {TEST(reads_ipv4), TEST(reads_ipv6_with_tlvs), TEST(a_mapped_ipv4_address_is_ipv4),
       TEST(asks_for_more_at_every_split), TEST(local_and_unknown_families_name_nobody),
       TEST(refuses_what_is_no_header), TEST(bounds_the_length)});
}
