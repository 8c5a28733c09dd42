// SPDX-License-Identifier: MIT
// Fields: the JSON object in a request's body, read field by field with a sticky first error: read
// all, then ask problem(). Only types are checked here; what a value may be is the domain's rule.
// Unknown fields are ignored. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "api/request.hpp"
#include "base/json.hpp"

namespace api {

class Fields {
 public:
  // 415 for another content type, 400 for what is no JSON object.
  static base::Result<Fields, Problem> read(const Request& request);
  // The same, but no body at all stands for {}: for requests whose fields are all optional.
  static base::Result<Fields, Problem> read_optional(const Request& request);

  // A field that must be there; empty with problem() set where it is not.
  std::string text(std::string_view name);
  // nullopt where absent or null.
  std::optional<std::string> optional_text(std::string_view name);
  std::optional<std::int64_t> optional_integer(std::string_view name);
  std::optional<bool> optional_flag(std::string_view name);
  // True where the field is there and holds more than null, false, "", [] or {}.
  bool asks_for(std::string_view name) const;

  // What the first ill-typed or missing field was refused for.
  const std::optional<Problem>& problem() const noexcept { return problem_; }

 private:
  explicit Fields(base::Json object) : object_(std::move(object)) {}
  void refuse(std::string_view name, std::string_view expected);

  base::Json object_;
  std::optional<Problem> problem_;
};

}  // namespace api
