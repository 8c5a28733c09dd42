// SPDX-License-Identifier: MIT
#include "meetings/link_mail.hpp"

#include "base/crypto.hpp"
#include "base/json.hpp"

namespace meetings {
namespace {

constexpr std::size_t kTokenBytes = 32;

std::string_view template_of(LinkPurpose purpose) noexcept {
  return purpose == LinkPurpose::reset ? "password-reset" : "verify-email";
}

std::chrono::seconds lifetime_of(LinkPurpose purpose) noexcept {
  return purpose == LinkPurpose::reset ? kResetLifetime : kVerificationLifetime;
}

std::string print_mail(const User& to, LinkPurpose purpose, const std::string& token,
                       base::WallTime expires_at) {
  return base::Json::object({{"template", template_of(purpose)},
                             {"user", to.id.value()},
                             {"to", to.email},
                             {"token", token},
                             {"expires_at", base::print_iso8601(expires_at)}})
      .print();
}

}  // namespace

void put_link_mail(const Services& services, UnitOfWork& work, const std::optional<User>& user,
                   LinkPurpose purpose) {
  const base::WallTime now = services.clock.wall_now();
  const base::WallTime expires_at = now + lifetime_of(purpose);
  const User to = user.value_or(User{});
  const auto earlier = work.email_links().of(to.id, purpose);
  const bool wanted = user && !(earlier && now < earlier->created_at + kMailPause);
  const std::string token = services.random.base64url(kTokenBytes);
  const auto hash = base::sha256(base::as_bytes(token));
  const OutboxId mail = work.outbox().put(
      OutboxKind::mail, print_mail(to, purpose, token, expires_at), now, now, {{}, expires_at});
  if (!wanted) return work.outbox().mark_done(mail);
  drop_link(work, to.id, purpose);
  work.email_links().insert({to.id, purpose, hash, now, expires_at, mail});
}

Outcome<StoredEmailLink> find_link(UnitOfWork& work, std::string_view token, LinkPurpose purpose,
                                   base::WallTime now) {
  auto link = work.email_links().find(base::sha256(base::as_bytes(token)));
  if (!link || link->purpose != purpose || now >= link->expires_at)
    return refuse(RefusalCode::link_invalid, "This link is not valid (any more).");
  return std::move(*link);
}

void drop_link(UnitOfWork& work, const UserId& user, LinkPurpose purpose) {
  const auto link = work.email_links().of(user, purpose);
  if (!link) return;
  work.outbox().mark_done(link->mail);
  work.email_links().remove(user, purpose);
}

}  // namespace meetings
