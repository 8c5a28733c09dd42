// SPDX-License-Identifier: MIT
// Any bytes as the frames of a client: what is read does not depend on how the bytes arrive, every
// text is UTF-8 within the limit, nothing follows a fault, and little is held.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/encoding.hpp"
#include "net/websocket_reader.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using net::WebSocketReader;
using Kind = WebSocketReader::Event::Kind;
constexpr std::size_t kMost = 300;

std::string read(std::string_view said, std::size_t piece) {
  WebSocketReader reader{kMost, {base::TokenRate::per_second(1, 20)}};
  std::string out;
  while (!said.empty()) {
    std::string part{said.substr(0, piece)};
    said.remove_prefix(part.size());
    base::MutableBytes rest{reinterpret_cast<std::byte*>(part.data()), part.size()};
    for (;;) {
      const std::size_t before = rest.size();
      const WebSocketReader::Event event = reader.next(rest, base::Instant{});
      REQUIRE(rest.size() <= before && reader.unfinished() <= kMost);
      if (event.kind == Kind::more) break;
      REQUIRE(event.payload.size() <= kMost);
      if (event.kind == Kind::text) REQUIRE(base::is_utf8(event.payload));
      out.append(std::to_string(static_cast<unsigned>(event.kind))).append(event.payload);
      out.append(std::to_string(static_cast<unsigned>(event.fault))).append("\n");
      REQUIRE((event.kind == Kind::fault) == (event.fault != net::WebSocketFault::none));
      if (event.kind == Kind::fault) return out;
    }
    REQUIRE(rest.empty());
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view said{reinterpret_cast<const char*>(data), size};
  const std::string whole = read(said, size);
  REQUIRE(read(said, 1) == whole && read(said, 5) == whole);
  return 0;
}
