// SPDX-License-Identifier: MIT
// Any bytes as the requests of one connection: what passes and how it ends does not depend on how
// the bytes arrive, and what has passed passes once more, unchanged.
#include <cstddef>
#include <cstdint>
#include <string>

#include "net/http_framing.hpp"
#include "tests/fuzz/filter_player.hpp"

namespace {

constexpr std::size_t kHeadBytes = 1024;

fuzz::FilterOutcome follow(std::string_view said, std::size_t piece) {
  net::HttpFraming filter(kHeadBytes, [](const net::HttpFault& fault, bool) {
    REQUIRE(fault.status == 400 || fault.status == 431 || fault.status == 501 ||
            fault.status == 505);
    return std::to_string(fault.status);
  });
  return fuzz::play(filter, said, piece, 8192);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view said{reinterpret_cast<const char*>(data), size};
  const fuzz::FilterOutcome whole = follow(said, size);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}})
    REQUIRE(follow(said, piece) == whole);
  // The second reader is the filter itself: it finds nothing to change and nothing to refuse.
  const fuzz::FilterOutcome again = follow(whole.passed, whole.passed.size());
  REQUIRE(!again.ended && again.passed == whole.passed);
  return 0;
}
