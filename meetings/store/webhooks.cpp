// SPDX-License-Identifier: MIT
// Webhooks in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

std::string print_events(const std::vector<WebhookEvent>& events) {
  std::string out;
  for (const WebhookEvent event : events)
    out.append(out.empty() ? "" : " ").append(to_string(event));
  return out;
}

// A name that this release does not know is left out.
std::vector<WebhookEvent> parse_events(std::string_view text) {
  std::vector<WebhookEvent> events;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    if (const auto event = parse_webhook_event(text.substr(0, blank))) events.push_back(*event);
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  return events;
}

Webhook read_webhook(const Query& row) {
  Webhook webhook;
  webhook.id = WebhookId{row.text(0)};
  webhook.url = row.text(1);
  webhook.description = row.text(2);
  webhook.events = parse_events(row.text(3));
  webhook.secret = row.text(4);
  webhook.old_secret = row.text(5);
  webhook.old_until = row.optional_time(6);
  webhook.disabled = parse_webhook_disabled(row.text(7)).value_or(WebhookDisabled::by_admin);
  webhook.failing_since = row.optional_time(8);
  webhook.created_at = row.time(9);
  return webhook;
}

}  // namespace

// Each statement is a literal, because its text is its key.
#define LECTERN_SELECT_WEBHOOK                                                                    \
  "SELECT id, url, description, events, secret, old_secret, old_until, disabled, failing_since, " \
  "created_at FROM webhooks "

std::optional<Webhook> SqlWebhooks::by_id(const WebhookId& id) {
  Query row = db_.query(LECTERN_SELECT_WEBHOOK "WHERE id = ?", id.value());
  return row.step() ? std::optional{read_webhook(row)} : std::nullopt;
}

std::vector<Webhook> SqlWebhooks::list() {
  std::vector<Webhook> found;
  Query rows = db_.query(LECTERN_SELECT_WEBHOOK "ORDER BY created_at, id");
  while (rows.step()) found.push_back(read_webhook(rows));
  return found;
}

#undef LECTERN_SELECT_WEBHOOK

void SqlWebhooks::insert(const Webhook& w) {
  db_.run(
      "INSERT INTO webhooks (id, url, description, events, secret, old_secret, old_until, "
      "disabled, failing_since, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      w.id.value(), w.url, w.description, print_events(w.events), w.secret, w.old_secret,
      w.old_until, to_string(w.disabled), w.failing_since, w.created_at);
}

void SqlWebhooks::update(const Webhook& w) {
  db_.run(
      "UPDATE webhooks SET url = ?, description = ?, events = ?, secret = ?, old_secret = ?, "
      "old_until = ?, disabled = ?, failing_since = ? WHERE id = ?",
      w.url, w.description, print_events(w.events), w.secret, w.old_secret, w.old_until,
      to_string(w.disabled), w.failing_since, w.id.value());
}

void SqlWebhooks::remove(const WebhookId& id) {
  db_.run("DELETE FROM webhooks WHERE id = ?", id.value());
}

void SqlWebhooks::log(const WebhookDelivery& d, std::size_t keep) {
  db_.run(
      "INSERT INTO webhook_deliveries (webhook_id, message, event, at, attempt, status, error, ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      d.webhook.value(), d.message, d.event, d.at, d.attempt, std::int64_t{d.status}, d.error,
      d.took.count());
  db_.run(
      "DELETE FROM webhook_deliveries WHERE webhook_id = ?1 AND id <= (SELECT id FROM "
      "webhook_deliveries WHERE webhook_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
      d.webhook.value(), keep);
}

std::vector<WebhookDelivery> SqlWebhooks::deliveries(const WebhookId& id,
                                                     const std::optional<std::int64_t>& before,
                                                     std::size_t limit) {
  std::vector<WebhookDelivery> found;
  Query rows = db_.query(
      "SELECT id, message, event, at, attempt, status, error, ms FROM webhook_deliveries WHERE "
      "webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
      id.value(), before.value_or(INT64_MAX), limit);
  while (rows.step()) {
    WebhookDelivery one;
    one.id = rows.integer(0);
    one.webhook = id;
    one.message = rows.text(1);
    one.event = rows.text(2);
    one.at = rows.time(3);
    one.attempt = static_cast<unsigned>(rows.integer(4));
    one.status = static_cast<int>(rows.integer(5));
    one.error = rows.text(6);
    one.took = std::chrono::milliseconds{rows.integer(7)};
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace meetings::store
