// SPDX-License-Identifier: MIT
#include "meetings/webhooks.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"
#include "meetings/lookups.hpp"
#include "meetings/session_end.hpp"
#include "meetings/text_rules.hpp"
#include "meetings/webhook_signature.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestUrl = 2000;
constexpr std::size_t kLongestDescription = 200;
constexpr std::array<std::string_view, 4> kDisabled{"", "by-admin", "failing", "gone"};

auto no_such_webhook() { return refuse(RefusalCode::not_found, "There is no such webhook."); }

// The address is judged when it is connected to: a name says nothing about it.
Outcome<std::string> check_url(const std::string& url, const WebhookRules& rules) {
  const std::string lower = base::to_lower(url);
  const bool http = rules.allows_http && lower.starts_with("http://");
  if (!http && !lower.starts_with("https://"))
    return refuse_field("url", rules.allows_http
                                   ? "A webhook's URL begins with https:// or http://."
                                   : "A webhook's URL begins with https://.");
  const std::string_view rest = std::string_view{url}.substr(url.find("://") + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  if (url.size() > kLongestUrl || host.empty() || host.find('@') != std::string_view::npos ||
      !std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; }))
    return refuse_field("url", "This is no URL that a webhook can be sent to.");
  return url;
}

Outcome<std::vector<WebhookEvent>> check_events(const std::vector<std::string>& names) {
  std::vector<WebhookEvent> events;
  for (const std::string& name : names) {
    const auto event = parse_webhook_event(name);
    if (!event || *event == WebhookEvent::webhook_test)
      return refuse_field("events", "\"events\" holds a name that is no event.");
    if (std::find(events.begin(), events.end(), *event) == events.end()) events.push_back(*event);
  }
  return events;
}

std::string body_of(WebhookEvent event, const base::Json& data, base::WallTime now) {
  return base::Json::object(
             {{"type", to_string(event)}, {"timestamp", base::print_iso8601(now)}, {"data", data}})
      .print();
}

// The body is kept as it is, because it is signed.
void put(UnitOfWork& work, const WebhookId& webhook, const std::string& message, WebhookEvent event,
         const std::string& body, base::WallTime now) {
  const base::Json payload = base::Json::object({{"webhook", webhook.value()},
                                                 {"message", message},
                                                 {"event", to_string(event)},
                                                 {"body", body}});
  work.outbox().put(OutboxKind::webhook, payload.print(), now, now);
}

std::string new_message_id(const Services& services) { return "msg_" + services.random.uuid(); }

void note_act(UnitOfWork& work, const Services& services, const Claims& claims, AuditKind kind,
              const Webhook& webhook, std::string detail = {}) {
  note(work, services,
       {.kind = kind,
        .actor = actor_of(claims),
        .object = webhook.id.value(),
        .detail = std::move(detail)});
}

Outcome<Webhook> find_webhook(UnitOfWork& work, std::string_view id) {
  auto found = work.webhooks().by_id(WebhookId{std::string{id}});
  if (!found) return no_such_webhook();
  return std::move(*found);
}

std::string names_of(const WebhookFields& fields) {
  std::string names;
  const auto add = [&](bool there, std::string_view name) {
    if (there) names.append(names.empty() ? "" : " ").append(name);
  };
  add(fields.url.has_value(), "url");
  add(fields.description.has_value(), "description");
  add(fields.events.has_value(), "events");
  add(fields.enabled.has_value(), "enabled");
  add(fields.new_secret, "secret");
  return names;
}

}  // namespace

std::string_view to_string(WebhookEvent event) noexcept {
  return kWebhookEvents.at(static_cast<std::size_t>(event));
}

std::optional<WebhookEvent> parse_webhook_event(std::string_view text) noexcept {
  const auto* const at = std::find(kWebhookEvents.begin(), kWebhookEvents.end(), text);
  if (at == kWebhookEvents.end()) return std::nullopt;
  return static_cast<WebhookEvent>(at - kWebhookEvents.begin());
}

std::string_view to_string(WebhookDisabled why) noexcept {
  return kDisabled.at(static_cast<std::size_t>(why));
}

std::optional<WebhookDisabled> parse_webhook_disabled(std::string_view text) noexcept {
  const auto* const at = std::find(kDisabled.begin(), kDisabled.end(), text);
  if (at == kDisabled.end()) return std::nullopt;
  return static_cast<WebhookDisabled>(at - kDisabled.begin());
}

bool Webhook::wants(WebhookEvent event) const noexcept {
  return disabled == WebhookDisabled::no &&
         (events.empty() || std::find(events.begin(), events.end(), event) != events.end());
}

