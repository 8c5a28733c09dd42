// SPDX-License-Identifier: MIT
#include "daemon/relay/session_json.hpp"

#include "base/relay_identity.hpp"
#include "turn/quota.hpp"

namespace lecternd {
namespace {

using base::Json;

Json nothing_or(std::string_view text) { return text.empty() ? Json() : Json(text); }

// What both have, in their order.
void add_who(Json& out, const turn::SessionInfo& s) {
  const turn::Holder holder{s.identity};
  out.set("user", holder.user).set("meeting", nothing_or(holder.meeting));
  out.set("transport", to_string(s.transport)).set("client", s.client.print());
  Json relayed = Json::array({Json(s.relayed.print())});
  if (s.relayed_second) relayed.push(s.relayed_second->print());
  out.set("relayed", relayed).set("relayed_transport", s.tcp_peers ? "tcp" : "udp");
}

void add_traffic(Json& out, const turn::SessionInfo& s) {
  out.set("peers", s.peers);
  out.set("packets_to_peers", s.to_peers.packets).set("bytes_to_peers", s.to_peers.bytes);
  out.set("packets_to_client", s.to_client.packets).set("bytes_to_client", s.to_client.bytes);
  out.set("dropped", s.dropped);
  if (s.max_rate != 0) out.set("max_rate", s.max_rate).set("over_rate", s.over_rate);
}

}  // namespace

Json session_json(const turn::SessionInfo& s) {
  Json out = Json::object({{"id", s.id}});
  add_who(out, s);
  out.set("username", s.username).set("security", nothing_or(s.security));
  out.set("age_seconds", static_cast<std::int64_t>(s.age.count()));
  out.set("expires_in_seconds", static_cast<std::int64_t>(s.expires_in.count()));
  out.set("permissions", s.permissions).set("channels", s.channels);
  add_traffic(out, s);
  return out;
}

Json peers_json(const std::vector<turn::SessionPeer>& peers) {
  Json list = Json::array();
  for (const turn::SessionPeer& p : peers) {
    Json row = Json::object({{"kind", to_string(p.kind)},
                             {"peer", p.peer.port == 0 ? p.peer.ip.print() : p.peer.print()}});
    if (p.kind == turn::SessionPeer::Kind::channel)
      row.set("channel", static_cast<unsigned>(p.channel));
    if (p.kind != turn::SessionPeer::Kind::connection)
      row.set("expires_in_seconds", static_cast<std::int64_t>(p.expires_in.count()));
    list.push(std::move(row));
  }
  return list;
}

Json record_json(const turn::SessionRecord& record) {
  const turn::SessionInfo& s = record.session;
  Json out = Json::object({{"session", s.id}, {"reason", to_string(record.reason)}});
  add_who(out, s);
  out.set("started_at", base::print_iso8601(record.ended - s.age))
      .set("ended_at", base::print_iso8601(record.ended));
  out.set("seconds", static_cast<std::int64_t>(s.age.count()));
  add_traffic(out, s);
  return out;
}

std::optional<turn::SessionRecord> record_from(const Json& json) {
  const auto text = [&](std::string_view name) {
    return std::string{json[name].as_string().value_or("")};
  };
  const auto number = [&](std::string_view name) { return json[name].as_integer().value_or(0); };
  const auto endpoint = [](const Json& value) {
    return base::Endpoint::parse(value.as_string().value_or(""));
  };
  const auto ended = base::parse_iso8601(text("ended_at"));
  const auto client = endpoint(json["client"]), relayed = endpoint(json["relayed"].at(0));
  const auto reason = turn::end_reason_of(text("reason"));
  const auto transport = turn::transport_of(text("transport"));
  if (!ended || !client || !relayed || !reason || !transport || text("session").empty())
    return std::nullopt;
  turn::SessionRecord record{{}, *reason, *ended};
  turn::SessionInfo& s = record.session;
  s.id = text("session");
  s.identity = base::RelayIdentity{text("user"), text("meeting")}.print();
  s.transport = *transport;
  s.client = *client;
  s.relayed = *relayed;
  s.relayed_second = endpoint(json["relayed"].at(1));
  s.tcp_peers = text("relayed_transport") == "tcp";
  s.age = std::chrono::seconds{number("seconds")};
  s.peers = static_cast<std::uint32_t>(number("peers"));
  const auto count = [&](std::string_view name) {
    return static_cast<std::uint64_t>(number(name));
  };
  s.to_peers = {count("packets_to_peers"), count("bytes_to_peers")};
  s.to_client = {count("packets_to_client"), count("bytes_to_client")};
  s.dropped = count("dropped");
  s.max_rate = count("max_rate");
  s.over_rate = count("over_rate");
  return record;
}

}  // namespace lecternd
