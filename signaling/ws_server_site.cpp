// SPDX-License-Identifier: MIT
#include "signaling/ws_server_site.hpp"

#include <algorithm>
#include <utility>

#include "signaling/hub_state.hpp"

namespace signaling {
namespace {

using namespace std::chrono_literals;

// What happens to a room within this time is written together.
constexpr std::chrono::nanoseconds kPause = 100ms;
constexpr std::chrono::nanoseconds kLongestPause = 2s;
constexpr auto kSeekAgain = 3 * kPause;
constexpr std::size_t kCopiedInASecond = std::size_t{4} * 1024 * 1024;
// A copy stays in Redis for five minutes.
constexpr auto kWriteAgain = 60s;
// A meeting without a room is free again after this time.
constexpr auto kUnused = 20s;

std::string join_text(const RequestPlace& question) {
  base::Json out = base::Json::object({{"type", "join"}, {"meetingId", question.ask.meeting}});
  if (question.ask.options.password) out.set("password", *question.ask.options.password);
  if (question.ask.options.name) out.set("name", *question.ask.options.name);
  if (question.join_id) out.set("id", *question.join_id);
  return out.print();
}

std::string resume_text(const RequestSession& question) {
  base::Json out = base::Json::object({{"type", "resume"},
                                       {"session", question.ask.session},
                                       {"resumeToken", question.ask.token},
                                       {"lastSeq", question.ask.last_seq}});
  if (question.resume_id) out.set("id", *question.resume_id);
  return out.print();
}

}  // namespace

base::Result<std::unique_ptr<WsSite>> WsSite::open(net::EventLoop& loop, Hub& hub, WsSiteHost& host,
                                                   WsSiteSettings settings, const base::Log& log,
                                                   base::Metrics& metrics) {
  auto site = std::make_unique<WsSite>(Private{}, loop, hub, host, std::move(settings.ask_meeting),
                                       std::move(settings.keys), log, metrics);
  TRY(site->links_, NodeLinks::open({loop, *site, settings.listen, site->keys_, log, metrics, {}}));
  site->guests_ = std::make_unique<WsGuests>(
      loop, *site->links_, host, [self = site.get()](SocketId socket, Arrival& arrival) {
        return self->let_in(socket, arrival);
      });
  WsPassedHost& passing = *site;  // a private base: converted here, not inside make_unique
  site->passed_ = std::make_unique<WsPassed>(loop, *site->links_, passing, metrics);
  return site;
}

WsSite::WsSite(Private, net::EventLoop& loop, Hub& hub, WsSiteHost& host, AskMeeting ask_meeting,
               std::vector<base::Secret> keys, const base::Log& log, base::Metrics& metrics)
    : loop_(loop),
      hub_(hub),
      host_(host),
      ask_meeting_(std::move(ask_meeting)),
      keys_(std::move(keys)),
      log_(log),
      pause_(kPause),
      taken_over_(metrics.counter("lectern_cluster_rooms_taken_over_total",
                                  "Rooms that went on here after their owner had gone")),
      broken_copies_(metrics.counter("lectern_cluster_copies_broken_total",
                                     "Copies of rooms, or lines of them, that nobody understands")),
      copying_(loop, [this] { write_copies(); }),
      seek_again_(loop, [this] { seek_again(); }) {}

// ---- who owns the meeting?

void WsSite::ask(RequestPlace question) {
  auto shared = std::make_shared<RequestPlace>(std::move(question));
  ask_meeting_(shared->ask.meeting, shared->ask.client,
               [this, shared](const std::optional<meetings::MeetingId>& meeting) {
                 (void)loop_.post([this, shared, meeting] {
                   if (meeting) return find_place(shared, *meeting);
                   host_.run(hub_.placed(shared->session, shared->request, std::move(shared->ask),
                                         Hub::PlaceAnswer::no_such_meeting, {}, host_.now()));
                 });
               });
}

void WsSite::find_place(const std::shared_ptr<RequestPlace>& question,
                        const meetings::MeetingId& meeting) {
  directory_->place(meeting, [this, question, meeting](Placement where) {
    (void)loop_.post([this, question, meeting, where = std::move(where)] {
      placed(std::move(*question), meeting, where);
    });
  });
}

void WsSite::placed(RequestPlace question, const meetings::MeetingId& meeting,
                    const Placement& where) {
  const SessionId session = question.session;
  const auto socket = host_.socket_of(session);
  if (where.kind == Placement::Kind::here) own(meeting, where.copy);
  if (where.kind != Placement::Kind::elsewhere || !socket ||
      !hub_.awaits_place(session, question.request)) {
    const auto answer =
        where.kind == Placement::Kind::here ? Hub::PlaceAnswer::here : Hub::PlaceAnswer::unknown;
    return host_.run(hub_.placed(session, question.request, std::move(question.ask), answer,
                                 meeting, host_.now()));
  }
  std::vector<std::string> frames;
  (void)hub_.take_frames(session, host_.now(), [&](std::string_view frame) {
    frames.emplace_back(frame);
    return true;
  });
  Arrival arrival{hub_.address_of(session), {}, join_text(question), 0};
  arrival.session = hub_.depart(session, host_.now());
  send_away(*socket, meeting, std::move(arrival), std::move(frames), where);
}

void WsSite::send_away(SocketId socket, const meetings::MeetingId& meeting, Arrival arrival,
                       std::vector<std::string> frames, const Placement& where) {
  host_.unbind(socket);
  if (!WsGuests::is_guest(socket)) {
    arrival.node = node_;
    return passed_->travel({socket, meeting, std::move(arrival), std::move(frames)}, where);
  }
  arrival.hops = guests_->hops_of(socket);
  guests_->send_back(socket, frames, print_return(meeting, arrival));
}

// ---- where is the session?

void WsSite::ask(RequestSession question) { seek(question, false); }

void WsSite::seek(const RequestSession& question, bool again) {
  directory_->find_session(question.ask.session, [this, question, again](SessionPlace place) {
    (void)loop_.post(
        [this, question, again, place = std::move(place)] { found(question, place, again); });
  });
}

void WsSite::seek_again() {
  for (const RequestSession& question : std::exchange(seeking_, {})) seek(question, true);
}

void WsSite::found(const RequestSession& question, const SessionPlace& place, bool again) {
  // A session that has just come into its room is not in the copy yet.
  if (place.known && !place.meeting && !again) {
    seeking_.push_back(question);
    if (!seek_again_.running()) seek_again_.start_after(kSeekAgain);
    return;
  }
  if (!place.meeting) {
    const auto answer = place.known ? Hub::PlaceAnswer::no_such_meeting : Hub::PlaceAnswer::unknown;
    return host_.run(hub_.sought(question.session, question.request, question.ask,
                                 question.resume_id, answer, host_.now()));
  }
  directory_->place(*place.meeting, [this, question, meeting = *place.meeting](Placement where) {
    (void)loop_.post(
        [this, question, meeting, where = std::move(where)] { placed(question, meeting, where); });
  });
}

void WsSite::placed(const RequestSession& question, const meetings::MeetingId& meeting,
                    const Placement& where) {
  const auto socket = host_.socket_of(question.session);
  if (where.kind == Placement::Kind::here) own(meeting, where.copy);
  if (where.kind != Placement::Kind::elsewhere || !socket ||
      !hub_.awaits_session(question.session, question.request)) {
    const auto answer =
        where.kind == Placement::Kind::here ? Hub::PlaceAnswer::here : Hub::PlaceAnswer::unknown;
    return host_.run(hub_.sought(question.session, question.request, question.ask,
                                 question.resume_id, answer, host_.now()));
  }
  Arrival arrival{hub_.address_of(question.session), {}, resume_text(question), 0};
  hub_.forget_newcomer(question.session);
  send_away(*socket, meeting, std::move(arrival), {}, where);
}

// ---- sockets that travel

void WsSite::find_owner(SocketId socket, const meetings::MeetingId& meeting) {
  directory_->place(meeting, [this, socket, meeting](Placement where) {
    (void)loop_.post([this, socket, meeting, where = std::move(where)] {
      if (where.kind == Placement::Kind::here) own(meeting, where.copy);
      passed_->placed(socket, where);
    });
  });
}

bool WsSite::arrive_here(Traveller traveller) {
  if (!let_in(traveller.socket, traveller.arrival)) return false;
  if (!traveller.frames.empty()) leftovers_[traveller.socket] = std::move(traveller.frames);
  host_.on_text(traveller.socket, traveller.arrival.text);
  return true;
}

bool WsSite::let_in(SocketId socket, Arrival& arrival) {
  if (leaving_) return false;
  const auto session = host_.let_in(socket, arrival.client);
  if (!session) return false;
  hub_.comes_from(*session, arrival.node);
  if (!arrival.session) return true;
  return hub_.arrive(*session, *std::exchange(arrival.session, std::nullopt), host_.now());
}

void WsSite::deliver_here(SocketId socket) { host_.own_transport().deliver(socket); }
void WsSite::close_here(SocketId socket, CloseCode code) {
  host_.own_transport().close(socket, code);
}

bool WsSite::take_leftovers(SocketId socket, FrameSink& sink) {
  const auto found = leftovers_.find(socket);
  if (found == leftovers_.end()) return true;
  std::vector<std::string>& frames = found->second;
  while (!frames.empty()) {
    const std::string frame = std::move(frames.front());
    frames.erase(frames.begin());
    if (!sink.take(frame)) break;
  }
  if (!frames.empty()) return false;
  leftovers_.erase(found);
  return true;
}

void WsSite::on_link_frame(LinkId link, const LinkFrame& frame) {
  // A link that this node has dialed serves no guests.
  switch (frame.kind) {
    case LinkKind::open: return guests_->on_open(link, frame.channel, frame.payload);
    case LinkKind::gone: return guests_->on_gone(link, frame.channel, frame.payload);
    case LinkKind::text:
      if (guests_->serves(link, frame.channel))
        return guests_->on_text(link, frame.channel, frame.payload);
      return passed_->on_frame(link, frame);
    case LinkKind::credit:
      if (guests_->serves(link, frame.channel))
        return guests_->on_credit(link, frame.channel, frame.payload);
      return passed_->on_frame(link, frame);
    default: return passed_->on_frame(link, frame);
  }
}

void WsSite::on_link_down(LinkId link) {
  guests_->on_link_down(link);
  passed_->on_link_down(link);
}

// ---- rooms

void WsSite::own(const meetings::MeetingId& meeting, const RoomCopy& copy) {
  hub_.own(meeting);
  if (owned_.insert_or_assign(meeting, loop_.now()).second) with_lines_.insert(meeting);
  if (!copy.room.empty() && !hub_.has_room(meeting)) take_copy(meeting, copy);
}

void WsSite::take_copy(const meetings::MeetingId& meeting, const RoomCopy& copy) {
  auto state = parse_hub_state(copy.room);
  if (!state || state->rooms.size() != 1 || state->rooms.front().meeting.id != meeting) {
    broken_copies_.add();
    return log_.warning("room_not_taken_over", {{"meeting", meeting.value()}});
  }
  std::vector<KeptLine> lines;
  for (const std::string& text : copy.lines) {
    if (auto line = parse_kept_line(text)) lines.push_back(std::move(*line));
    else broken_copies_.add();
  }
  taken_over_.add();
  log_.info("room_taken_over", {{"meeting", meeting.value()},
                                {"sessions", state->sessions.size()},
                                {"lines", lines.size()}});
  host_.run(hub_.take_room(*std::move(state), std::move(lines), host_.now()));
}

void WsSite::keep(const KeepLine& line) {
  directory_->keep_line(line.meeting, print_kept_line(line.line),
                        [this, meeting = line.meeting, number = line.number](bool kept) {
                          (void)loop_.post([this, meeting, number, kept] {
                            host_.run(hub_.line_kept(meeting, number, kept, host_.now()));
                          });
                        });
}

void WsSite::write_copies() {
  std::size_t bytes = 0;
  for (const meetings::MeetingId& meeting : hub_.take_touched()) bytes += write_copy(meeting);
  pause_ = std::clamp<std::chrono::nanoseconds>(
      std::chrono::nanoseconds{1s} * bytes / kCopiedInASecond, kPause, kLongestPause);
}

std::size_t WsSite::write_copy(const meetings::MeetingId& meeting) {
  auto state = hub_.copy_of(meeting, host_.now());
  if (!state || !owned_.contains(meeting)) return 0;
  RoomToKeep room;
  room.text = print(*state, {0, 0}).reveal_text();
  for (const HandedSession& session : state->sessions) room.sessions.push_back(session.name);
  if (with_lines_.erase(meeting) != 0) {
    room.lines.emplace();
    for (const KeptLine& line : hub_.lines_to_keep(meeting))
      room.lines->push_back(print_kept_line(line));
  }
  const std::size_t bytes = room.text.size();
  directory_->keep_room(meeting, std::move(room));
  written_[meeting] = loop_.now();
  return bytes;
}

void WsSite::tick() {
  const base::Instant now = loop_.now();
  for (const auto& [meeting, at] : written_) {
    if (now - at >= kWriteAgain) hub_.touch(meeting);
  }
  std::erase_if(written_, [&](const auto& entry) { return !hub_.has_room(entry.first); });
  for (auto& [meeting, since] : owned_) {
    if (hub_.has_room(meeting)) since = now;
  }
  std::erase_if(owned_, [&](const auto& entry) {
    if (now - entry.second < kUnused) return false;
    hub_.disown(entry.first);
    with_lines_.erase(entry.first);
    directory_->release(entry.first, false);
    return true;
  });
  look();
}

void WsSite::owner_lost(const meetings::MeetingId& meeting) {
  (void)loop_.post([this, meeting] {
    owned_.erase(meeting);
    log_.warning("meeting_lost", {{"meeting", meeting.value()}});
    host_.run(hub_.give_up(meeting, host_.now()));
  });
}

void WsSite::redis_is_back() {
  (void)loop_.post([this] {
    for (const auto& [meeting, since] : owned_) {
      if (!hub_.has_room(meeting)) continue;
      with_lines_.insert(meeting);
      hub_.touch(meeting);
    }
    look();
  });
}

void WsSite::leave() {
  leaving_ = true;
  copying_.stop();
  seek_again_.stop();
  passed_->close_all(CloseCode::service_restart);
  for (const auto& [meeting, since] : owned_) {
    const bool has_room = hub_.has_room(meeting);
    if (has_room) (void)write_copy(meeting);
    directory_->release(meeting, has_room);
  }
  owned_.clear();
}

void WsSite::shut_down() noexcept {
  guests_->shut_down();
  links_->shut_down();
}

}  // namespace signaling
