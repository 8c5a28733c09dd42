// SPDX-License-Identifier: MIT
// Sessions that outlive their sockets: a session whose socket broke keeps its seat and waits; what
// its client has not seen yet is kept; the client continues it on another socket (docs/protocol.md,
// "Resuming").
#include <algorithm>
#include <utility>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

// Of each ring, so many bytes do not count for all rings together, as with the outboxes.
constexpr std::size_t kUncounted = 2048;
// The others are counted in steps of at least this size, so that not every message changes the
// account: it costs a tenth of what a chat line does.
constexpr std::size_t kStep = 2048;
// The part of the ring that other clients' relayed messages may take while nobody acknowledges.
constexpr std::size_t kRelayedPart = 2;

// What counts of so many bytes, if `counted` counted so far: a quarter more than there are at most,
// or half more where there were more before.
std::size_t count_of(std::size_t bytes, std::size_t counted) {
  if (bytes <= kUncounted) return 0;
  bytes -= kUncounted;
  const std::size_t step = std::max(kStep, bytes / 4);
  if (bytes <= counted && counted - bytes <= 2 * step) return counted;
  return (bytes + step - 1) / step * step;
}

}  // namespace

bool Hub::resumable(const Session& session) const noexcept {
  const bool known = session.stage == Stage::authenticated || session.stage == Stage::admitting ||
                     session.stage == Stage::joined;
  return known && limits_.resume.count() > 0 && !session.tokens.empty() && !shut_down_;
}

bool Hub::is_repeated(const Session& session, const ClientFrame& frame) const {
  return frame.id && reaches_others(frame.message) && session.handled.has(*frame.id);
}

// ---- the socket breaks

void Hub::break_socket(Session& session, CloseCode code, Now now) {
  if (!resumable(session)) return drop(session, code, LeaveReason::disconnected, now);
  if (session.away_since) return;
  metrics_.closes(code).add();
  effects_.push_back(CloseSession{session.id, code});
  detach(session, now);
}

void Hub::detach(Session& session, Now now) {
  set_aside(session, now);
  show_away(session, true, now);
}

// The session waits for its client; nobody is told.
void Hub::set_aside(Session& session, Now now) {
  stash(session, now);
  session.away_since = now.mono;
  ++away_;
  metrics_.away().set(static_cast<std::int64_t>(away_));
  settle(session);
}

void Hub::stash(Session& session, Now now) {
  while (auto frame = session.outbox.pop(now.mono)) keep(session, std::move(*frame));
  if (std::exchange(session.overflowed, false)) session.sent.lose();
  count_waiting(session);
  session.relayed_while_away = 0;
}

// Frames without a number are lost with their socket: a client repeats what it got no answer to.
void Hub::keep(Session& session, Frame frame) {
  if (!frame.numbered) return;
  note_private(session, frame);
  (void)session.sent.add(std::move(frame.body));
  count_kept(session);
}

Outbox::Push Hub::keep_while_away(Session& session, Frame frame) {
  if (frame.kind == FrameKind::relayed) {
    if (session.relayed_while_away + frame.bytes() > limits_.replay.bytes / kRelayedPart)
      return Outbox::Push::share_full;
    session.relayed_while_away += frame.bytes();
  }
  keep(session, std::move(frame));
  return Outbox::Push::waits;
}

void Hub::count_kept(Session& session) {
  const std::size_t counted = count_of(session.sent.bytes(), session.counted_kept);
  if (counted == session.counted_kept) return;
  session.counted_kept = counted;
  if (counted == 0) {
    kept_.leave(session.id);
  } else {
    kept_.enter(session.id, session.address, 0);
    kept_.hold(session.id, counted);
    // The client of an emptied ring gets a snapshot instead.
    while (kept_.taken() > limits_.replay_bytes) {
      Session& victim = *find(*kept_.next_to_give_way());
      kept_.leave(victim.id);
      victim.counted_kept = 0;
      victim.sent.clear();
    }
  }
  metrics_.replay_bytes().set(static_cast<std::int64_t>(kept_.taken()));
}

void Hub::settle(const Session& session) {
  Standing standing = session.away_since ? Standing::away : Standing::idle;
  if (session.room) standing = session.away_since ? Standing::away_seated : Standing::seated;
  places_.change(session.id, session.address, standing);
}

