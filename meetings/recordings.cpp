// SPDX-License-Identifier: MIT
#include "meetings/recordings.hpp"

#include <algorithm>
#include <utility>

#include "base/number.hpp"
#include "base/text.hpp"
#include "meetings/announcements.hpp"
#include "meetings/lookups.hpp"
#include "meetings/meeting_notices.hpp"
#include "meetings/text_rules.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLongestTitle = 200;
constexpr std::size_t kTokenBytes = 24;
constexpr std::size_t kFinishedAtOnce = 8;
constexpr std::chrono::hours kTicketLife{12};  // a film and its pauses
constexpr std::string_view kTicket = "recording-ticket";

auto no_recording() {
  return refuse(RefusalCode::not_found, "There is no such recording (any more).");
}

bool may_record(const Meeting& meeting, const std::optional<Role>& role) noexcept {
  switch (meeting.settings.recording) {
    case AllowedTo::everyone: return may(role, Act::speak);
    case AllowedTo::hosts: return role == Role::host || role == Role::cohost;
    case AllowedTo::off: return false;
  }
  return false;
}

// "video/webm;codecs=vp9,opus" is a video/webm.
Outcome<std::string> check_type(std::string_view type) {
  const std::string plain = base::to_lower(base::trim(type.substr(0, type.find(';'))));
  if (std::find(kRecordingTypes.begin(), kRecordingTypes.end(), plain) == kRecordingTypes.end())
    return refuse_field("filetype", "This is no type of a recording: send WebM, MP4, Ogg or MP3.");
  return plain;
}

Outcome<void> check_length(std::int64_t length, std::int64_t largest) {
  if (length <= 0) return refuse_field("length", "The length must be a number of bytes above 0.");
  if (length > largest) {
    return refuse(RefusalCode::recording_too_large,
                  "A recording has at most " + std::to_string(largest) + " bytes here.");
  }
  return {};
}

}  // namespace

Upload Recordings::shown(Recording recording, std::int64_t offset) const {
  const base::WallTime until = recording.touched_at + kPatience;
  return {std::move(recording), offset, until};
}

Outcome<void> Recordings::check_room(UnitOfWork& work, const UserId& person, std::int64_t more) {
  const RecordingUse own = work.recordings().used_by(person);
  if (own.bytes + more > config_.quota_per_person)
    return refuse(RefusalCode::quota_used,
                  "Your recordings take all the room that they may. Remove some first.");
  if (work.recordings().used_by_all().bytes + more > config_.quota)
    return refuse(RefusalCode::quota_used,
                  "The recordings of this site take all the room that they may.");
  if (files_.free_bytes() < more)
    return refuse(RefusalCode::storage_full, "The disk of this site is full.");
  return {};
}

Outcome<Upload> Recordings::begin(const Claims& claims, const NewRecording& fields,
                                  const base::IpAddress& client) {
  TRY(require_account(claims));
  if (!config_.enabled) return refuse(RefusalCode::forbidden, "This site keeps no recordings.");
  TRY(const auto type, check_type(fields.type));
  TRY(const auto title, check_line("filename", fields.title, 1, kLongestTitle));
  if (fields.length) TRY(check_length(*fields.length, config_.largest));
  const RecordingId id{s_.random.uuid()};
  TRY(files_.create(id));
  auto made = write(s_.store, [&](UnitOfWork& work) -> Outcome<Recording> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(find_account(work, claims, now));
    TRY(const auto found, find_meeting(s_, work, fields.meeting, claims.user_id, client));
    const Meeting& meeting = found.stored.meeting;
    if (!may_record(meeting, found.relation.role()))
      return refuse(RefusalCode::forbidden, "You may not record this meeting.");
    if (meeting.ended_at && now > *meeting.ended_at + kAfterTheEnd)
      return refuse(RefusalCode::ended, "This meeting is over.");
    if (work.recordings().used_by(claims.user_id).uploading >= kMostUploads)
      return refuse(RefusalCode::too_many, "You send too many recordings at once.");
    TRY(check_room(work, claims.user_id, fields.length.value_or(0)));
    Recording recording;
    recording.id = id;
    recording.meeting_id = meeting.id;
    recording.owner_id = claims.user_id;
    recording.owner_name = claims.name;
    recording.meeting_title = meeting.title;
    recording.title = title;
    recording.type = type;
    recording.length = fields.length;
    recording.created_at = recording.touched_at = now;
    recording.expires_at = now + config_.retention;
    work.recordings().insert({recording, std::nullopt});
    note(work, s_,
         {.kind = AuditKind::recording_begun,
          .actor = actor_of(claims),
          .meeting = meeting.id,
          .object = id.value()});
    return recording;
  });
  if (!made) {
    files_.remove(id);
    return base::failure(std::move(made.error()));
  }
  return shown(std::move(*made), 0);
}

