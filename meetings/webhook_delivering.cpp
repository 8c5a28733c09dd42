// SPDX-License-Identifier: MIT
// What becomes of the messages of webhooks.
#include <algorithm>

#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

constexpr int kGone = 410;
constexpr std::chrono::seconds kLongestWait = std::chrono::hours{24};

std::optional<std::chrono::seconds> delay_after(unsigned attempts) noexcept {
  const std::size_t index = attempts == 0 ? 0 : attempts - 1;
  if (index >= kWebhookDelays.size()) return std::nullopt;
  return kWebhookDelays.at(index);
}

std::string reason_of(const WebhookDelivery& attempt) {
  return attempt.status == 0 ? attempt.error : std::to_string(attempt.status) + " " + attempt.error;
}

void disable(UnitOfWork& work, const Services& services, Webhook& webhook, WebhookDisabled why) {
  webhook.disabled = why;
  note(work, services,
       {.kind = AuditKind::webhook_disabled,
        .actor = {ActorKind::system, std::nullopt, {}},
        .object = webhook.id.value(),
        .detail = std::string{to_string(why)}});
}

}  // namespace

Outcome<std::optional<WebhookMessage>> Webhooks::message_of(const OutboxEntry& entry) {
  const auto payload = base::Json::parse(entry.payload);
  using Answer = std::optional<WebhookMessage>;
  if (!payload) return Answer{};
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<Answer> {
    auto webhook = work.webhooks().by_id(WebhookId{(*payload)["webhook"].text()});
    if (!webhook || webhook->disabled != WebhookDisabled::no) return Answer{};
    return Answer{WebhookMessage{std::move(*webhook), (*payload)["message"].text(),
                                 (*payload)["event"].text(), (*payload)["body"].text()}};
  });
}

Outcome<WebhookFate> Webhooks::settle(const OutboxEntry& entry, const WebhookDelivery& attempt,
                                      std::chrono::seconds retry_after) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<WebhookFate> {
    auto webhook = work.webhooks().by_id(attempt.webhook);
    if (!webhook) {
      work.outbox().settle(entry);
      return WebhookFate::disabled;
    }
    work.webhooks().log(attempt, kMostDeliveriesKept);
    const Webhook before = *webhook;
    const bool delivered = attempt.error.empty();
    if (delivered) webhook->failing_since.reset();
    else if (!webhook->failing_since) webhook->failing_since = attempt.at;
    if (webhook->disabled == WebhookDisabled::no && !delivered) {
      if (attempt.status == kGone) disable(work, s_, *webhook, WebhookDisabled::gone);
      else if (attempt.at - *webhook->failing_since >= kWebhookPatience)
        disable(work, s_, *webhook, WebhookDisabled::failing);
    }
    if (*webhook != before) work.webhooks().update(*webhook);
    if (delivered || webhook->disabled != WebhookDisabled::no) {
      work.outbox().settle(entry);
      return delivered ? WebhookFate::delivered : WebhookFate::disabled;
    }
    const auto delay = delay_after(entry.attempts);
    if (!delay) {
      work.outbox().bury(entry, reason_of(attempt));
      return WebhookFate::dead;
    }
    const auto wait = std::max(*delay, std::min(retry_after, kLongestWait));
    work.outbox().reschedule(entry, s_.clock.wall_now() + wait, reason_of(attempt));
    return WebhookFate::retried;
  });
}

}  // namespace meetings
