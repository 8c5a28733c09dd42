// SPDX-License-Identifier: MIT
// The codec of the messages that make up nearly all traffic of a call, without a tree of JSON
// values: a tenth of its cost. decode_client() and encode() ask here first. What is said here is
// what the codec would say: whatever is unusual is left to it. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "signaling/messages.hpp"

namespace signaling {

// `offer`, `answer`, `ice-candidate` with one candidate, and `ack`, without a fault. nullopt:
// decode_client() has to look, for an error or for another message.
std::optional<ClientFrame> decode_quickly(std::string_view text);

// The relayed messages, candidates in arrays excepted. nullopt: encode() has to print it.
std::optional<std::string> encode_quickly(const ServerMessage& message);

}  // namespace signaling
