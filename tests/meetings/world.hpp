// SPDX-License-Identifier: MIT
// World: the services over a real SQLite file in a folder of their own (or another store, see
// tests/meetings/stores.hpp), with a clock that the test moves, randomness that repeats and
// passwords that cost nothing. And checks for Outcomes.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/shared_random.hpp"
#include "meetings/accounts.hpp"
#include "meetings/administration.hpp"
#include "meetings/api_tokens.hpp"
#include "meetings/authentication.hpp"
#include "meetings/bans.hpp"
#include "meetings/calendar_feeds.hpp"
#include "meetings/email_proofs.hpp"
#include "meetings/google/connections.hpp"
#include "meetings/google/turns.hpp"
#include "meetings/idempotency.hpp"
#include "meetings/invitations.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/meetings.hpp"
#include "meetings/mp4_copies.hpp"
#include "meetings/notifications.hpp"
#include "meetings/oidc.hpp"
#include "meetings/own_account.hpp"
#include "meetings/persons.hpp"
#include "meetings/recordings.hpp"
#include "meetings/ratings.hpp"
#include "meetings/reminders.hpp"
#include "meetings/retention.hpp"
#include "meetings/roles.hpp"
#include "meetings/series.hpp"
#include "meetings/site_meetings.hpp"
#include "meetings/site_settings.hpp"
#include "meetings/starting_soon.hpp"
#include "meetings/store/held_store.hpp"
#include "meetings/store/sqlite/sqlite_store.hpp"
#include "meetings/store/time_zones.hpp"
#include "meetings/uploads.hpp"
#include "meetings/webhooks.hpp"
#include "tests/meetings/memory_recordings.hpp"
#include "tests/meetings/stores.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_folder.hpp"

