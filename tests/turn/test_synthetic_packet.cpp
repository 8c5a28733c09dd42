// SPDX-License-Identifier: MIT
// Packets around relayed data, against bytes that were put together by hand from RFC 791, RFC 8200,
// RFC 768 and RFC 9293.
#include "turn/synthetic_packet.hpp"

#include "tests/support/check.hpp"
#include "tests/turn/hex.hpp"

namespace {

using lectern_test::hex;
using turn::SyntheticPacket;

const base::Endpoint kV4Client = base::Endpoint::parse("192.0.2.1:5000").value();
const base::Endpoint kV4Server = base::Endpoint::parse("198.51.100.7:3478").value();
const base::Endpoint kV6Client = base::Endpoint::parse("[2001:db8::1]:5000").value();
const base::Endpoint kV6Server = base::Endpoint::parse("[2001:db8::2]:3478").value();

std::vector<std::byte> written(const SyntheticPacket& packet) {
  std::vector<std::byte> out{std::byte{0xee}};  // what was there before does not stay
  const std::size_t size = turn::write_packet(out, packet);
  CHECK_EQ(size, out.size() - packet.payload.size() + packet.original);
  return out;
}

void udp_over_ipv4() {
  const auto packet = written({kV4Client, kV4Server, false, 0, 0, base::as_bytes("ping!"), 5});
  const auto expected =
      hex("45 00 00 21 00 00 40 00 40 11 4e 90 c0 00 02 01 c6 33 64 07"
          "13 88 0d 96 00 0d f2 a8 70 69 6e 67 21");
  CHECK_BYTES(packet, expected);
}

void tcp_over_ipv4() {
  const auto packet =
      written({kV4Client, kV4Server, true, 0x01020304, 0x0a0b0c0d, base::as_bytes("abc"), 3});
  const auto expected =
      hex("45 00 00 2b 00 00 40 00 40 06 4e 91 c0 00 02 01 c6 33 64 07"
          "13 88 0d 96 01 02 03 04 0a 0b 0c 0d 50 18 ff ff c3 ee 00 00 61 62 63");
  CHECK_BYTES(packet, expected);
}

void udp_over_ipv6() {
  const auto packet = written({kV6Client, kV6Server, false, 0, 0, base::as_bytes("abcd"), 4});
  const auto expected =
      hex("60 00 00 00 00 0c 11 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01"
          "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02"
          "13 88 0d 96 00 0c be 7c 61 62 63 64");
  CHECK_BYTES(packet, expected);
}

void tcp_over_ipv6() {
  const auto packet = written({kV6Client, kV6Server, true, 7, 9, base::as_bytes("x"), 1});
  const auto expected =
      hex("60 00 00 00 00 15 06 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01"
          "20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02"
          "13 88 0d 96 00 00 00 07 00 00 00 09 50 18 ff ff bb 28 00 00 78");
  CHECK_BYTES(packet, expected);
}

// RFC 768: "If the computed checksum is zero, it is transmitted as all ones"; TCP has no such rule.
void a_checksum_of_zero_is_all_ones_over_udp_only() {
  const auto udp_payload = hex("f2 7f"), tcp_payload = hex("a2 6d");
  const auto udp = written({kV4Client, kV4Server, false, 0, 0, udp_payload, 2});
  CHECK_EQ(base::load_be16(udp.data() + 26), 0xffff);
  const auto tcp = written({kV4Client, kV4Server, true, 1, 2, tcp_payload, 2});
  CHECK_EQ(base::load_be16(tcp.data() + 36), 0u);
}

// A cut packet tells its whole length and has no checksum of what is not there.
void a_cut_packet_tells_its_length() {
  const auto udp = written({kV4Client, kV4Server, false, 0, 0, base::as_bytes("ab"), 1000});
  CHECK_EQ(base::load_be16(udp.data() + 2), 20 + 8 + 1000);
  CHECK_EQ(base::load_be16(udp.data() + 24), 8 + 1000);
  CHECK_EQ(base::load_be16(udp.data() + 26), 0u);
  const auto tcp = written({kV6Client, kV6Server, true, 1, 2, base::as_bytes("ab"), 1000});
  CHECK_EQ(base::load_be16(tcp.data() + 4), 20 + 1000);
  CHECK_EQ(base::load_be16(tcp.data() + 56), 0u);
}

// The length fields have 16 bits; data over a stream may be longer.
void what_is_too_long_tells_the_longest() {
  for (const std::size_t original : {65507u, 65508u, 65515u, 65527u, 65528u, 70'000u}) {
    const auto v4 = written({kV4Client, kV4Server, false, 0, 0, base::as_bytes("ab"), original});
    CHECK_EQ(base::load_be16(v4.data() + 2), std::min<std::size_t>(original + 28, 65535));
    CHECK_EQ(base::load_be16(v4.data() + 24), std::min<std::size_t>(original + 8, 65535));
    const auto v6 = written({kV6Client, kV6Server, false, 0, 0, base::as_bytes("ab"), original});
    CHECK_EQ(base::load_be16(v6.data() + 4), std::min<std::size_t>(original + 8, 65535));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "synthetic_packet",
      {TEST(udp_over_ipv4), TEST(tcp_over_ipv4), TEST(udp_over_ipv6), TEST(tcp_over_ipv6),
       TEST(a_checksum_of_zero_is_all_ones_over_udp_only), TEST(a_cut_packet_tells_its_length),
       TEST(what_is_too_long_tells_the_longest)});
}
