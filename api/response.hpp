// SPDX-License-Identifier: MIT
// Response: one HTTP response as a value. Responses share their immutable body, so a file of the
// web UI is sent without a copy. A part of an open file can take the place of the body; it is read
// while it is sent. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.hpp"

namespace base {
class Json;
}

namespace api {

// `length` bytes of a file from `offset` on. The file has them: the server cuts the connection if
// it does not.
struct FilePart {
  base::UniqueFd file;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>>
      headers;                              // without Content-Length, Date, Connection
  std::shared_ptr<const std::string> body;  // null: none; of HEAD and 304 only the length is sent
  std::shared_ptr<const FilePart> file{};   // in place of `body`, if any

  Response& with(std::string name, std::string value);
  std::string_view text() const noexcept {
    return body ? std::string_view{*body} : std::string_view{};
  }
  // The first header of that name, compared without case; empty if it is absent.
  std::string_view header(std::string_view name) const noexcept;
  // The headers as they are sent: "Name: value", each with its CRLF.
  std::string header_lines() const;
};

Response json_response(int status, const base::Json& body);
Response text_response(int status, std::string body);
Response empty_response(int status);

}  // namespace api
