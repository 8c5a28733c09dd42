// SPDX-License-Identifier: MIT
// Reads tests/vectors/signaling/*.json, the frames that the web client's tests read, too.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

namespace signaling_test {

struct VectorFile {
  std::string name;  // "client-join"
  std::string direction;
  std::vector<base::Json> valid;
  std::vector<base::Json> invalid;  // {"frame" or "text", "error"}
};

// The text that goes over the wire for an entry of `invalid`.
inline std::string wire_text(const base::Json& entry) {
  const base::Json text = entry["text"];
  return text.is_string() ? std::string{*text.as_string()} : entry["frame"].print();
}

// What the vectors of `notification` have in common.
inline meetings::Notice notice_of_review(meetings::NoticeKind kind, const char* status,
                                         const meetings::MeetingId& meeting,
                                         const std::string& request) {
  meetings::Notice out{kind, {}, meeting, "Weekly review", request, "Zoë Ångström", status};
  out.id = "3d4bff0e-9b1c-4a53-8a5c-0b8f0b6f7c11";
  out.at = *base::parse_iso8601("2026-11-22T10:00:00Z");
  return out;
}

inline meetings::Notice cancelled(meetings::Notice notice) {
  notice.kind = meetings::NoticeKind::meeting_cancelled;
  notice.status = "cancelled";
  notice.text = "I am ill.\nSee you <next> week.";
  return notice;
}

inline std::vector<VectorFile> read_vectors(std::string_view direction) {
  std::vector<VectorFile> out;
  const std::filesystem::path folder = lectern_test::in_source_tree("tests/vectors/signaling");
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in{entry.path()};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const base::Json file = CHECK_OK(base::Json::parse(text, 1024 * 1024));
    if (file["direction"].as_string() != direction) continue;
    VectorFile vectors{entry.path().stem().string(), std::string{direction}, {}, {}};
    const base::Json valid = file["valid"];
    const base::Json invalid = file["invalid"];
    for (std::size_t i = 0; i < valid.size(); ++i) vectors.valid.push_back(valid.at(i));
    for (std::size_t i = 0; i < invalid.size(); ++i) vectors.invalid.push_back(invalid.at(i));
    out.push_back(std::move(vectors));
  }
  std::sort(out.begin(), out.end(),
            [](const VectorFile& a, const VectorFile& b) { return a.name < b.name; });
  return out;
}

}  // namespace signaling_test
