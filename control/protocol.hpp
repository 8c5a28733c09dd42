// SPDX-License-Identifier: MIT
// The protocol between lecternctl and the daemon on the control socket: one JSON object per line,
// one request and one answer per connection. Pure; any thread.
//
//   {"command":"user-add","arguments":{"name":"Ada","email":"ada@example.org"}}
//   {"ok":true,"result":{…}}      {"ok":false,"error":{"code":"email-taken","message":"…"}}
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace control {

inline constexpr std::size_t kMostRequestBytes = 768 * 1024;  // a mail in base64
inline constexpr std::size_t kMostAnswerBytes = 64 * 1024 * 1024;

struct Request {
  std::string command;
  base::Json arguments;  // an object
};

struct Error {
  std::string code;  // kebab-case
  std::string message;
};

using Answer = base::Result<base::Json, Error>;
inline auto refuse(std::string code, std::string message) {
  return base::failure(Error{std::move(code), std::move(message)});
}

// All four functions handle one line without its line end.
std::string print_request(const Request& request);
base::Result<Request, Error> parse_request(std::string_view line);
std::string print_answer(const Answer& result);
Answer parse_answer(std::string_view line);

// The path of the control socket below a runtime folder.
std::string socket_path(const std::string& runtime_dir);

}  // namespace control
