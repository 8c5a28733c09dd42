// SPDX-License-Identifier: MIT
#include "net/websocket_reader.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace net {

WebSocketReader::Event WebSocketReader::next(base::MutableBytes& bytes, base::Instant now) {
  if (complete_) std::string{}.swap(message_);  // most clients are silent most of the time
  complete_ = false;
  for (;;) {
    if (!in_frame_) {
      if (!read_header(bytes)) return {};
      if (const Event refused = begin_frame(now); refused.kind != Event::Kind::more) return refused;
    }
    const Event event = take_payload(bytes);
    if (event.kind != Event::Kind::more || in_frame_) return event;
  }
}

// False where more bytes are needed.
bool WebSocketReader::read_header(base::MutableBytes& bytes) {
  std::optional<FrameHeader> header;
  base::Bytes shown = bytes;
  std::size_t size = 0;  // of the header's bytes in `bytes`
  if (part_size_ == 0) {
    header = read_frame_header(shown);
    size = header ? header->size : 0;
  } else {
    const std::size_t more = std::min(bytes.size(), kLongestFrameHeader - part_size_);
    std::copy_n(bytes.begin(), more, part_.begin() + part_size_);
    shown = base::Bytes{part_}.first(part_size_ + more);
    header = read_frame_header(shown);
    size = header ? header->size - part_size_ : 0;
  }
  if (!header) {  // shorter than the longest header: all of it fits
    const std::size_t kept = shown.size();
    if (part_size_ == 0) std::copy(shown.begin(), shown.end(), part_.begin());
    part_size_ = static_cast<std::uint8_t>(kept);
    bytes = {};
    return false;
  }
  if (header->masked) std::copy_n(shown.begin() + (header->size - 4), 4, key_.begin());
  header_ = *header;
  bytes = bytes.subspan(size);
  part_size_ = 0;
  return true;
}

// A fault, or the frame begins.
WebSocketReader::Event WebSocketReader::begin_frame(base::Instant now) {
  if (!header_.masked) return fault(WebSocketFault::protocol, "frame without a mask");
  if (breaks_the_rules(header_, in_message_))
    return fault(WebSocketFault::protocol, "malformed frame");
  if (header_.is(WebSocketOpcode::binary))
    return message_fault(WebSocketFault::unsupported, "text frames only");
  if (!header_.is_control() && header_.length > most_ - message_.size())
    return message_fault(WebSocketFault::too_big, "frame too large");
  if (carries_little(header_) && !idle_frames_.take(rates_.idle_frames, now))
    return fault(WebSocketFault::policy, "too many pings or fragments");
  if (!header_.is_control()) in_message_ = !header_.final;
  taken_ = 0;
  in_frame_ = true;
  return {};
}

WebSocketReader::Event WebSocketReader::take_payload(base::MutableBytes& bytes) {
  const auto size =
      static_cast<std::size_t>(std::min<std::uint64_t>(header_.length - taken_, bytes.size()));
  const base::MutableBytes piece = bytes.first(size);
  unmask(piece, key_, static_cast<std::size_t>(taken_ % 4));
  bytes = bytes.subspan(size);
  taken_ += size;
  in_frame_ = taken_ < header_.length;
  if (header_.is_control()) {
    std::copy(piece.begin(), piece.end(), part_.begin() + part_size_);
    part_size_ = static_cast<std::uint8_t>(part_size_ + size);
    return in_frame_ ? Event{} : end_of_control();
  }
  const bool ends = !in_frame_ && header_.final;
  if (ends && message_.empty()) return end_of_message(base::as_text(piece));
  message_.append(base::as_text(piece));
  return ends ? end_of_message(message_) : Event{};
}

WebSocketReader::Event WebSocketReader::end_of_control() {
  const std::string_view payload = base::as_text(base::Bytes{part_}.first(part_size_));
  part_size_ = 0;
  if (header_.is(WebSocketOpcode::ping)) return {Event::Kind::ping, payload, {}, {}, false};
  if (header_.is(WebSocketOpcode::pong)) return {Event::Kind::pong, payload, {}, {}, false};
  const WebSocketFault judged = judge_close(payload);
  if (judged == WebSocketFault::none) return {Event::Kind::close, payload, {}, {}, false};
  return fault(judged, judged == WebSocketFault::protocol ? "malformed close frame" : "not UTF-8");
}

WebSocketReader::Event WebSocketReader::end_of_message(std::string_view payload) {
  complete_ = true;
  if (!base::is_utf8(payload)) return message_fault(WebSocketFault::invalid_payload, "not UTF-8");
  return {Event::Kind::text, payload, {}, {}, false};
}

}  // namespace net
