// SPDX-License-Identifier: MIT
#include "meetings/mp4_copies.hpp"

#include <algorithm>
#include <vector>

namespace meetings {
namespace {

constexpr std::size_t kLookedAt = 8;  // so many others may be making copies

}  // namespace

Outcome<bool> Mp4Copies::make_one(const std::function<bool()>& stop) {
  if (!enabled()) return false;
  TRY(const auto due, look(s_.store, [&](UnitOfWork& work) -> Outcome<std::vector<RecordingId>> {
        return work.recordings().to_copy(kLookedAt);
      }));
  for (const RecordingId& id : due) {
    const auto done = copy(id, stop);
    const bool other = !done && (done.error().code == RefusalCode::upload_conflict ||
                                 done.error().code == RefusalCode::not_found);
    if (!other) return done;
  }
  return false;
}

Outcome<bool> Mp4Copies::copy(const RecordingId& id, const std::function<bool()>& stop) {
  Mp4Task task{.duration = {}, .room = 0, .stop = stop};
  TRY(look(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    const auto found = work.recordings().find(id);
    if (!found || found->recording.mp4 != Mp4State::due) return no_such_recording();
    task.duration = found->recording.duration;
    task.room = std::min(
        {config().quota_per_person - work.recordings().used_by(found->recording.owner_id).bytes,
         config().quota - work.recordings().used_by_all().bytes, files_.free_bytes(),
         config().largest});
    return {};
  }));
  // A film without room for its copy is left without one; it is still there as it came.
  if (task.room <= 0) {
    TRY(record(id, std::nullopt));
    return true;
  }
  TRY(const auto size, files_.make_mp4(id, task));
  TRY(record(id, size));
  return true;
}

Outcome<void> Mp4Copies::record(const RecordingId& id, std::optional<std::int64_t> size) {
  TRY(const bool known, write(s_.store, [&](UnitOfWork& work) -> Outcome<bool> {
        auto found = work.recordings().find(id);
        if (!found) return false;
        found->recording.mp4 = size ? Mp4State::ready : Mp4State::failed;
        found->recording.mp4_size = size.value_or(0);
        work.recordings().update(*found);
        return true;
      }));
  if (!known) files_.remove(id);  // it was removed while the copy was made
  return {};
}

}  // namespace meetings
