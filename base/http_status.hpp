// SPDX-License-Identifier: MIT
// The names of the HTTP statuses that this daemon sends (RFC 9110 section 15). Pure; any thread.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace base {

// "Not Found" for 404; "Status" for a status that this daemon never sends.
constexpr std::string_view status_title(int status) noexcept {
  constexpr std::array<std::pair<int, std::string_view>, 25> kTitles{{
      {301, "Moved Permanently"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {422, "Unprocessable Content"},
      {425, "Too Early"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {460, "Checksum Mismatch"},  // of tus
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"},
  }};
  for (const auto& [code, title] : kTitles) {
    if (code == status) return title;
  }
  return "Status";
}

}  // namespace base
