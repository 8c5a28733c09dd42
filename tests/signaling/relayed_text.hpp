// SPDX-License-Identifier: MIT
// What a decoded frame says, as one text: its id, its target, and the relayed message by the
// thorough codec. Two frames with the same text are the same.
#pragma once

#include <string>
#include <variant>

#include "signaling/codec.hpp"

namespace lectern_test {

struct RelayedText {
  std::string operator()(const signaling::Candidates& m) const {
    return m.target_id + ' ' +
           encode_thoroughly(
               signaling::RelayedCandidates{meetings::ParticipantId{"p"}, m.candidates, m.batch});
  }
  std::string operator()(const signaling::Description& m) const {
    return m.target_id + ' ' +
           encode_thoroughly(
               signaling::RelayedDescription{m.kind, meetings::ParticipantId{"p"}, m.sdp});
  }
  std::string operator()(const signaling::Ack& m) const { return "ack " + std::to_string(m.seq); }
  template <class Other>
  std::string operator()(const Other&) const {
    return "another message";
  }
};

inline std::string relayed_text(const signaling::ClientFrame& frame) {
  return frame.id.value_or("(none)") + ' ' + std::visit(RelayedText{}, frame.message);
}

}  // namespace lectern_test
