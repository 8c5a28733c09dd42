// SPDX-License-Identifier: MIT
// Domain: the rules of accounts and meetings, with the objects that they need. It owns, in order of
// life: the clock, the randomness, the store, the tokens, the presence table, the fanout of events,
// and the services. It has no threads: each member says which threads may call it; the services
// block and belong to worker threads.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/shared_random.hpp"
#include "base/time.hpp"
#include "config/config.hpp"
#include "daemon/process/foundation.hpp"
#include "meetings/accounts.hpp"
#include "meetings/administration.hpp"
#include "meetings/api_tokens.hpp"
#include "meetings/authentication.hpp"
#include "meetings/bans.hpp"
#include "meetings/calendar_feeds.hpp"
#include "meetings/email_proofs.hpp"
#include "meetings/events.hpp"
#include "meetings/foreign_accounts.hpp"
#include "meetings/google/connections.hpp"
#include "meetings/google/turns.hpp"
#include "meetings/guess_limits.hpp"
#include "meetings/idempotency.hpp"
#include "meetings/invitations.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/meetings.hpp"
#include "meetings/moderation.hpp"
#include "meetings/mp4_copies.hpp"
#include "meetings/notifications.hpp"
#include "meetings/oidc.hpp"
#include "meetings/own_account.hpp"
#include "meetings/persons.hpp"
#include "meetings/presence.hpp"
#include "meetings/recordings.hpp"
#include "meetings/recordings/recording_folder.hpp"
#include "meetings/reminders.hpp"
#include "meetings/retention.hpp"
#include "meetings/roles.hpp"
#include "meetings/seat_holds.hpp"
#include "meetings/series.hpp"
#include "meetings/site_meetings.hpp"
#include "meetings/site_presence.hpp"
#include "meetings/site_settings.hpp"
#include "meetings/ratings.hpp"
#include "meetings/starting_soon.hpp"
#include "meetings/store/bodies.hpp"
#include "meetings/store/held_store.hpp"
#include "meetings/store/time_zones.hpp"
#include "meetings/succession.hpp"
#include "meetings/tokens.hpp"
#include "meetings/uploads.hpp"
#include "meetings/webhooks.hpp"

namespace lecternd {

// Passes each domain event to every subscriber, on the thread that emits it, and to the other nodes
// of the site. Add all of them before the first event.
class EventFanout final : public meetings::EventSink {
 public:
  void subscribe(std::function<void(const meetings::Event&)> subscriber) {
    subscribers_.push_back(std::move(subscriber));
  }
  // For the events of this daemon alone.
  void forward_to(std::function<void(const meetings::Event&)> taker) {
    takers_.push_back(std::move(taker));
  }
  void emit(const meetings::Event& event) override {
    deliver(event);
    for (const auto& taker : takers_) taker(event);
  }
  // An event of another node.
  void deliver(const meetings::Event& event) {
    for (const auto& subscriber : subscribers_) subscriber(event);
  }

 private:
  std::vector<std::function<void(const meetings::Event&)>> takers_;
  std::vector<std::function<void(const meetings::Event&)>> subscribers_;
};

// [site] timezone, else the zone of this machine, else UTC.
std::string site_timezone(const config::Config& config, const meetings::store::TimeZones& zones);

class Domain {
 public:
  // Opens the database and closes the attendance that the previous run left open; a node of several
  // leaves that to ClusterUnit, because the rooms of the others go on. Generates the
  // secret of tokens where the configuration has none. Refuses a new or another database beside an
  // older installation's secrets (database_record.hpp). The foundation outlives the domain. Errors
  // name the database.
  static base::Result<std::unique_ptr<Domain>> open(Foundation& foundation);

  // Takes what administrators have set, here or at another node. Blocks.
  void take_settings(const base::Log& log);
  // Ends the sessions that have expired, finds successors of hosts who have left, tells people what
  // starts soon, and puts the reminders that are due; call it every few seconds, one call at a
  // time. Logs a failure. Blocks.
  void end_expired(const base::Log& log);
  // Removes what is kept no longer; logs a failure, and how much it was. Blocks.
  void remove_expired(const base::Log& log);

  // Each member needs those before it; they are destroyed in reverse.
  base::SystemClock clock;
  base::SystemRandom source;
  base::SharedRandom random{source};
  std::unique_ptr<meetings::store::DurableStore> store;
  meetings::store::HeldStore held{*store};
  meetings::Tokens tokens;
  meetings::Idempotency idempotency{held, tokens, clock, random};
  meetings::SitePresence presence;
  meetings::SeatHoldTable holds;
  meetings::GuessLimits guesses;
  meetings::store::TimeZones zones;
  EventFanout events;
  meetings::ForeignAccounts foreign;
  meetings::Authentication authentication{held, tokens, clock, &foreign};
  meetings::SiteSettings settings;
  meetings::Accounts accounts;
  meetings::OwnAccount own_account;
  meetings::ApiTokens api_tokens;
  meetings::EmailProofs email_proofs;
  meetings::Administration administration;
  meetings::OidcSignIn oidc;
  meetings::Meetings meetings;
  meetings::SiteMeetings site_meetings;
  meetings::Series series;
  meetings::Bans bans;
  meetings::JoinRequests join_requests;
  meetings::Invitations invitations;
  meetings::Roles roles;
  meetings::Moderation moderation;
  meetings::Succession succession;
  meetings::Persons persons;
  meetings::Notifications notifications;
  meetings::Ratings ratings;
  meetings::StartingSoon starting_soon;
  meetings::Reminders reminders;
  meetings::CalendarFeeds calendar_feeds;
  meetings::google::Connections google;
  meetings::google::Turns google_turns;
  meetings::Webhooks webhooks;
  meetings::Retention retention;
  std::unique_ptr<meetings::RecordingFolder> recording_folder;
  meetings::Uploads uploads;
  meetings::Recordings recordings;
  meetings::Mp4Copies mp4_copies;

 private:
  std::mutex succeeding_;

  Domain(const config::Loaded& loaded, const base::Log& log,
         std::unique_ptr<meetings::store::DurableStore> store,
         std::vector<base::Secret> jwt_secrets, meetings::ForeignTokens foreign_tokens,
         std::unique_ptr<meetings::RecordingFolder> folder);
  meetings::Services services() {
    return {held, tokens, presence, holds, guesses, events, clock, random};
  }
};

}  // namespace lecternd
