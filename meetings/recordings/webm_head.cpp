// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_head.hpp"

#include <algorithm>
#include <cmath>

#include "meetings/recordings/webm_ebml.hpp"

namespace meetings::recordings {

namespace {

using base::Errc;

// A MediaRecorder takes one millisecond. Below the least, a Cluster could not last a second, which
// bounds their number; above the most, no frame would have its time.
constexpr std::uint64_t kLeastScale = 50'000;
constexpr std::uint64_t kMostScale = 100'000'000;
constexpr std::size_t kLongestCodec = 32;

base::Error corrupt(std::string_view what) { return {Errc::corrupt, "WebM: " + std::string{what}}; }

struct Child {
  std::uint32_t id = 0;
  base::Bytes contents;
  base::Bytes whole;
};

// The child at the beginning of `rest`, and takes it away from there.
base::Result<Child> take_child(base::Bytes& rest) {
  const ebml::Header header = ebml::read_header(rest);
  if (header.found != ebml::Header::Found::element || !header.size ||
      *header.size > rest.size() - header.length)
    return base::failure(corrupt("a header element has a broken child"));
  const std::size_t size = static_cast<std::size_t>(*header.size);
  const Child child{header.id, rest.subspan(header.length, size), rest.first(header.length + size)};
  rest = rest.subspan(child.whole.size());
  return child;
}

// Calls `take` with each child, until one fails.
template <class Take>
base::Status each_child(base::Bytes contents, Take&& take) {
  while (!contents.empty()) {
    TRY(const Child child, take_child(contents));
    TRY(take(child));
  }
  return {};
}

base::Result<std::uint64_t> unsigned_of(const Child& child, std::uint64_t most) {
  const auto value = ebml::read_unsigned(child.contents);
  if (!value || *value > most) return base::failure(corrupt("a number of the header is too large"));
  return *value;
}

base::Status read_into(const Child& child, std::uint32_t& value) {
  TRY(const std::uint64_t read, unsigned_of(child, 1'000'000));
  value = static_cast<std::uint32_t>(read);
  return {};
}

// A string ends at its length or at the first zero (RFC 8794 section 7.4).
base::Result<std::string> word_of(const Child& child) {
  std::string_view text = base::as_text(child.contents);
  text = text.substr(0, text.find('\0'));
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (text.empty() || text.size() > kLongestCodec || !plain)
    return base::failure(corrupt("a name of the header is no word"));
  return std::string{text};
}

base::Status read_video(const Child& video, WebmTrack& track) {
  return each_child(video.contents, [&](const Child& child) -> base::Status {
    if (child.id == ebml::kPixelWidth) return read_into(child, track.width);
    if (child.id == ebml::kPixelHeight) return read_into(child, track.height);
    return {};
  });
}

base::Status read_audio(const Child& audio, WebmTrack& track) {
  track.channels = 1;  // the defaults of RFC 9559 sections 5.1.4.1.29.1 and 5.1.4.1.29.3
  track.sample_rate = 8000;
  return each_child(audio.contents, [&](const Child& child) -> base::Status {
    if (child.id == ebml::kChannels) return read_into(child, track.channels);
    if (child.id != ebml::kSamplingFrequency) return {};
    const auto rate = ebml::read_float(child.contents);
    if (!rate || !(*rate > 0 && *rate <= 1'000'000))
      return base::failure(corrupt("the sampling frequency is no frequency"));
    track.sample_rate = *rate;
    return {};
  });
}

base::Status read_kind(const Child& child, WebmTrack& track) {
  TRY(const std::uint64_t kind, unsigned_of(child, 255));
  if (kind != 1 && kind != 2)
    return base::failure(Errc::unsupported, "WebM: a track is neither video nor audio");
  track.kind = kind == 1 ? WebmTrack::Kind::video : WebmTrack::Kind::audio;
  return {};
}

base::Status read_track_child(const Child& child, WebmTrack& track, bool& has_kind) {
  switch (child.id) {
    case ebml::kTrackNumber: {
      TRY(track.number, unsigned_of(child, ebml::kMostTrackNumber));
      return {};
    }
    case ebml::kTrackType: has_kind = true; return read_kind(child, track);
    case ebml::kCodecId: {
      TRY(track.codec, word_of(child));
      return {};
    }
    case ebml::kDefaultDuration: {
      TRY(track.default_duration, unsigned_of(child, 3'600'000'000'000));
      return {};
    }
    case ebml::kVideo: return read_video(child, track);
    case ebml::kAudio: return read_audio(child, track);
    default: return {};
  }
}

base::Result<WebmTrack> read_track(base::Bytes contents) {
  WebmTrack track;
  bool has_kind = false;
  TRY(each_child(contents,
                 [&](const Child& child) { return read_track_child(child, track, has_kind); }));
  if (track.number == 0 || !has_kind || track.codec.empty())
    return base::failure(corrupt("a track lacks its number, type or codec"));
  return track;
}

std::uint64_t cue_track_of(const std::vector<WebmTrack>& tracks) {
  const auto video = std::find_if(tracks.begin(), tracks.end(), [](const WebmTrack& track) {
    return track.kind == WebmTrack::Kind::video;
  });
  return video == tracks.end() ? tracks.front().number : video->number;
}

void append(std::vector<std::byte>& bytes, base::Bytes more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

base::Status read_ebml_child(const Child& child, WebmHead& head) {
  std::uint64_t limit = 0;
  switch (child.id) {
    case ebml::kDocType: {
      TRY(head.doc_type, word_of(child));
      return {};
    }
    case ebml::kDocTypeVersion: {
      TRY(head.doc_type_version, unsigned_of(child, 255));
      return {};
    }
    case ebml::kDocTypeReadVersion: {
      TRY(head.doc_type_read_version, unsigned_of(child, 255));
      return {};
    }
    case ebml::kEbmlReadVersion: limit = 1; break;
    case ebml::kEbmlMaxIdLength: limit = 4; break;
    case ebml::kEbmlMaxSizeLength: limit = 8; break;
    default: return {};
  }
  TRY(const std::uint64_t value, unsigned_of(child, 255));
  if (value > limit)
    return base::failure(Errc::unsupported, "WebM: a version of EBML that nobody knows");
  return {};
}

}  // namespace

const WebmTrack* WebmHead::track(std::uint64_t number) const {
  const auto found = std::find_if(track_list.begin(), track_list.end(),
                                  [&](const WebmTrack& track) { return track.number == number; });
  return found == track_list.end() ? nullptr : &*found;
}

base::Status read_ebml_head(base::Bytes contents, WebmHead& head) {
  TRY(each_child(contents, [&](const Child& child) { return read_ebml_child(child, head); }));
  if (head.doc_type == "webm" || head.doc_type == "matroska") return {};
  return base::failure(Errc::unsupported, "WebM: the file is EBML of another kind");
}

base::Status read_info(base::Bytes contents, WebmHead& head) {
  TRY(each_child(contents, [&](const Child& child) -> base::Status {
    if (child.id == ebml::kTimestampScale) {
      TRY(head.timestamp_scale, unsigned_of(child, ~std::uint64_t{0}));
    } else if (child.id != ebml::kDuration && child.id != ebml::kVoid && child.id != ebml::kCrc32) {
      append(head.info, child.whole);
    }
    return {};
  }));
  if (head.timestamp_scale < kLeastScale || head.timestamp_scale > kMostScale)
    return base::failure(Errc::unsupported, "WebM: no recorder has this TimestampScale");
  return {};
}

base::Status read_tracks(base::Bytes contents, WebmHead& head) {
  TRY(each_child(contents, [&](const Child& child) -> base::Status {
    if (child.id != ebml::kTrackEntry) return {};
    if (head.track_list.size() == kMostWebmTracks)
      return base::failure(Errc::exhausted, "WebM: there are too many tracks");
    TRY(WebmTrack track, read_track(child.contents));
    if (head.track(track.number)) return base::failure(corrupt("two tracks have one number"));
    head.track_list.push_back(std::move(track));
    append(head.tracks, child.whole);
    return {};
  }));
  if (head.track_list.empty()) return base::failure(corrupt("there are no tracks"));
  head.cue_track = cue_track_of(head.track_list);
  return {};
}

}  // namespace meetings::recordings
