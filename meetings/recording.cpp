// SPDX-License-Identifier: MIT
#include "meetings/recording.hpp"

namespace meetings {

std::string_view to_string(RecordingState state) noexcept {
  switch (state) {
    case RecordingState::uploading: return "uploading";
    case RecordingState::processing: return "processing";
    case RecordingState::ready: return "ready";
  }
  return "ready";
}

std::optional<RecordingState> parse_recording_state(std::string_view text) noexcept {
  for (const RecordingState state :
       {RecordingState::uploading, RecordingState::processing, RecordingState::ready}) {
    if (to_string(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace meetings
