// SPDX-License-Identifier: MIT
// Request: one HTTP request as a value, complete with its body. The HTTP server (or a test) fills
// it in; routes and resources only read it. A value; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"

namespace api {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

Method parse_method(std::string_view text) noexcept;
std::string_view to_string(Method method) noexcept;

struct Request {
  Method method = Method::get;
  std::string path;   // as sent: still percent-encoded, without the query
  std::string query;  // as sent, without '?'
  // Names in lower case; the first one of a repeated header.
  std::map<std::string, std::string> headers;
  std::string body;
  base::Endpoint client;
  base::Endpoint local;
  bool tls = false;
  // "https://meet.example.org": the scheme and the checked Host; links in responses begin with it.
  std::string origin;
  std::string id;  // names this request in logs and in the X-Request-Id of its response

  // The header with this name (in lower case); empty if it is absent.
  std::string_view header(std::string_view name) const;
  // The decoded value of a query parameter, nullopt if it is absent. A value that cannot be decoded
  // comes as it stands, with its percent sign, which nothing takes for a right one.
  std::optional<std::string> query_value(std::string_view name) const;
};

// The decoded value of a field of application/x-www-form-urlencoded text; nullopt if it is absent
// or cannot be decoded.
std::optional<std::string> form_value(std::string_view form, std::string_view name);

}  // namespace api
