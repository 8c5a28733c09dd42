// SPDX-License-Identifier: MIT
// GET /api/admin/audit/: the audit log.
#include "api/bearer.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/scope.hpp"

namespace api {
namespace {

constexpr std::size_t kEntriesOnPage = 50;

// Refuses a word that names nothing: a filter that is ignored would show too much.
template <class T>
base::Result<std::optional<T>, Problem> read_word(
    const Request& request, std::string_view name,
    std::optional<T> (*parse)(std::string_view) noexcept) {
  const auto word = request.query_value(name);
  if (!word) return std::optional<T>{};
  auto value = parse(*word);
  if (!value)
    return base::failure(
        bad_field(name, "\"" + std::string{name} + "\" has no value of that name."));
  return std::optional<T>{*value};
}

base::Result<meetings::AuditFilter, Problem> read_filter(const Request& request) {
  meetings::AuditFilter filter;
  if (auto actor = request.query_value("actor")) filter.actor = meetings::UserId{*actor};
  if (auto whom = request.query_value("whom")) filter.whom = meetings::UserId{*whom};
  TRY(filter.kind, read_word<meetings::AuditKind>(request, "kind", meetings::parse_audit_kind));
  TRY(filter.actor_kind,
      read_word<meetings::ActorKind>(request, "actor_kind", meetings::parse_actor_kind));
  TRY(filter.from, read_time(request, "from"));
  TRY(filter.to, read_time(request, "to"));
  return filter;
}

}  // namespace

Answer get_audit(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto asked, read_page(call.request));
  TRY(const auto filter, read_filter(call.request));
  TRY(const auto page,
      d.administration.audit(claims, filter, asked.cursor, asked.limit.value_or(kEntriesOnPage))
          .map_error(to_problem));
  base::Json list = base::Json::array();
  for (const meetings::AuditEntry& entry : page.entries) list.push(meetings::view_of(entry));
  return json_response(200,
                       base::Json::object({{"entries", list}, {"next_cursor", page.next_cursor}}));
}

}  // namespace api
