// SPDX-License-Identifier: MIT
#include "net/websocket_frames.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/bytes.hpp"
#include "base/encoding.hpp"

namespace net {
namespace {

// RFC 6455 sections 7.4.1 and 5.2.
constexpr std::uint16_t kProtocolError = 1002;
constexpr std::uint16_t kInvalidPayload = 1007;
constexpr std::uint16_t kPolicyViolation = 1008;
constexpr unsigned kContinuation = 0;
constexpr unsigned kBinary = 2;
constexpr unsigned kClose = 8;
constexpr unsigned kPing = 9;
constexpr unsigned kPong = 10;
constexpr std::uint64_t kMostControlBytes = 125;
// The library's answer to a handshake has a few hundred bytes.
constexpr std::size_t kMostAnswerBytes = 4096;

// The codes that an endpoint may send (RFC 6455 section 7.4).
constexpr bool may_be_sent(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1011) ||
         (code >= 3000 && code <= 4999);
}

// RFC 6455 section 5.3: byte i is XORed with byte i mod 4 of the key.
std::string unmask(base::Bytes key, base::Bytes payload) {
  std::string out(payload.size(), '\0');
  for (std::size_t i = 0; i < payload.size(); ++i)
    out[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  return out;
}

// A ping, a pong, or a fragment that is empty or ends no message.
bool carries_little(const FrameHeader& header) noexcept {
  return header.is_control() || !header.final ||
         (header.opcode == kContinuation && header.length == 0);
}

}  // namespace

std::optional<FrameHeader> read_frame_header(base::Bytes bytes) noexcept {
  base::Reader reader{bytes};
  const unsigned first = reader.u8();
  const unsigned second = reader.u8();
  FrameHeader header;
  header.final = (first & 0x80) != 0;
  header.reserved = (first >> 4) & 7;
  header.opcode = first & 15;
  header.masked = (second & 0x80) != 0;
  header.length = second & 0x7f;
  if (header.length == 126) {
    header.length = reader.u16();
    header.minimal = header.length >= 126;
  } else if (header.length == 127) {
    header.length = reader.u64();
    header.minimal = header.length > 0xffff;
  }
  if (header.masked) reader.skip(4);
  if (!reader.ok()) return std::nullopt;
  header.size = bytes.size() - reader.remaining();
  return header;
}

WebSocketFrames::WebSocketFrames(std::size_t head_bytes, Now now, OnViolation on_violation,
                                 FrameRates rates)
    : now_(std::move(now)),
      on_violation_(std::move(on_violation)),
      rates_(rates),
      unjudged_(head_bytes) {}

WebSocketFrames::Passage WebSocketFrames::from_client(base::MutableBytes bytes) {
  Passage passage;
  while (passage.taken < bytes.size()) {
    const Step next = step(bytes, passage);
    passage.end = next == Step::end;
    if (next != Step::again) break;
  }
  return passage;
}

WebSocketFrames::Step WebSocketFrames::step(base::MutableBytes bytes, Passage& passage) {
  const base::Bytes rest = bytes.subspan(passage.taken);
  if (unjudged_ != 0) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(unjudged_, rest.size()));
    unjudged_ -= size;
    if (!dropping_) {
      if (passage.pass != passage.taken)
        std::memmove(bytes.data() + passage.pass, rest.data(), size);
      passage.pass += size;
    }
    passage.taken += size;
    return Step::again;
  }
  if (answer_ == Answer::head) return Step::wait;
  if (answer_ == Answer::switched && !client_closed_) return frame(rest);
  passage.taken += rest.size();  // RFC 6455 section 5.5.1: nothing follows a close frame
  return Step::again;
}

