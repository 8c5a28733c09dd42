// SPDX-License-Identifier: MIT
#include "ctl/session_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ctl/text.hpp"
#include "ctl/units.hpp"

namespace ctl {
namespace {

using base::Json;

constexpr std::size_t kShortId = 8;  // of a UUID

struct Counter {
  std::string_view total;
  std::string_view rate;
  double factor;
};
constexpr std::array kCounters{Counter{"packets_to_peers", "packets_per_second_to_peers", 1},
                               Counter{"bytes_to_peers", "bits_per_second_to_peers", 8},
                               Counter{"packets_to_client", "packets_per_second_to_client", 1},
                               Counter{"bytes_to_client", "bits_per_second_to_client", 8}};

double number(const Json& object, std::string_view name) {
  return object[name].as_number().value_or(0);
}
std::string text(const Json& object, std::string_view name) { return object[name].text(); }

double traffic(const Json& session, bool rated) {
  return rated ? number(session, "bits_per_second_to_peers") +
                     number(session, "bits_per_second_to_client")
               : number(session, "bytes_to_peers") + number(session, "bytes_to_client");
}

// A person's e-mail address, or the identity of the credential. UUIDs are cut: nobody reads them.
std::string who(const Json& session) {
  if (std::string person = text(session, "person"); !person.empty()) return person;
  const std::string user = text(session, "user");
  return text(session, "meeting").empty() ? user : user.substr(0, kShortId);
}
std::string where(const Json& session) {
  if (std::string code = text(session, "meeting_code"); !code.empty()) return code;
  return text(session, "meeting").substr(0, kShortId);
}

std::string via(const Json& session) {
  const std::string security = text(session, "security");
  return security.empty() ? text(session, "transport") : security.substr(0, security.find(' '));
}

Json row_of(const Json& s, bool rated) {
  Json row =
      Json::object({{"id", s["id"]},
                    {"who", who(s)},
                    {"meeting", where(s)},
                    {"via", via(s)},
                    {"client", s["client"]},
                    {"relayed", s["relayed"]},
                    {"age", short_time(s["age_seconds"].as_integer().value_or(0))},
                    {"expires", short_time(s["expires_in_seconds"].as_integer().value_or(0))},
                    {"peers", std::to_string(s["permissions"].as_integer().value_or(0))},
                    {"sent", short_number(number(s, "bytes_to_peers"))},
                    {"received", short_number(number(s, "bytes_to_client"))},
                    {"dropped", short_number(number(s, "dropped"))}});
  if (rated) {
    row.set("up", short_number(number(s, "bits_per_second_to_peers")));
    row.set("down", short_number(number(s, "bits_per_second_to_client")));
    row.set("packets", short_number(number(s, "packets_per_second_to_peers") +
                                    number(s, "packets_per_second_to_client")));
  }
  return row;
}

std::vector<Column> all_columns(bool rated) {
  std::vector<Column> columns{
      {"ID", "id"},         {"USER", "who"},        {"MEETING", "meeting"},  {"VIA", "via"},
      {"CLIENT", "client"}, {"RELAYED", "relayed"}, {"PEERS", "peers", true}};
  if (rated) {
    columns.push_back({"UP bit/s", "up", true});
    columns.push_back({"DOWN bit/s", "down", true});
    columns.push_back({"pkt/s", "packets", true});
  }
  for (const Column& column : {Column{"UP B", "sent", true}, Column{"DOWN B", "received", true},
                               Column{"DROPS", "dropped", true}, Column{"AGE", "age", true},
                               Column{"LEFT", "expires", true}}) {
    columns.push_back(column);
  }
  return columns;
}

// The columns that may be left out, in this order, where the table is too wide.
constexpr std::array<std::string_view, 10> kDispensable{"expires",  "packets", "peers",   "sent",
                                                        "received", "relayed", "meeting", "dropped",
                                                        "age",      "via"};

std::size_t longest_line(std::string_view table) {
  std::size_t longest = 0;
  while (!table.empty()) {
    const std::size_t end = std::min(table.find('\n'), table.size());
    longest = std::max(longest, end);
    table.remove_prefix(std::min(end + 1, table.size()));
  }
  return longest;
}

std::string fitting_table(const Json& rows, std::size_t width, bool rated) {
  std::vector<Column> columns = all_columns(rated);
  std::string table = print_table(rows, columns, "");
  for (const std::string_view member : kDispensable) {
    if (longest_line(table) <= width) break;
    // Without rates, the totals are the most important columns.
    if (!rated && (member == "sent" || member == "received")) continue;
    if (std::erase_if(columns, [&](const Column& c) { return c.member == member; }) != 0)
      table = print_table(rows, columns, "");
  }
  return table;
}

std::string summary(const Json& sessions, std::optional<double> packets) {
  const bool rated = packets.has_value();
  double up = 0, down = 0;
  for (const Json& s : sessions.items()) {
    up += number(s, rated ? "bits_per_second_to_peers" : "bytes_to_peers");
    down += number(s, rated ? "bits_per_second_to_client" : "bytes_to_client");
  }
  const std::string count =
      std::to_string(sessions.size()) + (sessions.size() == 1 ? " session" : " sessions");
  const char* const unit = rated ? "bit/s" : "B";
  return count + ", " + short_number(up, unit) + " to peers, " + short_number(down, unit) +
         " to clients" + (rated ? ", " + short_number(*packets) + " packets/s" : "") + "\n";
}

}  // namespace

Json with_rates(const Json& before, const Json& now, double seconds) {
  std::unordered_map<std::string, Json> earlier;
  for (const Json& session : before.items()) earlier.emplace(text(session, "id"), session);
  Json out = Json::array();
  for (Json session : now.items()) {
    const auto at = earlier.find(text(session, "id"));
    for (const Counter& counter : kCounters) {
      const double old = at == earlier.end() ? 0 : number(at->second, counter.total);
      const double more = std::max(0.0, number(session, counter.total) - old);
      session.set(counter.rate,
                  static_cast<std::int64_t>(std::llround(more * counter.factor / seconds)));
    }
    out.push(std::move(session));
  }
  return out;
}

Json sorted(const Json& sessions, SessionOrder order) {
  std::vector<Json> items = sessions.items();
  const bool rated = !items.empty() && items.front().has("bits_per_second_to_peers");
  std::ranges::stable_sort(items, [&](const Json& a, const Json& b) {
    if (order == SessionOrder::age) return number(a, "age_seconds") > number(b, "age_seconds");
    if (order == SessionOrder::user) return who(a) < who(b);
    return traffic(a, rated) > traffic(b, rated);
  });
  return Json::array(items);
}

double packets_per_second(const Json& before, const Json& now, double seconds) {
  std::unordered_map<std::string, double> earlier;
  const auto packets = [](const Json& session) {
    return number(session, "packets_to_peers") + number(session, "packets_to_client");
  };
  for (const Json& session : before.items()) earlier.emplace(text(session, "id"), packets(session));
  double total = 0;
  for (const Json& session : now.items()) {
    const auto at = earlier.find(text(session, "id"));
    total += std::max(0.0, packets(session) - (at == earlier.end() ? 0 : at->second));
  }
  return total / seconds;
}

std::string session_table(const Json& sessions, std::size_t width, std::optional<double> packets) {
  if (sessions.size() == 0) return "Nobody is using the relay.\n";
  Json rows = Json::array();
  for (const Json& session : sessions.items()) rows.push(row_of(session, packets.has_value()));
  return fitting_table(rows, width, packets.has_value()) + summary(sessions, packets);
}

std::string session_page(const Json& s) {
  const auto flow = [&](const std::string& direction) {
    std::string out = short_number(number(s, "packets_" + direction)) + " packets, " +
                      short_number(number(s, "bytes_" + direction), "B");
    if (s.has("bits_per_second_" + direction)) {
      out += "; now " + short_number(number(s, "packets_per_second_" + direction)) +
             " packets/s, " + short_number(number(s, "bits_per_second_" + direction), "bit/s");
    }
    return out;
  };
  Json page = Json::object({{"session", s["id"]}, {"user", s["user"]}});
  if (!text(s, "person").empty()) page.set("person", s["person"]);
  if (!text(s, "meeting").empty())
    page.set("meeting",
             text(s, "meeting") +
                 (text(s, "meeting_code").empty() ? "" : " (" + text(s, "meeting_code") + ")"));
  page.set("username", s["username"]).set("client", s["client"]);
  page.set("transport", text(s, "transport") +
                            (text(s, "security").empty() ? "" : " (" + text(s, "security") + ")"));
  page.set("relayed", s["relayed"]);
  if (text(s, "relayed_transport") == "tcp") page.set("to peers over", "TCP");
  page.set("age", short_time(s["age_seconds"].as_integer().value_or(0)));
  page.set("expires in", short_time(s["expires_in_seconds"].as_integer().value_or(0)));
  page.set("to peers", flow("to_peers")).set("to client", flow("to_client"));
  page.set("dropped", s["dropped"]).set("peers so far", s["peers"]);
  if (s.has("max_rate")) {
    page.set("limit", short_number(number(s, "max_rate"), "bit/s") + " each way; " +
                          short_number(number(s, "over_rate")) + " of the dropped were over it");
  }
  Json rows = Json::array();
  for (const Json& peer : s["peer_list"].items()) {
    Json row = Json::object({{"kind", peer["kind"]}, {"peer", peer["peer"]}});
    if (const auto channel = peer["channel"].as_integer()) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      std::string name = "0x";
      for (int shift = 12; shift >= 0; shift -= 4)
        name += kDigits[static_cast<std::size_t>(*channel >> shift & 15)];
      row.set("channel", name);
    }
    if (const auto left = peer["expires_in_seconds"].as_integer())
      row.set("left", short_time(*left));
    rows.push(std::move(row));
  }
  return print_list(page) + "\n" +
         print_table(rows,
                     {{"MAY TALK TO", "peer"},
                      {"BY", "kind"},
                      {"CHANNEL", "channel"},
                      {"LEFT", "left", true}},
                     "No peer may be reached yet: the client has asked for no permission.");
}

}  // namespace ctl
