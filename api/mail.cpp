// SPDX-License-Identifier: MIT
// /api/admin/outbox/…, and the links that end reminders by mail (RFC 8058): POST ends them, GET
// shows a page that asks, because programs that look through mails open every link.
#include "api/bearer.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "base/number.hpp"

namespace api {
namespace {

constexpr std::size_t kEntriesOnPage = 50;

base::Result<meetings::OutboxId, Problem> entry_id(const Call& call) {
  const auto id = base::parse_number<std::int64_t>(call.parameters[0]);
  if (!id || *id < 1) return base::failure(not_found());
  return meetings::OutboxId{*id};
}

constexpr std::string_view kPage =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
    "<meta name=\"robots\" content=\"noindex\"><title>Reminders</title></head><body>"
    "<h1>Reminders by mail</h1><p>Do you want no reminders at this address any more?</p>"
    "<form method=\"post\"><button>No more reminders</button></form></body></html>\n";

base::Json outbox_view(const meetings::OutboxEntry& entry) {
  const auto payload = base::Json::parse(entry.payload);
  const std::string mail = payload ? (*payload)["template"].text() : std::string{};
  const std::string kind =
      mail.empty() && payload ? (*payload)["event"].text() : mail;  // of a webhook
  const auto text = [](const std::string& value) {
    return value.empty() ? base::Json{} : base::Json{value};
  };
  return base::Json::object({{"id", entry.id.value()},
                             {"kind", to_string(entry.kind)},
                             {"template", text(kind)},
                             {"state", to_string(entry.state)},
                             {"attempts", entry.attempts},
                             {"created_at", base::print_iso8601(entry.created_at)},
                             {"due_at", base::print_iso8601(entry.due_at)},
                             {"last_error", text(entry.last_error)}});
}

}  // namespace

Answer get_outbox(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto asked, read_page(call.request));
  std::optional<meetings::OutboxState> state;
  if (const auto word = call.request.query_value("state")) {
    state = meetings::parse_outbox_state(*word);
    if (!state) return base::failure(bad_field("state", "\"state\" is waiting, sending or dead."));
  }
  TRY(const auto page,
      d.administration.outbox(claims, state, asked.cursor, asked.limit.value_or(kEntriesOnPage))
          .map_error(to_problem));
  base::Json list = base::Json::array();
  for (const meetings::OutboxEntry& entry : page.entries) list.push(outbox_view(entry));
  return json_response(200,
                       base::Json::object({{"entries", list}, {"next_cursor", page.next_cursor}}));
}

Answer post_outbox_retry(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  TRY(const auto id, entry_id(call));
  TRY(d.administration.retry(claims, id).map_error(to_problem));
  return empty_response(204);
}

Answer delete_outbox_entry(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  TRY(const auto id, entry_id(call));
  TRY(d.administration.drop(claims, id).map_error(to_problem));
  return empty_response(204);
}

Answer post_test_mail(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(const auto sent, d.administration.send_test_mail(claims).map_error(to_problem));
  return json_response(202,
                       base::Json::object({{"entry_id", sent.entry.value()}, {"to", sent.to}}));
}

Answer get_unsubscribe(const Dependencies&, const Call&) {
  Response page = text_response(200, std::string{kPage});
  for (auto& [name, value] : page.headers) {
    if (name == "Content-Type") value = "text/html; charset=utf-8";
  }
  return page;
}

Answer post_unsubscribe(const Dependencies& d, const Call& call) {
  TRY(d.reminders.stop(call.parameters[0]).map_error(to_problem));
  return text_response(200, "You get no more reminders by mail at this address.\n");
}

}  // namespace api
