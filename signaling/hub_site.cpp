// SPDX-License-Identifier: MIT
// Several nodes: a room opens only where its meeting is owned, sessions go to the node of their
// meeting, chat lines are told when they are kept outside of this process, and a room goes on at
// another node (docs/cluster.md).
#include <algorithm>
#include <utility>

#include "signaling/hub.hpp"
#include "signaling/hub_state.hpp"

namespace signaling {
namespace {

// The copy of a session is older than what its client has got: numbers in between are used up, so
// that no client continues across the gap.
constexpr std::uint64_t kLostNumbers = 1'000'000;

// A line that was written again, because nobody knew whether it had been, is there twice.
void take_line(std::vector<Chat>& chat, Chat line) {
  const auto is_same = [&](const Chat& other) { return other.line == line.line; };
  if (line.line == 0 || std::ranges::none_of(chat, is_same)) chat.push_back(std::move(line));
}

}  // namespace

// ---- joining

void Hub::begin_admission(Session& session, AdmissionRequest ask) {
  if (!limits_.site) return ask_admission(session, std::move(ask));
  session.admission.asked = next_request_++;
  effects_.push_back(RequestPlace{session.id, *session.admission.asked, std::move(ask),
                                  session.admission.join_id});
}

bool Hub::awaits_place(SessionId id, std::uint64_t request) const noexcept {
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.admission.asked == request &&
         found->second.stage == Stage::admitting && !found->second.admission.next;
}

Effects Hub::placed(SessionId id, std::uint64_t request, AdmissionRequest ask, PlaceAnswer answer,
                    const meetings::MeetingId& meeting, Now now) {
  if (answer == PlaceAnswer::here) owned_.insert(meeting);
  Session* session = find(id);
  if (session == nullptr || session->admission.asked != request) return finish(now);
  session->admission.asked.reset();
  auto next = std::exchange(session->admission.next, std::nullopt);
  if (session->stage != Stage::admitting) return finish(now);  // the client has left since
  if (next) {
    begin_admission(*session, std::move(*next));
  } else if (answer == PlaceAnswer::unknown) {
    session->stage = Stage::authenticated;
    refuse({*session, session->admission.join_id, now}, ErrorCode::overloaded, {}, 2);
  } else {
    ask_admission(*session, std::move(ask));
  }
  return finish(now);
}

HandedSession Hub::depart(SessionId id, Now now) {
  Session& session = *find(id);
  HandedSession out = handed(session, now);
  forget(session);
  return out;
}

bool Hub::arrive(SessionId newcomer, HandedSession handed, Now now) {
  Session* session = find(newcomer);
  if (session == nullptr || session->stage != Stage::fresh || by_name_.contains(handed.name))
    return false;
  fill(*session, handed, now);
  return true;
}

void Hub::comes_from(SessionId id, std::string node) {
  if (Session* session = find(id)) session->relays.node = std::move(node);
}

base::IpAddress Hub::address_of(SessionId id) const {
  const auto found = sessions_.find(id);
  return found == sessions_.end() ? base::IpAddress{} : found->second.address;
}

// ---- resuming

bool Hub::awaits_session(SessionId id, std::uint64_t request) const noexcept {
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.stage == Stage::authenticating &&
         found->second.request == request;
}

Effects Hub::sought(SessionId id, std::uint64_t request, const Resume& ask,
                    const std::optional<std::string>& re, PlaceAnswer answer, Now now) {
  if (!awaits_session(id, request)) return finish(now);
  Session& newcomer = *find(id);
  newcomer.stage = Stage::fresh;
  const std::vector<ClientFrame> early = std::exchange(newcomer.early, {});
  if (answer == PlaceAnswer::unknown) {
    refuse({newcomer, re, now}, ErrorCode::overloaded, {}, 1);
    drop(newcomer, CloseCode::try_again_later, LeaveReason::disconnected, now);
    return finish(now);
  }
  Session* session = resume_here({newcomer, re, now}, ask);
  for (const ClientFrame& frame : early) {
    if (session == nullptr || session->stage == Stage::closing) break;
    dispatch({*session, frame.id, now}, frame.message);
  }
  return finish(now);
}

void Hub::forget_newcomer(SessionId id) {
  if (Session* session = find(id)) forget(*session);
}

// ---- chat lines

void Hub::hold_line(Context in, Room& room, Chat chat) {
  const std::uint64_t number = next_line_++;
  effects_.push_back(KeepLine{room.id(), number, {chat, in.session.name, in.re}});
  lines_[room.id()].push_back({number, std::move(chat), in.session.id, in.re, in.now.mono, false});
}

std::vector<KeptLine> Hub::lines_to_keep(const meetings::MeetingId& meeting) const {
  std::vector<KeptLine> out;
  const auto room = rooms_.find(meeting);
  if (room == rooms_.end()) return out;
  for (Chat& chat : room->second.hand_over().chat) out.push_back({std::move(chat), {}, {}});
  const auto held = lines_.find(meeting);
  if (held == lines_.end()) return out;
  for (const HeldLine& line : held->second) {
    const auto sender = sessions_.find(line.sender);
    out.push_back(
        {line.chat, sender == sessions_.end() ? std::string{} : sender->second.name, line.re});
  }
  return out;
}

Effects Hub::line_kept(const meetings::MeetingId& meeting, std::uint64_t number, bool kept,
                       Now now) {
  const auto found = lines_.find(meeting);
  if (found == lines_.end()) return finish(now);
  for (HeldLine& line : found->second) {
    if (line.number != number) continue;
    line.kept = true;
    if (!kept) metrics_.lines_not_kept().add();
  }
  tell_kept_lines(meeting, now);
  return finish(now);
}

// In their order.
void Hub::tell_kept_lines(const meetings::MeetingId& meeting, Now now) {
  const auto found = lines_.find(meeting);
  const auto room = rooms_.find(meeting);
  if (found == lines_.end()) return;
  std::deque<HeldLine>& lines = found->second;
  while (!lines.empty() && lines.front().kept) {
    const HeldLine line = std::move(lines.front());
    lines.pop_front();
    if (room != rooms_.end())
      tell_chat(room->second, line.chat, encode(line.chat), line.sender, line.re, now);
  }
  if (lines.empty()) lines_.erase(found);
}

void Hub::tick_lines(Now now) {
  std::vector<meetings::MeetingId> late;
  for (auto& [meeting, lines] : lines_) {
    for (HeldLine& line : lines) {
      if (line.kept || now.mono - line.at < limits_.keeping) continue;
      line.kept = true;
      metrics_.lines_not_kept().add();
      if (late.empty() || late.back() != meeting) late.push_back(meeting);
    }
  }
  for (const meetings::MeetingId& meeting : late) tell_kept_lines(meeting, now);
}

// ---- rooms that go on at another node

std::vector<meetings::MeetingId> Hub::take_touched() {
  std::vector<meetings::MeetingId> out(touched_.begin(), touched_.end());
  touched_.clear();
  return out;
}

std::optional<HubState> Hub::copy_of(const meetings::MeetingId& meeting, Now now) {
  const auto found = rooms_.find(meeting);
  if (found == rooms_.end()) return std::nullopt;
  HubState out{now.wall, {}, {}};
  HandedRoom room = found->second.hand_over();
  std::erase_if(room.members, [&](Member& member) {
    const Session& session = session_of(member);
    if (session.tokens.empty()) return true;
    member.place = Local{SessionId{out.sessions.size()}};
    out.sessions.push_back(handed(session, now, false));
    return false;
  });
  out.rooms.push_back(std::move(room));
  return out;
}

Effects Hub::take_room(HubState copy, std::vector<KeptLine> lines, Now now) {
  std::erase_if(copy.rooms, [&](const HandedRoom& room) { return has_room(room.meeting.id); });
  if (copy.rooms.empty()) return finish(now);
  for (HandedSession& session : copy.sessions) {
    session.texts.clear();
    session.last_seq += kLostNumbers;
    // The session goes on in another room here; the older place of its seat ends by itself.
    if (by_name_.contains(session.name)) session.name = random_.base64url(16);
  }
  for (KeptLine& line : lines) {
    for (HandedSession& session : copy.sessions) {
      if (line.id && session.name == line.session) session.handled.add(*line.id);
    }
    take_line(copy.rooms.front().chat, std::move(line.chat));
  }
  const meetings::MeetingId meeting = copy.rooms.front().meeting.id;
  owned_.insert(meeting);
  touch(meeting);
  return restore(std::move(copy), now);
}

Effects Hub::give_up(const meetings::MeetingId& meeting, Now now) {
  owned_.erase(meeting);
  lines_.erase(meeting);
  touched_.erase(meeting);
  const auto found = rooms_.find(meeting);
  if (found == rooms_.end()) return finish(now);
  for (const Member& member : found->second.members()) {
    Session& session = session_of(member);
    session.room.reset();
    close(session, CloseCode::service_restart);
    effects_.push_back(PresenceChanged{meeting, member.who.participant_id, std::nullopt});
  }
  rooms_.erase(found);
  metrics_.rooms().set(static_cast<std::int64_t>(rooms_.size()));
  return finish(now);
}

}  // namespace signaling
