// SPDX-License-Identifier: MIT
#include "signaling/cluster_about.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/json_fields.hpp"

namespace signaling {
namespace {

using base::Json;
using base::JsonFields;

constexpr std::size_t kLongest = std::size_t{8} * 1024;
constexpr base::Size kName{0, 64};
constexpr base::Size kRegion{0, 32};
constexpr std::size_t kLongestMark = 64;
constexpr std::int64_t kMostCounted = std::numeric_limits<std::int32_t>::max();

// The characters of RFC 7065 (TURN URIs) and of RFC 3986 brackets; the text goes to browsers.
bool is_relay_url(std::string_view text) {
  if (text.size() > NodeAbout::kLongestUrl) return false;
  if (!text.starts_with("turn:") && !text.starts_with("turns:")) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{".:?=[]-_"}.find(c) != std::string_view::npos;
  });
}

Json array_of(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const std::string& text : texts) out.push(text);
  return out;
}

}  // namespace

std::string print_about(const NodeAbout& about) {
  return Json::object({{"name", about.name},
                       {"region", about.region},
                       {"since", base::unix_micros(about.since)},
                       {"rooms", static_cast<std::int64_t>(about.rooms)},
                       {"people", static_cast<std::int64_t>(about.people)},
                       {"allocations", static_cast<std::int64_t>(about.allocations)},
                       {"urls", array_of(about.urls)},
                       {"marks", array_of(about.marks)}})
      .print();
}

base::Result<NodeAbout> parse_about(std::string_view text) {
  TRY(const auto json, Json::parse(text, kLongest));
  JsonFields in{json};
  NodeAbout out;
  out.name = in.text("name", kName);
  out.region = in.text("region", kRegion);
  out.since = base::from_unix_micros(in.number<std::int64_t>("since"));
  const auto count = [&](std::string_view of) {
    return static_cast<std::size_t>(in.number<std::int64_t>(of, 0, kMostCounted));
  };
  out.rooms = count("rooms");
  out.people = count("people");
  out.allocations = count("allocations");
  for (const Json& item : in.list("urls", {0, NodeAbout::kMostUrls}).items()) {
    if (is_relay_url(item.text())) out.urls.emplace_back(item.text());
    else in.refuse("urls", "must hold URLs of a relay");
  }
  for (const Json& item : in.list("marks", {0, NodeAbout::kMostMarks}).items()) {
    if (item.text().size() <= kLongestMark) out.marks.emplace_back(item.text());
    else in.refuse("marks", "must hold short texts");
  }
  if (in.error()) return base::failure(base::Errc::corrupt, in.error()->print());
  return out;
}

}  // namespace signaling
