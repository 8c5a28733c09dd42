// SPDX-License-Identifier: MIT
// A meeting in which somebody records: a host, somebody with a seat, and a stranger.
#pragma once

#include "tests/meetings/world.hpp"

namespace lectern_test {

struct Recorded : World {
  meetings::Claims host = person("host"), pupil = person("pupil"), other = person("other");
  meetings::Meeting room = meeting(host);

  Recorded() {
    OK(rooms.join(host, room.code, {}));
    OK(rooms.join(pupil, room.code, {}));
  }
  meetings::Outcome<meetings::Upload> begin(const meetings::Claims& by,
                                            std::optional<std::int64_t> length = 6) {
    return uploads.begin(by, {room.code, "Lesson", "video/webm;codecs=vp9,opus", length}, kClient);
  }
  meetings::Outcome<meetings::Upload> send(const meetings::Claims& by, const std::string& id,
                                           std::int64_t offset, std::string_view bytes,
                                           std::optional<std::int64_t> length = {}) {
    auto receiver =
        uploads.receive(by, id, offset, static_cast<std::int64_t>(bytes.size()), length);
    if (!receiver) return base::failure(receiver.error());
    const auto taken = (*receiver)->append(bytes);
    if (!taken) return base::failure(taken.error());
    return (*receiver)->commit();
  }
  // Material that everybody has who may.
  std::string keep(const meetings::Claims& by, meetings::RecordingKind kind,
                   std::string_view bytes = "abcdef",
                   std::optional<bool> for_participants = std::nullopt) {
    const std::string type{kind == meetings::RecordingKind::file ? "application/pdf"
                                                                 : meetings::row_of(kind).type};
    const std::string id =
        OK(uploads.begin(by, {room.code, "Sheet", type, std::nullopt, kind, for_participants},
                         kClient))
            .recording.id.value();
    OK(send(by, id, 0, bytes));
    OK(uploads.end(by, id));
    CHECK_EQ(OK(uploads.finish()), 1u);
    return id;
  }
  // A recording that can be played.
  std::string ready(const meetings::Claims& by) {
    const std::string id = OK(begin(by)).recording.id.value();
    OK(send(by, id, 0, "abcdef"));
    CHECK_EQ(OK(uploads.finish()), 1u);
    return id;
  }
  meetings::RecordingState state(const meetings::Claims& by, const std::string& id) {
    return OK(recordings.find(by, id)).state;
  }
};

}  // namespace lectern_test
