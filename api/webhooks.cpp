// SPDX-License-Identifier: MIT
// /api/webhooks/…: where other programs are told what happens. For administrators only.
#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

using meetings::Webhook;
using meetings::WebhookDelivery;
using meetings::WebhookFields;

constexpr std::size_t kDeliveriesOnPage = 50;

base::Json text_or_null(std::string_view text) {
  return text.empty() ? base::Json{} : base::Json{text};
}

base::Json view_of(const Webhook& webhook) {
  base::Json events = base::Json::array();
  for (const meetings::WebhookEvent event : webhook.events) events.push(to_string(event));
  return base::Json::object({{"webhook_id", webhook.id.value()},
                             {"url", webhook.url},
                             {"description", webhook.description},
                             {"events", events},
                             {"enabled", webhook.disabled == meetings::WebhookDisabled::no},
                             {"disabled_because", text_or_null(to_string(webhook.disabled))},
                             {"failing_since", time_view(webhook.failing_since)},
                             {"old_secret_until", time_view(webhook.old_until)},
                             {"created_at", base::print_iso8601(webhook.created_at)}});
}

base::Json view_of(const WebhookDelivery& delivery) {
  return base::Json::object(
      {{"message_id", delivery.message},
       {"event", delivery.event},
       {"at", base::print_iso8601(delivery.at)},
       {"attempt", delivery.attempt},
       {"status", delivery.status == 0 ? base::Json{} : base::Json{delivery.status}},
       {"error", text_or_null(delivery.error)},
       {"milliseconds", delivery.took.count()}});
}

base::Result<WebhookFields, Problem> read_fields(const Request& request) {
  TRY(auto fields, Fields::read(request));
  WebhookFields out;
  out.url = fields.optional_text("url");
  out.description = fields.optional_text("description");
  out.events = fields.optional_texts("events", meetings::kWebhookEvents.size());
  out.enabled = fields.optional_flag("enabled");
  out.new_secret = fields.optional_flag("new_secret").value_or(false);
  if (fields.problem()) return base::failure(*fields.problem());
  return out;
}

// The only answers that show a secret.
Response with_secret(int status, const Webhook& webhook) {
  Response response = json_response(status, view_of(webhook).set("secret", webhook.secret));
  response.with("Cache-Control", "no-store");
  return response;
}

}  // namespace

Answer get_webhooks(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto all, d.webhooks.list(claims).map_error(to_problem));
  return page_answer(
      call.request, "webhooks", all, Order::ascending,
      [](const Webhook& one) { return list_place(one.created_at, one.id.value()); },
      [](const Webhook& one) { return view_of(one); });
}

Answer post_webhook(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.webhooks.check_caller(claims).map_error(to_problem));
  TRY(const auto fields, read_fields(call.request));
  TRY(const auto made, d.webhooks.make(claims, fields).map_error(to_problem));
  return with_secret(201, made);
}

Answer get_webhook(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto found, d.webhooks.find(claims, call.parameters[0]).map_error(to_problem));
  return json_response(200, view_of(found));
}

Answer patch_webhook(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.webhooks.check_caller(claims).map_error(to_problem));
  TRY(const auto fields, read_fields(call.request));
  TRY(const auto changed,
      d.webhooks.change(claims, call.parameters[0], fields).map_error(to_problem));
  return fields.new_secret ? with_secret(200, changed) : json_response(200, view_of(changed));
}

Answer delete_webhook(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.webhooks.remove(claims, call.parameters[0]).map_error(to_problem));
  return empty_response(204);
}

Answer get_webhook_deliveries(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto asked, read_page(call.request));
  TRY(const auto page, d.webhooks
                           .deliveries(claims, call.parameters[0], asked.cursor,
                                       asked.limit.value_or(kDeliveriesOnPage))
                           .map_error(to_problem));
  base::Json list = base::Json::array();
  for (const WebhookDelivery& delivery : page.deliveries) list.push(view_of(delivery));
  return json_response(
      200, base::Json::object({{"deliveries", list}, {"next_cursor", page.next_cursor}}));
}

Answer post_webhook_test(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto message, d.webhooks.test(claims, call.parameters[0]).map_error(to_problem));
  return json_response(202, base::Json::object({{"message_id", message}}));
}

}  // namespace api
