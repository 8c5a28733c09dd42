// SPDX-License-Identifier: MIT
// The names of the enumerators: one table for each enumeration, read in both directions.
#include "meetings/model.hpp"

#include <algorithm>

#include "base/number.hpp"

#include <array>
#include <utility>

namespace meetings {
namespace {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<UserRole, 3> kUserRoles{
    {{UserRole::admin, "admin"}, {UserRole::user, "user"}, {UserRole::guest, "guest"}}};
constexpr Names<Role, 5> kRoles{{{Role::host, "host"},
                                 {Role::cohost, "cohost"},
                                 {Role::presenter, "presenter"},
                                 {Role::participant, "participant"},
                                 {Role::listener, "listener"}}};
constexpr Names<MeetingType, 3> kTypes{{{MeetingType::instant, "instant"},
                                        {MeetingType::scheduled, "scheduled"},
                                        {MeetingType::lecture, "lecture"}}};
constexpr Names<MeetingAccess, 3> kAccesses{{{MeetingAccess::public_, "public"},
                                             {MeetingAccess::private_, "private"},
                                             {MeetingAccess::approval, "approval"}}};
constexpr Names<MeetingState, 3> kStates{{{MeetingState::open, "open"},
                                          {MeetingState::ended, "ended"},
                                          {MeetingState::cancelled, "cancelled"}}};

constexpr Names<WaitReason, 2> kReasons{
    {{WaitReason::approval, "approval"}, {WaitReason::lobby, "lobby"}}};
constexpr Names<RequestStatus, 5> kStatuses{{{RequestStatus::pending, "pending"},
                                             {RequestStatus::approved, "approved"},
                                             {RequestStatus::denied, "denied"},
                                             {RequestStatus::withdrawn, "withdrawn"},
                                             {RequestStatus::expired, "expired"}}};

constexpr Names<InviteStatus, 5> kInviteStatuses{{{InviteStatus::pending, "pending"},
                                                  {InviteStatus::accepted, "accepted"},
                                                  {InviteStatus::declined, "declined"},
                                                  {InviteStatus::tentative, "tentative"},
                                                  {InviteStatus::revoked, "revoked"}}};

constexpr Names<HostLeaves, 2> kHostLeaves{
    {{HostLeaves::goes_on, "goes-on"}, {HostLeaves::ends, "ends"}}};

template <class Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) noexcept {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  return "unknown";
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const Names<Enum, N>& names, std::string_view text) noexcept {
  for (const auto& [candidate, name] : names) {
    if (name == text) return candidate;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(UserRole role) noexcept { return name_of(kUserRoles, role); }
std::string_view to_string(Role role) noexcept { return name_of(kRoles, role); }
std::string_view to_string(MeetingType type) noexcept { return name_of(kTypes, type); }
std::string_view to_string(MeetingAccess access) noexcept { return name_of(kAccesses, access); }
std::string_view to_string(MeetingState state) noexcept { return name_of(kStates, state); }
std::string_view to_string(WaitReason reason) noexcept { return name_of(kReasons, reason); }
std::string_view to_string(RequestStatus status) noexcept { return name_of(kStatuses, status); }
std::string_view to_string(InviteStatus status) noexcept {
  return name_of(kInviteStatuses, status);
}

std::optional<UserRole> parse_user_role(std::string_view text) noexcept {
  return value_of(kUserRoles, text);
}
std::optional<Role> parse_role(std::string_view text) noexcept { return value_of(kRoles, text); }
std::optional<MeetingType> parse_meeting_type(std::string_view text) noexcept {
  return value_of(kTypes, text);
}
std::optional<MeetingAccess> parse_meeting_access(std::string_view text) noexcept {
  return value_of(kAccesses, text);
}
std::optional<MeetingState> parse_meeting_state(std::string_view text) noexcept {
  return value_of(kStates, text);
}
std::optional<WaitReason> parse_wait_reason(std::string_view text) noexcept {
  return value_of(kReasons, text);
}
std::optional<RequestStatus> parse_request_status(std::string_view text) noexcept {
  return value_of(kStatuses, text);
}
std::string_view to_string(HostLeaves rule) noexcept { return name_of(kHostLeaves, rule); }
std::optional<HostLeaves> parse_host_leaves(std::string_view text) noexcept {
  return value_of(kHostLeaves, text);
}
std::optional<InviteStatus> parse_invite_status(std::string_view text) noexcept {
  return value_of(kInviteStatuses, text);
}

std::string print_reminders(const std::vector<std::chrono::minutes>& leads) {
  std::string out;
  for (const std::chrono::minutes lead : leads) {
    if (!out.empty()) out += ' ';
    out += std::to_string(lead.count());
  }
  return out;
}

std::vector<std::chrono::minutes> parse_reminders(std::string_view text) {
  std::vector<std::chrono::minutes> leads;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (const auto minutes = base::parse_number<int>(word)) leads.emplace_back(*minutes);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return leads;
}

InviteStatus status_at(const Invitation& invitation, std::string_view occurrence) noexcept {
  const auto own = std::ranges::find(invitation.dates, occurrence, &DateAnswer::occurrence);
  const bool revoked = invitation.status == InviteStatus::revoked;
  return own == invitation.dates.end() || revoked ? invitation.status : own->status;
}

}  // namespace meetings
