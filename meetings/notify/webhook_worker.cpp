// SPDX-License-Identifier: MIT
#include "meetings/notify/webhook_worker.hpp"

#include <algorithm>
#include <utility>

#include "base/number.hpp"
#include "base/special_use.hpp"
#include "base/text.hpp"
#include "meetings/webhook_signature.hpp"

namespace meetings::notify {
namespace {

constexpr std::chrono::milliseconds kPoll{500};
constexpr std::chrono::seconds kBusyPause{1};

base::Counter& result_counter(base::Metrics& metrics, const char* result) {
  return metrics.counter("lectern_webhooks_total", "Attempts to deliver webhooks, by result",
                         {{"result", result}});
}

bool within(std::string_view prefix, const base::IpAddress& ip) {
  return base::Cidr::parse(prefix)->contains(ip);
}

// Link-local ones, among them those where clouds have the secrets of their machines; multicast.
bool is_never_right(const base::IpAddress& ip) {
  for (const std::string_view never :
       {"169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "224.0.0.0/4", "ff00::/8"}) {
    if (within(never, ip)) return true;
  }
  return ip.is_unspecified();
}

// Both signatures while the receiver changes over to a new secret.
std::string signatures_of(const WebhookMessage& message, base::WallTime at) {
  const Webhook& webhook = message.webhook;
  std::string out = sign_webhook(webhook.secret, message.id, at, message.body);
  if (!webhook.old_secret.empty() && webhook.old_until && at < *webhook.old_until)
    out += " " + sign_webhook(webhook.old_secret, message.id, at, message.body);
  return out;
}

// Only the form in seconds; a date costs nothing to ignore.
std::chrono::seconds retry_after_of(const net::client::HttpResponse& response) {
  const auto seconds =
      base::parse_number<std::uint32_t>(response.header("retry-after"), 0, 1'000'000);
  return std::chrono::seconds{seconds.value_or(0)};
}

}  // namespace

bool may_tell(const base::IpAddress& ip, const std::vector<base::Cidr>& allowed) {
  const auto carried = base::embedded_v4(ip);
  if (is_never_right(ip) || std::any_of(carried.begin(), carried.end(), is_never_right))
    return false;
  return !base::is_special_use(ip) || base::is_among(ip, allowed);
}

WebhookWorker::WebhookWorker(Parts parts)
    : p_(std::move(parts)),
      counted_{result_counter(p_.metrics, "delivered"), result_counter(p_.metrics, "retry"),
               result_counter(p_.metrics, "dead"), result_counter(p_.metrics, "disabled"),
               result_counter(p_.metrics, "obsolete")},
      queue_(p_.store, p_.clock, p_.metrics, OutboxKind::webhook,
             {"lectern_webhook_queue", "Messages of webhooks in the outbox, by state",
              "lectern_webhook_oldest_seconds",
              "Age of the oldest message of a webhook that waits"}) {}

WebhookWorker::~WebhookWorker() { stop(); }

void WebhookWorker::start() {
  for (unsigned i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { run(i == 0); });
}

void WebhookWorker::stop() {
  stopping_.set();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void WebhookWorker::run(bool looks) {
  while (!stopping_) {
    if (looks) queue_.look();
    if (!round() && !stopping_.wait(kPoll)) return;
  }
}

bool WebhookWorker::round() {
  const base::WallTime now = p_.clock.wall_now();
  // Nearly always nothing is due, and a read disturbs nobody.
  const auto any = meetings::read(p_.store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.outbox().has_due(OutboxKind::webhook, now);
  });
  if (!any || !*any) return false;
  const auto claimed =
      meetings::write(p_.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
        return work.outbox().claim_due(OutboxKind::webhook, now, now + kLease, kMostTogether);
      });
  if (!claimed || claimed->empty()) return false;
  for (const OutboxEntry& entry : *claimed) {
    if (stopping_) give_back(entry, {});
    else handle(entry);
  }
  return true;
}

void WebhookWorker::handle(const OutboxEntry& entry) {
  const auto message = p_.webhooks.message_of(entry);
  if (!message) return;  // the claim ends by itself
  if (!*message) return settle_obsolete(entry);
  if (const auto busy = enter((*message)->webhook.id)) return give_back(entry, *busy);
  send(entry, **message);
}

void WebhookWorker::send(const OutboxEntry& entry, const WebhookMessage& message) {
  const base::WallTime at = p_.clock.wall_now();
  const base::Instant begin = p_.clock.now();
  const auto response = post(message, at);
  WebhookDelivery attempt;
  attempt.webhook = message.webhook.id;
  attempt.message = message.id;
  attempt.event = message.event;
  attempt.at = at;
  attempt.attempt = entry.attempts;
  attempt.took = std::chrono::floor<std::chrono::milliseconds>(p_.clock.now() - begin);
  std::chrono::seconds retry_after{0};
  if (response) {
    attempt.status = response->status;
    retry_after = retry_after_of(*response);
    if (response->status / 100 == 3) attempt.error = "redirects are not followed";
    else if (response->status / 100 != 2) attempt.error = "the receiver refuses the message";
  } else {
    attempt.error = response.error().what;
  }
  leave(message.webhook.id, !attempt.error.empty());
  if (!response && stopping_) return give_back(entry, {});
  const auto fate = p_.webhooks.settle(entry, attempt, retry_after);
  if (fate) count(*fate, attempt);
  else p_.log.warning("webhook_not_settled", {{"why", fate.error().detail}});
}

base::Result<net::client::HttpResponse> WebhookWorker::post(const WebhookMessage& message,
                                                            base::WallTime at) {
  net::client::HttpRequest request;
  request.method = "POST";
  request.url = message.webhook.url;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  request.headers = {{"Content-Type", "application/json"},
                     {"Webhook-Id", message.id},
                     {"Webhook-Timestamp", std::to_string(seconds)},
                     {"Webhook-Signature", signatures_of(message, at)}};
  request.body = message.body;
  net::client::HttpOptions options;
  options.most_bytes = kLongestAnswer;
  options.ca_file = p_.ca_file;
  options.may_connect = [this](const base::IpAddress& ip) {
    return may_tell(ip, p_.allowed_addresses);
  };
  options.stops = [this] { return static_cast<bool>(stopping_); };
  return net::client::http_send(request, base::SystemClock{}.now() + kDeadline, options);
}

std::optional<std::chrono::seconds> WebhookWorker::enter(const WebhookId& id) {
  const std::scoped_lock lock(mutex_);
  Place& place = places_[id.value()];
  const base::Instant now = p_.clock.now();
  if (place.paused_until > now)
    return std::chrono::ceil<std::chrono::seconds>(place.paused_until - now);
  if (place.running >= kMostOfOne) return kBusyPause;
  ++place.running;
  return std::nullopt;
}

void WebhookWorker::leave(const WebhookId& id, bool failed) {
  const std::scoped_lock lock(mutex_);
  Place& place = places_[id.value()];
  --place.running;
  if (failed) place.paused_until = p_.clock.now() + kPauseOfOne;
  else place.paused_until = {};
  if (place.running == 0 && !failed) places_.erase(id.value());
}

void WebhookWorker::count(WebhookFate fate, const WebhookDelivery& attempt) {
  const auto warn = [&](const char* event) {
    p_.log.warning(event, {{"webhook", attempt.webhook.value()},
                           {"message", attempt.message},
                           {"status", attempt.status},
                           {"why", attempt.error}});
  };
  switch (fate) {
    case WebhookFate::delivered: return counted_.delivered.add();
    case WebhookFate::retried: counted_.retried.add(); return warn("webhook_retry");
    case WebhookFate::dead: counted_.dead.add(); return warn("webhook_dead");
    case WebhookFate::disabled: counted_.disabled.add(); return warn("webhook_disabled");
  }
}

void WebhookWorker::give_back(const OutboxEntry& entry, std::chrono::seconds wait) {
  const base::WallTime due = p_.clock.wall_now() + wait;
  (void)p_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.outbox().give_back(entry, due, entry.last_error);
    return {};
  });
}

void WebhookWorker::settle_obsolete(const OutboxEntry& entry) {
  (void)p_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.outbox().settle(entry);
    return {};
  });
  counted_.obsolete.add();
}

}  // namespace meetings::notify
