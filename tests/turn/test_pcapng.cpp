// SPDX-License-Identifier: MIT
#include "turn/pcapng.hpp"

#include "tests/support/check.hpp"
#include "tests/turn/hex.hpp"
#include "turn/synthetic_packet.hpp"

namespace {

using turn::pcapng::Buffer;

std::uint32_t word(const Buffer& buffer, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value |= std::to_integer<std::uint32_t>(buffer.at(at + i)) << (8 * i);
  return value;
}

// The blocks' types; each must say its own length at both ends.
std::vector<std::uint32_t> types(const Buffer& buffer) {
  std::vector<std::uint32_t> out;
  for (std::size_t at = 0; at < buffer.size();) {
    const std::uint32_t length = word(buffer, at + 4);
    CHECK(length % 4 == 0 && length >= 12 && at + length <= buffer.size());
    CHECK_EQ(word(buffer, at + length - 4), length);
    out.push_back(word(buffer, at));
    at += length;
  }
  return out;
}

void blocks_say_their_lengths() {
  for (const std::string text : {"", "a", "ab", "abc", "abcd"}) {
    Buffer out;
    turn::pcapng::append_section(out, "lecternd", text);
    turn::pcapng::append_interface(out, "client", text, 0);
    turn::pcapng::append_packet(out, {1, base::WallTime{}, true, base::as_bytes(text), 99, text});
    turn::pcapng::append_statistics(out, 1, base::WallTime{}, 5, 2);
    CHECK(types(out) == (std::vector<std::uint32_t>{0x0a0d0d0a, 1, 6, 5}));
    CHECK_EQ(word(out, 8), 0x1a2b3c4du);
  }
}

void a_packet_has_its_time_and_sizes() {
  Buffer out;
  const base::WallTime at{std::chrono::seconds{1'700'000'000} + std::chrono::microseconds{5}};
  turn::pcapng::append_packet(out, {1, at, false, base::as_bytes("abc"), 1200, {}});
  CHECK_EQ(word(out, 8), 1u);
  const std::uint64_t nanoseconds = std::uint64_t{word(out, 12)} << 32 | word(out, 16);
  CHECK_EQ(nanoseconds, 1'700'000'000'000'005'000u);
  CHECK_EQ(word(out, 20), 3u);
  CHECK_EQ(word(out, 24), 1200u);
}

void udp_over_ipv4_has_the_right_checksums() {
  std::vector<std::byte> out;
  const auto from = base::Endpoint::parse("192.0.2.1:5000").value(),
             to = base::Endpoint::parse("198.51.100.7:3478").value();
  CHECK_EQ(turn::write_packet(out, {from, to, false, 0, 0, base::as_bytes("ping!"), 5}), 33u);
  CHECK_EQ(out.size(), 33u);
  // Summed over the header with its checksum, and over the pseudo header and all of UDP, nothing is
  // left.
  const auto folded = [](std::uint32_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return sum;
  };
  std::uint32_t header = 0, datagram = 17 + 13;
  for (std::size_t i = 0; i < 20; i += 2) header += base::load_be16(out.data() + i);
  CHECK_EQ(folded(header), 0xffffu);
  std::vector<std::byte> even = out;
  even.push_back(std::byte{0});
  for (std::size_t i = 12; i < even.size(); i += 2) datagram += base::load_be16(even.data() + i);
  CHECK_EQ(folded(datagram), 0xffffu);
}

void tcp_over_ipv6_counts_its_bytes() {
  std::vector<std::byte> out;
  const auto from = base::Endpoint::parse("[2001:db8::1]:5000").value(),
             to = base::Endpoint::parse("[2001:db8::2]:3478").value();
  // Cut: two bytes of a thousand are there.
  CHECK_EQ(turn::write_packet(out, {from, to, true, 7, 9, base::as_bytes("ab"), 1000}),
           40u + 20 + 1000);
  CHECK_EQ(out.size(), 62u);
  CHECK_EQ(base::load_be16(out.data() + 4), 1020);
  CHECK(out[6] == std::byte{6});
  CHECK_EQ(base::load_be32(out.data() + 44), 7u);
  CHECK_EQ(base::load_be32(out.data() + 48), 9u);
}

// The blocks byte by byte, put together by hand from draft-ietf-opsawg-pcapng sections 4.1 to 4.6.
void blocks_are_those_of_the_format() {
  using lectern_test::hex;
  const base::WallTime at{std::chrono::seconds{1'700'000'000} + std::chrono::microseconds{5}};
  Buffer section, interface, outbound, inbound, statistics;
  turn::pcapng::append_section(section, "lecternd", "why");
  const auto expected_section =
      hex("0a 0d 0d 0a 34 00 00 00 4d 3c 2b 1a 01 00 00 00 ff ff ff ff ff ff ff ff"
          "04 00 08 00 6c 65 63 74 65 72 6e 64 01 00 03 00 77 68 79 00 00 00 00 00 34 00 00 00");
  CHECK_BYTES(section, expected_section);
  turn::pcapng::append_interface(interface, "client", "d", 128);
  const auto expected_interface =
      hex("01 00 00 00 34 00 00 00 65 00 00 00 80 00 00 00 02 00 06 00 63 6c 69 65 6e 74 00 00"
          "03 00 01 00 64 00 00 00 09 00 01 00 09 00 00 00 00 00 00 00 34 00 00 00");
  CHECK_BYTES(interface, expected_interface);
  turn::pcapng::append_packet(outbound, {1, at, true, base::as_bytes("abc"), 1200, "note!"});
  const auto expected_outbound =
      hex("06 00 00 00 3c 00 00 00 01 00 00 00 fe 9c 97 17 88 13 2a 36 03 00 00 00 b0 04 00 00"
          "61 62 63 00 02 00 04 00 02 00 00 00 01 00 05 00 6e 6f 74 65 21 00 00 00 00 00 00 00"
          "3c 00 00 00");
  CHECK_BYTES(outbound, expected_outbound);
  turn::pcapng::append_packet(inbound, {1, at, false, base::as_bytes("abc"), 1200, {}});
  const auto expected_inbound =
      hex("06 00 00 00 30 00 00 00 01 00 00 00 fe 9c 97 17 88 13 2a 36 03 00 00 00 b0 04 00 00"
          "61 62 63 00 02 00 04 00 01 00 00 00 00 00 00 00 30 00 00 00");
  CHECK_BYTES(inbound, expected_inbound);
  turn::pcapng::append_statistics(statistics, 1, at, 5, 0x0102030405060708);
  const auto expected_statistics =
      hex("05 00 00 00 34 00 00 00 01 00 00 00 fe 9c 97 17 88 13 2a 36"
          "04 00 08 00 05 00 00 00 00 00 00 00 05 00 08 00 08 07 06 05 04 03 02 01 00 00 00 00"
          "34 00 00 00");
  CHECK_BYTES(statistics, expected_statistics);
}

// An option's length has 16 bits.
void a_long_comment_is_cut() {
  Buffer longest, longer;
  turn::pcapng::append_section(longest, {}, std::string(65535, 'c'));
  turn::pcapng::append_section(longer, {}, std::string(65536, 'c'));
  CHECK_EQ(longest.size(), 12u + 16 + 4 + 65536 + 4);
  CHECK_BYTES(longer, longest);
}

// A second block does not change the first one.
void blocks_are_appended() {
  Buffer alone, both;
  turn::pcapng::append_section(alone, "a", "b");
  turn::pcapng::append_section(both, "a", "b");
  turn::pcapng::append_interface(both, "client", "d", 0);
  CHECK_BYTES(base::Bytes{both}.first(alone.size()), alone);
}

}  // namespace

int main() {
  return lectern_test::run(
      "pcapng", {TEST(blocks_say_their_lengths), TEST(a_packet_has_its_time_and_sizes),
                 TEST(udp_over_ipv4_has_the_right_checksums), TEST(tcp_over_ipv6_counts_its_bytes),
                 TEST(blocks_are_those_of_the_format), TEST(a_long_comment_is_cut),
                 TEST(blocks_are_appended)});
}