void Hub::show_away(Session& session, bool away, Now now) {
  session.shown_away = away;
  if (!session.room) return;
  Room& room = rooms_.at(*session.room);
  Member& member = *room.find(session.id);
  if (std::exchange(member.away, away) != away) tell_state(room, member, now);
}

void Hub::expire(Session& session, Now now) {
  metrics_.expired().add();
  leave_room(session, LeaveReason::disconnected, Stay::over, now);
  session.stage = Stage::closing;
  gone_.push_back(session.id);
}

// ---- the client comes back

void Hub::on(Context in, const Resume& message) {
  if (in.session.stage != Stage::fresh) return refuse(in, ErrorCode::already_authenticated);
  if (limits_.site && !by_name_.contains(message.session)) {
    const std::uint64_t request = begin_authentication(in.session, in.now);
    effects_.push_back(RequestSession{in.session.id, request, message, in.re});
    return;
  }
  (void)resume_here(in, message);
}

// nullptr: the client is refused, and its socket still carries the session that it opened.
Session* Hub::resume_here(Context in, const Resume& message) {
  Session* session = session_to_resume(message);
  if (session == nullptr) {
    metrics_.resumes(ResumeResult::refused).add();
    refuse(in, ErrorCode::no_such_session);
    return nullptr;
  }
  if (!session->away_since) stash(*session, in.now);  // the older socket is still open
  const bool reaches = session->sent.reaches(message.last_seq);
  move_socket(in.session, *session);  // in.session is gone from here on
  metrics_.resumes(reaches ? ResumeResult::resumed : ResumeResult::resynced).add();
  if (reaches) replay(*session, message.last_seq, in.now);
  else resync(*session, message.last_seq, in.now);
  show_away(*session, false, in.now);
  if (session->room) touch(*session->room);  // another token is good now
  return session;
}

Session* Hub::session_to_resume(const Resume& message) {
  const auto found = by_name_.find(message.session);
  Session* session = found == by_name_.end() ? nullptr : find(found->second);
  if (session == nullptr || !resumable(*session)) return nullptr;
  return session->tokens.use(message.token) ? session : nullptr;
}

void Hub::move_socket(Session& newcomer, Session& session) {
  if (session.away_since) {
    session.away_since.reset();
    --away_;
    metrics_.away().set(static_cast<std::int64_t>(away_));
  } else {
    metrics_.closes(CloseCode::replaced).add();
  }
  effects_.push_back(MoveSocket{newcomer.id, session.id});
  const base::IpAddress address = newcomer.address;
  std::string node = std::move(newcomer.relays.node);
  forget(newcomer);
  session.address = address;
  // The relay of the node that the client has left may be gone: tick() tells it others at once.
  if (std::exchange(session.relays.node, node) != node) session.renew_ice_at = {};
  kept_.leave(session.id);
  session.counted_kept = 0;
  count_kept(session);
  places_.move(session.id, address, Standing::idle);
  settle(session);
}

void Hub::replay(Session& session, std::uint64_t seen, Now now) {
  session.sent.acknowledge(seen);
  session.private_lines.acknowledge(seen);
  count_kept(session);
  send(session,
       Resumed{session.name, session.tokens.issue(random_), limits_.resume.count(),
               session.sent.last()},
       std::nullopt, now);
  for (std::string& text : session.sent.after(seen)) post(session, {std::move(text)}, now);
}

void Hub::resync(Session& session, std::uint64_t seen, Now now) {
  // The snapshot has public lines only.
  session.private_lines.acknowledge(seen);
  std::deque<PrivateLine> missed = session.private_lines.take();
  session.sent.clear();
  count_kept(session);
  send(session,
       Resync{session.name, session.tokens.issue(random_), limits_.resume.count(),
              session.sent.last(), session.room},
       std::nullopt, now);
  if (!session.room) return;
  Room& room = rooms_.at(*session.room);
  tell_batch(room, now);
  show_room(session, room, std::nullopt, now);
  show_lobby(room, *room.find(session.id), now);
  for (PrivateLine& line : missed)
    post(session, {std::move(line.body), true, FrameKind::kept, {}, true}, now);
}

void Hub::on(Context in, const Ack& message) {
  if (message.seq > in.session.sent.last())
    return refuse(in, ErrorCode::bad_field, "seq was not given yet");
  in.session.sent.acknowledge(message.seq);
  in.session.private_lines.acknowledge(message.seq);
  count_kept(in.session);
}

}  // namespace signaling
