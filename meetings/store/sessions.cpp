// SPDX-License-Identifier: MIT
// Sessions (chains of refresh tokens) and invitations in SQLite.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {

std::optional<Session> SqliteSessions::find(std::string_view id) {
  Query row = db_.query(
      "SELECT id, user_id, current, previous, next_salt, created_at, rotated_at, expires_at FROM "
      "sessions WHERE id = ?",
      id);
  if (!row.step()) return std::nullopt;
  Session session;
  session.id = row.text(0);
  session.user_id = UserId{row.text(1)};
  session.current = row.digest(2);
  if (!row.is_null(3)) session.previous = row.digest(3);
  if (!row.is_null(4)) session.next_salt = row.digest(4);
  session.created_at = row.time(5);
  session.rotated_at = row.time(6);
  session.expires_at = row.time(7);
  return session;
}

void SqliteSessions::insert(const Session& session, std::size_t keep) {
  db_.run(
      "INSERT INTO sessions (id, user_id, current, previous, next_salt, created_at, rotated_at, "
      "expires_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      session.id, session.user_id, session.current, session.previous, session.next_salt,
      session.created_at, session.rotated_at, session.expires_at);
  db_.run(
      "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = ? AND id <> ? "
      "ORDER BY rotated_at DESC LIMIT -1 OFFSET ?)",
      session.user_id, session.id, keep - 1);
}

void SqliteSessions::update(const Session& session) {
  db_.run(
      "UPDATE sessions SET current = ?, previous = ?, next_salt = ?, rotated_at = ?, expires_at = "
      "? WHERE id = ?",
      session.current, session.previous, session.next_salt, session.rotated_at, session.expires_at,
      session.id);
}

void SqliteSessions::remove(std::string_view id) {
  db_.run("DELETE FROM sessions WHERE id = ?", id);
}

void SqliteSessions::remove_all(const UserId& user) {
  db_.run("DELETE FROM sessions WHERE user_id = ?", user);
}

void SqliteSessions::remove_expired(base::WallTime now) {
  db_.run("DELETE FROM sessions WHERE expires_at <= ?", now);
}

std::optional<StoredInvitation> SqliteInvitations::find(const base::Sha256Digest& token_hash) {
  Query row = db_.query(
      "SELECT token_hash, role, created_at, expires_at FROM invitations WHERE token_hash = ?",
      token_hash);
  if (!row.step()) return std::nullopt;
  return StoredInvitation{row.digest(0), parse_user_role(row.text(1)).value_or(UserRole::user),
                          row.time(2), row.time(3)};
}

void SqliteInvitations::insert(const StoredInvitation& invitation) {
  db_.run("INSERT INTO invitations (token_hash, role, created_at, expires_at) VALUES (?, ?, ?, ?)",
          invitation.token_hash, to_string(invitation.role), invitation.created_at,
          invitation.expires_at);
}

void SqliteInvitations::remove(const base::Sha256Digest& token_hash) {
  db_.run("DELETE FROM invitations WHERE token_hash = ?", token_hash);
}

void SqliteInvitations::remove_role(UserRole role) {
  db_.run("DELETE FROM invitations WHERE role = ?", to_string(role));
}

void SqliteInvitations::remove_expired(base::WallTime now) {
  db_.run("DELETE FROM invitations WHERE expires_at <= ?", now);
}

}  // namespace meetings::store
