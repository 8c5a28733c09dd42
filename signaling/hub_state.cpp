// SPDX-License-Identifier: MIT
#include "signaling/hub_state.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/encoding.hpp"
#include "base/json_fields.hpp"
#include "signaling/codec.hpp"
#include "signaling/hub_state_json.hpp"

namespace signaling {
namespace {

using base::Json;
using base::JsonFields;

constexpr int kFormat = 1;

base::Error broken(std::string_view what) {
  return {base::Errc::corrupt, "handed over: " + std::string{what}};
}

std::string_view take_line(std::string_view& rest) noexcept {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

std::size_t bytes_of(const std::vector<std::string>& texts) noexcept {
  std::size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  return bytes;
}

// What holds between the lines: every member is on a session of its own, no name comes twice, and
// the order of the members is the one in which they came.
class References {
 public:
  bool takes(const HandedSession& session) { return names_.insert(session.name).second; }
  bool takes(const HandedRoom& room, std::size_t sessions) {
    if (!meetings_.insert(room.meeting.id.value()).second) return false;
    std::unordered_set<std::string> seats;
    std::uint64_t next = 0;
    for (const Member& member : room.members) {
      const std::uint64_t session = std::get<Local>(member.place).session.value();
      if (session >= sessions || !used_.insert(session).second) return false;
      if (!seats.insert(member.who.participant_id.value()).second) return false;
      if (member.order < next) return false;
      next = member.order + 1;
    }
    return next <= room.next_order;
  }

 private:
  std::unordered_set<std::string> names_, meetings_;
  std::unordered_set<std::uint64_t> used_;
};

struct Counts {
  std::size_t sessions = 0, rooms = 0;
};

base::Result<Counts> read_head(std::string_view line, HubState& state) {
  TRY(const auto json, Json::parse(line, line.size()));
  JsonFields in{json};
  if (in.number<int>("format") != kFormat || !in.ok())
    return base::failure(broken("the rooms are in a form of another version"));
  state.at = base::from_unix_micros(in.number<std::int64_t>("at"));
  const Counts counts{in.number<std::uint32_t>("sessions"), in.number<std::uint32_t>("rooms")};
  if (in.error()) return base::failure(broken(in.error()->print()));
  return counts;
}

template <class T>
base::Result<T> read_line(std::string_view& rest, T (*read)(JsonFields&)) {
  const std::string_view line = take_line(rest);
  TRY(const auto json, Json::parse(line, line.size()));
  JsonFields in{json};
  T value = read(in);
  if (in.error()) return base::failure(broken(in.error()->print()));
  return value;
}

}  // namespace

base::Secret print(const HubState& state, const HubStateLimits& limits) {
  std::string text = Json::object({{"format", kFormat},
                                   {"at", base::unix_micros(state.at)},
                                   {"sessions", static_cast<std::uint64_t>(state.sessions.size())},
                                   {"rooms", static_cast<std::uint64_t>(state.rooms.size())}})
                         .print() +
                     '\n';
  for (const HandedSession& session : state.sessions) {
    const bool fits = text.size() + bytes_of(session.texts) <= limits.messages;
    text += to_json(session, fits).print() + '\n';
  }
  for (const HandedRoom& room : state.rooms) {
    const bool fits = text.size() + kMaxFrameBytes <= limits.chat;
    text += to_json(room, fits).print() + '\n';
  }
  return base::Secret{std::move(text)};
}

base::Result<HubState> parse_hub_state(std::string_view text, const HubStateLimits& limits) {
  if (text.size() > limits.text) return base::failure(broken("a text of impossible size"));
  HubState state;
  TRY(const auto counts, read_head(take_line(text), state));
  References references;
  for (std::size_t i = 0; i < counts.sessions; ++i) {
    TRY(auto session, read_line(text, read_handed_session));
    if (!references.takes(session)) return base::failure(broken("a session comes twice"));
    state.sessions.push_back(std::move(session));
  }
  for (std::size_t i = 0; i < counts.rooms; ++i) {
    TRY(auto room, read_line(text, read_handed_room));
    if (!references.takes(room, state.sessions.size()))
      return base::failure(broken("the members of a room"));
    state.rooms.push_back(std::move(room));
  }
  if (!text.empty()) return base::failure(broken("more lines than there were"));
  return state;
}

}  // namespace signaling
