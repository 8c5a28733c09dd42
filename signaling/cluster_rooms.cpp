// SPDX-License-Identifier: MIT
#include "signaling/cluster_rooms.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/number.hpp"

namespace signaling {
namespace {

constexpr std::chrono::milliseconds kLease{2500};
constexpr const char* kLeaseText = "2500";
// Which node owned a meeting, and under which epoch; the owner renews it.
constexpr const char* kOwnerSeconds = "86400";
// Longer than a session waits for its client. The owner writes a room again before this is over.
constexpr const char* kCopySeconds = "300";
constexpr std::size_t kMostLines = 64;

// The answers of all scripts begin with 1 where the question was answered by yes.
constexpr const char* kBeat = R"(
local had = redis.call('EXISTS', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return had)";

// KEYS: owner, epoch, room, lines. ARGV: this node, the beginning of the keys of nodes, seconds.
constexpr const char* kClaim = R"(
local owner = redis.call('GET', KEYS[1])
if owner then
  local name, epoch = string.match(owner, '^(%S+) (%d+)$')
  if name and name ~= ARGV[1] then
    local address = redis.call('GET', ARGV[2] .. name)
    if address then return {0, epoch, name, address} end
  end
end
local time = redis.call('TIME')
local epoch = time[1] * 1000000 + time[2]
local seen = tonumber(redis.call('GET', KEYS[2]) or '0')
if epoch <= seen then epoch = seen + 1 end
local text = string.format('%.0f', epoch)
redis.call('SET', KEYS[2], text, 'EX', ARGV[3])
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. text, 'EX', ARGV[3])
return {1, text, redis.call('GET', KEYS[3]) or '', redis.call('LRANGE', KEYS[4], 0, -1)})";

// KEYS: owner, epoch. ARGV: the mark of this node, its epoch, seconds.
constexpr const char* kVerify = R"(
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
local seen = tonumber(redis.call('GET', KEYS[2]) or '0')
if seen > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
return 1)";

// KEYS: owner, room, lines. ARGV: mark, whether the copy stays.
constexpr const char* kRelease = R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if ARGV[2] == '0' then redis.call('DEL', KEYS[2], KEYS[3]) end
return 1)";

// KEYS: owner, epoch, room, lines, sessions. ARGV: mark, seconds of the owner, seconds of the copy,
// the meeting, the room, whether the lines follow, lines.
constexpr const char* kKeepRoom = R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[3])
if ARGV[6] == '1' then
  redis.call('DEL', KEYS[4])
  for i = 7, #ARGV do redis.call('RPUSH', KEYS[4], ARGV[i]) end
end
redis.call('EXPIRE', KEYS[4], ARGV[3])
for i = 5, #KEYS do redis.call('SET', KEYS[i], ARGV[4], 'EX', ARGV[3]) end
return 1)";

// KEYS: owner, lines. ARGV: mark, line, -most, seconds.
constexpr const char* kKeepLine = R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('LTRIM', KEYS[2], ARGV[3], -1)
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 1)";

bool is_yes(const RedisReply& reply) { return reply.text == "1"; }

std::optional<Placement> placement_of(const std::optional<RedisReply>& reply) {
  if (!reply || reply->items.size() != 4) return std::nullopt;
  const std::vector<RedisReply>& in = reply->items;
  Placement out;
  out.epoch = base::parse_number<std::uint64_t>(in[1].text).value_or(0);
  if (!is_yes(in[0])) {
    out.kind = Placement::Kind::elsewhere;
    out.node = in[2].text;
    out.address = in[3].text;
    return out;
  }
  out.kind = Placement::Kind::here;
  out.copy.room = in[2].text;
  for (const RedisReply& line : in[3].items) out.copy.lines.push_back(line.text);
  return out;
}

}  // namespace

ClusterRooms::ClusterRooms(Parts parts)
    : parts_(std::move(parts)),
      owned_(parts_.metrics.gauge("lectern_cluster_meetings_owned",
                                  "Meetings whose room this node has")),
      lost_(parts_.metrics.counter("lectern_cluster_meetings_lost_total",
                                   "Meetings that another node took from this one")),
      kept_(parts_.metrics.counter("lectern_cluster_copies_total",
                                   "Copies of rooms and chat lines that this node has written")),
      kept_bytes_(parts_.metrics.counter("lectern_cluster_copies_bytes_total",
                                         "The bytes of these copies")),
      not_kept_(parts_.metrics.counter("lectern_cluster_copies_failed_total",
                                       "Copies that Redis has not taken")) {}

void ClusterRooms::connected() {
  execute(owners_.connected(parts_.loop.now()));
  parts_.back();
}

void ClusterRooms::disconnected() { execute(owners_.disconnected()); }

void ClusterRooms::tick() {
  execute(owners_.tick(parts_.loop.now()));
  owned_.set(static_cast<std::int64_t>(owners_.owned()));
}

void ClusterRooms::leave(const std::function<void()>& then) {
  parts_.bus.command({"DEL", key("node.", parts_.name)}, [then](const auto&) { then(); });
}

// ---- SiteDirectory: any thread

void ClusterRooms::place(const meetings::MeetingId& meeting,
                         std::function<void(Placement)> answer) {
  (void)parts_.loop.post([this, meeting, answer = std::move(answer)]() mutable {
    waiting_[meeting].push_back(std::move(answer));
    execute(owners_.place(meeting, parts_.loop.now()));
  });
}

void ClusterRooms::release(const meetings::MeetingId& meeting, bool keep) {
  (void)parts_.loop.post([this, meeting, keep] { execute(owners_.release(meeting, keep)); });
}

