// SPDX-License-Identifier: MIT
// Announcements: domain events that leave with the transaction which causes them. The event lies in
// the outbox from the commit until the sink has it, so a daemon that dies in between delivers it at
// its next start; a sink may get an event twice. One thread an object; the functions block.
#pragma once

#include <utility>
#include <vector>

#include "meetings/services.hpp"

namespace meetings {

class Announcements {
 public:
  explicit Announcements(const Services& services) : s_(services) {}

  // At the beginning of the transaction, which the store may repeat: forgets what the attempt
  // before has put.
  void begin() noexcept { pending_.clear(); }
  // Inside the transaction. A notice becomes a notification of everybody it goes to.
  void put(UnitOfWork& work, Event event);
  // After the commit, and only then: gives the events to the sink and takes them out of the outbox.
  void emit();

 private:
  struct Pending {
    OutboxId id;
    Event event;
  };
  const Services& s_;
  std::vector<Pending> pending_;
};

// Runs body(UnitOfWork&, Announcements&), which returns an Outcome, in a transaction, and emits the
// announced events after the commit.
template <class F>
auto write_and_announce(const Services& services, F body) {
  Announcements announced{services};
  auto answer = write(services.store, [&](UnitOfWork& work) {
    announced.begin();
    return body(work, announced);
  });
  if (answer) announced.emit();
  return answer;
}

// Emits the events that a daemon which died left in the outbox. Call it at the start and now and
// then.
Outcome<void> emit_left_events(const Services& services);

}  // namespace meetings
