// SPDX-License-Identifier: MIT
#include "signaling/ws_server_socket.hpp"

#include <algorithm>
#include <utility>

#include "base/time.hpp"
#include "base/websocket_path.hpp"
#include "net/http_answer.hpp"

namespace signaling {
namespace {

using Kind = net::WebSocketReader::Event::Kind;

// Reads of one socket in one round, so that a fast sender does not keep the loop from the others.
constexpr int kReads = 4;
// Frames are gathered up to this size before they are sent: a whole TLS record.
constexpr std::size_t kBatch = 16 * 1024;
// What a client may still send after the end of the conversation.
constexpr std::size_t kMostDiscarded = std::size_t{256} * 1024;

// RFC 6455 section 5.2; a server's frame has no mask.
void append_frame(std::string& out, net::WebSocketOpcode opcode, std::string_view payload) {
  const std::size_t size = payload.size();
  out += static_cast<char>(0x80u | static_cast<unsigned>(opcode));
  if (size < 126) {
    out += static_cast<char>(size);
  } else if (size <= 0xffff) {
    out += static_cast<char>(126);
    out += static_cast<char>(size >> 8);
    out += static_cast<char>(size);
  } else {
    out += static_cast<char>(127);
    for (int shift = 56; shift >= 0; shift -= 8)
      out += static_cast<char>(std::uint64_t{size} >> shift);
  }
  out.append(payload);
}

class Gathering final : public FrameSink {
 public:
  explicit Gathering(std::string& out) noexcept : out_(out) {}
  bool take(std::string_view frame) override {
    append_frame(out_, net::WebSocketOpcode::text, frame);
    return out_.size() < kBatch;
  }

