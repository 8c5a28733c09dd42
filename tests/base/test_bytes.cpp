// SPDX-License-Identifier: MIT
#include "base/bytes.hpp"

#include <array>

#include "tests/support/check.hpp"

namespace {

using base::Bytes;
using base::Reader;
using base::Writer;
using namespace std::string_view_literals;

constexpr auto kText = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"sv;

void reads_big_endian() {
  Reader in(base::as_bytes(kText));
  CHECK_EQ(int{in.u8()}, 0x01);
  CHECK_EQ(int{in.u16()}, 0x0203);
  CHECK_EQ(in.u32(), 0x04050607u);
  CHECK_EQ(in.u64(), 0x08090a0b0c0d0e0fu);
  CHECK(in.ok());
  CHECK_EQ(in.remaining(), std::size_t{0});
}

void an_error_sticks_and_yields_nothing() {
  Reader in(base::as_bytes("\x01\x02\x03"sv));
  CHECK_EQ(in.u32(), 0u);
  CHECK(!in.ok());
  CHECK_EQ(int{in.u8()}, 0);  // although one byte would be there
  CHECK(in.take(0).empty());
}

void lengths_near_the_top_do_not_wrap() {
  Reader in(base::as_bytes("abcd"sv));
  in.skip(2);
  CHECK(in.take(SIZE_MAX).empty());
  CHECK(!in.ok());
  Reader again(base::as_bytes("abcd"sv));
  again.skip(SIZE_MAX - 1);
  CHECK(!again.ok());
}

void takes_exactly_what_is_there() {
  Reader in(base::as_bytes("abcd"sv));
  CHECK_EQ(base::as_text(in.take(4)), "abcd");
  CHECK(in.ok());
  CHECK(in.take(0).empty());
  CHECK(in.ok());
  in.skip(1);
  CHECK(!in.ok());
}

void every_read_needs_its_whole_size() {
  for (std::size_t have = 0; have <= 8; ++have) {
    const Bytes bytes = base::as_bytes(kText.substr(0, have));
    Reader r8(bytes), r16(bytes), r32(bytes), r64(bytes);
    (void)r8.u8(), (void)r16.u16(), (void)r32.u32(), (void)r64.u64();
    CHECK_EQ(r8.ok(), have >= 1);
    CHECK_EQ(r16.ok(), have >= 2);
    CHECK_EQ(r32.ok(), have >= 4);
    CHECK_EQ(r64.ok(), have >= 8);
  }
}

void writes_big_endian() {
  std::array<std::byte, 18> out{};
  Writer w(out);
  w.u8(1);
  w.u16(0x0203);
  w.u32(0x04050607);
  w.u64(0x08090a0b0c0d0e0f);
  w.u8(0);
  w.bytes(base::as_bytes("zz"sv));
  CHECK(w.ok());
  CHECK_EQ(w.remaining(), std::size_t{0});
  CHECK_BYTES(
      w.written(),
      base::as_bytes("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x00zz"sv));
}

void never_writes_beyond_the_end() {
  std::array<std::byte, 4> out{};
  Writer w(base::MutableBytes{out}.first(3));
  w.u16(0x0102);
  w.u16(0x0304);  // does not fit
  CHECK(!w.ok());
  w.u8(5);  // would, but the error sticks
  CHECK_EQ(w.size(), std::size_t{2});
  CHECK_BYTES(Bytes{out}, base::as_bytes("\x01\x02\x00\x00"sv));
  Writer empty{base::MutableBytes{}};
  empty.bytes({});
  CHECK(empty.ok());
  empty.u8(0);
  CHECK(!empty.ok());
}

void every_write_needs_its_whole_size() {
  for (std::size_t have = 0; have <= 8; ++have) {
    std::array<std::byte, 8> out{};
    const base::MutableBytes room = base::MutableBytes{out}.first(have);
    Writer w8(room), w16(room), w32(room), w64(room), two(room);
    w8.u8(1), w16.u16(1), w32.u32(1), w64.u64(1), two.bytes(base::as_bytes("zz"sv));
    CHECK_EQ(w8.ok(), have >= 1);
    CHECK_EQ(w16.ok(), have >= 2);
    CHECK_EQ(w32.ok(), have >= 4);
    CHECK_EQ(w64.ok(), have >= 8);
    CHECK_EQ(two.ok(), have >= 2);
    CHECK_EQ(w8.remaining(), have - w8.size());
    CHECK_EQ(w64.size(), std::size_t{have >= 8 ? 8u : 0u});
  }
}

void what_is_left_becomes_fewer() {
  Reader in(base::as_bytes(kText));
  in.skip(3);
  CHECK_EQ(in.remaining(), std::size_t{12});
  CHECK_EQ(base::as_text(in.take(2)), "\x04\x05");
  CHECK_EQ(in.remaining(), std::size_t{10});
}

void load_and_store_are_inverse() {
  std::array<std::byte, 8> b{};
  for (const std::uint64_t v :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0x8000000000000000}, UINT64_MAX,
        std::uint64_t{0x0123456789abcdef}}) {
    base::store_be64(b.data(), v);
    CHECK_EQ(base::load_be64(b.data()), v);
    base::store_be32(b.data(), static_cast<std::uint32_t>(v));
    CHECK_EQ(base::load_be32(b.data()), static_cast<std::uint32_t>(v));
    base::store_be16(b.data(), static_cast<std::uint16_t>(v));
    CHECK_EQ(base::load_be16(b.data()), static_cast<std::uint16_t>(v));
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "bytes", {TEST(reads_big_endian), TEST(an_error_sticks_and_yields_nothing),
                TEST(lengths_near_the_top_do_not_wrap), TEST(takes_exactly_what_is_there),
                TEST(every_read_needs_its_whole_size), TEST(writes_big_endian),
                TEST(never_writes_beyond_the_end), TEST(load_and_store_are_inverse),
                TEST(every_write_needs_its_whole_size), TEST(what_is_left_becomes_fewer)});
}
