// SPDX-License-Identifier: MIT
// JoinRequests: people who ask to come into a meeting with approval or a waiting room. Meetings
// (meetings/admission.cpp) makes a request when `join` has to ask; this service shows, answers and
// withdraws it. The asking person and the hosts are told by a Notice. The calls block: worker
// threads only, any number of them at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/announcements.hpp"
#include "meetings/services.hpp"

namespace meetings {

enum class RequestAnswer : std::uint8_t { approve, deny };
std::optional<RequestAnswer> parse_request_answer(std::string_view text) noexcept;

struct RequestOfMeeting {
  JoinRequest request;
  std::string title;  // of the meeting
  bool of_guest = false;
};

// Who waits to come into a meeting.
struct Lobby {
  struct Waiting {
    JoinRequest request;
    bool guest = false;
  };
  std::vector<Waiting> waiting;  // those who came first
  std::size_t count = 0;         // of all
};

class JoinRequests {
 public:
  static constexpr std::size_t kLongestList = 500;
  static constexpr std::size_t kMostInLobby = 50;

  explicit JoinRequests(Services services) : s_(services) {}

  // For hosts and co-hosts, the oldest first.
  Outcome<std::vector<JoinRequest>> list(const Claims& claims, std::string_view id_or_code,
                                         RequestStatus status, const base::IpAddress& client);
  // For the person who asks, and for hosts and co-hosts.
  Outcome<JoinRequest> find(const Claims& claims, std::string_view id_or_code,
                            std::string_view request, const base::IpAddress& client);
  // For a guest who keeps no token (docs/older-stack.md): the id of the request, which nobody
  // guesses, shows who asks. Refuses the requests of accounts with not_found.
  Outcome<JoinRequest> find_of_guest(std::string_view id_or_code, std::string_view request);
  // For the signaling server, which shows it to hosts and co-hosts alone.
  Outcome<Lobby> lobby(const MeetingId& meeting);
  // The requests for the meetings that the caller moderates and that are open, with their meetings:
  // of the newest meetings first, and at most kLongestList of them.
  Outcome<std::vector<RequestOfMeeting>> of_moderated(const Claims& claims);
  // A host may change the answer. The same answer again changes nothing. Refuses with request_over
  // if the request has expired or was withdrawn, and with ended if its meeting has.
  Outcome<JoinRequest> respond(const Claims& claims, std::string_view request,
                               RequestAnswer answer);
  // Answers those of the ids that are pending; nullopt answers all that are. Returns these.
  Outcome<std::vector<JoinRequest>> respond_to(const Claims& claims, std::string_view id_or_code,
                                               const std::optional<std::vector<std::string>>& ids,
                                               RequestAnswer answer, const base::IpAddress& client);
  // For the person who asks. Does nothing to a request that is answered.
  Outcome<JoinRequest> withdraw(const Claims& claims, std::string_view id_or_code,
                                std::string_view request, const base::IpAddress& client);

 private:
  // Writes the answer and tells the asking person.
  JoinRequest answer(UnitOfWork& work, Announcements& announced, const Claims& claims,
                     const Meeting& meeting, JoinRequest request, RequestAnswer answer) const;

  Services s_;
};

// The host and co-hosts of a meeting.
std::vector<UserId> moderators_of(UnitOfWork& work, const Meeting& meeting);
Notice notice_of(NoticeKind kind, std::vector<UserId> to, const Meeting& meeting,
                 const JoinRequest& request);

}  // namespace meetings
