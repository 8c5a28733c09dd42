// SPDX-License-Identifier: MIT
#include "meetings/recording_kind.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace meetings {
namespace {

constexpr std::array<std::string_view, 4> kPictures{"image/png", "image/jpeg", "image/webp",
                                                    "image/gif"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& known, std::string_view type) noexcept {
  return std::find(known.begin(), known.end(), type) != known.end();
}

// type-name "/" subtype-name of RFC 6838 section 4.2, in lower case.
bool is_media_type(std::string_view type) noexcept {
  const std::size_t slash = type.find('/');
  if (type.size() > kLongestMediaType || slash == std::string_view::npos) return false;
  const auto is_name = [](std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && is_letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) {
             return is_letter(c) || std::string_view{"!#$&-^_.+"}.find(c) != std::string_view::npos;
           });
  };
  return is_name(type.substr(0, slash)) && is_name(type.substr(slash + 1));
}

}  // namespace

std::optional<RecordingKind> parse_recording_kind(std::string_view word) noexcept {
  for (const RecordingKindRow& row : kRecordingKinds)
    if (row.word == word) return row.kind;
  return std::nullopt;
}

Outcome<std::string> check_recording_type(RecordingKind kind, std::string_view type) {
  const std::string plain = base::to_lower(base::trim(type.substr(0, type.find(';'))));
  if (kind == RecordingKind::film && !is_one_of(kFilmTypes, plain))
    return refuse_field("filetype", "This is no type of a recording: send WebM, MP4, Ogg or MP3.");
  if (kind == RecordingKind::file && !is_media_type(plain))
    return refuse_field("filetype", "This is no media type, such as application/pdf.");
  const std::string_view wanted = row_of(kind).type;
  if (!wanted.empty() && plain != wanted)
    return refuse_field("filetype", "This has the type " + std::string{wanted} + ".");
  return plain;
}

std::string_view served_type(RecordingKind kind, std::string_view type) noexcept {
  if (kind == RecordingKind::film || is_one_of(kPictures, type)) return type;
  if (kind == RecordingKind::chat || kind == RecordingKind::notes)
    return "text/plain; charset=utf-8";
  return "application/octet-stream";
}

}  // namespace meetings