 private:
  std::string& out_;
};

std::string close_payload(std::uint16_t code, std::string_view reason) {
  std::string out{static_cast<char>(code >> 8), static_cast<char>(code)};
  return out.append(reason);
}

}  // namespace

WsSocket::WsSocket(WsSocketOwner& owner, SocketId id, std::unique_ptr<net::Stream> stream)
    : owner_(owner),
      id_(id),
      client_(stream->peer()),
      stream_(std::move(stream)),
      reader_(kMaxFrameBytes),
      valid_at_(owner.loop().now()),
      watch_(owner.loop(), stream_->fd(), *this) {
  watch_.set(net::Interest::read);
}

WsSocket::~WsSocket() = default;

void WsSocket::open(const net::WebSocketRequest& request, base::MutableBytes first) {
  client_ = request.client;
  const unsigned status = owner_.handler().on_request(
      id_, {client_, std::string{base::kWebSocketPath}, request.host, request.origin});
  if (status != 0) return refuse(status);
  let_in_ = true;
  rest_ = net::websocket_answer(request.key);
  owner_.flush_later(*this);
  if (!first.empty()) take(first);
  if (stream_->has_pending()) owner_.read_later(*this);
}

void WsSocket::refuse(unsigned status) {
  last_ = net::make_http_refusal(base::SystemClock{}.wall_now(),
                                 upgrade_refusal(static_cast<int>(status)),
                                 owner_.settings().policy_fields, false);
  end_our_side();
}

void WsSocket::on_io(net::Interest ready) noexcept {
  if (ready == net::Interest::write) {
    blocked_ = false;
    owner_.flush_later(*this);
  }
  read();  // a read of TLS may have waited until it can write
}

void WsSocket::read() noexcept {
  for (int i = 0; i < kReads && stage_ != Stage::over; ++i) {
    const auto n = stream_->read(owner_.read_scratch());
    if (!n) return lose();
    if (*n == 0) {
      if (net::wants_write(stream_->wants())) watch_writing(true);
      return;
    }
    if (stage_ == Stage::lingering) discarded_ += *n;
    else take(owner_.read_scratch().first(*n));
    if (discarded_ > kMostDiscarded) return lose();
    if (!stream_->has_pending()) return;
  }
  owner_.read_later(*this);
}

void WsSocket::take(base::MutableBytes bytes) {
  const base::Instant now = owner_.loop().now();
  while (stage_ == Stage::open || stage_ == Stage::closing) {
    const net::WebSocketReader::Event event = reader_.next(bytes, now);
    if (event.kind == Kind::more) break;
    handle(event);
  }
  const std::size_t unfinished = reader_.unfinished();
  if (unfinished != 0 || holds_unfinished) owner_.hold_unfinished(*this, unfinished);
}

void WsSocket::handle(const net::WebSocketReader::Event& event) {
  switch (event.kind) {
    case Kind::text:
      if (stage_ == Stage::open) owner_.handler().on_text(id_, event.payload);
      return;
    case Kind::ping:
      pong_ = event.payload;
      pong_due_ = true;
      return owner_.flush_later(*this);
    case Kind::pong:
      if (std::exchange(ping_open_, false)) valid_at_ = owner_.loop().now();
      return;
    case Kind::close: return on_client_close(event.payload);
    case Kind::fault: return on_fault(event);
    case Kind::more: return;
  }
}

// RFC 6455 section 5.5.1: the answer repeats the code, unless our close frame is on its way.
void WsSocket::on_client_close(std::string_view payload) {
  tell_gone(end_of(payload));
  say_goodbye(payload.substr(0, 2));
}

void WsSocket::on_fault(const net::WebSocketReader::Event& event) {
  // Of the faults of messages, each has its close code.
  const auto code = static_cast<CloseCode>(event.fault);
  if (event.of_message) owner_.handler().on_violation(id_, code);
  else owner_.handler().on_broken_frame(id_);
  tell_gone(SocketEnd::broken);
  say_goodbye(close_payload(static_cast<std::uint16_t>(event.fault), event.reason));
}

// The conversation is over: a close frame, if none is out yet, is the last that goes out.
void WsSocket::say_goodbye(std::string_view payload) {
  if (!std::exchange(close_sent_, true)) append_frame(last_, net::WebSocketOpcode::close, payload);
  end_our_side();
}

void WsSocket::end_our_side() noexcept {
  if (stage_ == Stage::lingering || stage_ == Stage::over) return;
  stage_ = Stage::lingering;
  deadline_ = owner_.loop().now() + kCutOff;
  reader_.forget();
  owner_.flush_later(*this);
}

void WsSocket::give_up(CloseCode code) noexcept {
  owner_.handler().on_violation(id_, code);
  tell_gone(SocketEnd::broken);
  say_goodbye(close_payload(static_cast<std::uint16_t>(code), reason_text(code)));
}

void WsSocket::close(CloseCode code) noexcept {
  if (stage_ != Stage::open) return;
  stage_ = Stage::closing;
  close_code_ = code;
  deadline_ = owner_.loop().now() + kCutOff;
  owner_.flush_later(*this);
}

// ---- sending

void WsSocket::flush() noexcept {
  if (stage_ == Stage::over || blocked_) return;
  if (!rest_.empty()) {
    const std::string waiting = std::exchange(rest_, {});
    if (!write(base::as_bytes(waiting))) return;
  }
  std::string& out = owner_.write_scratch();
  for (bool all = false; !all;) {
    out.clear();
    all = collect(out);
    if (!write(base::as_bytes(out))) return;
  }
  watch_writing(false);
  if (stage_ != Stage::lingering || std::exchange(shut_, true)) return;
  stream_->shutdown();
  // RFC 6455 section 7.1.1: the server closes first. It waits a moment for the client's end:
  // closing a socket that has unread bytes resets the connection, and the client could lose the
  // last ones.
}

// True if nothing more waits behind it.
bool WsSocket::collect(std::string& out) {
  // RFC 6455 section 5.5.1: nothing follows a close frame.
  const bool may_send = let_in_ && !close_sent_;
  if (std::exchange(pong_due_, false) && may_send)
    append_frame(out, net::WebSocketOpcode::pong, pong_);
  if (std::exchange(ping_due_, false) && may_send)
    append_frame(out, net::WebSocketOpcode::ping, {});
  Gathering frames{out};
  const bool all = !may_send || owner_.handler().take_frames(id_, frames);
  if (all && close_code_ && !std::exchange(close_sent_, true))
    append_frame(
        out, net::WebSocketOpcode::close,
        close_payload(static_cast<std::uint16_t>(*close_code_), reason_text(*close_code_)));
  if (all && !last_.empty()) out.append(std::exchange(last_, {}));
  return all;
}

// False where bytes have to wait, or the socket is over.
bool WsSocket::write(base::Bytes bytes) {
  while (!bytes.empty()) {
    const auto n = stream_->write(bytes);
    if (!n) {
      lose();
      return false;
    }
    if (*n == 0) {
      rest_ = base::as_text(bytes);
      blocked_ = true;
      watch_writing(true);
      return false;
    }
    bytes = bytes.subspan(*n);
  }
  return true;
}

void WsSocket::watch_writing(bool on) {
  watch_.set(on ? net::Interest::read_write : net::Interest::read);
}

// ---- the end

void WsSocket::check_time(base::Instant now) noexcept {
  if (stage_ == Stage::over) return;
  if (stage_ != Stage::open) {
    if (now >= deadline_) lose();
    return;
  }
  if (now - valid_at_ >= owner_.settings().hangup_after) return lose();
  if (ping_open_ || now - valid_at_ < owner_.settings().ping_after) return;
  ping_open_ = ping_due_ = true;
  owner_.flush_later(*this);
}

void WsSocket::tell_gone(SocketEnd how) {
  if (std::exchange(let_in_, false)) owner_.handler().on_gone(id_, how);
}

void WsSocket::lose() noexcept {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  tell_gone(SocketEnd::broken);
  owner_.bury(*this);
}

}  // namespace signaling
