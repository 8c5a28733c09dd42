// SPDX-License-Identifier: MIT
#include "net/front_connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "net/proxy_protocol.hpp"
#include "net/sniff.hpp"
#include "net/socket_calls.hpp"
#include "net/tcp_stream.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

constexpr auto kLinger = 2s;
constexpr std::size_t kMostDiscarded = std::size_t{256} * 1024;

// RFC 8446 section 5.1
constexpr std::size_t kTlsRecordHeader = 5;
constexpr std::byte kHandshakeRecord{22};
constexpr std::size_t kLongestPlainRecord = 16384;

// The size of the TLS record that begins with `bytes`; the size of its header while only that is
// known. A record that is not the beginning of a handshake has no size here: OpenSSL refuses it.
std::size_t tls_record_size(Bytes bytes) noexcept {
  if (bytes.empty() || bytes[0] != kHandshakeRecord) return bytes.size();
  if (bytes.size() < kTlsRecordHeader) return kTlsRecordHeader;
  const std::size_t length = base::load_be16(bytes.data() + 3);
  return length <= kLongestPlainRecord ? kTlsRecordHeader + length : bytes.size();
}

bool peer_has_ended(int fd) noexcept {
  pollfd p{fd, POLLRDHUP, 0};
  return ::poll(&p, 1, 0) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

}  // namespace

FrontConnection::FrontConnection(FrontContext& context, base::UniqueFd fd, Origin origin)
    : context_(context),
      fd_(std::move(fd)),
      origin_(std::move(origin)),
      state_(State::first_bytes),
      watch_(context.loop, fd_.get(), *this),
      deadline_(context.loop, [this] { on_deadline(); }) {
  context_.counters.waiting.add(1);
}

FrontConnection::~FrontConnection() { context_.counters.waiting.add(-1); }

void FrontConnection::start() {
  if (origin_.proxy_protocol) {
    (void)enter(State::proxy_header);
  } else if (!claim_place()) {
    (void)refuse(FrontRefusal::address_limit);
    return context_.on_end(*this);
  } else {
    (void)(origin_.tls ? wait_for_hello() : enter(State::first_bytes));
  }
  advance();
}

void FrontConnection::on_io(Interest) noexcept { advance(); }

void FrontConnection::advance() {
  for (;;) {
    switch (step()) {
      case Step::again: continue;
      case Step::wait: return watch_.set(waits_for_);
      case Step::end: return context_.on_end(*this);
    }
  }
}

FrontConnection::Step FrontConnection::step() {
  switch (state_) {
    case State::proxy_header: return on_proxy_header();
    case State::client_hello: return on_client_hello();
    case State::handshake: return on_handshake();
    case State::first_bytes: return on_first_bytes();
    case State::head: return on_head();
    case State::replying: return on_reply();
    case State::lingering: return on_linger();
  }
  return Step::end;
}

// Starts a state and its deadline; first_bytes and head share one deadline.
FrontConnection::Step FrontConnection::enter(State state) {
  state_ = state;
  waits_for_ = Interest::read;
  switch (state) {
    case State::proxy_header:
    case State::client_hello:
      // The PROXY header and the handshake share one deadline.
      if (!deadline_.running()) deadline_.start_after(context_.limits.handshake_timeout);
      break;
    case State::handshake: break;
    case State::first_bytes: deadline_.start_after(context_.limits.head_timeout); break;
    case State::head: break;
    case State::replying:
    case State::lingering: deadline_.start_after(kLinger); break;
  }
  return Step::again;
}

void FrontConnection::on_deadline() {
  if (state_ == State::lingering || state_ == State::replying) return context_.on_end(*this);
  if (state_ != State::head) {
    context_.counters.refused(FrontRefusal::timeout);
    return context_.on_end(*this);
  }
  (void)refuse(FrontRefusal::timeout,
               {408, "request-timeout", "The head of the request did not come in time."});
  advance();
}

FrontConnection::Step FrontConnection::refuse(FrontRefusal why) {
  context_.counters.refused(why);
  return Step::end;
}

