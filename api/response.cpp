// SPDX-License-Identifier: MIT
#include "api/response.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace api {

Response& Response::with(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

std::string_view Response::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (base::equals_ignoring_case(key, name)) return value;
  }
  return {};
}

std::string Response::header_lines() const {
  std::string out;
  for (const auto& [name, value] : headers)
    out.append(name).append(": ").append(value).append("\r\n");
  return out;
}

// no-store: responses hold tokens and names, which must not stay in a shared computer's cache.
Response json_response(int status, const base::Json& body) {
  Response response{status, {}, std::make_shared<const std::string>(body.print())};
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  return response;
}

Response text_response(int status, std::string body) {
  Response response{status, {}, std::make_shared<const std::string>(std::move(body))};
  response.with("Content-Type", "text/plain; charset=utf-8").with("Cache-Control", "no-store");
  return response;
}

Response empty_response(int status) {
  Response response{status, {}, nullptr};
  response.with("Cache-Control", "no-store");
  return response;
}

}  // namespace api
