// SPDX-License-Identifier: MIT
// Webhooks: other programs are told what happens, by HTTP. An administrator says where and of which
// events; tell_webhooks() puts a message for each of these places into the outbox, in the
// transaction of the cause; the worker of meetings/notify/ signs and sends it. docs/webhooks.md has
// the events and their bodies. The calls block: worker threads only.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/secret.hpp"
#include "meetings/recording.hpp"
#include "meetings/services.hpp"

namespace meetings {

using WebhookId = base::Strong<struct WebhookIdTag, std::string>;

enum class WebhookEvent : std::uint8_t {
  meeting_created,
  meeting_updated,
  meeting_cancelled,
  meeting_started,
  meeting_ended,
  participant_joined,
  participant_left,
  join_request_created,
  join_request_answered,
  invitation_sent,
  invitation_answered,
  recording_started,
  recording_ready,
  recording_deleted,
  user_created,
  user_disabled,
  user_erased,
  webhook_test,  // the test button; goes to the one place, whatever it wants
};

// In the order of WebhookEvent.
inline constexpr std::array<std::string_view, 18> kWebhookEvents{
    "meeting.created",       "meeting.updated",    "meeting.cancelled",   "meeting.started",
    "meeting.ended",         "participant.joined", "participant.left",    "join-request.created",
    "join-request.answered", "invitation.sent",    "invitation.answered", "recording.started",
    "recording.ready",       "recording.deleted",  "user.created",        "user.disabled",
    "user.erased",           "webhook.test"};
static_assert(kWebhookEvents.size() == static_cast<std::size_t>(WebhookEvent::webhook_test) + 1);

std::string_view to_string(WebhookEvent event) noexcept;
// nullopt for an unknown name.
std::optional<WebhookEvent> parse_webhook_event(std::string_view text) noexcept;

// Why a place is told nothing. failing: for days; gone: it answered 410.
enum class WebhookDisabled : std::uint8_t { no, by_admin, failing, gone };
std::string_view to_string(WebhookDisabled why) noexcept;
std::optional<WebhookDisabled> parse_webhook_disabled(std::string_view text) noexcept;

struct Webhook {
  WebhookId id;
  std::string url;
  std::string description;
  std::vector<WebhookEvent> events;  // empty: all
  std::string secret;                // "whsec_…"
  // Signs, too, until `old_until`, so that the receiver can change over.
  std::string old_secret{};
  std::optional<base::WallTime> old_until{};
  WebhookDisabled disabled = WebhookDisabled::no;
  std::optional<base::WallTime> failing_since{};  // the first failure since the last success
  base::WallTime created_at;

  bool wants(WebhookEvent event) const noexcept;
  friend bool operator==(const Webhook&, const Webhook&) = default;
};

// One attempt.
struct WebhookDelivery {
  std::int64_t id = 0;  // the store gives it
  WebhookId webhook;
  std::string message;  // webhook-id
  std::string event;
  base::WallTime at;
  unsigned attempt = 1;
  int status = 0;     // of the answer; 0: none came
  std::string error;  // empty: delivered
  std::chrono::milliseconds took{0};

