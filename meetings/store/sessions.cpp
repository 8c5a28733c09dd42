// SPDX-License-Identifier: MIT
// Sessions (chains of refresh tokens) and invitations in the database.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

Session read_session(const Query& row) {
  Session session;
  session.id = row.text(0);
  session.user_id = UserId{row.text(1)};
  session.current = row.digest(2);
  if (!row.is_null(3)) session.previous = row.digest(3);
  if (!row.is_null(4)) session.next_salt = row.digest(4);
  session.created_at = row.time(5);
  session.rotated_at = row.time(6);
  session.expires_at = row.time(7);
  session.device = row.text(8);
  session.network = row.text(9);
  session.oidc_sid = row.optional_text(10);
  return session;
}

}  // namespace

std::optional<Session> SqlSessions::find(std::string_view id) {
  Query row = db_.query(
      "SELECT id, user_id, current, previous, next_salt, created_at, rotated_at, expires_at, "
      "device, network, oidc_sid FROM sessions WHERE id = ?",
      id);
  if (!row.step()) return std::nullopt;
  return read_session(row);
}

std::vector<Session> SqlSessions::list(const UserId& user, base::WallTime now) {
  std::vector<Session> sessions;
  Query rows = db_.query(
      "SELECT id, user_id, current, previous, next_salt, created_at, rotated_at, expires_at, "
      "device, network, oidc_sid FROM sessions WHERE user_id = ? AND expires_at > ? "
      "ORDER BY rotated_at DESC, id",
      user, now);
  while (rows.step()) sessions.push_back(read_session(rows));
  return sessions;
}

std::vector<std::string> SqlSessions::insert(const Session& session, std::size_t keep) {
  db_.run(
      "INSERT INTO sessions (id, user_id, current, previous, next_salt, created_at, rotated_at, "
      "expires_at, device, network, oidc_sid) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      session.id, session.user_id, session.current, session.previous, session.next_salt,
      session.created_at, session.rotated_at, session.expires_at, session.device, session.network,
      session.oidc_sid);
  return read_ids(
      db_.query("DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = ? AND "
                "id <> ? ORDER BY rotated_at DESC LIMIT 1000000000 OFFSET ?) RETURNING id",
                session.user_id, session.id, keep - 1));
}

void SqlSessions::update(const Session& session) {
  db_.run(
      "UPDATE sessions SET current = ?, previous = ?, next_salt = ?, rotated_at = ?, expires_at = "
      "? WHERE id = ?",
      session.current, session.previous, session.next_salt, session.rotated_at, session.expires_at,
      session.id);
}

std::optional<UserId> SqlSessions::remove(std::string_view id) {
  Query row = db_.query("DELETE FROM sessions WHERE id = ? RETURNING user_id", id);
  if (!row.step()) return std::nullopt;
  UserId user{row.text(0)};
  row.run();
  return user;
}

std::vector<std::string> SqlSessions::remove_all(const UserId& user) {
  return read_ids(db_.query("DELETE FROM sessions WHERE user_id = ? RETURNING id", user));
}

std::vector<std::string> SqlSessions::remove_others(const UserId& user, std::string_view kept) {
  return read_ids(
      db_.query("DELETE FROM sessions WHERE user_id = ? AND id <> ? RETURNING id", user, kept));
}

std::vector<SessionOwner> SqlSessions::remove_of_sid(std::string_view issuer, std::string_view sid,
                                                     const std::optional<UserId>& user) {
  return read_owners(db_.query(
      "DELETE FROM sessions WHERE id IN (SELECT s.id FROM sessions s JOIN users u ON u.id = "
      "s.user_id WHERE s.oidc_sid = ?1 AND u.issuer = ?2 AND (?3 IS NULL OR u.id = ?3)) "
      "RETURNING id, user_id",
      sid, issuer, user));
}

void SqlSessions::remove_guests_of(const MeetingId& meeting) {
  db_.run("DELETE FROM sessions WHERE user_id IN (SELECT id FROM users WHERE guest_meeting = ?)",
          meeting);
}

bool SqlSessions::has_any(const UserId& user) {
  return db_.query("SELECT 1 FROM sessions WHERE user_id = ? LIMIT 1", user).step();
}

bool SqlSessions::has_expired(base::WallTime now) {
  return db_.query("SELECT 1 FROM sessions WHERE expires_at <= ? LIMIT 1", now).step();
}

std::vector<SessionOwner> SqlSessions::remove_expired(base::WallTime now, std::size_t limit) {
  return read_owners(db_.query(
      "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= ? LIMIT ?) "
      "RETURNING id, user_id",
      now, limit));
}

std::optional<StoredInvitation> SqlInvitations::find(const base::Sha256Digest& token_hash) {
  Query row = db_.query(
      "SELECT token_hash, role, created_at, expires_at, first_admin FROM invitations WHERE "
      "token_hash "
      "= ?",
      token_hash);
  if (!row.step()) return std::nullopt;
  return StoredInvitation{row.digest(0), parse_user_role(row.text(1)).value_or(UserRole::user),
                          row.time(2), row.time(3), row.integer(4) != 0};
}

void SqlInvitations::insert(const StoredInvitation& invitation) {
  db_.run(
      "INSERT INTO invitations (token_hash, role, created_at, expires_at, first_admin) VALUES (?, "
      "?, ?, ?, ?)",
      invitation.token_hash, to_string(invitation.role), invitation.created_at,
      invitation.expires_at, invitation.first_admin);
}

void SqlInvitations::remove(const base::Sha256Digest& token_hash) {
  db_.run("DELETE FROM invitations WHERE token_hash = ?", token_hash);
}

void SqlInvitations::remove_first_admin() {
  db_.run("DELETE FROM invitations WHERE first_admin = 1");
}

}  // namespace meetings::store
