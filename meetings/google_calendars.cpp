// SPDX-License-Identifier: MIT
#include "meetings/google_calendars.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "meetings/sealed_text.hpp"

namespace meetings {
namespace {

constexpr std::array<std::string_view, 5> kTroubles{"", "delayed", "refused", "revoked",
                                                    "no-rights"};
constexpr std::string_view kPurpose = "google calendar";
constexpr std::string_view kNobody{};  // the context of a token to take back

bool may_change_a_calendar(AuditKind kind) noexcept {
  switch (kind) {
    case AuditKind::meeting_updated:
    case AuditKind::meeting_cancelled:
    case AuditKind::meeting_handed_over:
    case AuditKind::participant_banned:
    case AuditKind::participant_unbanned:
    case AuditKind::participant_removed:
    case AuditKind::participant_role_changed: return true;
    default: return false;
  }
}

}  // namespace

std::string_view to_string(GoogleTrouble trouble) noexcept {
  return kTroubles.at(static_cast<std::size_t>(trouble));
}

std::optional<GoogleTrouble> parse_google_trouble(std::string_view text) noexcept {
  const auto* const at = std::find(kTroubles.begin(), kTroubles.end(), text);
  if (at == kTroubles.end()) return std::nullopt;
  return static_cast<GoogleTrouble>(at - kTroubles.begin());
}

void put_google_turn(UnitOfWork& work, const Services& services, const UserId& user,
                     const MeetingId& meeting) {
  const std::string subject = "google " + user.value() + ' ' + meeting.value();
  if (work.outbox().is_waiting(OutboxKind::google, subject)) return;
  const base::WallTime now = services.clock.wall_now();
  const base::Json payload =
      base::Json::object({{"user", user.value()}, {"meeting", meeting.value()}});
  work.outbox().put(OutboxKind::google, payload.print(), now, now, {.subject = subject});
}

void tell_google(UnitOfWork& work, const Services& services, const MeetingId& meeting) {
  for (const UserId& user : work.google_calendars().to_tell(meeting))
    put_google_turn(work, services, user, meeting);
}

void tell_google_of(UnitOfWork& work, const Services& services, const AuditEntry& entry) {
  if (entry.meeting && may_change_a_calendar(entry.kind))
    tell_google(work, services, *entry.meeting);
}

std::string seal_google_token(const Services& services, const UserId& user,
                              std::string_view token) {
  return seal_text(services.tokens, services.random, kPurpose, user.value(), token);
}

std::optional<std::string> open_google_token(const Services& services, const UserId& user,
                                             std::string_view sealed) {
  return unseal_text(services.tokens, kPurpose, user.value(), sealed);
}

bool forget_google(UnitOfWork& work, const Services& services, const UserId& user) {
  const auto calendar = work.google_calendars().of(user);
  if (!calendar) return false;
  const auto token =
      calendar->connected() ? open_google_token(services, user, calendar->token) : std::nullopt;
  if (token) {
    const base::WallTime now = services.clock.wall_now();
    const std::string sealed =
        seal_text(services.tokens, services.random, kPurpose, kNobody, *token);
    work.outbox().put(OutboxKind::google, base::Json::object({{"revoke", sealed}}).print(), now,
                      now);
  }
  work.google_calendars().remove_events(user);
  work.google_calendars().remove(user);
  return true;
}

std::optional<GoogleEntry> read_google_entry(const Services& services, std::string_view payload) {
  const auto json = base::Json::parse(payload);
  if (!json) return std::nullopt;
  GoogleEntry entry;
  if (json->has("revoke")) {
    entry.revoked = unseal_text(services.tokens, kPurpose, kNobody, (*json)["revoke"].text());
    if (!entry.revoked) return std::nullopt;
    return entry;
  }
  entry.user = UserId{(*json)["user"].text()};
  entry.meeting = MeetingId{(*json)["meeting"].text()};
  if (entry.user.value().empty() || entry.meeting.value().empty()) return std::nullopt;
  return entry;
}

}  // namespace meetings