  friend bool operator==(const WebhookDelivery&, const WebhookDelivery&) = default;
};

class WebhookRepository {
 public:
  virtual ~WebhookRepository() = default;
  virtual std::optional<Webhook> by_id(const WebhookId& id) = 0;
  // The oldest first.
  virtual std::vector<Webhook> list() = 0;
  virtual void insert(const Webhook& webhook) = 0;
  virtual void update(const Webhook& webhook) = 0;
  virtual void remove(const WebhookId& id) = 0;
  // Keeps the `keep` newest ones of the place.
  virtual void log(const WebhookDelivery& delivery, std::size_t keep) = 0;
  // Before the entry `before` (nullopt: the newest), the newest first.
  virtual std::vector<WebhookDelivery> deliveries(const WebhookId& id,
                                                  const std::optional<std::int64_t>& before,
                                                  std::size_t limit) = 0;
};

// Puts a message about the event for each place that wants it. Costs one look into a small table.
void tell_webhooks(UnitOfWork& work, const Services& services, WebhookEvent event,
                   const base::Json& data);
// The same about what an entry of the audit log says, as far as it is an event.
void tell_webhooks_of(UnitOfWork& work, const Services& services, const AuditEntry& entry);

// Somebody comes or goes.
void tell_webhooks_of_stay(UnitOfWork& work, const Services& services, WebhookEvent event,
                           const ParticipantId& seat, base::WallTime at);

// What the messages say of a meeting, a join request, an invitation, a recording.
base::Json webhook_view(const Meeting& meeting);
base::Json webhook_view(const JoinRequest& request);
base::Json webhook_view(const Invitation& invitation);
base::Json webhook_view(const Recording& recording);

struct WebhookFields {
  std::optional<std::string> url{};
  std::optional<std::string> description{};
  std::optional<std::vector<std::string>> events{};
  std::optional<bool> enabled{};
  bool new_secret = false;
};

struct WebhookRules {
  bool allows_http = false;  // [webhooks] allow_http; else https only
};

struct WebhookDeliveryPage {
  std::vector<WebhookDelivery> deliveries;
  std::optional<std::string> next_cursor;
};

// A message that waits in the outbox, and its place.
struct WebhookMessage {
  Webhook webhook;
  std::string id;
  std::string event;
  std::string body;
};

// What became of an attempt. disabled: of the place, and of the message with it.
enum class WebhookFate : std::uint8_t { delivered, retried, dead, disabled };

// After so many attempts, three days in all, a message is a dead letter.
inline constexpr std::array<std::chrono::seconds, 9> kWebhookDelays{
    std::chrono::seconds{5}, std::chrono::minutes{5}, std::chrono::minutes{30},
    std::chrono::hours{2},   std::chrono::hours{5},   std::chrono::hours{10},
    std::chrono::hours{14},  std::chrono::hours{20},  std::chrono::hours{24}};
// A place that has taken nothing for so long is disabled.
inline constexpr std::chrono::hours kWebhookPatience{24 * 5};

// For administrators only, but for the last two functions, which are the worker's.
class Webhooks {
 public:
  static constexpr std::size_t kMost = 20;
  static constexpr std::size_t kMostDeliveriesKept = 500;
  static constexpr std::chrono::hours kOldSecretLifetime{24};

  Webhooks(Services services, WebhookRules rules) : s_(services), rules_(rules) {}

  Outcome<std::vector<Webhook>> list(const Claims& claims);
  Outcome<Webhook> find(const Claims& claims, std::string_view id);
  // Refuses with forbidden who is no administrator: before a request is read, so that its faults
  // tell others nothing.
  Outcome<void> check_caller(const Claims& claims);
  // Needs a URL.
  Outcome<Webhook> make(const Claims& claims, const WebhookFields& fields);
  // Enabling one anew forgets its failures. With `new_secret` the old one signs for a day, too.
  Outcome<Webhook> change(const Claims& claims, std::string_view id, const WebhookFields& fields);
  Outcome<void> remove(const Claims& claims, std::string_view id);
  // Puts a message `webhook.test`; returns its webhook-id. Refuses a disabled place with ended.
  Outcome<std::string> test(const Claims& claims, std::string_view id);
  // The attempts, the newest first; `limit` is 1 to 100.
  Outcome<WebhookDeliveryPage> deliveries(const Claims& claims, std::string_view id,
                                          std::string_view cursor, std::size_t limit);

  // nullopt: nobody wants the message any more.
  Outcome<std::optional<WebhookMessage>> message_of(const OutboxEntry& entry);
  // Logs the attempt and settles the entry in one transaction. `retry_after`: the answer asks to
  // wait so long. Disables a place that answers 410, or that has failed for kWebhookPatience.
  Outcome<WebhookFate> settle(const OutboxEntry& entry, const WebhookDelivery& attempt,
                              std::chrono::seconds retry_after);

 private:
  Outcome<void> apply(Webhook& webhook, const WebhookFields& fields) const;

  Services s_;
  WebhookRules rules_;
};

}  // namespace meetings
