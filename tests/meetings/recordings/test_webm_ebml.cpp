// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_ebml.hpp"

#include "tests/support/check.hpp"

using namespace meetings::recordings;
using ebml::Header;

namespace {

std::vector<std::byte> raw(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

Header::Found found(std::initializer_list<int> values) {
  return ebml::read_header(raw(values)).found;
}

// RFC 8794 5: an Element ID has one to four bytes, its shortest form, and is neither all 0 nor 1
void reads_ids_of_every_length() {
  CHECK_EQ(ebml::read_header(raw({0xA3, 0x81})).id, 0xA3U);
  CHECK_EQ(ebml::read_header(raw({0x42, 0x86, 0x81})).id, 0x4286U);
  CHECK_EQ(ebml::read_header(raw({0x2A, 0xD7, 0xB1, 0x81})).id, 0x2AD7B1U);
  CHECK_EQ(ebml::read_header(raw({0x1A, 0x45, 0xDF, 0xA3, 0x81})).id, 0x1A45DFA3U);
}

void refuses_ids_that_are_none() {
  CHECK_EQ(found({0x80, 0x81}), Header::Found::invalid);              // all 0
  CHECK_EQ(found({0xFF, 0x81}), Header::Found::invalid);              // all 1
  CHECK_EQ(found({0x40, 0x01, 0x81}), Header::Found::invalid);        // longer than needed
  CHECK_EQ(found({0x40, 0x7E, 0x81}), Header::Found::invalid);        // longer than needed
  CHECK_EQ(found({0x40, 0x7F, 0x81}), Header::Found::element);        // one byte cannot say it
  CHECK_EQ(found({0x7F, 0xFF, 0x81}), Header::Found::invalid);        // all 1
  CHECK_EQ(found({0x20, 0x3F, 0xFE, 0x81}), Header::Found::invalid);  // longer than needed
  CHECK_EQ(found({0x08, 0, 0, 0, 0, 0x81}), Header::Found::invalid);  // five bytes
  CHECK_EQ(found({0x00, 0x81}), Header::Found::invalid);
}

// RFC 8794 6: a size has one to eight bytes, any length; all 1 means that it is unknown
void reads_sizes() {
  CHECK_EQ(ebml::read_header(raw({0xA3, 0x85})).size, std::optional<std::uint64_t>{5});
  CHECK_EQ(ebml::read_header(raw({0xA3, 0x40, 0x05})).size, std::optional<std::uint64_t>{5});
  const Header longest = ebml::read_header(raw({0xA3, 1, 255, 255, 255, 255, 255, 255, 254}));
  CHECK_EQ(longest.size, std::optional<std::uint64_t>{(std::uint64_t{1} << 56) - 2});
  CHECK_EQ(longest.length, std::size_t{9});
  for (std::size_t length = 1; length <= 8; ++length) {
    std::vector<std::byte> bytes = raw({0xA3});
    bytes.push_back(static_cast<std::byte>(0xFF >> (length - 1)));
    bytes.resize(length + 1, std::byte{0xFF});
    const Header unknown = ebml::read_header(bytes);
    CHECK_EQ(unknown.found, Header::Found::element);
    CHECK(!unknown.size);
    CHECK_EQ(unknown.length, length + 1);
  }
  CHECK_EQ(found({0xA3, 0x00, 1, 1, 1, 1, 1, 1, 1, 1}), Header::Found::invalid);
}

void asks_for_more_at_every_byte() {
  const auto whole = raw({0x1A, 0x45, 0xDF, 0xA3, 0x01, 0, 0, 0, 0, 0, 0, 0x1F});
  for (std::size_t n = 0; n < whole.size(); ++n)
    CHECK_EQ(ebml::read_header(base::Bytes{whole}.first(n)).found, Header::Found::cut);
  CHECK_EQ(ebml::read_header(whole).found, Header::Found::element);
}

// RFC 8794 7.2: an unsigned integer has no to eight bytes
// RFC 8794 7.3: a float has no, four or eight bytes
void reads_contents() {
  CHECK_EQ(ebml::read_unsigned({}), std::optional<std::uint64_t>{0});
  CHECK_EQ(ebml::read_unsigned(raw({1, 0})), std::optional<std::uint64_t>{256});
  CHECK(!ebml::read_unsigned(raw({0, 0, 0, 0, 0, 0, 0, 0, 1})));
  CHECK_EQ(ebml::read_float({}), std::optional<double>{0});
  CHECK_EQ(ebml::read_float(raw({0x47, 0x3B, 0x80, 0})), std::optional<double>{48000});
  CHECK_EQ(ebml::read_float(raw({0x40, 0xE7, 0x70, 0, 0, 0, 0, 0})), std::optional<double>{48000});
  CHECK(!ebml::read_float(raw({0x47, 0x3B, 0x80})));
}

void writes_what_it_reads() {
  ebml::Builder out;
  out.header(ebml::kSegment, 77).short_header(ebml::kVoid, 126).short_header(ebml::kVoid, 127);
  base::Bytes rest = out.built();
  const Header segment = ebml::read_header(rest);
  CHECK_EQ(segment.id, ebml::kSegment);
  CHECK_EQ(segment.size, std::optional<std::uint64_t>{77});
  CHECK_EQ(segment.length, ebml::kLongestHeader);
  rest = rest.subspan(segment.length);
  const Header one = ebml::read_header(rest);
  CHECK_EQ(one.size, std::optional<std::uint64_t>{126});
  CHECK_EQ(one.length, std::size_t{2});
  const Header two = ebml::read_header(rest.subspan(one.length));
  CHECK_EQ(two.size, std::optional<std::uint64_t>{127});  // 0xFF would be unknown
  CHECK_EQ(two.length, std::size_t{3});
}

}  // namespace

int main() {
  return lectern_test::run(
      "webm_ebml",
      {TEST(reads_ids_of_every_length), TEST(refuses_ids_that_are_none), TEST(reads_sizes),
       TEST(asks_for_more_at_every_byte), TEST(reads_contents), TEST(writes_what_it_reads)});
}
