// SPDX-License-Identifier: MIT
// Outbox: messages that a change in the store causes: a domain event for the parts of this daemon,
// a mail or a webhook for the world outside. A service puts the message into the outbox in the same
// unit of work as the change, so the store keeps both or neither. A sender claims the due entries
// later and delivers each at least once.
//
// Events are put and delivered by meetings/announcements.hpp. Mails are put by the services; the
// worker of meetings/notify/ claims, sends and settles them. A mail that cannot be delivered
// becomes a dead letter, which stays for the operator until retention removes it.
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

// google: a meeting to write into a person's calendar (meetings/google_calendars.hpp).
enum class OutboxKind : std::uint8_t { mail, webhook, event, google };
std::string_view to_string(OutboxKind kind) noexcept;
std::optional<OutboxKind> parse_outbox_kind(std::string_view text) noexcept;

// sending: claimed by a sender, which has to settle it before it is due again.
enum class OutboxState : std::uint8_t { waiting, sending, dead };
std::string_view to_string(OutboxState state) noexcept;
std::optional<OutboxState> parse_outbox_state(std::string_view text) noexcept;

struct OutboxEntry {
  OutboxId id;
  OutboxKind kind = OutboxKind::mail;
  std::string payload;  // a JSON object; its shape belongs to the kind
  base::WallTime created_at;
  base::WallTime due_at;   // no sender claims it earlier
  unsigned attempts = 0;   // claims so far, without those that were given back
  std::string last_error;  // of the last failed attempt; empty: none failed
  OutboxState state = OutboxState::waiting;
  std::string subject{};                       // see OutboxTerms
  std::optional<base::WallTime> expires_at{};  // see OutboxTerms

  friend bool operator==(const OutboxEntry&, const OutboxEntry&) = default;
};

struct OutboxTerms {
  // Entries of the same kind and subject leave in the order in which they were put; empty: no
  // order. A dead entry holds up nobody.
  std::string_view subject{};
  std::optional<base::WallTime> expires_at{};  // it is of no use from then on
};

struct OutboxCount {
  OutboxKind kind = OutboxKind::mail;
  OutboxState state = OutboxState::waiting;
  std::size_t count = 0;
  base::WallTime oldest;  // when the oldest of them was put
};

class OutboxRepository {
 public:
  virtual ~OutboxRepository() = default;
  // Adds an entry that becomes due at `due_at`. Ids grow in the order of insertion.
  virtual OutboxId put(OutboxKind kind, std::string_view payload, base::WallTime now,
                       base::WallTime due_at, const OutboxTerms& terms) = 0;
  OutboxId put(OutboxKind kind, std::string_view payload, base::WallTime now,
               base::WallTime due_at) {
    return put(kind, payload, now, due_at, OutboxTerms{});
  }
  // Whether an entry of this kind and subject waits that no sender has claimed.
  virtual bool is_waiting(OutboxKind kind, std::string_view subject) = 0;
  // Whether a sender of mails or webhooks has something to claim.
  virtual bool has_due(OutboxKind kind, base::WallTime now) = 0;
  // Returns the mails or webhooks that are due at `now`, the earliest due first (then by id), at
  // most `limit`. Counts an attempt for each and makes it due again at `retry_at`: two senders do
  // not get the same entry, and an entry whose sender dies is claimed again.
  virtual std::vector<OutboxEntry> claim_due(OutboxKind kind, base::WallTime now,
                                             base::WallTime retry_at, std::size_t limit) = 0;
  // The same for events, in the order in which they were put.
  virtual std::vector<OutboxEntry> claim_due_events(base::WallTime now, base::WallTime retry_at,
                                                    std::size_t limit) = 0;
  // True if an event is due at `now`.
  virtual bool has_due_event(base::WallTime now) = 0;

  // These four settle a claim. They do nothing if the entry is gone, or claimed anew since.
  virtual void settle(const OutboxEntry& claimed) = 0;  // it is delivered: removes it
  virtual void reschedule(const OutboxEntry& claimed, base::WallTime due_at,
                          std::string_view error) = 0;
  // The same, and the attempt does not count.
  virtual void give_back(const OutboxEntry& claimed, base::WallTime due_at,
                         std::string_view error) = 0;
  virtual void bury(const OutboxEntry& claimed, std::string_view error) = 0;  // a dead letter

  // Removes the entry, whatever its state. Does nothing if it is gone.
  virtual void mark_done(const OutboxId& id) = 0;
  // For the operator: makes a mail or webhook due at `now`, as if it had never been tried. False if
  // it is gone.
  virtual bool revive(const OutboxId& id, base::WallTime now) = 0;
  // For the operator: one entry, and the mails and webhooks after `after` (nullopt: from the start)
  // by id, at most `limit`; of one state or of all.
  virtual std::optional<OutboxEntry> find(const OutboxId& id) = 0;
  virtual std::vector<OutboxEntry> list(const std::optional<OutboxState>& state,
                                        const std::optional<OutboxId>& after,
                                        std::size_t limit) = 0;
  // Of mails and webhooks. Reads all of them.
  virtual std::vector<OutboxCount> counts() = 0;
};

}  // namespace meetings
