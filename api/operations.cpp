// SPDX-License-Identifier: MIT
// /api/admin/overview, charts and allocations: how the site does.
#include "api/bearer.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

using base::Json;
using meetings::PartState;
using meetings::SitePart;

constexpr std::size_t kMostCounted = 100;

Json text_or_null(std::string_view text) { return text.empty() ? Json{} : Json{text}; }
Json count(std::size_t number) { return static_cast<std::int64_t>(number); }

Json view(const SitePart& part) {
  return Json::object({{"name", part.name},
                       {"state", to_string(part.state)},
                       {"reason", text_or_null(part.reason)},
                       {"detail", text_or_null(part.detail)}});
}

Json disk_view(const std::optional<meetings::SiteDisk>& disk) {
  if (!disk) return {};
  return Json::object({{"total", disk->total}, {"free", disk->free}});
}

Json certificate_view(const std::optional<meetings::SiteCertificate>& certificate) {
  if (!certificate) return {};
  Json names = Json::array();
  for (const std::string& name : certificate->names) names.push(name);
  return Json::object({{"names", names},
                       {"expires_at", base::print_iso8601(certificate->expires)},
                       {"self_signed", certificate->self_signed}});
}

// The mails and webhooks that were given up, kMostCounted at most.
base::Result<std::size_t, Problem> dead_letters(const Dependencies& d,
                                                const meetings::Claims& claims) {
  TRY(const auto page,
      d.administration.outbox(claims, meetings::OutboxState::dead, "", kMostCounted)
          .map_error(to_problem));
  return page.entries.size();
}

SitePart mail_part(bool sends, std::size_t dead) {
  if (!sends) return {"mail", PartState::off, {}, {}};
  if (dead == 0) return {"mail", PartState::ok, {}, {}};
  return {"mail", PartState::attention, "dead-letters",
          std::to_string(dead) + (dead == kMostCounted ? " or more" : "") + " were given up"};
}

base::Result<SitePart, Problem> webhooks_part(const Dependencies& d,
                                              const meetings::Claims& claims) {
  TRY(const auto all, d.webhooks.list(claims).map_error(to_problem));
  if (all.empty()) return SitePart{"webhooks", PartState::off, {}, {}};
  for (const meetings::Webhook& one : all) {
    using enum meetings::WebhookDisabled;
    if (one.disabled == failing || one.disabled == gone)
      return SitePart{"webhooks", PartState::attention, "disabled", one.url};
    if (one.disabled == no && one.failing_since)
      return SitePart{"webhooks", PartState::attention, "failing", one.url};
  }
  return SitePart{"webhooks", PartState::ok, {}, {}};
}

Json allocation_view(const Dependencies& d, const meetings::Claims& claims,
                     const meetings::RelaySession& session) {
  const auto found = d.administration.relay_names(claims, meetings::UserId{session.user_id},
                                                  meetings::MeetingId{session.meeting_id});
  const meetings::RelayNames names = found.value_or(meetings::RelayNames{});
  Json relayed = Json::array();
  for (const std::string& address : session.relayed) relayed.push(address);
  const auto rate = [](const std::optional<double>& value) {
    return value ? Json{static_cast<std::int64_t>(*value)} : Json{};
  };
  return Json::object({{"id", session.id},
                       {"user_id", session.user_id},
                       {"person", text_or_null(names.person)},
                       {"email", text_or_null(names.email)},
                       {"meeting_id", text_or_null(session.meeting_id)},
                       {"meeting_title", text_or_null(names.meeting_title)},
                       {"meeting_code", text_or_null(names.meeting_code)},
                       {"network", session.network},
                       {"transport", session.transport},
                       {"relayed", relayed},
                       {"age_seconds", std::int64_t{session.age.count()}},
                       {"expires_in_seconds", std::int64_t{session.expires_in.count()}},
                       {"bytes_to_peers", session.bytes_to_peers},
                       {"bytes_to_client", session.bytes_to_client},
                       {"rate_to_peers", rate(session.rate_to_peers)},
                       {"rate_to_client", rate(session.rate_to_client)},
                       {"dropped", session.dropped}});
}

}  // namespace

Answer get_overview(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  TRY(const std::size_t dead, dead_letters(d, claims));
  TRY(const SitePart webhooks, webhooks_part(d, claims));
  TRY(const auto recordings, d.uploads.use_of_all(claims).map_error(to_problem));
  const meetings::SiteState state = d.operations.state();
  Json parts = Json::array();
  for (const SitePart& part : state.parts) parts.push(view(part));
  parts.push(view(mail_part(state.sends_mail, dead)));
  parts.push(view(webhooks));
  const auto uptime =
      std::chrono::duration_cast<std::chrono::seconds>(d.clock.wall_now() - state.started_at);
  return json_response(
      200, Json::object({{"version", d.site.version},
                         {"started_at", base::print_iso8601(state.started_at)},
                         {"uptime_seconds", std::int64_t{uptime.count()}},
                         {"people", count(state.people)},
                         {"rooms", count(state.rooms)},
                         {"allocations", count(state.allocations)},
                         {"dead_letters", count(dead)},
                         {"parts", parts},
                         {"disk", disk_view(state.disk)},
                         {"recordings", Json::object({{"enabled", d.uploads.config().enabled},
                                                      {"used", recordings.bytes},
                                                      {"quota", d.uploads.config().quota},
                                                      {"disk", disk_view(state.recordings_disk)}})},
                         {"certificate", certificate_view(state.certificate)}}));
}

Answer get_charts(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  Json at = Json::array(), people = Json::array(), live = Json::array(),
       allocations = Json::array(), relay = Json::array(), requests = Json::array(),
       errors = Json::array();
  for (const meetings::ChartSample& sample : d.operations.charts()) {
    at.push(base::unix_seconds(sample.at));
    people.push(static_cast<std::int64_t>(sample.people));
    live.push(static_cast<std::int64_t>(sample.meetings));
    allocations.push(static_cast<std::int64_t>(sample.allocations));
    relay.push(static_cast<std::int64_t>(sample.relay_bytes));
    // With two decimals.
    requests.push(static_cast<double>(static_cast<std::int64_t>(sample.requests * 100)) / 100);
    errors.push(static_cast<double>(static_cast<std::int64_t>(sample.errors * 100)) / 100);
  }
  return json_response(
      200,
      Json::object(
          {{"interval_seconds",
            std::int64_t{std::chrono::seconds{meetings::SiteOperations::kChartInterval}.count()}},
           {"most", count(meetings::SiteOperations::kChartSamples)},
           {"at", at},
           {"people", people},
           {"meetings", live},
           {"allocations", allocations},
           {"relay_bytes_per_second", relay},
           {"requests_per_second", requests},
           {"errors_per_minute", errors}}));
}

Answer get_allocations(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  return page_answer(
      call.request, "allocations", d.operations.relay_sessions(), Order::ascending,
      [](const meetings::RelaySession& one) { return list_place({}, one.id); },
      [&](const meetings::RelaySession& one) { return allocation_view(d, claims, one); });
}

Answer delete_allocation(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(d.administration.check(claims).map_error(to_problem));
  if (!d.operations.end_relay_session(call.parameters[0])) return base::failure(not_found());
  TRY(d.administration
          .note_by(claims,
                   {.kind = meetings::AuditKind::relay_session_ended, .object = call.parameters[0]})
          .map_error(to_problem));
  return empty_response(204);
}

}  // namespace api
