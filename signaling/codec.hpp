// SPDX-License-Identifier: MIT
// Codec: JSON text <-> messages (docs/protocol.md). Decoding checks the presence, type and length
// of every field, so the hub sees only well-formed values. It ignores unknown fields, and treats
// null in an optional field as absent. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "signaling/messages.hpp"

namespace signaling {

// Why a frame was refused. `id` is the frame's own id, if it could be read, for the error's `re`.
struct DecodeError {
  ErrorCode code = ErrorCode::bad_json;
  std::string detail;
  std::optional<std::string> id;
};

// One text frame of a client, at most kMaxFrameBytes.
base::Result<ClientFrame, DecodeError> decode_client(std::string_view text);
// The same through a tree of JSON values, without asking decode_quickly() first.
base::Result<ClientFrame, DecodeError> decode_thoroughly(std::string_view text);

// Returns a server message as JSON text without `re` and `seq`. The hub encodes it once and stamps
// it for each receiver.
std::string encode(const ServerMessage& message);
// The same through a tree of JSON values, without asking encode_quickly() first.
std::string encode_thoroughly(const ServerMessage& message);
// Adds the receiver's own fields: `re` (the id of the answered message) and `seq`.
std::string stamp(std::string body, const std::optional<std::string>& re,
                  std::optional<std::uint64_t> seq);

// The bytes that a chat message takes in `joined`, where it has no type and no number.
std::size_t encoded_size(const Chat& chat);

}  // namespace signaling
