// SPDX-License-Identifier: MIT
// The audit log in SQL.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

AuditEntry read_entry(const Query& row) {
  AuditEntry entry;
  entry.id = row.integer(0);
  entry.at = row.time(1);
  // A later release may know more kinds.
  entry.kind = parse_audit_kind(row.text(2)).value_or(AuditKind::user_created);
  entry.actor.kind = parse_actor_kind(row.text(3)).value_or(ActorKind::system);
  if (auto user = row.optional_text(4)) entry.actor.user = UserId{std::move(*user)};
  entry.actor.network = row.text(5);
  if (auto whom = row.optional_text(6)) entry.whom = UserId{std::move(*whom)};
  if (auto meeting = row.optional_text(7)) entry.meeting = MeetingId{std::move(*meeting)};
  entry.object = row.text(8);
  entry.outcome = row.text(9);
  entry.detail = row.text(10);
  return entry;
}

template <class T>
std::string word_of(const std::optional<T>& value) {
  return value ? std::string{to_string(*value)} : std::string{};
}

}  // namespace

void SqlAudit::insert(const AuditEntry& e) {
  db_.run(
      "INSERT INTO audit (at, kind, actor_kind, actor_id, network, whom, meeting_id, object, "
      "outcome, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      e.at, to_string(e.kind), to_string(e.actor.kind), e.actor.user, e.actor.network, e.whom,
      e.meeting, e.object, e.outcome, e.detail);
}

// An absent filter is an empty text, which no column has; an absent time, the end of all times.
std::vector<AuditEntry> SqlAudit::list(const AuditFilter& filter,
                                       const std::optional<std::int64_t>& before,
                                       std::size_t limit) {
  constexpr std::int64_t kEnd = INT64_MAX;
  const std::string actor = filter.actor ? filter.actor->value() : std::string{};
  const std::string whom = filter.whom ? filter.whom->value() : std::string{};
  const std::string kind = word_of(filter.kind), actor_kind = word_of(filter.actor_kind);
  std::vector<AuditEntry> found;
  Query rows = db_.query(
      "SELECT id, at, kind, actor_kind, actor_id, network, whom, meeting_id, object, outcome, "
      "detail FROM audit WHERE id < ? AND at >= ? AND at < ? AND (? = '' OR actor_id = ?) AND "
      "(? = '' OR whom = ?) AND (? = '' OR kind = ?) AND (? = '' OR actor_kind = ?) "
      "ORDER BY id DESC LIMIT ?",
      before.value_or(kEnd), filter.from ? base::unix_micros(*filter.from) : std::int64_t{0},
      filter.to ? base::unix_micros(*filter.to) : kEnd, actor, actor, whom, whom, kind, kind,
      actor_kind, actor_kind, limit);
  while (rows.step()) found.push_back(read_entry(rows));
  return found;
}

}  // namespace meetings::store
