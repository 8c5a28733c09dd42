// SPDX-License-Identifier: MIT
#include "daemon/site_operations.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "meetings/client.hpp"
#include "turn/quota.hpp"
#include "turn/session_id.hpp"

namespace lecternd {
namespace {

using meetings::SitePart;
using State = meetings::PartState;

constexpr std::chrono::hours kExpiresSoon{24 * 14};
// A disk is short below a tenth of it, and full below a hundredth; of large ones never below this.
constexpr std::int64_t kSpareBytes = std::int64_t{2} << 30;
constexpr std::int64_t kLeastBytes = std::int64_t{200} << 20;

std::optional<meetings::SiteDisk> disk_of(const std::string& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return std::nullopt;
  return meetings::SiteDisk{static_cast<std::int64_t>(space.capacity),
                            static_cast<std::int64_t>(space.available)};
}

SitePart disk_part(const char* name, const std::string& folder,
                   const std::optional<meetings::SiteDisk>& disk) {
  if (!disk) return {name, State::failing, "unreadable", "cannot ask for the space of " + folder};
  constexpr std::int64_t kTenth = 10, kHundredth = 100;
  const std::string detail = folder + ": " + std::to_string(disk->free >> 20) + " MiB free";
  if (disk->free < std::min(disk->total / kHundredth, kLeastBytes))
    return {name, State::failing, "full", detail};
  if (disk->free < std::min(disk->total / kTenth, kSpareBytes))
    return {name, State::attention, "short", detail};
  return {name, State::ok, {}, detail};
}

SitePart loops_part(const char* name, const std::vector<std::string>& stalled) {
  for (const std::string& loop : stalled) {
    if (loop.starts_with(name))
      return {name, State::failing, "stalled", "the loop \"" + loop + "\" does not turn"};
  }
  return {name, State::ok, {}, {}};
}

template <class List>
std::string joined(const List& list) {
  std::string out;
  for (const auto& one : list) out.append(out.empty() ? "" : ", ").append(one.print());
  return out;
}

}  // namespace

std::string SiteOperations::recordings_folder() const {
  const std::string& folder = parts_.foundation.config().recordings.folder;
  return folder.empty() ? state_folder() + "/recordings" : folder;
}

SitePart SiteOperations::store_part() const {
  const PartState store = parts_.store();
  if (store.beat == Beat::well) return {"store", State::ok, {}, {}};
  return {"store", State::failing, store.beat == Beat::busy ? "busy" : "failing", store.why};
}

SitePart SiteOperations::relay_part(const std::vector<std::string>& stalled) const {
  const auto running = parts_.relay.running();
  if (!running) return {"relay", State::off, {}, {}};
  SitePart part = loops_part("relay", stalled);
  if (part.state == State::ok && running->relay.draining())
    return {"relay", State::attention, "draining", {}};
  return part;
}

SitePart SiteOperations::addresses_part() const {
  const auto listeners = parts_.foundation.network.missing_listeners();
  const auto missing = parts_.relay.setup().missing();
  const auto failures = parts_.relay.setup().address_failures();
  if (parts_.relay.running() && parts_.relay.waits_for_address())
    return {"addresses", State::failing, "none", joined(missing)};
  if (!listeners.empty() || !missing.empty()) {
    std::string detail = joined(listeners);
    if (!missing.empty()) detail.append(detail.empty() ? "" : ", ").append(joined(missing));
    return {"addresses", State::failing, "missing", detail};
  }
  if (!failures.empty()) return {"addresses", State::attention, "external", failures.front()};
  return {"addresses", State::ok, {}, {}};
}

SitePart SiteOperations::certificate_part(const net::TlsContext* tls) const {
  if (tls == nullptr) return {"certificate", State::off, {}, {}};
  const std::string detail = "it ends at " + base::print_iso8601(tls->expires());
  const base::WallTime now = parts_.domain.clock.wall_now();
  if (tls->expires() <= now) return {"certificate", State::failing, "expired", detail};
  if (tls->is_self_signed()) return {"certificate", State::attention, "self-signed", detail};
  if (tls->expires() - now < kExpiresSoon)
    return {"certificate", State::attention, "expires-soon", detail};
  return {"certificate", State::ok, {}, detail};
}

SitePart SiteOperations::redis_part() const {
  if (parts_.foundation.config().cluster.redis_url.empty()) return {"redis", State::off, {}, {}};
  if (parts_.foundation.metrics.total("lectern_cluster_connected") > 0)
    return {"redis", State::ok, {}, {}};
  return {"redis", State::failing, "unreachable", "this node does not hear the others"};
}

SitePart SiteOperations::mail_part() const {
  if (parts_.foundation.config().mail.url.empty()) return {"mail", State::off, {}, {}};
  if (parts_.foundation.metrics.total("lectern_mail_paused") > 0)
    return {"mail", State::failing, "paused", "the mail server refuses everything"};
  return {"mail", State::ok, {}, {}};
}

std::vector<std::pair<std::string, std::string>> SiteOperations::words() const {
  std::vector<std::pair<std::string, std::string>> out;
  const std::string folder = state_folder();
  for (const SitePart& part : {certificate_part(parts_.certificate().get()), mail_part(),
                               redis_part(), disk_part("disk", folder, disk_of(folder))}) {
    const std::string well = part.state == State::off ? "off" : "ok";
    out.emplace_back(part.name, part.reason.empty() ? well : part.reason);
  }
  return out;
}

meetings::SiteState SiteOperations::state() {
  const std::vector<std::string> stalled = parts_.stalled_loops();
  const auto tls = parts_.certificate();
  meetings::SiteState out;
  out.started_at = parts_.foundation.started_at;
  out.people = parts_.domain.presence.people();
  out.rooms = parts_.domain.presence.rooms();
  out.allocations = parts_.relay.allocations();
  out.disk = disk_of(state_folder());
  out.sends_mail = !parts_.foundation.config().mail.url.empty();
  const PartState workers = parts_.workers();
  out.parts = {store_part(),
               relay_part(stalled),
               loops_part("signaling", stalled),
               {"workers", workers.beat == Beat::well ? State::ok : State::attention,
                workers.beat == Beat::well ? "" : "busy", workers.why},
               addresses_part(),
               certificate_part(tls.get()),
               redis_part(),
               disk_part("disk", state_folder(), out.disk)};
  if (parts_.foundation.config().recordings.enabled) {
    out.recordings_disk = disk_of(recordings_folder());
    out.parts.push_back(disk_part("recordings", recordings_folder(), out.recordings_disk));
  } else {
    out.parts.push_back({"recordings", State::off, {}, {}});
  }
  if (tls) out.certificate = {tls->names(), tls->expires(), tls->is_self_signed()};
  return out;
}

std::vector<meetings::RelaySession> SiteOperations::relay_sessions() {
  const auto running = parts_.relay.running();
  if (!running) return {};
  // After so long the difference to the last look says nothing of now; within less than a second
  // it would jump.
  constexpr std::chrono::seconds kOld{60};
  constexpr std::chrono::milliseconds kSoon{900};
  auto sessions = running->relay.sessions();
  const base::Instant now = parts_.domain.clock.now();
  const std::scoped_lock lock(looking_);
  const bool counts = last_look_ && now - last_look_->at < kOld && now - last_look_->at >= kSoon;
  const double seconds = counts ? std::chrono::duration<double>(now - last_look_->at).count() : 0;
  Look look{now, {}};
  std::vector<meetings::RelaySession> out;
  for (const turn::SessionInfo& session : sessions) {
    const turn::Holder holder{session.identity};
    meetings::RelaySession one;
    one.id = session.id;
    one.user_id = holder.user;
    one.meeting_id = holder.meeting;
    one.network = meetings::Client{session.client.ip}.network();
    one.transport = to_string(session.transport);
    one.relayed.push_back(session.relayed.print());
    if (session.relayed_second) one.relayed.push_back(session.relayed_second->print());
    one.age = session.age;
    one.expires_in = session.expires_in;
    one.bytes_to_peers = session.to_peers.bytes;
    one.bytes_to_client = session.to_client.bytes;
    one.dropped = session.dropped;
    if (counts) {
      const auto seen = last_look_->sessions.find(session.id);
      const Seen before = seen == last_look_->sessions.end() ? Seen{} : seen->second;
      one.rate_to_peers = static_cast<double>(one.bytes_to_peers - before.to_peers) / seconds;
      one.rate_to_client = static_cast<double>(one.bytes_to_client - before.to_client) / seconds;
    }
    look.sessions.emplace(session.id, Seen{one.bytes_to_peers, one.bytes_to_client});
    out.push_back(std::move(one));
  }
  // Two administrators who look at once get the rates since the same look.
  if (!last_look_ || now - last_look_->at >= kSoon) last_look_ = std::move(look);
  std::ranges::sort(out, {}, &meetings::RelaySession::id);
  return out;
}

bool SiteOperations::end_relay_session(std::string_view id) {
  const auto running = parts_.relay.running();
  const auto session = turn::SessionId::parse(id);
  return running && session && running->relay.kick({*session}) > 0;
}

void SiteOperations::sample() {
  const base::Metrics& metrics = parts_.foundation.metrics;
  ChartReadings readings;
  readings.people = parts_.domain.presence.people();
  readings.meetings = parts_.domain.presence.rooms();
  readings.allocations = parts_.relay.allocations();
  readings.relay_bytes = metrics.total("lectern_turn_bytes_total");
  readings.requests = metrics.total("lectern_http_responses_total", "server", "api");
  readings.errors = metrics.total("lectern_http_responses_total", "status", "5xx");
  charts_.add(readings, parts_.domain.clock.now(), parts_.domain.clock.wall_now());
}

}  // namespace lecternd
