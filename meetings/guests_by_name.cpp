// SPDX-License-Identifier: MIT
// Guests of front ends that keep no token (docs/older-stack.md): the name and the address tell them
// from each other. Nothing is stored for that: the id of such a guest is computed from both.
#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "meetings/account_rules.hpp"
#include "meetings/accounts.hpp"
#include "meetings/announcements.hpp"
#include "meetings/lookups.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::string_view kPurpose = "guest by name";
// So many people of one name and address are told from each other while all are in.
constexpr int kSameName = 8;

// A UUID (RFC 9562 section 5.8 without the version of its own, because all ids here are version 4).
std::string uuid_of(base::Sha256Digest digest) {
  digest[6] = (digest[6] & std::byte{0x0f}) | std::byte{0x40};
  digest[8] = (digest[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string text = base::encode_hex(base::Bytes{digest.data(), 16});
  for (const std::size_t dash : {8u, 13u, 18u, 23u}) text.insert(dash, 1, '-');
  return text;
}

// Nobody can compute it without the server's secret.
UserId guest_id(const Tokens& tokens, const MeetingId& meeting, std::string_view name,
                const base::IpAddress& client, int number) {
  std::string marks = meeting.value() + '\n' + base::encode_hex(site_digest(client)) + '\n' +
                      std::to_string(number) + '\n';
  const std::string digest = base::encode_hex(base::sha256(base::as_bytes(marks.append(name))));
  return UserId{uuid_of(base::sha256(base::as_bytes(tokens.seal(kPurpose, digest))))};
}

bool is_present(const Presence& presence, const MeetingId& meeting, const UserId& person) {
  const auto members = presence.members(meeting);
  return std::ranges::find(members, person, &PresentMember::user_id) != members.end();
}

}  // namespace

Outcome<GuestEntry> Accounts::guest_by_name(std::string_view meeting_id_or_code,
                                            std::string_view name, const Client& client) {
  TRY(auto line, check_line("guest_name", name, 1, kLongestName));
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<GuestEntry> {
        TRY(auto found, find_room(s_, work, meeting_id_or_code, std::nullopt, client.address));
        Meeting& meeting = found.stored.meeting;
        if (meeting.ended_at) return refuse(RefusalCode::ended, "This meeting is over.");
        for (int number = 0; number < kSameName; ++number) {
          const UserId id = guest_id(s_.tokens, meeting.id, line, client.address, number);
          const auto known = work.users().by_id(id);
          if (!known) return let_in(work, announced, std::move(meeting), id, line, client);
          if (known->user.disabled || is_present(s_.presence, meeting.id, id)) continue;
          return GuestEntry{open_session(work, announced, *known, client, s_.clock.wall_now()),
                            std::move(meeting)};
        }
        return let_in(work, announced, std::move(meeting), UserId{s_.random.uuid()}, line, client);
      });
}

Outcome<std::optional<Claims>> Accounts::find_guest_by_name(std::string_view meeting_id_or_code,
                                                            std::string_view name,
                                                            const Client& client) {
  TRY(const auto line, check_line("guest_name", name, 1, kLongestName));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::optional<Claims>> {
    TRY(const auto found, find_room(s_, work, meeting_id_or_code, std::nullopt, client.address));
    const Meeting& meeting = found.stored.meeting;
    const base::WallTime now = s_.clock.wall_now();
    std::vector<UserId> here;
    for (int number = 0; number < kSameName; ++number) {
      const UserId id = guest_id(s_.tokens, meeting.id, line, client.address, number);
      if (!work.users().by_id(id)) continue;
      const Relation relation = relation_of(work, meeting, id, now);
      if (is_present(s_.presence, meeting.id, id) ||
          relation.request_fact == RequestFact::pending || (here.empty() && relation.seat))
        here.push_back(id);
    }
    if (here.size() != 1) return std::optional<Claims>{};
    Claims claims;
    claims.kind = TokenKind::guest;
    claims.user_id = here.front();
    claims.name = line;
    claims.user_role = UserRole::guest;
    claims.meeting_id = meeting.id;
    return std::optional{std::move(claims)};
  });
}

}  // namespace meetings