FrontConnection::Step FrontConnection::on_proxy_header() {
  switch (peek(kLongestProxyHeader)) {
    case Peeked::more: break;
    case Peeked::nothing: return wait_for_more();
    case Peeked::ended: return refuse(FrontRefusal::gone);
  }
  const ProxyParse parsed = parse_proxy_v2(seen());
  if (parsed.verdict == ProxyVerdict::invalid) return refuse(FrontRefusal::proxy_header);
  if (parsed.verdict == ProxyVerdict::need_more) return wait_for_more();
  const ssize_t n = ::recv(fd_.get(), context_.scratch.data(), parsed.header.size, 0);
  if (n < 0 || static_cast<std::size_t>(n) != parsed.header.size)
    return refuse(FrontRefusal::proxy_header);
  set_low_water(1);
  peeked_ = 0;
  if (parsed.header.source) origin_.client = *parsed.header.source;
  if (parsed.header.destination) origin_.local = *parsed.header.destination;
  if (!claim_place()) return refuse(FrontRefusal::address_limit);
  if (parsed.header.source) context_.on_client_known(*this, origin_.client.ip);
  return origin_.tls ? wait_for_hello() : enter(State::first_bytes);
}

FrontConnection::Step FrontConnection::wait_for_hello() {
  hello_size_ = kTlsRecordHeader;
  return enter(State::client_hello);
}

// OpenSSL needs 70 KiB for a connection from which half a ClientHello has come. So it gets the
// connection when its first record is whole; until then the kernel keeps the bytes.
FrontConnection::Step FrontConnection::on_client_hello() {
  switch (peek(hello_size_)) {
    case Peeked::more: break;
    case Peeked::nothing: set_low_water(hello_size_); return Step::wait;
    case Peeked::ended: return refuse(FrontRefusal::gone);
  }
  hello_size_ = std::min(tls_record_size(seen()), context_.scratch.size());
  return seen().size() < hello_size_ ? Step::again : begin_tls();
}

FrontConnection::Step FrontConnection::begin_tls() {
  watch_.set(Interest::none);  // a failing accept() closes the descriptor
  set_low_water(1);
  peeked_ = 0;
  auto accepted = TlsStream::accept(*origin_.tls, std::move(fd_), origin_.client, origin_.local);
  if (!accepted) return refuse(FrontRefusal::internal);
  tls_ = std::move(*accepted);
  return enter(State::handshake);
}

FrontConnection::Step FrontConnection::on_handshake() {
  const auto done = tls_->handshake();
  if (!done) {
    context_.counters.tls_handshake_failures.add();
    return refuse(FrontRefusal::tls_handshake);
  }
  if (*done) {
    const bool challenge = tls_->was_acme_challenge();
    stream_ = std::move(tls_);
    if (!challenge) return enter(State::first_bytes);
    context_.counters.served(FrontKind::challenge);
    stream_->shutdown();
    return enter(State::lingering);
  }
  waits_for_ = tls_->wants();
  return Step::wait;
}

FrontConnection::Step FrontConnection::on_first_bytes() {
  switch (look_further()) {
    case Peeked::more: break;
    case Peeked::nothing: return wait_for_more();
    case Peeked::ended: return refuse(FrontRefusal::gone);
  }
  switch (sniff(seen())) {
    case Protocol::undecided:
      return stream_ ? Step::again : wait_for_more();  // TLS: read until it blocks
    case Protocol::turn: return hand_to_turn();
    case Protocol::http: make_stream(); return enter(State::head);
    case Protocol::unknown: return refuse(FrontRefusal::unknown_protocol);
  }
  return Step::end;
}

FrontConnection::Step FrontConnection::on_head() {
  const Peeked looked = look_further();
  skip_empty_line();
  // No further bytes came; the head may still be complete in the bytes that sniffing read from TLS.
  if (looked != Peeked::more && seen().size() <= scanned_) {
    return looked == Peeked::ended ? refuse(FrontRefusal::gone) : wait_for_more();
  }
  const std::string_view text = base::as_text(seen());
  const HeadScan scan = scan_http_head(text, scanned_);
  if (scan.state == HeadScan::State::malformed)
    return refuse(FrontRefusal::bad_request, kBareLineFeed);
  if (scan.state == HeadScan::State::incomplete && text.size() < context_.limits.head_bytes) {
    scanned_ = text.size();
    return stream_->is_tls() ? Step::again : wait_for_more();
  }
  const bool head_only = text.starts_with("HEAD ");
  if (scan.state == HeadScan::State::incomplete || scan.size > context_.limits.head_bytes)
    return refuse(FrontRefusal::head_too_large, kHeadTooLarge, head_only);
  const auto parsed = parse_http_head(text.substr(0, scan.size));
  if (!parsed) return refuse(FrontRefusal::bad_request, parsed.error(), head_only);
  return route(*parsed, scan.size);
}

