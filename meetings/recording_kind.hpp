// SPDX-License-Identifier: MIT
// RecordingKind: what is kept of a lesson. A film is what somebody recorded. The rest is the
// lesson's material, which a host keeps for those who were there: files, the board, what was
// written in the chat, notes. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "meetings/refusal.hpp"

namespace meetings {

enum class RecordingKind : std::uint8_t { film, file, board, chat, notes };

struct RecordingKindRow {
  RecordingKind kind;
  std::string_view word;  // in the store and in the API
  std::string_view type;  // the media type of all of this kind; empty: see check_recording_type()
  std::int64_t largest;   // bytes; [recordings] largest holds besides
  bool one_only;          // a newer one replaces the one before it of the same meeting
};

// In the order of the kinds.
inline constexpr std::array kRecordingKinds{
    RecordingKindRow{
        RecordingKind::film, "film", {}, std::numeric_limits<std::int64_t>::max(), false},
    RecordingKindRow{
        RecordingKind::file, "file", {}, std::numeric_limits<std::int64_t>::max(), false},
    RecordingKindRow{RecordingKind::board, "board", "application/vnd.lectern.board",
                     std::int64_t{32} << 20, true},
    RecordingKindRow{RecordingKind::chat, "chat", "text/plain", std::int64_t{4} << 20, false},
    RecordingKindRow{RecordingKind::notes, "notes", "text/markdown", std::int64_t{1} << 20, true},
};

constexpr const RecordingKindRow& row_of(RecordingKind kind) noexcept {
  return kRecordingKinds[static_cast<std::size_t>(kind)];
}
constexpr std::string_view to_string(RecordingKind kind) noexcept { return row_of(kind).word; }
constexpr bool is_material(RecordingKind kind) noexcept { return kind != RecordingKind::film; }
std::optional<RecordingKind> parse_recording_kind(std::string_view word) noexcept;

// What browsers record. Every other type of a film is refused: a page of another type in our own
// origin could run scripts.
inline constexpr std::array<std::string_view, 6> kFilmTypes{
    "video/webm", "audio/webm", "video/mp4", "audio/mp4", "audio/ogg", "audio/mpeg"};

inline constexpr std::size_t kLongestMediaType = 127;  // characters: RFC 6838 section 4.2

// The plain type of what comes as `type`: "video/webm;codecs=vp9,opus" is a video/webm. Refuses
// what this kind cannot be. A file may have every type, since none is served as what could run.
Outcome<std::string> check_recording_type(RecordingKind kind, std::string_view type);

// The type with which it is served. Films and pictures that browsers only draw have their own;
// every other file is bytes, and every text is plain.
std::string_view served_type(RecordingKind kind, std::string_view type) noexcept;

}  // namespace meetings
