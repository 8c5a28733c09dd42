// SPDX-License-Identifier: MIT
// What lecternctl and the daemon say to each other over the control socket: one JSON object a line, one request and one
// answer a connection. Pure; any thread.
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

namespace lecternd {

inline constexpr std::size_t kMostRequestBytes = 64 * 1024;
inline constexpr std::size_t kMostAnswerBytes = 64 * 1024 * 1024;

struct ControlRequest {
  std::string command;
  base::Json arguments;  // an object
};

struct ControlError {
  std::string code;  // kebab-case
  std::string message;
};

using ControlResult = base::Result<base::Json, ControlError>;
inline auto control_failure(std::string code, std::string message) {
  return base::failure(ControlError{std::move(code), std::move(message)});
}

// Without the line end.
std::string print_request(const ControlRequest& request);
base::Result<ControlRequest, ControlError> parse_request(std::string_view line);
std::string print_answer(const ControlResult& result);
ControlResult parse_answer(std::string_view line);

// Where the socket is below a runtime folder.
std::string control_socket_path(const std::string& runtime_dir);

}  // namespace lecternd
