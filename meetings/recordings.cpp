// SPDX-License-Identifier: MIT
#include "meetings/recordings.hpp"

#include <utility>

#include "base/number.hpp"
#include "meetings/announcements.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meeting_notices.hpp"
#include "meetings/text_rules.hpp"

namespace meetings {
namespace {

constexpr std::size_t kTokenBytes = 24;
constexpr std::chrono::hours kTicketLife{12};  // a film and its pauses
constexpr std::string_view kTicket = "recording-ticket";

bool is_host(const Relation& relation) noexcept {
  const auto role = relation.role();
  return role == Role::host || role == Role::cohost;
}

// Material is also for those who were invited and could not come.
bool is_given(const Relation& relation, const Recording& recording) noexcept {
  const bool seated = relation.seated() && relation.role();
  const bool invited = relation.invited && !relation.banned && is_material(recording.kind);
  return (seated || invited) && recording.for_participants &&
         recording.state == RecordingState::ready;
}

}  // namespace

// Who may not watch learns nothing, not even that there is a recording.
Outcome<Recordings::Seen> Recordings::see(UnitOfWork& work, const Claims& claims,
                                          std::string_view id) {
  TRY(require_person(claims));
  TRY(find_account(work, claims, s_.clock.wall_now()));
  auto stored = work.recordings().find(RecordingId{std::string{id}});
  if (!stored) return no_such_recording();
  const Recording& recording = stored->recording;
  const auto meeting = work.meetings().by_id(recording.meeting_id);
  if (!meeting) return no_such_recording();
  const auto relation = relation_of(work, meeting->meeting, claims.user_id, s_.clock.wall_now());
  const bool owns = recording.owner_id == claims.user_id || is_host(relation);
  if (!owns && !is_given(relation, recording)) return no_such_recording();
  return Seen{std::move(*stored), owns};
}

Outcome<std::vector<Recording>> Recordings::of_meeting(const Claims& claims,
                                                       std::string_view id_or_code, bool material,
                                                       const base::IpAddress& client) {
  TRY(require_person(claims));
  return look(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Recording>> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    TRY(const auto at, find_meeting(s_, work, id_or_code, claims.user_id, client));
    const bool invited = material && at.relation.invited && !at.relation.banned;
    if (!invited) TRY(require(at.relation.role(), Act::see_people));
    auto found = work.recordings().of_meeting(at.stored.meeting.id, material, kMostListed);
    if (is_host(at.relation)) return found;
    std::erase_if(found, [&](const Recording& one) {
      return one.owner_id != claims.user_id && !is_given(at.relation, one);
    });
    return found;
  });
}

Outcome<std::vector<Recording>> Recordings::of_person(const Claims& claims) {
  TRY(require_account(claims));
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Recording>> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    return work.recordings().of_person(claims.user_id, kMostListed);
  });
}

Outcome<Recording> Recordings::find(const Claims& claims, std::string_view id) {
  return look(s_.store, [&](UnitOfWork& work) -> Outcome<Recording> {
    TRY(auto seen, see(work, claims, id));
    if (!seen.owns) seen.stored.recording.link_until.reset();
    return std::move(seen.stored.recording);
  });
}

Outcome<Recording> Recordings::change(const Claims& claims, std::string_view id,
                                      const RecordingChange& change) {
  std::optional<std::string> title;
  if (change.title) { TRY(title, check_line("title", *change.title, 1, kLongestRecordingTitle)); }
  return write_and_announce(
      s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<Recording> {
        TRY(auto seen, see(work, claims, id));
        if (!seen.owns)
          return refuse(RefusalCode::forbidden, "Only the host and who recorded change it.");
        Recording& recording = seen.stored.recording;
        if (title) recording.title = *title;
        const bool opened = change.for_participants.value_or(false) && !recording.for_participants;
        recording.for_participants = change.for_participants.value_or(recording.for_participants);
        work.recordings().update(seen.stored);
        if (opened && !is_material(recording.kind) && recording.state == RecordingState::ready) {
          const auto meeting = work.meetings().by_id(recording.meeting_id);
          if (meeting)
            tell_concerned(work, announced, NoticeKind::recording_ready,
                           {meeting->meeting, recording.title, std::nullopt}, claims.user_id,
                           s_.clock.wall_now());
        }
        if (change.for_participants) {
          note(work, s_,
               {.kind = AuditKind::recording_shared,
                .actor = actor_of(claims),
                .meeting = recording.meeting_id,
                .object = recording.id.value(),
                .detail = recording.for_participants ? "participants=yes" : "participants=no"});
        }
        return recording;
      });
}

