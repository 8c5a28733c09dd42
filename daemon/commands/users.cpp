// SPDX-License-Identifier: MIT
// Accounts.
#include <array>

#include "daemon/commands/commands.hpp"
#include "daemon/process/machine.hpp"
#include "daemon/web/links.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::size_t kPage = 500;
// A link that lies in an old mail must not open an account years later.
constexpr std::chrono::hours kLongestInvitation{24 * 90};

Json user_json(const meetings::User& user) {
  return Json::object({{"email", user.email},
                       {"name", user.name},
                       {"role", to_string(user.role)},
                       {"disabled", user.disabled},
                       {"created_at", base::print_iso8601(user.created_at)},
                       {"id", user.id.value()}});
}

// Runs a change that hashes a password in the hash pool and waits for it. Jobs of the daemon itself
// alternate with those of clients there, so this waits for one hash of a stranger at most.
template <class Change>
meetings::Outcome<meetings::User> hashed(const OperatorContext& c, const Change& change) {
  meetings::Outcome<meetings::User> user =
      meetings::refuse(meetings::RefusalCode::overloaded, "The daemon is stopping.");
  c.hashing.run([&](const meetings::PasswordHasher& hasher) { user = change(hasher); });
  return user;
}

control::Answer user_add(const OperatorContext& c, const Json& arguments) {
  TRY(const auto name, text_of(arguments, "name"));
  TRY(const auto email, text_of(arguments, "email"));
  TRY(const auto password, text_of(arguments, "password"));
  const bool admin = arguments["admin"].as_bool().value_or(false);
  const auto role = admin ? meetings::UserRole::admin : meetings::UserRole::user;
  const auto user = hashed(c, [&](const meetings::PasswordHasher& hasher) {
    return c.domain.accounts.create_user(email, name, password, role, hasher);
  });
  if (!user) return refused(user.error());
  return user_json(*user);
}

control::Answer user_list(const OperatorContext& c, const Json&) {
  Json list = Json::array();
  std::string after;
  for (;;) {
    const auto page = c.domain.accounts.list_users(after, kPage);
    if (!page) return refused(page.error());
    for (const meetings::User& user : *page) list.push(user_json(user));
    if (page->size() < kPage) return Json::object({{"users", list}});
    after = page->back().email;
  }
}

// The account that an argument `email` names.
meetings::Outcome<meetings::User> named_user(const OperatorContext& c, const Json& arguments) {
  const Json email = arguments["email"];
  if (!email.is_string()) return meetings::refuse_field("email", "is missing");
  return c.domain.accounts.find_user(*email.as_string());
}

control::Answer user_disable(const OperatorContext& c, const Json& arguments) {
  const auto user = named_user(c, arguments);
  if (!user) return refused(user.error());
  const auto changed =
      c.domain.accounts.set_disabled(user->id, arguments["disabled"].as_bool().value_or(true));
  if (!changed) return refused(changed.error());
  return user_json(*changed);
}

control::Answer user_passwd(const OperatorContext& c, const Json& arguments) {
  TRY(const auto password, text_of(arguments, "password"));
  const auto user = named_user(c, arguments);
  if (!user) return refused(user.error());
  const auto changed = hashed(c, [&](const meetings::PasswordHasher& hasher) {
    return c.domain.accounts.set_password(user->id, password, hasher);
  });
  if (!changed) return refused(changed.error());
  return user_json(*changed);
}

// The link lets one person register, also where registration is by invitation only.
control::Answer user_invite(const OperatorContext& c, const Json& arguments) {
  const bool admin = arguments["admin"].as_bool().value_or(false);
  const std::chrono::seconds lifetime{arguments["lifetime_seconds"].as_integer().value_or(0)};
  if (lifetime <= std::chrono::seconds{0} || lifetime > kLongestInvitation)
    return control::refuse("bad-field", "an invitation lasts from 1 second to 90 days");
  TRY(const auto page, page_origin(c.foundation.config(), c.listeners, machine_name())
                           .map_error([](const base::Error& error) {
                             return control::Error{"internal", error.what};
                           }));
  const auto invitation = c.domain.accounts.create_invitation(
      admin ? meetings::UserRole::admin : meetings::UserRole::user, lifetime);
  if (!invitation) return refused(invitation.error());
  return Json::object({{"link", page + "/register#invitation=" + invitation->token},
                       {"role", to_string(invitation->role)},
                       {"expires_at", base::print_iso8601(invitation->expires_at)}});
}

// By address, or by id, which names a guest, too.
meetings::Outcome<meetings::UserId> named_person(const OperatorContext& c, const Json& arguments) {
  const Json id = arguments["id"];
  if (id.is_string()) return meetings::UserId{std::string{*id.as_string()}};
  TRY(const auto user, named_user(c, arguments));
  return user.id;
}

control::Answer user_export(const OperatorContext& c, const Json& arguments) {
  const auto person = named_person(c, arguments);
  if (!person) return refused(person.error());
  const auto all = c.domain.persons.export_by_operator(*person);
  if (!all) return refused(all.error());
  return *all;
}

control::Answer user_erase(const OperatorContext& c, const Json& arguments) {
  const auto person = named_person(c, arguments);
  if (!person) return refused(person.error());
  const auto erased = c.domain.persons.erase_by_operator(*person);
  if (!erased) return refused(erased.error());
  return Json::object({{"id", person->value()}, {"state", "erased"}});
}

constexpr std::array kCommands{
    Command{"user-add", user_add, Audited::by_service(meetings::AuditKind::user_created)},
    Command{"user-list", user_list, Audited::none("it only reads")},
    Command{"user-disable", user_disable, Audited::by_service(meetings::AuditKind::user_disabled)},
    Command{"user-passwd", user_passwd,
            Audited::by_service(meetings::AuditKind::user_password_set)},
    Command{"user-invite", user_invite, Audited::by_service(meetings::AuditKind::user_invited)},
    Command{"user-export", user_export, Audited::by_service(meetings::AuditKind::user_exported)},
    Command{"user-erase", user_erase, Audited::by_service(meetings::AuditKind::user_erased)},
};

}  // namespace

std::span<const Command> user_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
