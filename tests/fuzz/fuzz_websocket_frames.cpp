// SPDX-License-Identifier: MIT
// Any bytes as the frames of a client: what passes and how it ends does not depend on how the bytes
// arrive, and whole frames pass, each masked and with an opcode that has a meaning. Any bytes as
// the frames of the server: the last words never stand inside a frame.
#include <cstddef>
#include <cstdint>
#include <string>

#include "net/websocket_frames.hpp"
#include "tests/fuzz/filter_player.hpp"

namespace {

constexpr std::string_view kSwitching = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

fuzz::FilterOutcome follow(std::string_view said, std::size_t piece) {
  net::WebSocketFrames filter(
      0, [] { return base::Instant{}; }, [](std::uint16_t) {},
      {base::TokenRate::per_second(1, 20)});
  filter.to_client(base::as_bytes(kSwitching));
  return fuzz::play(filter, said, piece, 14 + 125);
}

// Whether `server` is a number of whole frames without a close frame.
bool is_between_frames(base::Bytes server) {
  while (!server.empty()) {
    const auto header = net::read_frame_header(server);
    if (!header || header->opcode == 8) return false;
    server = server.subspan(header->size);
    if (header->length > server.size()) return false;
    server = server.subspan(static_cast<std::size_t>(header->length));
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  const std::string_view said = base::as_text(bytes);
  const fuzz::FilterOutcome whole = follow(said, size);
  REQUIRE(follow(said, 1) == whole && follow(said, 5) == whole);
  REQUIRE(whole.ended || whole.last_words.empty());
  base::Bytes passed = base::as_bytes(whole.passed);
  while (!passed.empty()) {
    const auto header = net::read_frame_header(passed);
    REQUIRE(header && header->masked && header->reserved == 0);
    REQUIRE(header->opcode <= 2 || (header->opcode >= 8 && header->opcode <= 10));
    passed = passed.subspan(header->size);
    passed = passed.subspan(std::min(passed.size(), static_cast<std::size_t>(header->length)));
  }

  net::WebSocketFrames filter(
      0, [] { return base::Instant{}; }, [](std::uint16_t) {});
  filter.to_client(base::as_bytes(kSwitching));
  filter.to_client(bytes);
  std::byte unmasked[] = {std::byte{0x81}, std::byte{0}};
  REQUIRE(filter.from_client(unmasked).end);
  REQUIRE(filter.last_words().empty() != is_between_frames(bytes));
  return 0;
}
