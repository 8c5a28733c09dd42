// SPDX-License-Identifier: MIT
// Users and guests in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

User read_user(const Query& row) {
  User user;
  user.id = UserId{row.text(0)};
  user.email = row.text(1);
  user.name = row.text(2);
  user.role = parse_user_role(row.text(3)).value_or(UserRole::guest);
  user.disabled = row.integer(4) != 0;
  user.created_at = row.time(5);
  user.email_verified = row.integer(6) != 0;
  user.issuer = row.text(7);
  user.foreign_email = row.text(8);
  return user;
}

constexpr int kUserColumns = 15;

StoredUser read_row(const Query& row) {
  StoredUser stored;
  stored.user = read_user(row);
  stored.password_hash = row.text(9);
  if (auto meeting = row.optional_text(10)) stored.guest_meeting = MeetingId{std::move(*meeting)};
  stored.subject = row.text(11);
  stored.user.language = row.text(12);
  stored.user.timezone = row.text(13);
  stored.user.reminders = row.integer(14) != 0;
  return stored;
}

std::optional<StoredUser> read_stored(Query row) {
  if (!row.step()) return std::nullopt;
  return read_row(row);
}

std::optional<std::string_view> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>{text};
}

}  // namespace

std::optional<StoredUser> SqlUsers::by_id(const UserId& id) {
  return read_stored(
      db_.query("SELECT id, email, name, role, disabled, created_at, email_verified, "
                "issuer, foreign_email, password_hash, guest_meeting, subject, language, timezone, "
                "reminders FROM users WHERE id = ? AND "
                "erased_at IS NULL",
                id));
}

std::optional<StoredAccount> SqlUsers::with_grant(const UserId& id, std::string_view grant) {
  Query row = db_.query(
      "SELECT u.id, u.email, u.name, u.role, u.disabled, u.created_at, u.email_verified, "
      "u.issuer, u.foreign_email, u.password_hash, u.guest_meeting, u.subject, u.language, "
      "u.timezone, u.reminders, "
      "coalesce(s.user_id, t.user_id), coalesce(s.expires_at, t.expires_at) FROM users u "
      "LEFT JOIN sessions s ON s.id = ?2 LEFT JOIN api_tokens t ON t.id = ?2 "
      "WHERE u.id = ?1 AND u.erased_at IS NULL",
      id, grant);
  if (!row.step()) return std::nullopt;
  StoredAccount account{read_row(row), std::nullopt};
  if (auto owner = row.optional_text(kUserColumns))
    account.grant = {UserId{std::move(*owner)}, row.time(kUserColumns + 1)};
  return account;
}

std::optional<StoredUser> SqlUsers::by_email(std::string_view email) {
  return read_stored(
      db_.query("SELECT id, email, name, role, disabled, created_at, email_verified, "
                "issuer, foreign_email, password_hash, guest_meeting, subject, language, timezone, "
                "reminders FROM users WHERE email = ?",
                email));
}

std::optional<StoredUser> SqlUsers::by_subject(std::string_view issuer, std::string_view subject) {
  return read_stored(
      db_.query("SELECT id, email, name, role, disabled, created_at, email_verified, "
                "issuer, foreign_email, password_hash, guest_meeting, subject, language, timezone, "
                "reminders FROM users WHERE "
                "issuer = ? AND subject = ?",
                issuer, subject));
}

std::optional<StoredUser> SqlUsers::by_verified_foreign_email(std::string_view email) {
  return read_stored(
      db_.query("SELECT id, email, name, role, disabled, created_at, email_verified, "
                "issuer, foreign_email, password_hash, guest_meeting, subject, language, timezone, "
                "reminders FROM users WHERE "
                "foreign_email = ? AND email_verified = 1 ORDER BY created_at, id LIMIT 1",
                email));
}

bool SqlUsers::insert(const StoredUser& stored) {
  const User& user = stored.user;
  db_.run(
      "INSERT INTO users (id, email, name, role, disabled, created_at, email_verified, "
      "password_hash, guest_meeting, issuer, subject, foreign_email, language, timezone, "
      "reminders) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO "
      "NOTHING",
      user.id, unless_empty(user.email), user.name, to_string(user.role), user.disabled,
      user.created_at, user.email_verified, unless_empty(stored.password_hash),
      stored.guest_meeting, unless_empty(user.issuer), unless_empty(stored.subject),
      unless_empty(user.foreign_email), unless_empty(user.language), unless_empty(user.timezone),
      user.reminders);
  return !db_.failed() && db_.changes() == 1;
}

void SqlUsers::update(const StoredUser& stored) {
  db_.run(
      "UPDATE users SET name = ?, role = ?, disabled = ?, email_verified = ?, "
      "foreign_email = ?, password_hash = ?, language = ?, timezone = ?, reminders = ? WHERE id = "
      "?",
      stored.user.name, to_string(stored.user.role), stored.user.disabled,
      stored.user.email_verified, unless_empty(stored.user.foreign_email),
      unless_empty(stored.password_hash), unless_empty(stored.user.language),
      unless_empty(stored.user.timezone), stored.user.reminders, stored.user.id);
}

bool SqlUsers::has_admin() {
  return db_.query("SELECT 1 FROM users WHERE role = 'admin' AND disabled = 0 LIMIT 1").step();
}

std::vector<User> SqlUsers::list(std::string_view after, std::size_t limit) {
  std::vector<User> users;
  Query rows = db_.query(
      "SELECT id, email, name, role, disabled, created_at, email_verified, "
      "issuer, foreign_email FROM users WHERE email > "
      "? AND erased_at IS NULL ORDER BY email LIMIT ?",
      after, limit);
  while (rows.step()) users.push_back(read_user(rows));
  return users;
}

void SqlUsers::note_sign_in(const UserId& id, const base::Sha256Digest& site, base::WallTime at,
                            std::size_t keep) {
  db_.run(
      "INSERT INTO sign_ins (user_id, site, last_at) VALUES (?, ?, ?) "
      "ON CONFLICT (user_id, site) DO UPDATE SET last_at = CASE WHEN excluded.last_at > "
      "sign_ins.last_at THEN excluded.last_at ELSE sign_ins.last_at END",
      id, site, at);
  db_.run(
      "DELETE FROM sign_ins WHERE user_id = ? AND site IN (SELECT site FROM sign_ins WHERE user_id "
      "= ? ORDER BY last_at DESC LIMIT 1000000000 OFFSET ?)",
      id, id, keep);
}

bool SqlUsers::signed_in_from(const UserId& id, const base::Sha256Digest& site,
                              base::WallTime since) {
  return db_
      .query("SELECT 1 FROM sign_ins WHERE user_id = ? AND site = ? AND last_at >= ?", id, site,
             since)
      .step();
}

}  // namespace meetings::store
