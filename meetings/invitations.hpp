// SPDX-License-Identifier: MIT
// Invitations to meetings: by address or account, answered by the account or by a signed link
// without one. The mails are put into the outbox in the transaction that causes them. The calls
// block: worker threads only, any number of them at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "meetings/announcements.hpp"
#include "meetings/calendar_reply.hpp"
#include "meetings/meetings.hpp"
#include "meetings/services.hpp"

namespace meetings {

enum class InviteAnswer : std::uint8_t { accept, decline, tentative };
std::optional<InviteAnswer> parse_invite_answer(std::string_view text) noexcept;

struct NewInvitations {
  std::vector<std::string> emails{};
  std::vector<std::string> user_ids{};
  std::optional<std::string> message{};
};

// An invitation with its meeting, as the invited person sees both.
struct InvitationView {
  Invitation invitation;
  MeetingView meeting;
};

class Invitations {
 public:
  static constexpr std::size_t kMostPerMeeting = 500;
  static constexpr std::size_t kMostAtOnce = 50;
  static constexpr std::size_t kLongestList = 200;

  // Who answers for more dates of a series keeps the answers for the latest ones.
  static constexpr std::size_t kMostDates = 200;

  Invitations(Services services, FindTimeZone find_zone)
      : s_(services), find_zone_(std::move(find_zone)) {}

  // Inviting again changes nothing; who was revoked is invited anew. Returns the invitations of
  // the named people, in their order.
  Outcome<std::vector<Invitation>> invite(const Claims& claims, std::string_view id_or_code,
                                          const NewInvitations& people,
                                          const base::IpAddress& client);
  // For hosts and co-hosts, the oldest first.
  Outcome<std::vector<Invitation>> list(const Claims& claims, std::string_view id_or_code,
                                        const base::IpAddress& client);
  Outcome<Invitation> revoke(const Claims& claims, std::string_view id_or_code,
                             std::string_view invite, const base::IpAddress& client);
  // The caller's own, the newest first.
  Outcome<std::vector<InvitationView>> mine(const Claims& claims);
  // Answers the caller's own invitation. The same answer again changes nothing.
  Outcome<InvitationView> respond(const Claims& claims, std::string_view invite,
                                  InviteAnswer answer);
  // The same by the signed link. An account that uses the link first has the invitation from then
  // on.
  Outcome<InvitationView> find(std::string_view link);
  Outcome<InvitationView> respond_by_link(const std::optional<Claims>& claims,
                                          std::string_view link, InviteAnswer answer);
  // Takes in a mail that a guest's mail program sent as the answer to an invitation, or any other
  // mail that came to that address. `envelope` is the address it was delivered to; empty: unknown.
  // The token of the address (meetings/reply_address.hpp) names the invitation, and the answer has
  // to be that of the invited address. Refuses with not_found for a mail without a right token,
  // with bad_field for one that is no such answer, with changed for an answer that is older than
  // the last one, and with ended for one about a date that is over or cancelled. A mail may answer
  // for several dates of a series; it is refused if none of its answers counts.
  Outcome<InvitationView> respond_by_mail(std::string_view message, std::string_view envelope);
  // The secret part of the link, for the mail.
  std::string link_of(const InviteId& invite) const;

 private:
  Outcome<Invitation> find_by_link(UnitOfWork& work, std::string_view link) const;
  // `stamp`: when the guest answered, by the guest's clock.
  Outcome<InvitationView> answer(UnitOfWork& work, Announcements& announced, Invitation invitation,
                                 InviteStatus status, base::WallTime stamp) const;
  // One part of a mail: for the whole meeting, or for one date of a series.
  Outcome<void> take_part(UnitOfWork& work, Announcements& announced, Invitation invitation,
                          const CalendarReplyPart& part) const;
  Outcome<void> answer_date(UnitOfWork& work, Announcements& announced, Invitation invitation,
                            const NamedDate& named, InviteStatus status,
                            base::WallTime stamp) const;
  InvitationView view(UnitOfWork& work, Invitation invitation, const StoredMeeting& stored) const;

  Services s_;
  FindTimeZone find_zone_;
};

// Inside the unit of work that makes or changes the meeting.
Outcome<std::vector<Invitation>> invite_people(const Services& services, UnitOfWork& work,
                                               Announcements& announced, const Meeting& meeting,
                                               const User& by, const NewInvitations& people,
                                               const Actor& actor);
// The mails about a change of the meeting, a new part of a series, or the end. `what`: "update",
// "invite" or "cancel". `message`: what the host wrote about it; empty: nothing.
void tell_invited(UnitOfWork& work, const Meeting& meeting, std::string_view what,
                  base::WallTime now, const std::string& message = {});
// The same about one date of a series, which was changed or cancelled. The mail's `occurrence` says
// which one (`recurrence_id` on the clocks of `timezone`, RFC 5545 section 3.8.4.4), and what holds
// for it now.
void tell_invited_of_date(UnitOfWork& work, const Meeting& meeting, const Occurrence& date,
                          base::WallTime now, const std::string& message = {});
// Tells the hosts of an answer, and the webhooks. `date`: the answer is for this date of a series
// alone.
void tell_answer(UnitOfWork& work, const Services& services, Announcements& announced,
                 const Meeting& meeting, const Invitation& invitation,
                 const Occurrence* date = nullptr);
// The secret part of the link.
std::string link_of_invitation(const Tokens& tokens, const InviteId& invite);
// The invitation that a link names; nullopt for a forged link and a revoked invitation.
std::optional<Invitation> invitation_of_link(const Services& services, UnitOfWork& work,
                                             std::string_view link);

}  // namespace meetings
