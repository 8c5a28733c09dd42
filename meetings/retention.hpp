// SPDX-License-Identifier: MIT
// Retention: the one place that removes what is over. kRetained is the table of what is kept how
// long; docs/data-protection.md shows the same table, and a test compares the two. sweep() goes in
// short steps, each its own transaction, so that nobody waits for it. Blocks: worker threads only,
// one call at a time.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meetings/idempotency.hpp"
#include "meetings/services.hpp"

namespace meetings {

enum class Retained : std::uint8_t {
  attendance,
  meetings,
  join_requests,
  unanswered_requests,
  meeting_invitations,
  bans,
  registration_links,
  email_links,
  sign_in_sites,
  idle_guests,
  guests,
  former_people,
  outbox,
  audit,
  kept_answers,
  notifications,
  webhook_deliveries,
  recordings,
};

// How long the operator keeps things ([retention]).
struct RetentionConfig {
  std::chrono::seconds attendance = std::chrono::hours{24 * 365};
  std::chrono::seconds meetings = std::chrono::hours{24 * 365 * 2};
  std::chrono::seconds requests = std::chrono::hours{24 * 30};
  std::chrono::seconds mails = std::chrono::hours{24 * 30};
  std::chrono::seconds audit = std::chrono::hours{24 * 365};
};

struct RetainedRow {
  Retained what;
  std::string_view tables;
  std::string_view name;   // for the log and the documentation
  std::string_view since;  // the moment from which the time counts
  std::string_view key;    // in [retention]; "" for a fixed time
  std::chrono::seconds RetentionConfig::*configured;
  std::chrono::seconds fixed;
};

namespace detail {
using std::chrono::hours;
inline constexpr std::chrono::seconds kNow{0};
}  // namespace detail

inline constexpr std::array kRetained{
    RetainedRow{Retained::attendance,
                "attendance",
                "the times of a stay",
                "the end of the stay",
                "attendance",
                &RetentionConfig::attendance,
                {}},
    RetainedRow{Retained::meetings,
                "meetings, occurrence_changes, participants, attendance, bans, join_requests, "
                "meeting_invitations, date_answers, google_events",
                "a meeting and everything about it",
                "the end of the meeting",
                "meetings",
                &RetentionConfig::meetings,
                {}},
    RetainedRow{Retained::join_requests,
                "join_requests",
                "the join requests of a meeting",
                "the end of the meeting",
                "requests",
                &RetentionConfig::requests,
                {}},
    RetainedRow{Retained::unanswered_requests,
                "join_requests",
                "a join request without an approval",
                "its end",
                "requests",
                &RetentionConfig::requests,
                {}},
    RetainedRow{Retained::meeting_invitations,
                "meeting_invitations, date_answers",
                "the invitations to a meeting",
                "the end of the meeting",
                "requests",
                &RetentionConfig::requests,
                {}},
    RetainedRow{Retained::bans, "bans", "a ban", "its end", "", nullptr, detail::kNow},
    RetainedRow{Retained::registration_links, "invitations", "a link to register", "its end", "",
                nullptr, detail::kNow},
    RetainedRow{Retained::email_links, "email_links, outbox", "a link sent by mail, and the mail",
                "its end", "", nullptr, detail::kNow},
    RetainedRow{Retained::sign_in_sites, "sign_ins", "where an account signed in",
                "the last sign-in there", "", nullptr, detail::hours{24 * 30}},
    RetainedRow{Retained::idle_guests, "users", "a guest who never came in", "the guest's entry",
                "", nullptr, detail::hours{24 * 7}},
    RetainedRow{Retained::guests,
                "users, participants",
                "a guest who came in, and the guest's seat",
                "the end of the meeting",
                "attendance",
                &RetentionConfig::attendance,
                {}},
    RetainedRow{Retained::former_people, "users", "what stands for an erased person",
                "the end of the last meeting that refers to it", "", nullptr, detail::kNow},
    RetainedRow{Retained::outbox,
                "outbox",
                "a mail or webhook that nobody has sent",
                "its making",
                "mails",
                &RetentionConfig::mails,
                {}},
    RetainedRow{Retained::audit,
                "audit",
                "an entry of the audit log",
                "the act",
                "audit",
                &RetentionConfig::audit,
                {}},
    RetainedRow{Retained::kept_answers, "kept_answers",
                "an answer to a request with an Idempotency-Key", "the request", "", nullptr,
                Idempotency::kLifetime},
    RetainedRow{Retained::notifications, "notifications", "a notification", "the notice", "",
                nullptr, detail::hours{24 * 90}},
    RetainedRow{Retained::webhook_deliveries, "webhook_deliveries",
                "an attempt to deliver a webhook", "the attempt", "", nullptr,
                detail::hours{24 * 30}},
    RetainedRow{Retained::recordings, "recordings", "a recording",
                "its end, which [recordings] retention set", "", nullptr, detail::kNow},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < kRetained.size(); ++i) {
        if (static_cast<std::size_t>(kRetained[i].what) != i) return false;
      }
      return kRetained.size() == static_cast<std::size_t>(Retained::recordings) + 1;
    }(),
    "one row for each kind, in their order");

class RetentionRepository {
 public:
  virtual ~RetentionRepository() = default;
  // Removes what was over at `before`, at most `limit` rows. How many it removed.
  virtual std::size_t remove(Retained what, base::WallTime before, std::size_t limit) = 0;
};

class Retention {
 public:
  static constexpr std::size_t kRowsPerStep = 50;
  // What is left after so many steps of one kind waits for the next sweep.
  static constexpr std::size_t kMostSteps = 2000;

  Retention(Services services, RetentionConfig config) : s_(services), config_(config) {}

  // Call it about once an hour. How many rows it removed.
  Outcome<std::size_t> sweep();

 private:
  std::chrono::seconds kept(const RetainedRow& row) const noexcept {
    return row.configured == nullptr ? row.fixed : config_.*row.configured;
  }

  Services s_;
  RetentionConfig config_;
};

}  // namespace meetings
