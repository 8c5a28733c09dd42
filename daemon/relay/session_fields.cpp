// SPDX-License-Identifier: MIT
#include "daemon/relay/session_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/relay_identity.hpp"
#include "turn/quota.hpp"

namespace lecternd {
namespace {

using base::Json;
using turn::SessionInfo;
using turn::SessionRecord;

// The forms that a field belongs to, as bits of Field::forms.
constexpr unsigned kRunning = 1, kEnded = 2, kLogged = 4;
constexpr unsigned kJson = kRunning | kEnded, kAll = kJson | kLogged;

// The source of a field's value. `reason` and `ended` count for ended sessions only.
struct Source {
  const SessionInfo& session;
  turn::EndReason reason{};
  base::WallTime ended{};
};

struct Field {
  std::string_view name;
  unsigned forms;
  Json (*value)(const Source&);
  // Puts the value of the file's JSON into a record; returns false where the record cannot do
  // without it. Null where another field holds the same.
  bool (*read)(const Json& value, SessionRecord& record) = nullptr;
  // True: JSON leaves the field out where the session has no max_rate.
  bool of_limited = false;
};

Json null_if_empty(std::string_view text) { return text.empty() ? Json() : Json(text); }
Json seconds(std::chrono::seconds time) { return static_cast<std::int64_t>(time.count()); }
std::string text_in(const Json& value) { return std::string{value.as_string().value_or("")}; }
std::uint64_t count_in(const Json& value) {
  return static_cast<std::uint64_t>(value.as_integer().value_or(0));
}

// Puts the value into `target`; returns false where there is none.
template <class T>
bool assign(T& target, const std::optional<T>& value) {
  if (value) target = *value;
  return value.has_value();
}

Json relayed_list(const Source& from) {
  Json list = Json::array({Json(from.session.relayed.print())});
  if (from.session.relayed_second) list.push(from.session.relayed_second->print());
  return list;
}

std::optional<base::Endpoint> endpoint_in(const Json& value) {
  return base::Endpoint::parse(value.as_string().value_or(""));
}

bool read_relayed(const Json& value, SessionRecord& record) {
  record.session.relayed_second = endpoint_in(value.at(1));
  return assign(record.session.relayed, endpoint_in(value.at(0)));
}

template <auto SessionInfo::*member>
constexpr Field counter(std::string_view name, unsigned forms, bool of_limited = false) {
  return {name, forms, [](const Source& from) { return Json(from.session.*member); },
          [](const Json& value, SessionRecord& record) {
            auto& count = record.session.*member;
            count = static_cast<std::remove_reference_t<decltype(count)>>(count_in(value));
            return true;
          },
          of_limited};
}

template <turn::Traffic SessionInfo::*direction, std::uint64_t turn::Traffic::*unit>
constexpr Field traffic(std::string_view name) {
  return {name, kAll, [](const Source& from) { return Json(from.session.*direction.*unit); },
          [](const Json& value, SessionRecord& record) {
            record.session.*direction.*unit = count_in(value);
            return true;
          }};
}

// The list, in the order of every form. `relayed` is an array in JSON; the log has two fields.
constexpr std::array kFields{
    Field{"id", kRunning, [](const Source& from) { return Json(from.session.id); }},
    Field{"session", kEnded | kLogged, [](const Source& from) { return Json(from.session.id); },
          [](const Json& value, SessionRecord& record) {
            record.session.id = text_in(value);
            return !record.session.id.empty();
          }},
    Field{"reason", kEnded | kLogged,
          [](const Source& from) { return Json(to_string(from.reason)); },
          [](const Json& value, SessionRecord& record) {
            return assign(record.reason, turn::end_reason_of(text_in(value)));
          }},
    Field{"user", kAll,
          [](const Source& from) { return Json(turn::Holder{from.session.identity}.user); },
          [](const Json& value, SessionRecord& record) {
            record.session.identity = text_in(value);
            return true;
          }},
    Field{"meeting", kAll,
          [](const Source& from) {
            return null_if_empty(turn::Holder{from.session.identity}.meeting);
          },
          [](const Json& value, SessionRecord& record) {
            if (value.is_null()) return true;
            std::string& identity = record.session.identity;
            identity = base::RelayIdentity{identity, text_in(value)}.print();
            return true;
          }},
    Field{"transport", kAll,
          [](const Source& from) { return Json(to_string(from.session.transport)); },
          [](const Json& value, SessionRecord& record) {
            return assign(record.session.transport, turn::transport_of(text_in(value)));
          }},
    Field{"client", kAll, [](const Source& from) { return Json(from.session.client.print()); },
          [](const Json& value, SessionRecord& record) {
            return assign(record.session.client, endpoint_in(value));
          }},
    Field{"relayed", kJson, relayed_list, read_relayed},
    Field{"relayed", kLogged,
          [](const Source& from) { return Json(from.session.relayed.print()); }},
    Field{"relayed_second", kLogged,
          [](const Source& from) {
            const auto& second = from.session.relayed_second;
            return second ? Json(second->print()) : Json();
          }},
    Field{"relayed_transport", kJson,
          [](const Source& from) { return Json(from.session.tcp_peers ? "tcp" : "udp"); },
          [](const Json& value, SessionRecord& record) {
            record.session.tcp_peers = text_in(value) == "tcp";
            return true;
          }},
    Field{"username", kRunning, [](const Source& from) { return Json(from.session.username); }},
    Field{"security", kRunning,
          [](const Source& from) { return null_if_empty(from.session.security); }},
    Field{"age_seconds", kRunning, [](const Source& from) { return seconds(from.session.age); }},
    Field{"expires_in_seconds", kRunning,
          [](const Source& from) { return seconds(from.session.expires_in); }},
    counter<&SessionInfo::permissions>("permissions", kRunning),
    counter<&SessionInfo::channels>("channels", kRunning),
    Field{"started_at", kEnded | kLogged,
          [](const Source& from) {
            return Json(base::print_iso8601(from.ended - from.session.age));
          }},
    Field{"ended_at", kEnded | kLogged,
          [](const Source& from) { return Json(base::print_iso8601(from.ended)); },
          [](const Json& value, SessionRecord& record) {
            return assign(record.ended, base::parse_iso8601(text_in(value)));
          }},
    Field{"seconds", kEnded | kLogged, [](const Source& from) { return seconds(from.session.age); },
          [](const Json& value, SessionRecord& record) {
            record.session.age = std::chrono::seconds{count_in(value)};
            return true;
          }},
    counter<&SessionInfo::peers>("peers", kAll),
    traffic<&SessionInfo::to_peers, &turn::Traffic::packets>("packets_to_peers"),
    traffic<&SessionInfo::to_peers, &turn::Traffic::bytes>("bytes_to_peers"),
    traffic<&SessionInfo::to_client, &turn::Traffic::packets>("packets_to_client"),
    traffic<&SessionInfo::to_client, &turn::Traffic::bytes>("bytes_to_client"),
    counter<&SessionInfo::dropped>("dropped", kAll),
    counter<&SessionInfo::max_rate>("max_rate", kJson, true),
    counter<&SessionInfo::over_rate>("over_rate", kJson, true),
};

Json object_of(const Source& from, unsigned form) {
  Json out = Json::object();
  for (const Field& field : kFields) {
    if ((field.forms & form) == 0 || (field.of_limited && from.session.max_rate == 0)) continue;
    out.set(field.name, field.value(from));
  }
  return out;
}

constexpr std::size_t kLoggedCount = static_cast<std::size_t>(std::ranges::count_if(
    kFields, [](const Field& field) { return (field.forms & kLogged) != 0; }));

constexpr std::array<Field, kLoggedCount> logged_fields() {
  std::array<Field, kLoggedCount> out{};
  std::ranges::copy_if(kFields, out.begin(),
                       [](const Field& field) { return (field.forms & kLogged) != 0; });
  return out;
}
constexpr auto kLoggedFields = logged_fields();

base::LogField log_field(const Field& field, const Source& from) {
  const Json value = field.value(from);
  if (const auto number = value.as_integer()) return {field.name, *number};
  return {field.name, value.as_string().value_or("")};
}

// The log takes its fields as an initializer list, so the table is expanded into one.
template <std::size_t... index>
void write_line(const base::Log& log, const Source& from, std::index_sequence<index...>) {
  log.info("turn_session_ended", {log_field(kLoggedFields[index], from)...});
}

}  // namespace

Json session_json(const SessionInfo& session) { return object_of({session}, kRunning); }

Json record_json(const SessionRecord& record) {
  return object_of({record.session, record.reason, record.ended}, kEnded);
}

std::optional<SessionRecord> record_from(const Json& json) {
  SessionRecord record;
  const bool complete = std::ranges::all_of(kFields, [&](const Field& field) {
    const bool in_file = (field.forms & kEnded) != 0 && field.read != nullptr;
    return !in_file || field.read(json[field.name], record);
  });
  if (!complete) return std::nullopt;
  return record;
}

void log_record(const base::Log& log, const SessionRecord& record) {
  if (!log.enabled(base::LogLevel::info)) return;
  write_line(log, {record.session, record.reason, record.ended},
             std::make_index_sequence<kLoggedCount>{});
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

}  // namespace lecternd