void tell_webhooks(UnitOfWork& work, const Services& services, WebhookEvent event,
                   const base::Json& data) {
  const base::WallTime now = services.clock.wall_now();
  std::string message, body;
  for (const Webhook& webhook : work.webhooks().list()) {
    if (!webhook.wants(event)) continue;
    if (message.empty()) {
      message = new_message_id(services);
      body = body_of(event, data, now);
    }
    put(work, webhook.id, message, event, body, now);
  }
}

Outcome<std::vector<Webhook>> Webhooks::list(const Claims& claims) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Webhook>> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    return work.webhooks().list();
  });
}

Outcome<Webhook> Webhooks::find(const Claims& claims, std::string_view id) {
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<Webhook> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    return find_webhook(work, id);
  });
}

Outcome<void> Webhooks::apply(Webhook& webhook, const WebhookFields& fields) const {
  const base::WallTime now = s_.clock.wall_now();
  if (fields.url) { TRY(webhook.url, check_url(*fields.url, rules_)); }
  if (fields.description) {
    TRY(webhook.description,
        check_line("description", *fields.description, 0, kLongestDescription));
  }
  if (fields.events) { TRY(webhook.events, check_events(*fields.events)); }
  if (fields.enabled) {
    webhook.disabled = *fields.enabled ? WebhookDisabled::no : WebhookDisabled::by_admin;
    webhook.failing_since.reset();
  }
  if (fields.new_secret) {
    webhook.old_secret = std::exchange(webhook.secret, make_webhook_secret(s_.random));
    webhook.old_until = now + kOldSecretLifetime;
  }
  return {};
}

Outcome<void> Webhooks::check_caller(const Claims& claims) {
  return s_.store.look([&](UnitOfWork& work) -> Outcome<void> {
    return require_admin(work, claims, s_.clock.wall_now());
  });
}

Outcome<Webhook> Webhooks::make(const Claims& claims, const WebhookFields& fields) {
  if (!fields.url) return refuse_field("url", "A webhook needs a URL.");
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Webhook> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    if (work.webhooks().list().size() >= kMost)
      return refuse(RefusalCode::too_many, "There are as many webhooks as there may be.");
    Webhook webhook;
    webhook.id = WebhookId{s_.random.uuid()};
    webhook.secret = make_webhook_secret(s_.random);
    webhook.created_at = s_.clock.wall_now();
    WebhookFields first = fields;
    first.new_secret = false;
    TRY(apply(webhook, first));
    work.webhooks().insert(webhook);
    note_act(work, s_, claims, AuditKind::webhook_created, webhook);
    return webhook;
  });
}

Outcome<Webhook> Webhooks::change(const Claims& claims, std::string_view id,
                                  const WebhookFields& fields) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Webhook> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    TRY(auto webhook, find_webhook(work, id));
    const Webhook before = webhook;
    TRY(apply(webhook, fields));
    if (webhook == before) return webhook;
    work.webhooks().update(webhook);
    note_act(work, s_, claims, AuditKind::webhook_changed, webhook, names_of(fields));
    return webhook;
  });
}

Outcome<void> Webhooks::remove(const Claims& claims, std::string_view id) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    TRY(const auto webhook, find_webhook(work, id));
    work.webhooks().remove(webhook.id);
    note_act(work, s_, claims, AuditKind::webhook_removed, webhook);
    return {};
  });
}

Outcome<std::string> Webhooks::test(const Claims& claims, std::string_view id) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<std::string> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(require_admin(work, claims, now));
    TRY(const auto webhook, find_webhook(work, id));
    if (webhook.disabled != WebhookDisabled::no)
      return refuse(RefusalCode::ended, "This webhook is disabled; enable it first.");
    std::string message = new_message_id(s_);
    const base::Json data = base::Json::object({{"webhook_id", webhook.id.value()}});
    put(work, webhook.id, message, WebhookEvent::webhook_test,
        body_of(WebhookEvent::webhook_test, data, now), now);
    return message;
  });
}

Outcome<WebhookDeliveryPage> Webhooks::deliveries(const Claims& claims, std::string_view id,
                                                  std::string_view cursor, std::size_t limit) {
  constexpr std::size_t kLongestPage = 100;
  if (limit == 0 || limit > kLongestPage) return refuse_field("limit", "limit is 1 to 100.");
  const auto before =
      cursor.empty() ? std::nullopt : base::parse_number<std::int64_t>(cursor, 1, INT64_MAX);
  if (!cursor.empty() && !before) return refuse_field("cursor", "This is no cursor of this list.");
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<WebhookDeliveryPage> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    TRY(const auto webhook, find_webhook(work, id));
    WebhookDeliveryPage page;
    page.deliveries = work.webhooks().deliveries(webhook.id, before, limit + 1);
    if (page.deliveries.size() > limit) {
      page.deliveries.resize(limit);
      page.next_cursor = std::to_string(page.deliveries.back().id);
    }
    return page;
  });
}

}  // namespace meetings