Outcome<void> Recordings::remove(const Claims& claims, std::string_view id) {
  TRY(const auto gone, write(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingId> {
        TRY(const auto seen, see(work, claims, id));
        if (!seen.owns)
          return refuse(RefusalCode::forbidden, "Only the host and who recorded remove it.");
        const Recording& recording = seen.stored.recording;
        work.recordings().remove(recording.id);
        note(work, s_,
             {.kind = AuditKind::recording_removed,
              .actor = actor_of(claims),
              .whom = recording.owner_id,
              .meeting = recording.meeting_id,
              .object = recording.id.value()});
        return recording.id;
      }));
  files_.remove(gone);
  return {};
}

Outcome<SharedLink> Recordings::share(const Claims& claims, std::string_view id,
                                      base::WallTime until) {
  const base::WallTime now = s_.clock.wall_now();
  if (until <= now || until > now + kLongestLink)
    return refuse_field("expires_at", "The end must be in the future, within a year.");
  const std::string token = s_.random.base64url(kTokenBytes);
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<SharedLink> {
    TRY(auto seen, see(work, claims, id));
    if (!seen.owns)
      return refuse(RefusalCode::forbidden, "Only the host and who recorded share it.");
    Recording& recording = seen.stored.recording;
    if (is_material(recording.kind))
      return refuse(RefusalCode::forbidden, "The material is for the people of the meeting.");
    recording.link_until = until;
    seen.stored.link = base::sha256(base::as_bytes(token));
    work.recordings().update(seen.stored);
    note(work, s_,
         {.kind = AuditKind::recording_shared,
          .actor = actor_of(claims),
          .meeting = recording.meeting_id,
          .object = recording.id.value(),
          .detail = "link=yes"});
    return SharedLink{token, until};
  });
}

Outcome<void> Recordings::unshare(const Claims& claims, std::string_view id) {
  return s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    TRY(auto seen, see(work, claims, id));
    if (!seen.owns)
      return refuse(RefusalCode::forbidden, "Only the host and who recorded share it.");
    seen.stored.recording.link_until.reset();
    seen.stored.link.reset();
    work.recordings().update(seen.stored);
    note(work, s_,
         {.kind = AuditKind::recording_shared,
          .actor = actor_of(claims),
          .meeting = seen.stored.recording.meeting_id,
          .object = seen.stored.recording.id.value(),
          .detail = "link=no"});
    return {};
  });
}

std::string Recordings::ticket(const Recording& recording) const {
  const auto until = std::chrono::floor<std::chrono::seconds>(s_.clock.wall_now() + kTicketLife);
  return s_.tokens.seal(
      kTicket, recording.id.value() + ":" + std::to_string(until.time_since_epoch().count()));
}

Outcome<Recordings::Media> Recordings::open_by_ticket(std::string_view id, std::string_view ticket,
                                                      RecordingFormat format) {
  const auto said = s_.tokens.unseal(kTicket, ticket);
  const std::string expected = std::string{id} + ":";
  if (!said || !said->starts_with(expected)) return no_such_recording();
  const auto until =
      base::parse_number<std::int64_t>(std::string_view{*said}.substr(expected.size()), 0);
  if (!until || s_.clock.wall_now() > base::WallTime{std::chrono::seconds{*until}})
    return refuse(RefusalCode::link_invalid,
                  "This address is not valid any more. Load the page anew.");
  TRY(auto stored, look(s_.store, [&](UnitOfWork& work) -> Outcome<StoredRecording> {
        auto found = work.recordings().find(RecordingId{std::string{id}});
        if (!found || found->recording.state != RecordingState::ready) return no_such_recording();
        return std::move(*found);
      }));
  if (format == RecordingFormat::mp4 && stored.recording.mp4 != Mp4State::ready)
    return refuse(RefusalCode::not_found, "There is no MP4 of this recording.");
  TRY(auto file, files_.open(stored.recording.id, format));
  return Media{std::move(stored.recording), std::move(file)};
}

Outcome<Recording> Recordings::find_by_link(std::string_view token) {
  return look(s_.store, [&](UnitOfWork& work) -> Outcome<Recording> {
    auto found = work.recordings().by_link(base::sha256(base::as_bytes(token)));
    const bool valid = found && found->recording.link_until &&
                       s_.clock.wall_now() < *found->recording.link_until &&
                       found->recording.state == RecordingState::ready;
    if (!valid) return refuse(RefusalCode::link_invalid, "This link is not valid (any more).");
    return std::move(found->recording);
  });
}

Outcome<std::size_t> Recordings::sweep_files() {
  std::size_t removed = 0;
  for (const RecordingId& id : files_.list()) {
    TRY(const bool known, look(s_.store, [&](UnitOfWork& work) -> Outcome<bool> {
          return work.recordings().find(id).has_value();
        }));
    if (known) continue;
    files_.remove(id);
    ++removed;
  }
  return removed;
}

}  // namespace meetings