Outcome<StoredRecording> Recordings::own_upload(UnitOfWork& work, const Claims& claims,
                                                std::string_view id) {
  TRY(require_account(claims));
  auto stored = work.recordings().find(RecordingId{std::string{id}});
  if (!stored || stored->recording.owner_id != claims.user_id) return no_recording();
  return std::move(*stored);
}

Outcome<Upload> Recordings::record_progress(const RecordingId& id, std::int64_t size, bool over) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Upload> {
    auto stored = work.recordings().find(id);
    if (!stored) return no_recording();
    Recording& recording = stored->recording;
    if (recording.state == RecordingState::uploading) {
      recording.size = size;
      recording.touched_at = s_.clock.wall_now();
      if (over) recording.length = size;
      if (recording.length && size >= *recording.length)
        recording.state = RecordingState::processing;
      work.recordings().update(*stored);
    }
    return shown(recording, recording.size);
  });
}

Outcome<Upload> Recordings::find_upload(const Claims& claims, std::string_view id) {
  TRY(auto stored, look(s_.store, [&](UnitOfWork& work) { return own_upload(work, claims, id); }));
  if (stored.recording.state != RecordingState::uploading)
    return shown(stored.recording, stored.recording.length.value_or(stored.recording.size));
  TRY(const auto size, files_.take_over(stored.recording.id));
  return record_progress(stored.recording.id, size, false);
}

Outcome<std::unique_ptr<Recordings::Receiver>> Recordings::receive(
    const Claims& claims, std::string_view id, std::int64_t offset,
    std::optional<std::int64_t> announced, std::optional<std::int64_t> length) {
  std::int64_t room = 0;
  TRY(const auto upload, write(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingId> {
        TRY(auto stored, own_upload(work, claims, id));
        Recording& recording = stored.recording;
        if (recording.state != RecordingState::uploading)
          return refuse(RefusalCode::upload_conflict, "All of this upload has come.");
        if (length) {
          TRY(check_length(*length, config_.largest));
          if (recording.length && recording.length != length)
            return refuse_field("length", "The upload has another length.");
          if (*length < offset)
            return refuse_field("length", "More bytes than this have already come.");
          TRY(check_room(work, claims.user_id, recording.length ? 0 : *length - recording.size));
          recording.length = length;
          work.recordings().update(stored);
        }
        if (!recording.length) TRY(check_room(work, claims.user_id, announced.value_or(0)));
        const RecordingUse own = work.recordings().used_by(claims.user_id);
        room = recording.length
                   ? *recording.length - offset
                   : std::min(config_.largest - offset, config_.quota_per_person - own.bytes);
        return recording.id;
      }));
  if (announced.value_or(0) > room)
    return refuse(RefusalCode::recording_too_large,
                  "These are more bytes than the upload may have.");
  TRY(auto writer, files_.write(upload, offset));
  return std::unique_ptr<Receiver>{new Receiver(*this, upload, std::move(writer), room)};
}

Outcome<void> Recordings::Receiver::append(std::string_view bytes) {
  if (std::int64_t{room_} < static_cast<std::int64_t>(bytes.size()))
    return refuse(RefusalCode::recording_too_large,
                  "These are more bytes than the upload may have.");
  room_ -= static_cast<std::int64_t>(bytes.size());
  return writer_->append(bytes);
}

Outcome<Upload> Recordings::Receiver::commit() {
  TRY(const auto size, writer_->sync());
  return all_.record_progress(id_, size, false);
}

Outcome<Upload> Recordings::end_upload(const Claims& claims, std::string_view id) {
  TRY(const auto upload, find_upload(claims, id));
  if (upload.offset == 0) return refuse_field("length", "Nothing of this recording has come.");
  return record_progress(upload.recording.id, upload.offset, true);
}

Outcome<void> Recordings::cancel_upload(const Claims& claims, std::string_view id) {
  TRY(const auto gone, write(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingId> {
        TRY(const auto stored, own_upload(work, claims, id));
        if (stored.recording.state != RecordingState::uploading)
          return refuse(RefusalCode::upload_conflict, "All of this upload has come.");
        work.recordings().remove(stored.recording.id);
        return stored.recording.id;
      }));
  files_.remove(gone);
  return {};
}

// Who may not watch learns nothing, not even that there is a recording.
Outcome<Recordings::Seen> Recordings::see(UnitOfWork& work, const Claims& claims,
                                          std::string_view id) {
  TRY(require_person(claims));
  TRY(find_account(work, claims, s_.clock.wall_now()));
  auto stored = work.recordings().find(RecordingId{std::string{id}});
  if (!stored) return no_recording();
  const Recording& recording = stored->recording;
  const auto meeting = work.meetings().by_id(recording.meeting_id);
  if (!meeting) return no_recording();
  const auto relation = relation_of(work, meeting->meeting, claims.user_id, s_.clock.wall_now());
  const auto role = relation.role();
  const bool owns = recording.owner_id == claims.user_id ||
                    (!relation.banned && (role == Role::host || role == Role::cohost));
  if (!owns && !(recording.for_participants && recording.state == RecordingState::ready &&
                 relation.seated() && role))
    return no_recording();
  return Seen{std::move(*stored), owns};
}

