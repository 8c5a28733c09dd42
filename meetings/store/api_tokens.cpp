// SPDX-License-Identifier: MIT
// API tokens in the database.
#include "meetings/store/aggregates.hpp"
#include "meetings/store/rows.hpp"

namespace meetings::store {
namespace {

StoredApiToken read_token(const Query& row) {
  StoredApiToken token;
  token.id = row.text(0);
  token.user_id = UserId{row.text(1)};
  token.name = row.text(2);
  token.hash = row.digest(3);
  token.scopes = Scopes::parse(row.text(4));
  token.created_at = row.time(5);
  token.expires_at = row.time(6);
  if (!row.is_null(7)) token.last_used_at = row.time(7);
  return token;
}

std::optional<StoredApiToken> read_one(Query row) {
  if (!row.step()) return std::nullopt;
  return read_token(row);
}

}  // namespace

std::optional<StoredApiToken> SqlApiTokens::by_id(std::string_view id) {
  return read_one(
      db_.query("SELECT id, user_id, name, hash, scopes, created_at, expires_at, last_used_at FROM "
                "api_tokens WHERE id = ?",
                id));
}

std::optional<StoredApiToken> SqlApiTokens::by_hash(const base::Sha256Digest& hash) {
  return read_one(
      db_.query("SELECT id, user_id, name, hash, scopes, created_at, expires_at, last_used_at FROM "
                "api_tokens WHERE hash = ?",
                hash));
}

std::vector<StoredApiToken> SqlApiTokens::list(const UserId& user, base::WallTime now) {
  std::vector<StoredApiToken> tokens;
  Query rows = db_.query(
      "SELECT id, user_id, name, hash, scopes, created_at, expires_at, last_used_at FROM "
      "api_tokens WHERE user_id = ? AND expires_at > ? ORDER BY created_at DESC, id",
      user, now);
  while (rows.step()) tokens.push_back(read_token(rows));
  return tokens;
}

void SqlApiTokens::insert(const StoredApiToken& token) {
  db_.run(
      "INSERT INTO api_tokens (id, user_id, name, hash, scopes, created_at, expires_at, "
      "last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      token.id, token.user_id, token.name, token.hash, token.scopes.print(), token.created_at,
      token.expires_at, token.last_used_at);
}

void SqlApiTokens::note_use(std::string_view id, base::WallTime at) {
  db_.run("UPDATE api_tokens SET last_used_at = ? WHERE id = ?", at, id);
}

void SqlApiTokens::remove(std::string_view id) {
  db_.run("DELETE FROM api_tokens WHERE id = ?", id);
}

std::vector<std::string> SqlApiTokens::remove_all(const UserId& user) {
  return read_ids(db_.query("DELETE FROM api_tokens WHERE user_id = ? RETURNING id", user));
}

bool SqlApiTokens::has_any(const UserId& user) {
  return db_.query("SELECT 1 FROM api_tokens WHERE user_id = ? LIMIT 1", user).step();
}

bool SqlApiTokens::has_expired(base::WallTime now) {
  return db_.query("SELECT 1 FROM api_tokens WHERE expires_at <= ? LIMIT 1", now).step();
}

std::vector<SessionOwner> SqlApiTokens::remove_expired(base::WallTime now, std::size_t limit) {
  return read_owners(db_.query(
      "DELETE FROM api_tokens WHERE id IN (SELECT id FROM api_tokens WHERE expires_at <= ? LIMIT "
      "?) RETURNING id, user_id",
      now, limit));
}

}  // namespace meetings::store