// RFC 9112 section 2.2: one CRLF may stand before the request line. sniff() has seen it.
void FrontConnection::skip_empty_line() {
  if (line_skipped_ || received_.empty()) return;
  line_skipped_ = true;
  if (received_.front() != std::byte{'\r'}) return;
  received_.erase(received_.begin(), received_.begin() + 2);
  seen_ = received_;
}

// A trusted reverse proxy brings everybody's connections: no share of one address bounds it.
bool FrontConnection::claim_place() {
  return is_among(origin_.client.ip, origin_.http_proxies) ||
         origin_.ticket->claim(origin_.client.ip);
}

// From here on the front reads the bytes that it has peeked at.
void FrontConnection::make_stream() {
  if (stream_) return;
  set_low_water(1);
  stream_ = std::make_unique<TcpStream>(std::move(fd_), origin_.client, origin_.local);
}

FrontConnection::Step FrontConnection::refuse(FrontRefusal why, const HttpFault& fault,
                                              bool head_only) {
  context_.counters.refused(why);
  return reply(context_.print_refusal(stream_->is_tls(), fault, head_only));
}

FrontConnection::Step FrontConnection::reply(std::string answer) {
  reply_ = std::move(answer);
  return enter(State::replying);
}

FrontConnection::Step FrontConnection::on_reply() {
  while (replied_ < reply_.size()) {
    const auto n = stream_->write(base::as_bytes(reply_).subspan(replied_));
    if (!n) return Step::end;
    if (*n == 0) {
      waits_for_ = stream_->wants();
      return Step::wait;
    }
    replied_ += *n;
  }
  stream_->shutdown();
  return enter(State::lingering);
}

// Reads for a moment longer: closing a socket that has unread bytes resets the connection, and the
// client could lose the reply.
FrontConnection::Step FrontConnection::on_linger() {
  for (;;) {
    const auto n = stream_->read(context_.scratch);
    if (!n) return Step::end;
    if (*n == 0) {
      waits_for_ = stream_->wants();
      return Step::wait;
    }
    discarded_ += *n;
    if (discarded_ > kMostDiscarded) return Step::end;
  }
}

FrontConnection::Peeked FrontConnection::look_further() {
  return stream_ ? read() : peek(context_.limits.head_bytes + 1);
}

FrontConnection::Peeked FrontConnection::peek(std::size_t most) {
  const ssize_t n =
      ::recv(fd_.get(), context_.scratch.data(), std::min(most, context_.scratch.size()), MSG_PEEK);
  if (n < 0) {
    seen_ = {};
    return would_block(errno) || errno == EINTR ? Peeked::nothing : Peeked::ended;
  }
  const auto size = static_cast<std::size_t>(n);
  seen_ = Bytes{context_.scratch}.first(size);
  if (size > peeked_) {
    peeked_ = size;
    return Peeked::more;
  }
  return size == 0 || peer_has_ended(fd_.get()) ? Peeked::ended : Peeked::nothing;
}

FrontConnection::Peeked FrontConnection::read() {
  const std::size_t room = context_.limits.head_bytes + 1 - received_.size();
  const auto n = stream_->read(MutableBytes{context_.scratch}.first(room));
  seen_ = received_;
  if (!n) return Peeked::ended;
  received_.insert(received_.end(), context_.scratch.begin(),
                   context_.scratch.begin() + static_cast<std::ptrdiff_t>(*n));
  seen_ = received_;
  return *n > 0 ? Peeked::more : Peeked::nothing;
}

// A plain socket stays readable while peeked bytes wait. The low-water mark makes it readable again
// when at least one more byte has come, or the peer has ended.
FrontConnection::Step FrontConnection::wait_for_more() {
  waits_for_ = stream_ ? stream_->wants() : Interest::read;
  if (!stream_) set_low_water(peeked_ + 1);
  return Step::wait;
}

void FrontConnection::set_low_water(std::size_t bytes) noexcept {
  (void)set_option(fd_.get(), SOL_SOCKET, SO_RCVLOWAT, static_cast<int>(bytes));
}

}  // namespace net
