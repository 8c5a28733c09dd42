// SPDX-License-Identifier: MIT
// The relay's sessions: the list, one session in full, and the end of some. The store has the names
// of people and meetings.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "daemon/commands/commands.hpp"
#include "daemon/commands/session_filter.hpp"
#include "daemon/relay/session_fields.hpp"
#include "turn/quota.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::size_t kPage = 500;
constexpr std::size_t kMostIds = 10'000;

// E-mail addresses by the user's id and codes by the meeting's id; each is looked up once.
class Names {
 public:
  explicit Names(const OperatorContext& c) : c_(c) {}

  void add_to(Json& session, const turn::SessionInfo& info) {
    const turn::Holder holder{info.identity};
    if (holder.meeting.empty()) return;  // the credential was not made for a meeting
    session.set("person", person(std::string{holder.user}));
    session.set("meeting_code", code(std::string{holder.meeting}));
  }

 private:
  Json person(const std::string& id) {
    if (!std::exchange(have_people_, true)) load_people();
    const auto at = people_.find(id);
    return at == people_.end() ? Json() : Json(at->second);
  }
  void load_people() {
    std::string after;
    for (;;) {
      const auto page = c_.domain.accounts.list_users(after, kPage);
      if (!page) return;
      for (const meetings::User& user : *page) people_.emplace(user.id.value(), user.email);
      if (page->size() < kPage) return;
      after = page->back().email;
    }
  }
  Json code(const std::string& id) {
    const auto [at, is_new] = codes_.try_emplace(id);
    if (is_new) {
      const auto found = c_.domain.meetings.details_for_operator(id);
      if (found) at->second = found->meeting.code;
    }
    return at->second.empty() ? Json() : Json(at->second);
  }

  const OperatorContext& c_;
  std::map<std::string, std::string> people_;
  std::map<std::string, std::string> codes_;
  bool have_people_ = false;
};

// The filter of the arguments `user`, `meeting` and `client`. `meeting` may be the meeting's code.
base::Result<SessionFilter, control::Error> filter_of(const OperatorContext& c,
                                                      const Json& arguments) {
  SessionFilter filter;
  if (const Json user = arguments["user"]; user.is_string()) {
    filter.user = *user.as_string();
    if (const auto found = c.domain.accounts.find_user(filter.user))
      filter.user_id = found->id.value();
  }
  if (const Json meeting = arguments["meeting"]; meeting.is_string()) {
    filter.meeting = *meeting.as_string();
    if (const auto found = c.domain.meetings.details_for_operator(filter.meeting))
      filter.meeting = found->meeting.id.value();
  }
  if (const Json client = arguments["client"]; client.is_string()) {
    const auto prefix = parse_client(*client.as_string());
    if (!prefix)
      return control::refuse("bad-field", "client wants an address, ADDRESS/BITS or ADDRESS:PORT");
    filter.client = *prefix;
  }
  return filter;
}

control::Answer turn_sessions(const OperatorContext& c, const Json& arguments) {
  TRY(const auto running, running_relay(c));
  TRY(const auto filter, filter_of(c, arguments));
  Names names(c);
  Json list = Json::array();
  for (const turn::SessionInfo& session : running.relay.sessions()) {
    if (!filter.wants(session)) continue;
    Json row = session_json(session);
    names.add_to(row, session);
    list.push(std::move(row));
  }
  return Json::object({{"sessions", list}});
}

control::Answer turn_session(const OperatorContext& c, const Json& arguments) {
  TRY(const auto running, running_relay(c));
  TRY(const auto text, text_of(arguments, "id"));
  const auto id = turn::SessionId::parse(text);
  const auto found = id ? running.relay.session(*id) : std::nullopt;
  if (!found) return control::refuse("not-found", "there is no session " + text);
  Json answer = session_json(found->session);
  Names{c}.add_to(answer, found->session);
  answer.set("peer_list", peers_json(found->peers));
  return answer;
}

// Ends the sessions that `ids` names and those that the filter selects.
control::Answer turn_kick(const OperatorContext& c, const Json& arguments) {
  TRY(const auto running, running_relay(c));
  TRY(const auto filter, filter_of(c, arguments));
  const Json named = arguments["ids"];
  if (named.size() == 0 && filter.empty()) return control::refuse("bad-field", "nobody is named");
  if (named.size() > kMostIds) return control::refuse("bad-field", "too many sessions are named");
  std::vector<turn::SessionId> ids;
  Json missing = Json::array();
  for (std::size_t i = 0; i < named.size(); ++i) {
    const Json word = named.at(i);
    const auto id = turn::SessionId::parse(word.as_string().value_or(""));
    if (id && running.relay.session(*id)) ids.push_back(*id);
    else missing.push(word);
  }
  if (!filter.empty()) {
    for (const turn::SessionInfo& session : running.relay.sessions()) {
      if (filter.wants(session)) ids.push_back(*turn::SessionId::parse(session.id));
    }
  }
  const std::size_t kicked = running.relay.kick(ids);
  if (kicked == 0) {
    return control::refuse("not-found", named.size() == 1 && filter.empty()
                                            ? "there is no session " +
                                                  std::string{named.at(0).as_string().value_or("")}
                                            : "there is no such session");
  }
  return Json::object({{"kicked", static_cast<std::int64_t>(kicked)}, {"missing", missing}});
}

constexpr std::array kCommands{
    Command{"turn-sessions", turn_sessions, Audited::none("it only reads")},
    Command{"turn-session", turn_session, Audited::none("it only reads")},
    Command{"turn-kick", turn_kick, Audited::here(meetings::AuditKind::relay_session_ended)},
};

}  // namespace

std::span<const Command> session_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
