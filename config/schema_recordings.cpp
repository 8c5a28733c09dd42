// SPDX-License-Identifier: MIT
#include "config/schema_recordings.hpp"

#include <array>

#include "config/rows.hpp"

namespace config {
namespace {

template <auto Path>
constexpr Member kRecordings = kMember<&Config::recordings, Path>;

constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
constexpr std::int64_t kTebibyte = std::int64_t{1} << 40;

constexpr std::array kRows{
    Key{
        .name = "enabled",
        .rule = any(Kind::boolean),
        .standard = "true",
        .help = "Whether people may keep recordings on this machine. Their browsers make them; "
                "who may record is a setting of each meeting (docs/recordings.md).",
        .member = kRecordings<&RecordingsConfig::enabled>,
    },
    Key{
        .name = "folder",
        .rule = any(Kind::path),
        .example = "/srv/lectern/recordings",
        .shipped = commented("its disk holds all films"),
        .help = "Where the recordings lie. Default: recordings in state_dir. Several daemons of "
                "one site share the folder.",
        .member = kRecordings<&RecordingsConfig::folder>,
    },
    Key{
        .name = "largest",
        .rule = size(kMebibyte, kTebibyte),
        .standard = "4GiB",
        .help = "The size of one recording. An hour of film has 0.5 to 1 GiB.",
        .member = kRecordings<&RecordingsConfig::largest>,
    },
    Key{
        .name = "quota_per_person",
        .rule = size(kMebibyte, 1024 * kTebibyte),
        .standard = "20GiB",
        .help = "All recordings of one person together.",
        .member = kRecordings<&RecordingsConfig::quota_per_person>,
    },
    Key{
        .name = "quota",
        .rule = size(kMebibyte, 1024 * kTebibyte),
        .standard = "200GiB",
        .help = "All recordings of the site together.",
        .member = kRecordings<&RecordingsConfig::quota>,
    },
    Key{
        .name = "spare",
        .rule = size(0, kTebibyte),
        .standard = "1GiB",
        .help = "So much of the disk stays free: no recording begins that would take it.",
        .member = kRecordings<&RecordingsConfig::spare>,
    },
    Key{
        .name = "retention",
        .rule = duration(kHour, 3650 * kDay),
        .standard = "90d",
        .help = "A recording is removed this long after its beginning. A change concerns new "
                "recordings.",
        .member = kRecordings<&RecordingsConfig::retention>,
    },
    Key{
        .name = "mp4",
        .rule = any(Kind::boolean),
        .standard = "true",
        .help = "Whether films that are WebM get a copy as MP4, where ffmpeg is installed. One is "
                "made at a time, at the lowest priority; it takes about as long as the film, and "
                "its bytes count in the quotas.",
        .member = kRecordings<&RecordingsConfig::mp4>,
    },
};

}  // namespace

std::span<const Key> recordings_rows() { return kRows; }

}  // namespace config
