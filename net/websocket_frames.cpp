// SPDX-License-Identifier: MIT
#include "net/websocket_frames.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/bytes.hpp"

namespace net {
namespace {

// The library's answer to a handshake has a few hundred bytes.
constexpr std::size_t kMostAnswerBytes = 4096;

}  // namespace

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
  const base::MutableBytes rest = bytes.subspan(passage.taken);
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

WebSocketFrames::Step WebSocketFrames::frame(base::MutableBytes rest) {
  const auto header = read_frame_header(rest);
  if (!header) return Step::wait;
  if (!header->masked) return violate(WebSocketFault::protocol, "frame without a mask");
  if (breaks_the_rules(*header, in_message_))
    return violate(WebSocketFault::protocol, "malformed frame");
  if (header->is(WebSocketOpcode::close)) {
    if (rest.size() < header->size + header->length) return Step::wait;
    std::array<std::byte, kMostControlBytes> payload{};
    const auto length = static_cast<std::size_t>(header->length);
    std::copy_n(rest.begin() + static_cast<std::ptrdiff_t>(header->size), length, payload.begin());
    unmask(base::MutableBytes{payload}.first(length), rest.subspan(header->size - 4, 4));
    const WebSocketFault fault = judge_close(base::as_text(base::Bytes{payload}.first(length)));
    if (fault != WebSocketFault::none)
      return violate(fault,
                     fault == WebSocketFault::protocol ? "malformed close frame" : "not UTF-8");
    client_closed_ = true;
  } else if (carries_little(*header) && !idle_frames_.take(rates_.idle_frames, now_())) {
    return violate(WebSocketFault::policy, "too many pings or fragments");
  }
  if (!header->is_control()) in_message_ = !header->final;
  // RFC 6455 section 5.5.3: nobody answers an unsolicited pong. For each pong libwebsockets sorts a
  // timer into the list of all connections' timers, so strangers' pongs would stop everybody.
  dropping_ = header->is(WebSocketOpcode::pong) && !std::exchange(ping_open_, false);
  unjudged_ = header->size + header->length;
  return Step::again;
}

WebSocketFrames::Step WebSocketFrames::violate(WebSocketFault fault, std::string_view reason) {
  code_ = static_cast<std::uint16_t>(fault);
  reason_ = reason;
  on_violation_(code_);
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
    server_closed_ = server_closed_ || header->is(WebSocketOpcode::close);
    ping_open_ = ping_open_ || header->is(WebSocketOpcode::ping);
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
