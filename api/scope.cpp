// SPDX-License-Identifier: MIT
#include "api/scope.hpp"

#include "base/text.hpp"

namespace api {
namespace {

// Whether the query has a parameter of this name, in any case of letters and with any value.
bool mentions(std::string_view query, std::string_view name) {
  for (;;) {
    const std::size_t end = query.find('&');
    const std::string_view part = query.substr(0, end);
    if (base::equals_ignoring_case(part.substr(0, part.find('=')), name)) return true;
    if (end == std::string_view::npos) return false;
    query.remove_prefix(end + 1);
  }
}

}  // namespace

base::Result<std::optional<base::WallTime>, Problem> read_time(const Request& request,
                                                               std::string_view name) {
  const auto text = request.query_value(name);
  if (!text && !mentions(request.query, name)) return std::optional<base::WallTime>{};
  const auto time = text ? base::parse_iso8601(*text) : std::nullopt;
  if (!time) {
    return base::failure(bad_field(
        name, "\"" + std::string{name} + "\" must be a time such as 2026-11-22T15:04:05Z."));
  }
  return std::optional{*time};
}

// A change or a cancelling that was meant for one date must not reach all of them because of a
// parameter that cannot be read or was forgotten.
base::Result<ScopedOccurrence, Problem> read_scope(const Request& request) {
  ScopedOccurrence out;
  const auto word = request.query_value("scope");
  TRY(const auto occurrence, read_time(request, "occurrence"));
  const bool mentioned = occurrence || mentions(request.query, "scope");
  if (word == "all" || (!word && !mentioned)) return out;
  if (word != "this" && word != "following")
    return base::failure(bad_field("scope", "\"scope\" is this, following or all."));
  if (!occurrence) {
    return base::failure(
        bad_field("occurrence", "This scope needs the \"occurrence\", its original start."));
  }
  out.scope = word == "this" ? Scope::this_ : Scope::following;
  out.occurrence = *occurrence;
  return out;
}

}  // namespace api
