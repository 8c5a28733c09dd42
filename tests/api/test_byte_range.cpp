// SPDX-License-Identifier: MIT
#include "api/byte_range.hpp"

#include "tests/support/check.hpp"

using namespace api;

namespace {

bool is_part(std::string_view field, std::uint64_t first, std::uint64_t length,
             std::uint64_t size = 100) {
  const RequestedRange got = read_range(field, size);
  return got.kind == RangeKind::part && got.range == ByteRange{first, length};
}

// RFC 9110 section 14.1.2.
void parts_are_cut_to_the_size() {
  CHECK(is_part("bytes=0-0", 0, 1));
  CHECK(is_part("bytes=0-99", 0, 100));
  CHECK(is_part("bytes=10-1000", 10, 90));
  CHECK(is_part("bytes=99-", 99, 1));
  CHECK(is_part("bytes=-1", 99, 1));
  CHECK(is_part("bytes=-1000", 0, 100));
  CHECK(is_part("bytes=0-18446744073709551615", 0, 100));
}

void ranges_beyond_the_end_cannot_be_satisfied() {
  for (const char* field : {"bytes=100-", "bytes=100-200", "bytes=-0"})
    CHECK(read_range(field, 100).kind == RangeKind::unsatisfiable);
  CHECK(read_range("bytes=0-", 0).kind == RangeKind::unsatisfiable);
  CHECK(read_range("bytes=-5", 0).kind == RangeKind::unsatisfiable);
}

void everything_else_is_the_whole() {
  for (const char* field :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,5-6", "items=0-1",
        "bytes=99999999999999999999-", "bytes= 0-1", "bytes=0-1 ", "Bytes=0-1", "bytes=0x1-2"}) {
    const RequestedRange got = read_range(field, 100);
    CHECK(got.kind == RangeKind::whole);
    CHECK_EQ(got.range.length, 100u);
  }
}

}  // namespace

int main() {
  return lectern_test::run("byte_range", {TEST(parts_are_cut_to_the_size),
                                          TEST(ranges_beyond_the_end_cannot_be_satisfied),
                                          TEST(everything_else_is_the_whole)});
}
