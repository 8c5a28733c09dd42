// SPDX-License-Identifier: MIT
// JSON text <-> messages (docs/protocol.md). Decoding is strict: every field's presence, type and
// length is checked here, so that the hub sees only well-formed values; unknown fields are ignored,
// null in an optional field means absent. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "signaling/messages.hpp"

namespace signaling {

// Why a frame was refused; `id` is the frame's own, where it could be read, for the error's `re`.
struct DecodeError {
  ErrorCode code = ErrorCode::bad_json;
  std::string detail;
  std::optional<std::string> id;
};

// One text frame of a client, at most kMaxFrameBytes.
base::Result<ClientFrame, DecodeError> decode_client(std::string_view text);

// A server message as JSON text, without `re` and `seq`: encoded once, then stamped for each
// receiver.
std::string encode(const ServerMessage& message);
// Adds what is the receiver's own: `re` (the message answered) and `seq`.
std::string stamp(std::string body, const std::optional<std::string>& re,
                  std::optional<std::uint64_t> seq);

// One chat message as it stands in `joined` (no type, no number); its length decides how many fit.
std::size_t encoded_size(const Chat& chat);

}  // namespace signaling
