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

std::string_view to_string(Mp4State state) noexcept {
  switch (state) {
    case Mp4State::none: return "none";
    case Mp4State::due: return "due";
    case Mp4State::ready: return "ready";
    case Mp4State::failed: return "failed";
  }
  return "none";
}

std::optional<Mp4State> parse_mp4_state(std::string_view text) noexcept {
  for (const Mp4State state : {Mp4State::none, Mp4State::due, Mp4State::ready, Mp4State::failed}) {
    if (to_string(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace meetings
