// SPDX-License-Identifier: MIT
// Frames on their way to the clients: into the outboxes, out of them, and what all outboxes may
// hold together.
#include <utility>

#include "signaling/hub.hpp"

namespace signaling {
namespace {

// Of each outbox, so many bytes do not count for all outboxes together: an ordinary message, which
// is taken at once, then needs no place.
constexpr std::size_t kUncounted = 2048;

}  // namespace

void Hub::send(Session& session, const ServerMessage& message, const std::optional<std::string>& re,
               Now now) {
  std::string body = encode(message);
  if (re) body = stamp(std::move(body), re, std::nullopt);
  post(session, {std::move(body), carries_seq(message)}, now);
}

Session& Hub::session_of(const Member& member) noexcept {
  return std::visit([this](const Local& local) -> Session& { return *find(local.session); },
                    member.place);
}

void Hub::tell(const Member& member, const ServerMessage& message, Now now) {
  send(session_of(member), message, std::nullopt, now);
}

Outbox::Push Hub::post(Session& session, Frame frame, Now now) {
  if (session.stage == Stage::closing || session.overflowed) return Outbox::Push::waits;
  if (session.away_since) return keep_while_away(session, std::move(frame));
  if (session.waiting || frame.bytes() > kUncounted) make_room(session, frame.bytes());
  const bool was_empty = session.outbox.empty();
  const std::uint64_t dropped = session.outbox.dropped();
  const Outbox::Push pushed = session.outbox.push(std::move(frame), now.mono);
  metrics_.dropped_reactions().add(session.outbox.dropped() - dropped +
                                   (pushed == Outbox::Push::dropped ? 1 : 0));
  if (pushed == Outbox::Push::full) overflow(session);
  count_waiting(session);
  if (was_empty && !session.outbox.empty()) effects_.push_back(Deliver{session.id});
  return pushed;
}

void Hub::make_room(const Session& session, std::size_t bytes) {
  while (!waiting_.has_room(session.address, bytes)) {
    const auto slowest = waiting_.next_to_give_way();
    Session* victim = slowest ? find(*slowest) : nullptr;
    if (victim == nullptr) return;
    victim->outbox.clear();
    count_waiting(*victim);
    overflow(*victim);
  }
}

void Hub::count_waiting(Session& session) {
  const std::size_t bytes = session.outbox.bytes();
  if (bytes > kUncounted) {
    waiting_.enter(session.id, session.address, 0);
    waiting_.hold(session.id, bytes - kUncounted);
  } else if (session.waiting) {
    waiting_.leave(session.id);
  }
  session.waiting = bytes > kUncounted;
  metrics_.waiting_bytes().set(static_cast<std::int64_t>(waiting_.taken()));
}

// A caller may be iterating over the room's members, so finish() drops the session later.
void Hub::overflow(Session& session) {
  if (session.overflowed) return;
  session.overflowed = true;
  overflowed_.push_back(session.id);
}

std::optional<std::string> Hub::next_frame(SessionId id, Now now) {
  Session* session = find(id);
  if (session == nullptr) return std::nullopt;
  auto frame = session->outbox.pop(now.mono);
  if (!frame) return std::nullopt;
  std::string text{number(*session, *frame)};
  taken(*session);
  return text;
}

void Hub::note_private(Session& session, const Frame& frame) {
  if (!frame.is_private || !limits_.site) return;
  session.private_lines.add(session.sent.last() + 1, frame.body);
  if (session.room) touch(*session.room);
}

std::string_view Hub::number(Session& session, Frame& frame) {
  note_private(session, frame);
  return frame.numbered ? session.sent.add(std::move(frame.body)) : std::string_view{frame.body};
}

void Hub::taken(Session& session) {
  count_kept(session);
  count_waiting(session);
  if (session.waiting) waiting_.touch(session.id);
}

bool Hub::has_frames(SessionId id) const noexcept {
  const auto found = sessions_.find(id);
  return found != sessions_.end() && !found->second.outbox.empty();
}

}  // namespace signaling
