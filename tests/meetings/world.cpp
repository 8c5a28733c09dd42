// SPDX-License-Identifier: MIT
#include "tests/meetings/world.hpp"

#include <optional>
#include <utility>
#include <variant>

namespace lectern_test {

using meetings::Outcome;

LocalAccounts::LocalAccounts(meetings::Services services, meetings::AccountsConfig config,
                             const meetings::PasswordHasher& hasher)
    : Accounts(services, std::move(config)), hasher_(hasher) {}

Outcome<meetings::TokenPair> LocalAccounts::register_user(const meetings::NewAccount& account) {
  return Accounts::register_user(account, kClient, hasher_);
}

Outcome<meetings::TokenPair> LocalAccounts::login(std::string_view email, std::string_view password,
                                                  const meetings::Client& client) {
  return Accounts::login(email, password, client, hasher_);
}

Outcome<meetings::GuestEntry> LocalAccounts::guest(std::string_view meeting,
                                                   std::string_view name) {
  return Accounts::guest(meeting, name, kClient);
}

Outcome<meetings::GuestEntry> LocalAccounts::guest_by_invitation(std::string_view link,
                                                                 std::string_view name) {
  return Accounts::guest_by_invitation(link, name, kClient);
}

Outcome<meetings::User> LocalAccounts::create_user(std::string_view email, std::string_view name,
                                                   std::string_view password,
                                                   meetings::UserRole role) {
  return Accounts::create_user(email, name, password, role, hasher_);
}

Outcome<meetings::User> LocalAccounts::set_password(const meetings::UserId& user,
                                                    std::string_view password) {
  return Accounts::set_password(user, password, hasher_);
}

LocalOwnAccount::LocalOwnAccount(meetings::Services services, std::string site_name,
                                 const meetings::PasswordHasher& hasher)
    : OwnAccount(services, std::move(site_name)), hasher_(hasher) {}

Outcome<void> LocalOwnAccount::change_password(const meetings::Claims& claims,
                                               std::string_view old_password,
                                               std::string_view password,
                                               const meetings::Client& client) {
  return OwnAccount::change_password(claims, old_password, password, client, hasher_);
}

namespace {

Outcome<meetings::Seat> seat_of(Outcome<meetings::Entry> entry) {
  if (!entry) return base::failure(entry.error());
  if (!std::holds_alternative<meetings::Seat>(*entry))
    check_failed("the door asks the hosts", __FILE__, __LINE__);
  return std::get<meetings::Seat>(std::move(*entry));
}

}  // namespace

LocalMeetings::LocalMeetings(meetings::Services services, meetings::MeetingsConfig config,
                             const meetings::PasswordHasher& hasher)
    : Meetings(services, std::move(config)), hasher_(hasher) {}

Outcome<meetings::MeetingView> LocalMeetings::create(const meetings::Claims& claims,
                                                     const meetings::NewMeeting& fields) {
  return Meetings::create(claims, fields, kClient, &hasher_);
}

Outcome<meetings::MeetingView> LocalMeetings::details(
    std::string_view id_or_code, const std::optional<meetings::Claims>& claims) {
  return Meetings::details(id_or_code, claims, kClient);
}

Outcome<meetings::Seat> LocalMeetings::join(const meetings::Claims& claims,
                                            std::string_view id_or_code,
                                            const meetings::JoinOptions& options) {
  return join_from(kClient, claims, id_or_code, options);
}

Outcome<meetings::Seat> LocalMeetings::join_from(const base::IpAddress& client,
                                                 const meetings::Claims& claims,
                                                 std::string_view id_or_code,
                                                 const meetings::JoinOptions& options) {
  return seat_of(Meetings::join(claims, id_or_code, options, client, &hasher_));
}

Outcome<meetings::Seat> LocalMeetings::admit(const meetings::Claims& claims,
                                             std::string_view id_or_code,
                                             const meetings::JoinOptions& options) {
  return admit_from(kClient, claims, id_or_code, options);
}

Outcome<meetings::Seat> LocalMeetings::admit_from(const base::IpAddress& client,
                                                  const meetings::Claims& claims,
                                                  std::string_view id_or_code,
                                                  const meetings::JoinOptions& options) {
  return seat_of(Meetings::admit(claims, id_or_code, options, client, &hasher_));
}

Outcome<meetings::Pending> LocalMeetings::ask(const meetings::Claims& claims,
                                              std::string_view id_or_code,
                                              const meetings::JoinOptions& options) {
  TRY(auto entry, Meetings::join(claims, id_or_code, options, kClient, &hasher_));
  if (!std::holds_alternative<meetings::Pending>(entry))
    check_failed("the door did not ask the hosts", __FILE__, __LINE__);
  return std::get<meetings::Pending>(std::move(entry));
}

Outcome<void> LocalMeetings::leave(const meetings::Claims& claims, std::string_view id_or_code) {
  return Meetings::leave(claims, id_or_code, kClient);
}

Outcome<void> LocalMeetings::end(const meetings::Claims& claims, std::string_view id_or_code) {
  return Meetings::end(claims, id_or_code, kClient);
}

Outcome<std::vector<meetings::Participant>> LocalMeetings::participants(
    const meetings::Claims& claims, std::string_view id_or_code, bool history,
    std::optional<base::WallTime> occurrence) {
  return Meetings::participants(claims, id_or_code, history, occurrence, kClient);
}

World::World(meetings::Registration registration, meetings::Rates rates)
    : guesses(rates),
      accounts(services(), account_config(registration), passwords),
      own_account(services(), account_config(registration).site_name, passwords),
      rooms(services(), meeting_config(), passwords),
      bans(services()),
      requests(services()),
      invitations(services(), meeting_config().find_timezone),
      roles(services()) {}

World::~World() = default;

meetings::Services World::services() {
  return {held, tokens, presence, holds, guesses, events, clock, random};
}

meetings::AccountsConfig World::account_config(meetings::Registration registration) {
  meetings::AccountsConfig config;
  config.registration = registration;
  config.site_name = "Lecture Hall";
  static const meetings::store::TimeZones zones;
  config.find_timezone = [](std::string_view name) { return zones.find(name); };
  return config;
}

bool& World::connects_google() {
  // A variable in the header would be one of each shared library.
  static bool connects = true;
  return connects;
}

meetings::google::Setup World::google_setup() {
  const std::string site = "https://meet.example.org";
  return {{},
          {connects_google() ? "site.apps.example" : "", base::Secret{"the site's secret"},
           site + "/api/calendar/google/callback"},
          site};
}

meetings::MeetingsConfig World::meeting_config() {
  meetings::MeetingsConfig config;
  static const meetings::store::TimeZones zones;
  config.is_timezone = [](std::string_view name) { return name == "Europe/Berlin"; };
  config.find_timezone = [](std::string_view name) { return zones.find(name); };
  return config;
}

meetings::TokenPair World::sign_up(const std::string& name) {
  return OK(accounts.register_user({name + "@example.org", name, "correct horse", std::nullopt}));
}

meetings::Claims World::claims(const std::string& token) {
  return OK(tokens.verify(token, clock.wall_now()));
}

meetings::Claims World::person(const std::string& name) { return claims(sign_up(name).access); }

meetings::Claims World::guest(const meetings::Meeting& meeting, const std::string& name) {
  return claims(OK(accounts.guest(meeting.code, name)).tokens.access);
}

std::optional<meetings::StoredUser> World::stored(const meetings::UserId& user) {
  std::optional<meetings::StoredUser> found;
  OK(store->read([&](meetings::UnitOfWork& work) -> Outcome<void> {
    found = work.users().by_id(user);
    return {};
  }));
  return found;
}

meetings::Meeting World::meeting(const meetings::Claims& host, meetings::NewMeeting fields) {
  if (fields.title.empty()) fields.title = "Latin";
  return OK(rooms.create(host, fields)).meeting;
}

std::vector<meetings::AuditEntry> World::audit() {
  return OK(administration.audit_by_operator({}, "", 100)).entries;
}

std::vector<base::Json> World::mails() {
  std::vector<base::Json> out;
  OK(store->read([&](meetings::UnitOfWork& work) -> Outcome<void> {
    out.clear();
    for (const meetings::OutboxEntry& entry :
         work.outbox().list(std::nullopt, std::nullopt, 1000)) {
      if (entry.kind == meetings::OutboxKind::mail)
        out.push_back(CHECK_OK(base::Json::parse(entry.payload)));
    }
    return {};
  }));
  return out;
}

void World::show_up(const meetings::Seat& seat) {
  presence.put(seat.meeting.id,
               {seat.participant_id, seat.user_id, seat.name, seat.role, clock.wall_now(), {}});
}

}  // namespace lectern_test