void ClusterRooms::find_session(const std::string& name, std::function<void(SessionPlace)> answer) {
  (void)parts_.loop.post([this, name, answer = std::move(answer)] {
    parts_.bus.command({"GET", key("session.", name)}, [answer](const auto& reply) {
      if (!reply) return answer({});
      if (reply->text.empty()) return answer({true, std::nullopt});
      answer({true, meetings::MeetingId{reply->text}});
    });
  });
}

void ClusterRooms::keep_room(const meetings::MeetingId& meeting, RoomToKeep room) {
  (void)parts_.loop.post([this, meeting, room = std::move(room)] { write_room(meeting, room); });
}

void ClusterRooms::keep_line(const meetings::MeetingId& meeting, std::string line,
                             std::function<void(bool kept)> answer) {
  (void)parts_.loop.post([this, meeting, line = std::move(line), answer = std::move(answer)] {
    write_line(meeting, line, false, answer);
  });
}

// ---- the loop's thread

void ClusterRooms::write_room(const meetings::MeetingId& meeting, const RoomToKeep& room) {
  const auto mine = mark(meeting);
  if (!mine) return;
  const std::string& id = meeting.value();
  std::vector<std::string> keys{key("owner.", id), key("epoch.", id), key("room.", id),
                                key("lines.", id)};
  for (const std::string& session : room.sessions) keys.push_back(key("session.", session));
  std::vector<std::string> arguments{*mine, kOwnerSeconds, kCopySeconds,
                                     id,    room.text,     room.lines ? "1" : "0"};
  if (room.lines) arguments.insert(arguments.end(), room.lines->begin(), room.lines->end());
  kept_bytes_.add(room.text.size());
  run(kKeepRoom, keys, arguments, [this, meeting](const auto& reply) {
    (reply && is_yes(*reply) ? kept_ : not_kept_).add();
    if (reply && !is_yes(*reply)) refused(meeting);
  });
}

void ClusterRooms::write_line(const meetings::MeetingId& meeting, const std::string& line,
                              bool again, std::function<void(bool kept)> answer) {
  const auto mine = mark(meeting);
  if (!mine) return;  // the room ends, or has ended
  run(kKeepLine, {key("owner.", meeting.value()), key("lines.", meeting.value())},
      {*mine, line, "-" + std::to_string(kMostLines), kCopySeconds},
      [this, meeting, line, again, answer = std::move(answer)](const auto& reply) {
        const bool kept = reply && is_yes(*reply);
        (kept ? kept_ : not_kept_).add();
        if (kept) kept_bytes_.add(line.size());
        if (kept || !reply) return answer(kept);
        refused(meeting);
        // Behind the question who the owner is: the server may only have lost what it had.
        if (!again) write_line(meeting, line, true, answer);
      });
}

void ClusterRooms::refused(const meetings::MeetingId& meeting) {
  if (const auto epoch = owners_.epoch_of(meeting)) execute(AskVerify{meeting, *epoch});
}

std::string ClusterRooms::key(const char* word, const std::string& id) const {
  std::string out = parts_.prefix;
  return out.append(word).append(id);
}

std::optional<std::string> ClusterRooms::mark(const meetings::MeetingId& meeting) const {
  const auto epoch = owners_.epoch_of(meeting);
  return epoch ? std::optional{parts_.name + ' ' + std::to_string(*epoch)} : std::nullopt;
}

void ClusterRooms::run(const char* script, const std::vector<std::string>& keys,
                       const std::vector<std::string>& arguments, RedisBus::Then then) {
  std::vector<std::string> words{"EVAL", script, std::to_string(keys.size())};
  words.insert(words.end(), keys.begin(), keys.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  parts_.bus.command(words, std::move(then));
}

void ClusterRooms::execute(const OwnerEffects& effects) {
  for (const OwnerEffect& effect : effects)
    std::visit([this](const auto& one) { execute(one); }, effect);
}

void ClusterRooms::execute(const AskBeat&) {
  run(kBeat, {key("node.", parts_.name)}, {parts_.address, kLeaseText}, [this](const auto& reply) {
    if (reply) execute(owners_.beaten(is_yes(*reply)));
  });
}

void ClusterRooms::execute(const AskClaim& ask) {
  const std::string& id = ask.meeting.value();
  run(kClaim, {key("owner.", id), key("epoch.", id), key("room.", id), key("lines.", id)},
      {parts_.name, parts_.prefix + "node.", kOwnerSeconds},
      [this, meeting = ask.meeting](const auto& reply) {
        execute(owners_.claimed(meeting, placement_of(reply), parts_.loop.now()));
      });
}

void ClusterRooms::execute(const AskVerify& ask) {
  const std::string& id = ask.meeting.value();
  const std::string epoch = std::to_string(ask.epoch);
  run(kVerify, {key("owner.", id), key("epoch.", id)},
      {parts_.name + ' ' + epoch, epoch, kOwnerSeconds}, [this, ask](const auto& reply) {
        if (reply) execute(owners_.verified(ask.meeting, ask.epoch, is_yes(*reply)));
      });
}

void ClusterRooms::execute(const AskRelease& ask) {
  const std::string& id = ask.meeting.value();
  run(kRelease, {key("owner.", id), key("room.", id), key("lines.", id)},
      {parts_.name + ' ' + std::to_string(ask.epoch), ask.keep ? "1" : "0"}, [](const auto&) {});
}

void ClusterRooms::execute(const Placed& effect) {
  const auto found = waiting_.find(effect.meeting);
  if (found == waiting_.end()) return;
  const std::vector<Answer> answers = std::move(found->second);
  waiting_.erase(found);
  // The copy is for the first: the others find the room.
  Placement where = effect.where;
  for (const Answer& answer : answers) {
    answer(where);
    where.copy = {};
  }
}

void ClusterRooms::execute(const OwnerLost& effect) {
  lost_.add();
  parts_.lost(effect.meeting);
}

}  // namespace signaling
