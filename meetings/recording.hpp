// SPDX-License-Identifier: MIT
// Recording: what is kept of a meeting, most often a film, that a browser made and sent here
// (docs/recordings.md).
// The media is a file (meetings/recording_files.hpp); the store has what is known of it. Values;
// the repository: inside a unit of work only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/time.hpp"
#include "meetings/ids.hpp"
#include "meetings/recording_kind.hpp"

namespace meetings {

// uploading: bytes still come. processing: all have come, and the file is made seekable. ready: it
// can be played.
enum class RecordingState : std::uint8_t { uploading, processing, ready };
std::string_view to_string(RecordingState state) noexcept;
std::optional<RecordingState> parse_recording_state(std::string_view text) noexcept;

// A second copy of the film as MP4, for players that know no WebM. due: it will be made. failed: it
// cannot be made of this film. The names are those of the store.
enum class Mp4State : std::uint8_t { none, due, ready, failed };
std::string_view to_string(Mp4State state) noexcept;
std::optional<Mp4State> parse_mp4_state(std::string_view text) noexcept;

inline constexpr std::size_t kLongestRecordingTitle = 200;  // characters

struct Recording {
  RecordingId id;
  MeetingId meeting_id;
  UserId owner_id;  // who recorded, or kept it
  RecordingKind kind = RecordingKind::film;
  std::string owner_name{};
  std::string meeting_title{};
  std::string title;
  std::string type;  // what check_recording_type() lets in
  RecordingState state = RecordingState::uploading;
  std::int64_t size = 0;                 // bytes of the file, as far as the store knows
  std::optional<std::int64_t> length{};  // that the upload will have; absent: not known yet
  base::WallTime created_at{};
  base::WallTime touched_at{};  // when the last byte came
  base::WallTime expires_at{};  // then it is removed
  std::optional<std::chrono::milliseconds> duration{};
  bool for_participants = false;               // everybody with a seat in the meeting may watch
  std::optional<base::WallTime> link_until{};  // absent: no link
  Mp4State mp4 = Mp4State::none;
  std::int64_t mp4_size = 0;  // bytes; 0 until it is ready

  friend bool operator==(const Recording&, const Recording&) = default;
};

struct StoredRecording {
  Recording recording;
  std::optional<base::Sha256Digest> link;  // the SHA-256 of the link's token
};

// Of a person, or of the whole site.
struct RecordingUse {
  std::int64_t bytes =
      0;  // of all recordings and copies; of an upload what it has said that it will have
  std::size_t uploading = 0;
};

class RecordingRepository {
 public:
  virtual ~RecordingRepository() = default;
  virtual void insert(const StoredRecording& stored) = 0;
  // Everything but the ids, the owner and the time of the making.
  virtual void update(const StoredRecording& stored) = 0;
  virtual void remove(const RecordingId& id) = 0;
  virtual std::optional<StoredRecording> find(const RecordingId& id) = 0;
  virtual std::optional<StoredRecording> by_link(const base::Sha256Digest& link) = 0;
  // The newest first: films, or the material.
  virtual std::vector<Recording> of_meeting(const MeetingId& meeting, bool material,
                                            std::size_t limit) = 0;
  // The films that the person has made, of meetings that the person hosts, and that are for the
  // participants of a meeting where the person has a seat.
  virtual std::vector<Recording> of_person(const UserId& person, std::size_t limit) = 0;
  virtual RecordingUse used_by(const UserId& person) = 0;
  virtual RecordingUse used_by_all() = 0;
  // Those of this kind that are ready, but for `newest`.
  virtual std::vector<RecordingId> replaced_by(const Recording& newest) = 0;
  // Uploads of which all bytes have come, and those of which none came since `before`.
  virtual std::vector<RecordingId> to_finish(base::WallTime before, std::size_t limit) = 0;
  // Those of which an MP4 is due, the oldest first.
  virtual std::vector<RecordingId> to_copy(std::size_t limit) = 0;
};

}  // namespace meetings
