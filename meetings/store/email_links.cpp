// SPDX-License-Identifier: MIT
// Links that were sent by e-mail, in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

std::string_view name_of(LinkPurpose purpose) noexcept {
  return purpose == LinkPurpose::reset ? "reset" : "verify";
}

std::optional<StoredEmailLink> read_link(Query row) {
  if (!row.step()) return std::nullopt;
  return StoredEmailLink{
      UserId{row.text(0)}, row.text(1) == "reset" ? LinkPurpose::reset : LinkPurpose::verify,
      row.digest(2),       row.time(3),
      row.time(4),         OutboxId{row.integer(5)}};
}

}  // namespace

std::optional<StoredEmailLink> SqlEmailLinks::find(const base::Sha256Digest& token_hash) {
  return read_link(
      db_.query("SELECT user_id, purpose, token_hash, created_at, expires_at, mail FROM "
                "email_links WHERE token_hash = ?",
                token_hash));
}

std::optional<StoredEmailLink> SqlEmailLinks::of(const UserId& user, LinkPurpose purpose) {
  return read_link(
      db_.query("SELECT user_id, purpose, token_hash, created_at, expires_at, mail FROM "
                "email_links WHERE user_id = ? AND purpose = ?",
                user, name_of(purpose)));
}

void SqlEmailLinks::insert(const StoredEmailLink& link) {
  db_.run(
      "INSERT INTO email_links (user_id, purpose, token_hash, created_at, expires_at, mail) VALUES "
      "(?, ?, ?, ?, ?, ?)",
      link.user_id, name_of(link.purpose), link.token_hash, link.created_at, link.expires_at,
      link.mail.value());
}

void SqlEmailLinks::remove(const UserId& user, LinkPurpose purpose) {
  db_.run("DELETE FROM email_links WHERE user_id = ? AND purpose = ?", user, name_of(purpose));
}

}  // namespace meetings::store
