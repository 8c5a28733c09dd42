// SPDX-License-Identifier: MIT
// Reads elements of a WebmSource through a window of 64 KiB, and judges where each ends: inside its
// parent, or cut off with the file. One thread.
#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "meetings/recordings/webm.hpp"
#include "meetings/recordings/webm_ebml.hpp"

namespace meetings::recordings {

// "WebM: <what> at byte <at>".
base::Error webm_error(base::Errc code, std::string_view what, std::uint64_t at);

inline constexpr std::uint64_t kUnknownEnd = std::numeric_limits<std::uint64_t>::max();

struct WebmElement {
  std::uint32_t id = 0;  // 0: the file ends in the header
  std::uint64_t at = 0;
  std::uint64_t contents = 0;
  std::uint64_t end = 0;  // may lie behind the file's end; kUnknownEnd: it has no size
};

class WebmReader {
 public:
  explicit WebmReader(WebmSource& source);

  std::uint64_t size() const noexcept { return size_; }
  bool complete(const WebmElement& element) const noexcept {
    return element.id != 0 && element.end <= size_;
  }
  // The bytes from `at` on, at most kWindow of them, fewer at the file's end; valid until the next
  // call.
  base::Result<base::Bytes> some(std::uint64_t at, std::size_t most);
  // Contents of a complete element of at most kLargestWebmHead bytes.
  base::Result<std::vector<std::byte>> contents(const WebmElement& element);
  // The element at `at`, which lies before the parent's end `limit` and in the file. It is in the
  // parent, has a size unless it is a Segment or a Cluster, and at most kLargestWebmElement bytes
  // unless it is one of those.
  base::Result<WebmElement> element(std::uint64_t at, std::uint64_t limit);

  static constexpr std::size_t kWindow = std::size_t{64} << 10;

 private:
  base::Result<WebmElement> bounded(const WebmElement& begun, std::uint64_t size,
                                    std::uint64_t limit) const;

  WebmSource& source_;
  std::uint64_t size_;
  std::vector<std::byte> window_;
  std::uint64_t window_at_ = 0;
};

}  // namespace meetings::recordings
