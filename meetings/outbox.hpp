// SPDX-License-Identifier: MIT
// Outbox: messages that a change in the store causes: a domain event for the parts of this daemon,
// a mail or a webhook for the world outside. A service puts the message into the outbox in the same
// unit of work as the change, so the store keeps both or neither. A sender claims the due entries
// later and delivers each at least once.
//
// Events are put and delivered by meetings/announcements.hpp. For mails and webhooks the table and
// these calls are complete and tested, but only tests use them yet. Invitations, reminders and
// webhooks will put entries; a worker in meetings/notify/ will claim, deliver and reschedule them.
// Unit of work rules: see meetings/repository.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/strong.hpp"
#include "base/time.hpp"

namespace meetings {

using OutboxId = base::Strong<struct OutboxIdTag, std::int64_t>;

enum class OutboxKind : std::uint8_t { mail, webhook, event };
std::string_view to_string(OutboxKind kind) noexcept;
std::optional<OutboxKind> parse_outbox_kind(std::string_view text) noexcept;

struct OutboxEntry {
  OutboxId id;
  OutboxKind kind = OutboxKind::mail;
  std::string payload;  // a JSON object; its shape belongs to the kind
  base::WallTime created_at;
  base::WallTime due_at;   // no sender claims it earlier
  unsigned attempts = 0;   // claims so far
  std::string last_error;  // of the last failed attempt; empty: none failed

  friend bool operator==(const OutboxEntry&, const OutboxEntry&) = default;
};

class OutboxRepository {
 public:
  virtual ~OutboxRepository() = default;
  // Adds an entry that becomes due at `due_at`. Ids grow in the order of insertion.
  virtual OutboxId put(OutboxKind kind, std::string_view payload, base::WallTime now,
                       base::WallTime due_at) = 0;
  // Returns the entries that are due at `now`, the earliest due first (then by id), at most
  // `limit`. Counts an attempt for each and makes it due again at `retry_at`: two senders do not
  // get the same entry, and an entry whose sender dies is claimed again. Leaves events alone.
  virtual std::vector<OutboxEntry> claim_due(base::WallTime now, base::WallTime retry_at,
                                             std::size_t limit) = 0;
  // The same for events, in the order in which they were put.
  virtual std::vector<OutboxEntry> claim_due_events(base::WallTime now, base::WallTime retry_at,
                                                    std::size_t limit) = 0;
  // True if an event is due at `now`.
  virtual bool has_due_event(base::WallTime now) = 0;
  // The entry is delivered (or given up); removes it. Does nothing if it is gone.
  virtual void mark_done(const OutboxId& id) = 0;
  // The attempt failed with `error`; the entry is due again at `due_at`. Does nothing if it is
  // gone.
  virtual void reschedule(const OutboxId& id, base::WallTime due_at, std::string_view error) = 0;
  // For the operator: the entries after `after` (nullopt: from the start) by id, at most `limit`.
  virtual std::vector<OutboxEntry> list(const std::optional<OutboxId>& after,
                                        std::size_t limit) = 0;
};

}  // namespace meetings