WebSocketFrames::Step WebSocketFrames::frame(base::Bytes rest) {
  const auto header = read_frame_header(rest);
  if (!header) return Step::wait;
  if (!header->masked) return violate(kProtocolError, "frame without a mask");
  if (breaks_the_rules(*header)) return violate(kProtocolError, "malformed frame");
  if (header->opcode == kClose) {
    if (rest.size() < header->size + header->length) return Step::wait;
    const base::Bytes key = rest.subspan(header->size - 4, 4);
    const std::string payload =
        unmask(key, rest.subspan(header->size, static_cast<std::size_t>(header->length)));
    if (const Step judged = judge_close(payload); judged == Step::end) return judged;
    client_closed_ = true;
  } else if (carries_little(*header) && !idle_frames_.take(rates_.idle_frames, now_())) {
    return violate(kPolicyViolation, "too many pings or fragments");
  }
  if (!header->is_control()) in_message_ = !header->final;
  // RFC 6455 section 5.5.3: nobody answers an unsolicited pong. For each pong libwebsockets sorts a
  // timer into the list of all connections' timers, so strangers' pongs would stop everybody.
  dropping_ = header->opcode == kPong && !std::exchange(ping_open_, false);
  unjudged_ = header->size + header->length;
  return Step::again;
}

bool WebSocketFrames::breaks_the_rules(const FrameHeader& header) const noexcept {
  constexpr std::uint64_t kHighestBit = std::uint64_t{1} << 63;
  if (header.reserved != 0 || !header.minimal || (header.length & kHighestBit) != 0) return true;
  if (header.is_control())
    return header.opcode > kPong || !header.final || header.length > kMostControlBytes;
  if (header.opcode > kBinary) return true;
  return (header.opcode == kContinuation) != in_message_;
}

// RFC 6455 section 5.5.1: empty, or a code and a reason in UTF-8.
WebSocketFrames::Step WebSocketFrames::judge_close(std::string_view payload) {
  if (payload.empty()) return Step::again;
  if (payload.size() < 2 || !may_be_sent(base::load_be16(base::as_bytes(payload).data())))
    return violate(kProtocolError, "malformed close frame");
  if (!base::is_utf8(payload.substr(2))) return violate(kInvalidPayload, "not UTF-8");
  return Step::again;
}

WebSocketFrames::Step WebSocketFrames::violate(std::uint16_t code, std::string_view reason) {
  code_ = code;
  reason_ = reason;
  on_violation_(code);
  return Step::end;
}

void WebSocketFrames::to_client(base::Bytes bytes) {
  if (answer_ == Answer::head) bytes = bytes.subspan(read_answer(bytes));
  if (answer_ == Answer::switched) follow_server(bytes);
}

// Returns how many of the bytes belong to the response's head.
std::size_t WebSocketFrames::read_answer(base::Bytes bytes) {
  constexpr std::string_view kSwitching = "HTTP/1.1 101 ";
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t before = answer_head_.size();
  answer_head_.append(base::as_text(bytes));
  const std::size_t end = answer_head_.find(kEnd);
  if (end == std::string::npos) {
    if (answer_head_.size() > kMostAnswerBytes) answer_ = Answer::refused;
    return bytes.size();
  }
  answer_ = answer_head_.starts_with(kSwitching) ? Answer::switched : Answer::refused;
  std::string{}.swap(answer_head_);
  return end + kEnd.size() - before;
}

void WebSocketFrames::follow_server(base::Bytes bytes) {
  while (!bytes.empty()) {
    if (server_passing_ != 0) {
      const auto size = std::min<std::uint64_t>(server_passing_, bytes.size());
      server_passing_ -= size;
      bytes = bytes.subspan(static_cast<std::size_t>(size));
      continue;
    }
    server_header_[server_header_size_++] = bytes.front();
    bytes = bytes.subspan(1);
    const auto header = read_frame_header(base::Bytes{server_header_}.first(server_header_size_));
    if (!header) continue;
    server_header_size_ = 0;
    server_passing_ = header->length;
    server_closed_ = server_closed_ || header->opcode == kClose;
    ping_open_ = ping_open_ || header->opcode == kPing;
  }
}

std::string WebSocketFrames::last_words() {
  const bool between_frames = server_header_size_ == 0 && server_passing_ == 0;
  if (code_ == 0 || answer_ != Answer::switched || server_closed_ || !between_frames) return {};
  std::string out{'\x88', static_cast<char>(2 + reason_.size())};
  out += static_cast<char>(code_ >> 8);
  out += static_cast<char>(code_ & 0xff);
  return out.append(reason_);
}

}  // namespace net
