// SPDX-License-Identifier: MIT
// What is over, in SQL: one statement for each row of meetings/retention.hpp.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

std::string_view statement_of(Retained what) noexcept {
  switch (what) {
    case Retained::attendance:
      return "DELETE FROM attendance WHERE id IN (SELECT id FROM attendance WHERE left_at <= ? "
             "LIMIT ?)";
    case Retained::meetings:
      return "DELETE FROM meetings WHERE id IN (SELECT id FROM meetings WHERE ended_at <= ? ORDER "
             "BY "
             "id LIMIT ?)";
    case Retained::join_requests:
      return "DELETE FROM join_requests WHERE id IN (SELECT r.id FROM join_requests r JOIN "
             "meetings "
             "m ON m.id = r.meeting_id WHERE m.ended_at <= ? LIMIT ?)";
    case Retained::unanswered_requests:
      return "DELETE FROM join_requests WHERE id IN (SELECT id FROM join_requests WHERE status <> "
             "'approved' AND expires_at <= ? LIMIT ?)";
    case Retained::meeting_invitations:
      return "DELETE FROM meeting_invitations WHERE id IN (SELECT i.id FROM meeting_invitations i "
             "JOIN meetings m ON m.id = i.meeting_id WHERE m.ended_at <= ? LIMIT ?)";
    case Retained::bans:
      return "DELETE FROM bans WHERE id IN (SELECT id FROM bans WHERE until <= ? LIMIT ?)";
    case Retained::registration_links:
      return "DELETE FROM invitations WHERE token_hash IN (SELECT token_hash FROM invitations "
             "WHERE expires_at <= ? LIMIT ?)";
    case Retained::email_links:
      return "DELETE FROM email_links WHERE token_hash IN (SELECT token_hash FROM email_links "
             "WHERE expires_at <= ? ORDER BY token_hash LIMIT ?)";
    case Retained::sign_in_sites:
      return "DELETE FROM sign_ins WHERE (user_id, site) IN (SELECT user_id, site FROM sign_ins "
             "WHERE last_at < ? LIMIT ?)";
    case Retained::idle_guests:
      return "DELETE FROM users WHERE id IN (SELECT u.id FROM users u WHERE u.role = 'guest' AND "
             "u.created_at < ? AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id) "
             "AND NOT EXISTS (SELECT 1 FROM participants p WHERE p.user_id = u.id) LIMIT ?)";
    case Retained::guests:
      return "DELETE FROM users WHERE id IN (SELECT u.id FROM users u JOIN meetings m ON m.id = "
             "u.guest_meeting WHERE m.ended_at <= ? AND NOT EXISTS (SELECT 1 FROM sessions s WHERE "
             "s.user_id = u.id) ORDER BY u.id LIMIT ?)";
    case Retained::former_people:
      return "DELETE FROM users WHERE id IN (SELECT u.id FROM users u WHERE u.erased_at <= ? AND "
             "NOT EXISTS (SELECT 1 FROM participants p WHERE p.user_id = u.id) AND NOT EXISTS "
             "(SELECT 1 FROM meetings m WHERE m.host_id = u.id) LIMIT ?)";
    case Retained::outbox:
      return "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE kind <> 'event' AND "
             "created_at <= ? LIMIT ?)";
    case Retained::audit:
      return "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at <= ? ORDER BY id LIMIT "
             "?)";
    case Retained::kept_answers:
      return "DELETE FROM kept_answers WHERE id IN (SELECT id FROM kept_answers WHERE created_at "
             "<= ? LIMIT ?)";
    case Retained::notifications:
      return "DELETE FROM notifications WHERE (user_id, id) IN (SELECT user_id, id FROM "
             "notifications WHERE at <= ? LIMIT ?)";
    case Retained::webhook_deliveries:
      return "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE "
             "at <= ? LIMIT ?)";
    case Retained::recordings:
      return "DELETE FROM recordings WHERE id IN (SELECT id FROM recordings WHERE expires_at <= ? "
             "LIMIT ?)";
  }
  return {};
}

}  // namespace

std::size_t SqlRetention::remove(Retained what, base::WallTime before, std::size_t limit) {
  // What refers to the rows goes first.
  if (what == Retained::email_links) {
    db_.run(
        "DELETE FROM outbox WHERE id IN (SELECT mail FROM email_links WHERE expires_at <= ? "
        "ORDER BY token_hash LIMIT ?)",
        before, limit);
  }
  if (what == Retained::guests) {
    db_.run(
        "DELETE FROM participants WHERE user_id IN (SELECT u.id FROM users u JOIN meetings m "
        "ON m.id = u.guest_meeting WHERE m.ended_at <= ? AND NOT EXISTS (SELECT 1 FROM "
        "sessions s WHERE s.user_id = u.id) ORDER BY u.id LIMIT ?)",
        before, limit);
  }
  // A guest is removed with the meeting, and the seats refer to the guest.
  if (what == Retained::meetings) {
    db_.run(
        "DELETE FROM participants WHERE meeting_id IN (SELECT id FROM meetings WHERE ended_at "
        "<= ? ORDER BY id LIMIT ?)",
        before, limit);
  }
  db_.run(statement_of(what), before, limit);
  return db_.failed() ? 0 : static_cast<std::size_t>(db_.changes());
}

}  // namespace meetings::store
