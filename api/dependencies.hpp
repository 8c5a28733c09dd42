// SPDX-License-Identifier: MIT
// Dependencies: the objects that the resources need, given by the composition root. They are
// thread-safe and outlive the handlers made of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/policy.hpp"
#include "api/rate_limit.hpp"
#include "api/static_files.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "meetings/accounts.hpp"
#include "meetings/administration.hpp"
#include "meetings/api_tokens.hpp"
#include "meetings/authentication.hpp"
#include "meetings/bans.hpp"
#include "meetings/calendar_feeds.hpp"
#include "meetings/email_proofs.hpp"
#include "meetings/google/connections.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/idempotency.hpp"
#include "meetings/invitations.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/meetings.hpp"
#include "meetings/notifications.hpp"
#include "meetings/oidc.hpp"
#include "meetings/own_account.hpp"
#include "meetings/persons.hpp"
#include "meetings/presence.hpp"
#include "meetings/ratings.hpp"
#include "meetings/recordings.hpp"
#include "meetings/reminders.hpp"
#include "meetings/roles.hpp"
#include "meetings/series.hpp"
#include "meetings/site_meetings.hpp"
#include "meetings/site_nodes.hpp"
#include "meetings/site_operations.hpp"
#include "meetings/site_settings.hpp"
#include "meetings/uploads.hpp"
#include "meetings/webhooks.hpp"

namespace api {

struct Site {
  std::string version;
  // "https://meet.example.org"; empty: links begin with the request's origin.
  std::string public_url;
};

// The state of each part: "ok", or a sentence about its trouble.
struct Health {
  bool ready = false;
  bool draining = false;  // in good health, but the load balancer should send nobody new
  std::vector<std::pair<std::string, std::string>> parts;  // {"store", "ok"}
};

struct Dependencies {
  meetings::Accounts& accounts;
  meetings::OwnAccount& own_account;
  meetings::ApiTokens& api_tokens;
  meetings::EmailProofs& email_proofs;
  meetings::Administration& administration;
  meetings::OidcSignIn& oidc;
  meetings::Meetings& meetings;
  meetings::Series& series;
  meetings::Bans& bans;
  meetings::JoinRequests& join_requests;
  meetings::Invitations& invitations;
  meetings::Roles& roles;
  meetings::Persons& persons;
  meetings::Notifications& notifications;
  meetings::Ratings& ratings;
  meetings::Reminders& reminders;
  meetings::CalendarFeeds& calendar_feeds;
  meetings::google::Connections& google;
  meetings::Webhooks& webhooks;
  meetings::Uploads& uploads;
  meetings::Recordings& recordings;
  const meetings::Authentication& authentication;
  const meetings::Presence& presence;
  const meetings::IceServerIssuer& ice_servers;
  const meetings::SiteNodeList& nodes;
  meetings::SiteMeetings& site_meetings;
  meetings::SiteSettings& settings;
  meetings::SiteOperations& operations;
  meetings::Idempotency& idempotency;
  RateLimits& limits;
  const StaticFiles& files;
  const base::Clock& clock;
  const base::Log& log;
  Site site;
  Policy policy;
  std::function<Health()> health;       // called on the loop's thread; must not block
  std::string_view signaling_schema{};  // the JSON Schema of the WebSocket's messages
  base::Instant started_at{};           // set by make_handler
};

}  // namespace api