namespace lectern_test {

class CheapHasher final : public meetings::PasswordHasher {
 public:
  meetings::Outcome<std::string> hash(std::string_view password) const override {
    ++calls;
    return "$cheap$" + base::encode_hex(base::sha256(base::as_bytes(password)));
  }
  bool verify(std::string_view stored, std::string_view password) const override {
    ++calls;
    return stored == "$cheap$" + base::encode_hex(base::sha256(base::as_bytes(password)));
  }
  mutable std::atomic<int> calls{0};
};

class RecordingSink final : public meetings::EventSink {
 public:
  void emit(const meetings::Event& event) override {
    const std::scoped_lock lock(mutex_);
    events_.push_back(event);
  }
  // The events since the last call.
  std::vector<meetings::Event> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<meetings::Event> events_;
};

template <class T>
T expect_ok(meetings::Outcome<T> outcome, const char* expression, const char* file, int line) {
  if (!outcome) {
    check_failed(std::string{expression} +
                     " refused: " + std::string{to_string(outcome.error().code)} + ", " +
                     outcome.error().detail + " " + outcome.error().field,
                 file, line);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

template <class T>
meetings::Refusal expect_refusal(const meetings::Outcome<T>& outcome, meetings::RefusalCode code,
                                 const char* expression, const char* file, int line) {
  if (outcome) check_failed(std::string{expression} + " was not refused", file, line);
  if (outcome.error().code != code) {
    check_failed(std::string{expression} + " refused as " +
                     std::string{to_string(outcome.error().code)} + " (" + outcome.error().detail +
                     "), expected " + std::string{to_string(code)},
                 file, line);
  }
  return outcome.error();
}

#define OK(outcome) lectern_test::expect_ok((outcome), #outcome, __FILE__, __LINE__)
// The Refusal, for more questions.
#define REFUSED(outcome, code) \
  lectern_test::expect_refusal((outcome), meetings::RefusalCode::code, #outcome, __FILE__, __LINE__)

// The services, called from one address.
inline const base::IpAddress kClient = base::IpAddress::v4(192, 0, 2, 1);

class LocalAccounts : public meetings::Accounts {
 public:
  LocalAccounts(meetings::Services services, meetings::AccountsConfig config,
                const meetings::PasswordHasher& hasher);

  meetings::Outcome<meetings::TokenPair> register_user(const meetings::NewAccount& account);
  meetings::Outcome<meetings::TokenPair> login(std::string_view email, std::string_view password,
                                               const meetings::Client& client = kClient);
  meetings::Outcome<meetings::GuestEntry> guest(std::string_view meeting, std::string_view name);
  meetings::Outcome<meetings::GuestEntry> guest_by_invitation(std::string_view link,
                                                              std::string_view name);
  meetings::Outcome<meetings::User> create_user(std::string_view email, std::string_view name,
                                                std::string_view password, meetings::UserRole role);
  meetings::Outcome<meetings::User> set_password(const meetings::UserId& user,
                                                 std::string_view password);

 private:
  const meetings::PasswordHasher& hasher_;
};

class LocalOwnAccount : public meetings::OwnAccount {
 public:
  LocalOwnAccount(meetings::Services services, std::string site_name,
                  const meetings::PasswordHasher& hasher);

  meetings::Outcome<void> change_password(const meetings::Claims& claims,
                                          std::string_view old_password, std::string_view password,
                                          const meetings::Client& client = kClient);

 private:
  const meetings::PasswordHasher& hasher_;
};

class LocalMeetings : public meetings::Meetings {
 public:
  LocalMeetings(meetings::Services services, meetings::MeetingsConfig config,
                const meetings::PasswordHasher& hasher);

  meetings::Outcome<meetings::MeetingView> create(const meetings::Claims& claims,
                                                  const meetings::NewMeeting& fields);
  meetings::Outcome<meetings::MeetingView> details(std::string_view id_or_code,
                                                   const std::optional<meetings::Claims>& claims);
  meetings::Outcome<meetings::Seat> join(const meetings::Claims& claims,
                                         std::string_view id_or_code,
                                         const meetings::JoinOptions& options);
  meetings::Outcome<meetings::Seat> join_from(const base::IpAddress& client,
                                              const meetings::Claims& claims,
                                              std::string_view id_or_code,
                                              const meetings::JoinOptions& options);
  meetings::Outcome<meetings::Seat> admit(const meetings::Claims& claims,
                                          std::string_view id_or_code,
                                          const meetings::JoinOptions& options);
  meetings::Outcome<meetings::Seat> admit_from(const base::IpAddress& client,
                                               const meetings::Claims& claims,
                                               std::string_view id_or_code,
                                               const meetings::JoinOptions& options);
  // A join that has to ask.
  meetings::Outcome<meetings::Pending> ask(const meetings::Claims& claims,
                                           std::string_view id_or_code,
                                           const meetings::JoinOptions& options = {});
  meetings::Outcome<void> leave(const meetings::Claims& claims, std::string_view id_or_code);
  meetings::Outcome<void> end(const meetings::Claims& claims, std::string_view id_or_code);
  meetings::Outcome<std::vector<meetings::Participant>> participants(
      const meetings::Claims& claims, std::string_view id_or_code, bool history,
      std::optional<base::WallTime> occurrence = {});

 private:
  const meetings::PasswordHasher& hasher_;
};

// The store that a test has at the moment; some open it again.
class CurrentStore final : public meetings::Store {
 public:
  explicit CurrentStore(const std::unique_ptr<meetings::store::DurableStore>& store)
      : store_(store) {}
  meetings::Outcome<void> write(const Body& body) override { return store_->write(body); }
  meetings::Outcome<void> read(const Body& body) override { return store_->read(body); }
  meetings::Outcome<void> read_list(const Body& body) override { return store_->read_list(body); }
  void scrub() override { store_->scrub(); }

 private:
  const std::unique_ptr<meetings::store::DurableStore>& store_;
};

struct World {
  explicit World(meetings::Registration registration = meetings::Registration::open,
                 meetings::Rates rates = {});
  ~World();

  meetings::Services services();
  static meetings::AccountsConfig account_config(meetings::Registration registration);
  static meetings::MeetingsConfig meeting_config();
  static meetings::google::Setup google_setup();
  // False: the worlds from now on are of a site that connects no calendars.
  static bool& connects_google();

  meetings::TokenPair sign_up(const std::string& name);
  // The claims of a token, whether or not its session still lives.
  meetings::Claims claims(const std::string& token);
  meetings::Claims person(const std::string& name);
  meetings::Claims guest(const meetings::Meeting& meeting, const std::string& name);
  // What the store has of this user.
  std::optional<meetings::StoredUser> stored(const meetings::UserId& user);
  meetings::Meeting meeting(const meetings::Claims& host, meetings::NewMeeting fields = {});
  // The audit log, the newest first.
  std::vector<meetings::AuditEntry> audit();
  // The mails that wait in the outbox.
  std::vector<base::Json> mails();
  // Acts as the hub does when the admitted session enters.
  void show_up(const meetings::Seat& seat);

  TempFolder folder;
  base::Log log{base::LogLevel::error, base::LogFormat::text,
                [](base::LogLevel, std::string_view) {}};
  FakeClock clock;
  SeededRandom seeded;
  base::SharedRandom random{seeded};
  CheapHasher passwords;
  meetings::Tokens tokens{{base::Secret{"an old secret of a test, long enough"}}, "lectern"};
  meetings::PresenceTable presence;
  meetings::SeatHoldTable holds;
  meetings::GuessLimits guesses;
  RecordingSink events;
  std::unique_ptr<meetings::store::DurableStore> store =
      open_test_store(folder.file("test.db"), log);
  CurrentStore current{store};
  meetings::store::HeldStore held{current};
  meetings::Idempotency idempotency{held, tokens, clock, random};
  meetings::Authentication authentication{held, tokens, clock};
  LocalAccounts accounts;
  LocalOwnAccount own_account;
  meetings::ApiTokens api_tokens{services()};
  meetings::EmailProofs email_proofs{services(), "Lecture Hall"};
  meetings::Administration administration{services(), accounts};
  meetings::ForeignAccounts foreign{*store, meetings::ForeignTokens{}, clock, random};
  meetings::OidcSignIn oidc{{}, {}, {}, accounts, foreign, clock, random};  // no provider
  LocalMeetings rooms;
  meetings::Series series{services(), meeting_config(), rooms};
  meetings::SiteSettings settings{services(),
                                  {.name = "Example School",
                                   .contact = "",
                                   .language = "",
                                   .registration = meetings::Registration::open,
                                   .recordings = {},
                                   .color = "",
                                   .night_color = ""},
                                  {"site.contact"}};
  meetings::SiteMeetings site_meetings{services(), rooms};
  meetings::Bans bans;
  meetings::JoinRequests requests;
  meetings::Invitations invitations;
  meetings::Roles roles;
  meetings::Persons persons{services(), rooms};
  meetings::Notifications notifications{services()};
  meetings::StartingSoon starting_soon{services(), meeting_config().find_timezone};
  meetings::Ratings ratings{services()};
  meetings::Reminders reminders{services(), meeting_config().find_timezone};
  meetings::CalendarFeeds calendar_feeds{services(), meeting_config().find_timezone, "School"};
  // Google answers nothing until a test has it answer.
  meetings::google::Send ask_google;
  meetings::google::Connections google{
      services(), google_setup(),
      [this](const meetings::google::HttpCall& call, const std::function<bool()>& stops) {
        return ask_google ? ask_google(call, stops) : meetings::google::HttpAnswer{};
      },
      log};
  meetings::google::Turns google_turns{services(), meeting_config().find_timezone,
                                       google_setup().link_base};
  meetings::Webhooks webhooks{services(), {}};
  meetings::Retention retention{services(), {}};
  MemoryRecordings recording_files;
  meetings::Uploads uploads{
      services(), recording_files, {.quota_per_person = std::int64_t{10} << 30, .mp4 = true}};
  meetings::Recordings recordings{services(), recording_files};
  meetings::Mp4Copies mp4_copies{services(), recording_files, uploads.config()};
};

}  // namespace lectern_test
