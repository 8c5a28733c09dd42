// SPDX-License-Identifier: MIT
#include "meetings/uploads.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "meetings/announcements.hpp"
#include "meetings/lookups.hpp"
#include "meetings/text_rules.hpp"
#include "meetings/webhooks.hpp"

namespace meetings {
namespace {

constexpr std::size_t kFinishedAtOnce = 8;

bool may_record(const Meeting& meeting, const std::optional<Role>& role,
                RecordingKind kind) noexcept {
  if (is_material(kind)) return role == Role::host || role == Role::cohost;
  switch (meeting.settings.recording) {
    case AllowedTo::everyone: return may(role, Act::speak);
    case AllowedTo::hosts: return role == Role::host || role == Role::cohost;
    case AllowedTo::off: return false;
  }
  return false;
}

Outcome<void> check_length(std::int64_t length, std::int64_t largest) {
  if (length <= 0) return refuse_field("length", "The length must be a number of bytes above 0.");
  if (length > largest) {
    return refuse(RefusalCode::recording_too_large,
                  "This has at most " + std::to_string(largest) + " bytes here.");
  }
  return {};
}

}  // namespace

std::int64_t Uploads::largest(RecordingKind kind) const noexcept {
  return std::min(config_.largest, row_of(kind).largest);
}

Upload Uploads::shown(Recording recording, std::int64_t offset) const {
  const base::WallTime until = recording.touched_at + kPatience;
  return {std::move(recording), offset, until};
}

Outcome<void> Uploads::check_room(UnitOfWork& work, const UserId& person, std::int64_t more) {
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

Outcome<Upload> Uploads::begin(const Claims& claims, const NewRecording& fields,
                               const base::IpAddress& client) {
  TRY(require_account(claims));
  if (!config_.enabled) return refuse(RefusalCode::forbidden, "This site keeps no recordings.");
  TRY(const auto type, check_recording_type(fields.kind, fields.type));
  TRY(const auto title, check_line("filename", fields.title, 1, kLongestRecordingTitle));
  if (fields.length) TRY(check_length(*fields.length, largest(fields.kind)));
  const RecordingId id{s_.random.uuid()};
  TRY(files_.create(id));
  auto made = write(s_.store, [&](UnitOfWork& work) -> Outcome<Recording> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(find_account(work, claims, now));
    TRY(const auto found, find_meeting(s_, work, fields.meeting, claims.user_id, client));
    const Meeting& meeting = found.stored.meeting;
    if (!may_record(meeting, found.relation.role(), fields.kind))
      return refuse(RefusalCode::forbidden, is_material(fields.kind)
                                                ? "Only hosts keep the material of a lesson."
                                                : "You may not record this meeting.");
    if (!is_material(fields.kind) && meeting.ended_at && now > *meeting.ended_at + kAfterTheEnd)
      return refuse(RefusalCode::ended, "This meeting is over.");
    if (work.recordings().used_by(claims.user_id).uploading >= kMostAtOnce)
      return refuse(RefusalCode::too_many, "You send too many recordings at once.");
    TRY(check_room(work, claims.user_id, fields.length.value_or(0)));
    Recording recording;
    recording.id = id;
    recording.meeting_id = meeting.id;
    recording.owner_id = claims.user_id;
    recording.owner_name = claims.name;
    recording.meeting_title = meeting.title;
    recording.title = title;
    recording.kind = fields.kind;
    recording.for_participants = fields.for_participants.value_or(is_material(fields.kind));
    recording.type = type;
    recording.length = fields.length;
    recording.created_at = recording.touched_at = now;
    recording.expires_at = now + config_.retention;
    work.recordings().insert({recording, std::nullopt});
    note(work, s_,
         {.kind = AuditKind::recording_begun,
          .actor = actor_of(claims),
          .meeting = meeting.id,
          .object = id.value(),
          .detail = "kind=" + std::string{to_string(fields.kind)}});
    return recording;
  });
  if (!made) {
    files_.remove(id);
    return base::failure(std::move(made.error()));
  }
  return shown(std::move(*made), 0);
}

Outcome<StoredRecording> Uploads::own(UnitOfWork& work, const Claims& claims, std::string_view id) {
  TRY(require_account(claims));
  auto stored = work.recordings().find(RecordingId{std::string{id}});
  if (!stored || stored->recording.owner_id != claims.user_id) return no_such_recording();
  return std::move(*stored);
}

Outcome<Upload> Uploads::record_progress(const RecordingId& id, std::int64_t size, bool over) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Upload> {
    auto stored = work.recordings().find(id);
    if (!stored) return no_such_recording();
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

Outcome<Upload> Uploads::find(const Claims& claims, std::string_view id) {
  TRY(auto stored, look(s_.store, [&](UnitOfWork& work) { return own(work, claims, id); }));
  if (stored.recording.state != RecordingState::uploading)
    return shown(stored.recording, stored.recording.length.value_or(stored.recording.size));
  TRY(const auto size, files_.take_over(stored.recording.id));
  return record_progress(stored.recording.id, size, false);
}

Outcome<std::unique_ptr<Uploads::Receiver>> Uploads::receive(const Claims& claims,
                                                             std::string_view id,
                                                             std::int64_t offset,
                                                             std::optional<std::int64_t> announced,
                                                             std::optional<std::int64_t> length) {
  std::int64_t room = 0;
  TRY(const auto upload, write(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingId> {
        TRY(auto stored, own(work, claims, id));
        Recording& recording = stored.recording;
        if (recording.state != RecordingState::uploading)
          return refuse(RefusalCode::upload_conflict, "All of this upload has come.");
        if (length) {
          TRY(check_length(*length, largest(recording.kind)));
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
        room = recording.length ? *recording.length - offset
                                : std::min(largest(recording.kind) - offset,
                                           config_.quota_per_person - own.bytes);
        return recording.id;
      }));
  if (announced.value_or(0) > room)
    return refuse(RefusalCode::recording_too_large,
                  "These are more bytes than the upload may have.");
  TRY(auto writer, files_.write(upload, offset));
  return std::unique_ptr<Receiver>{new Receiver(*this, upload, std::move(writer), room)};
}

Outcome<void> Uploads::Receiver::append(std::string_view bytes) {
  if (std::int64_t{room_} < static_cast<std::int64_t>(bytes.size()))
    return refuse(RefusalCode::recording_too_large,
                  "These are more bytes than the upload may have.");
  room_ -= static_cast<std::int64_t>(bytes.size());
  return writer_->append(bytes);
}

Outcome<Upload> Uploads::Receiver::commit() {
  TRY(const auto size, writer_->sync());
  return all_.record_progress(id_, size, false);
}

Outcome<Upload> Uploads::end(const Claims& claims, std::string_view id) {
  TRY(const auto upload, find(claims, id));
  if (upload.offset == 0) return refuse_field("length", "Nothing of this recording has come.");
  return record_progress(upload.recording.id, upload.offset, true);
}

Outcome<void> Uploads::cancel(const Claims& claims, std::string_view id) {
  TRY(const auto gone, write(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingId> {
        TRY(const auto stored, own(work, claims, id));
        if (stored.recording.state != RecordingState::uploading)
          return refuse(RefusalCode::upload_conflict, "All of this upload has come.");
        work.recordings().remove(stored.recording.id);
        return stored.recording.id;
      }));
  files_.remove(gone);
  return {};
}

Outcome<RecordingUse> Uploads::use(const Claims& claims) {
  TRY(require_account(claims));
  return look(s_.store, [&](UnitOfWork& work) -> Outcome<RecordingUse> {
    return work.recordings().used_by(claims.user_id);
  });
}

Outcome<bool> Uploads::finish_one(const RecordingId& id) {
  TRY(auto stored, look(s_.store, [&](UnitOfWork& work) -> Outcome<StoredRecording> {
        auto found = work.recordings().find(id);
        if (!found || found->recording.state == RecordingState::ready) return no_such_recording();
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
  std::vector<RecordingId> replaced;
  auto done =
      write_and_announce(s_, [&](UnitOfWork& work, Announcements& announced) -> Outcome<bool> {
        auto found = work.recordings().find(id);
        if (!found || found->recording.state == RecordingState::ready) return false;
        Recording& recording = found->recording;
        recording.state = RecordingState::ready;
        recording.size = media.size;
        recording.length = media.size;
        recording.duration = media.duration;
        const bool film = !is_material(recording.kind);
        if (config_.mp4 && film && recording.type == "video/webm") recording.mp4 = Mp4State::due;
        work.recordings().update(*found);
        if (row_of(recording.kind).one_only) replaced = work.recordings().replaced_by(recording);
        for (const RecordingId& old : replaced) work.recordings().remove(old);
        if (!film) return true;
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
  // What was replaced loses its file only when the store has forgotten it.
  if (done)
    for (const RecordingId& old : replaced) files_.remove(old);
  return done;
}

Outcome<std::size_t> Uploads::finish() {
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

}  // namespace meetings
