// SPDX-License-Identifier: MIT
#include "meetings/announcements.hpp"

#include "meetings/notifications.hpp"

namespace meetings {
namespace {

// An event that nobody has emitted by then belongs to a daemon that has died.
constexpr std::chrono::seconds kEmittedWithin{10};
constexpr std::size_t kMostTogether = 100;

}  // namespace

void Announcements::put(UnitOfWork& work, Event event) {
  const base::WallTime now = s_.clock.wall_now();
  if (auto* notice = std::get_if<Notice>(&event)) {
    notice->at = now;
    if (notice->id.empty()) notice->id = s_.random.uuid();
    work.notifications().insert(*notice, Notifications::kMostOfKind);
  }
  const OutboxId id =
      work.outbox().put(OutboxKind::event, print_event(event), now, now + kEmittedWithin);
  pending_.push_back({id, std::move(event)});
}

void Announcements::emit() {
  if (pending_.empty()) return;
  s_.store.after_commit([&services = s_, pending = std::exchange(pending_, {})] {
    for (const Pending& one : pending) services.events.emit(one.event);
    // If this fails, emit_left_events() emits the events once more.
    (void)services.store.write([&](UnitOfWork& work) -> Outcome<void> {
      for (const Pending& one : pending) work.outbox().mark_done(one.id);
      return {};
    });
  });
}

Outcome<void> emit_left_events(const Services& s) {
  const base::WallTime now = s.clock.wall_now();
  TRY(const bool any, read(s.store, [&](UnitOfWork& work) -> Outcome<bool> {
        return work.outbox().has_due_event(now);
      }));
  if (!any) return {};
  TRY(const auto left, write(s.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
        return work.outbox().claim_due_events(now, now + kEmittedWithin, kMostTogether);
      }));
  for (const OutboxEntry& entry : left) {
    if (const auto event = parse_event(entry.payload)) s.events.emit(*event);
  }
  return s.store.write([&](UnitOfWork& work) -> Outcome<void> {
    for (const OutboxEntry& entry : left) work.outbox().mark_done(entry.id);
    return {};
  });
}

}  // namespace meetings