Outcome<std::vector<Recording>> Recordings::of_meeting(const Claims& claims,
                                                       std::string_view id_or_code,
                                                       const base::IpAddress& client) {
  return look(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<Recording>> {
    TRY(const auto at, find_place(s_, work, claims, id_or_code, client, Act::see_people));
    const bool hosts = at.role == Role::host || at.role == Role::cohost;
    auto found = work.recordings().of_meeting(at.meeting.id, kMostListed);
    std::erase_if(found, [&](const Recording& one) {
      const bool shown = one.for_participants && one.state == RecordingState::ready;
      return !hosts && !shown && one.owner_id != claims.user_id;
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

Outcome<RecordingUse> Recordings::use(const Claims& claims) {
  TRY(require_account(claims));
  return look(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingUse> {
    return work.recordings().used_by(claims.user_id);
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
  if (change.title) { TRY(title, check_line("title", *change.title, 1, kLongestTitle)); }
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
        if (opened && recording.state == RecordingState::ready) {
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

Outcome<Recordings::Media> Recordings::open_by_ticket(std::string_view id,
                                                      std::string_view ticket) {
  const auto said = s_.tokens.unseal(kTicket, ticket);
  const std::string expected = std::string{id} + ":";
  if (!said || !said->starts_with(expected)) return no_recording();
  const auto until =
      base::parse_number<std::int64_t>(std::string_view{*said}.substr(expected.size()), 0);
  if (!until || s_.clock.wall_now() > base::WallTime{std::chrono::seconds{*until}})
    return refuse(RefusalCode::link_invalid,
                  "This address is not valid any more. Load the page anew.");
  TRY(auto stored, look(s_.store, [&](UnitOfWork& work) -> Outcome<StoredRecording> {
        auto found = work.recordings().find(RecordingId{std::string{id}});
        if (!found || found->recording.state != RecordingState::ready) return no_recording();
        return std::move(*found);
      }));
  TRY(auto file, files_.open(stored.recording.id));
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

Outcome<bool> Recordings::finish_one(const RecordingId& id) {
  TRY(auto stored, look(s_.store, [&](UnitOfWork& work) -> Outcome<StoredRecording> {
        auto found = work.recordings().find(id);
        if (!found || found->recording.state == RecordingState::ready) return no_recording();
        return std::move(*found);
      }));
  TRY(const auto size, files_.take_over(id));
  if (size == 0) {  // its sender never came back
    TRY(s_.store.write([&](UnitOfWork& work) -> Outcome<void> {
      work.recordings().remove(id);
      return {};
    }));
    files_.remove(id);
    return false;
  }
  TRY(const auto media, files_.finish(id, stored.recording.type));
  return write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<bool> {
    auto found = work.recordings().find(id);
    if (!found || found->recording.state == RecordingState::ready) return false;
    Recording& recording = found->recording;
    recording.state = RecordingState::ready;
    recording.size = media.size;
    recording.length = media.size;
    recording.duration = media.duration;
    work.recordings().update(*found);
    tell_webhooks(work, s_, WebhookEvent::recording_ready, webhook_view(recording));
    const auto meeting = work.meetings().by_id(recording.meeting_id);
    if (!meeting) return true;
    Notice notice{.kind = NoticeKind::recording_ready,
                  .to = {recording.owner_id},
                  .meeting_id = recording.meeting_id,
                  .title = recording.title,
                  .subject_id = recording.id.value(),
                  .name = {},
                  .status = {}};
    if (meeting->meeting.host_id != recording.owner_id)
      notice.to.push_back(meeting->meeting.host_id);
    notice.at = s_.clock.wall_now();
    announced.put(work, std::move(notice));
    return true;
  });
}

Outcome<std::size_t> Recordings::finish_uploads() {
  const base::WallTime before = s_.clock.wall_now() - kPatience;
  TRY(const auto waiting,
      look(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<RecordingId>> {
        return work.recordings().to_finish(before, kFinishedAtOnce);
      }));
  std::size_t finished = 0;
  std::optional<Refusal> trouble;
  for (const RecordingId& id : waiting) {
    const auto done = finish_one(id);
    if (done && *done) ++finished;
    if (!done && done.error().code != RefusalCode::not_found) trouble = done.error();
  }
  if (trouble) return base::failure(std::move(*trouble));
  return finished;
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
