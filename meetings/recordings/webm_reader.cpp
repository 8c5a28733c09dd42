// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_reader.hpp"

#include <algorithm>

namespace meetings::recordings {

base::Error webm_error(base::Errc code, std::string_view what, std::uint64_t at) {
  return {code, "WebM: " + std::string{what} + " at byte " + std::to_string(at)};
}

WebmReader::WebmReader(WebmSource& source) : source_(source), size_(source.size()) {
  window_.reserve(kWindow);
}

base::Result<base::Bytes> WebmReader::some(std::uint64_t at, std::size_t most) {
  if (at >= size_) return base::Bytes{};
  const std::size_t wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>({most, kWindow, size_ - at}));
  const bool inside = at >= window_at_ && at - window_at_ <= window_.size() &&
                      window_.size() - (at - window_at_) >= wanted;
  if (!inside) {
    window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, size_ - at)));
    window_at_ = at;
    if (auto read = source_.read_at(at, window_); !read) {
      window_.clear();
      return base::failure(std::move(read).error());
    }
  }
  return base::Bytes{window_}.subspan(static_cast<std::size_t>(at - window_at_), wanted);
}

base::Result<std::vector<std::byte>> WebmReader::contents(const WebmElement& element) {
  const std::uint64_t size = element.end - element.contents;
  if (size > kLargestWebmHead)
    return base::failure(
        webm_error(base::Errc::exhausted, "a header element is too large", element.at));
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  if (size > 0) TRY(source_.read_at(element.contents, bytes));
  return bytes;
}

base::Result<WebmElement> WebmReader::element(std::uint64_t at, std::uint64_t limit) {
  const std::uint64_t room = std::min(limit, size_) - at;
  TRY(const base::Bytes bytes,
      some(at, static_cast<std::size_t>(std::min<std::uint64_t>(ebml::kLongestHeader, room))));
  const ebml::Header header = ebml::read_header(bytes);
  if (header.found == ebml::Header::Found::invalid)
    return base::failure(webm_error(base::Errc::corrupt, "there is no element", at));
  WebmElement found{0, at, at, at};
  if (header.found == ebml::Header::Found::cut) {
    if (limit <= size_)
      return base::failure(
          webm_error(base::Errc::corrupt, "an element reaches beyond its parent", at));
    return found;
  }
  found.id = header.id;
  found.contents = at + header.length;
  if (header.size) return bounded(found, *header.size, limit);
  if (found.id != ebml::kSegment && found.id != ebml::kCluster)
    return base::failure(webm_error(base::Errc::corrupt, "an element has no size", at));
  found.end = kUnknownEnd;
  return found;
}

base::Result<WebmElement> WebmReader::bounded(const WebmElement& begun, std::uint64_t size,
                                              std::uint64_t limit) const {
  if (size > limit - begun.contents)
    return base::failure(
        webm_error(base::Errc::corrupt, "an element reaches beyond its parent", begun.at));
  if (size > kLargestWebmElement && begun.id != ebml::kSegment && begun.id != ebml::kCluster)
    return base::failure(webm_error(base::Errc::exhausted, "an element is too large", begun.at));
  WebmElement found = begun;
  found.end = begun.contents + size;
  return found;
}

}  // namespace meetings::recordings
