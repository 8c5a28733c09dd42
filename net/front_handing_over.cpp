// SPDX-License-Identifier: MIT
// The end of a FrontConnection: the first request tells who gets the connection.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "base/time.hpp"
#include "base/websocket_path.hpp"
#include "net/acme_request.hpp"
#include "net/descriptor_ceiling.hpp"
#include "net/front_connection.hpp"
#include "net/http_framing.hpp"
#include "net/socket_calls.hpp"
#include "net/websocket_frames.hpp"
#include "net/websocket_handshake.hpp"

namespace net {
namespace {

// The kernel lets the send buffer of a TCP connection grow to 4 MiB (net.ipv4.tcp_wmem) where the
// client does not read. A WebSocket's messages wait in the hub, which knows whom they are for, so
// the kernel keeps little: enough for 640 KB/s over a round trip of 200 ms, and for one message on
// the way through the pair. The kernel doubles these values for its own bookkeeping.
constexpr int kWebSocketClientBuffer = 128 * 1024;
constexpr int kWebSocketPairBuffer = 64 * 1024;

bool make_pair(base::UniqueFd& near, base::UniqueFd& far, int ceiling) noexcept {
  int pair[2] = {-1, -1};
  (void)::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair);
  near = below_ceiling(base::UniqueFd{pair[0]}, ceiling);
  far = below_ceiling(base::UniqueFd{pair[1]}, ceiling);
  return near && far;
}

// The older stack's front ends open ws://host:port without a path (docs/older-stack.md), which is
// a page for everybody else.
bool opens_websocket(const HttpHead& head) noexcept {
  if (head.path == base::kWebSocketPath) return true;
  return head.path == "/" && head.upgrade_websocket && head.connection_upgrade;
}

void bound_send_buffer(int fd, int bytes) noexcept {
  (void)set_option(fd, SOL_SOCKET, SO_SNDBUF, bytes);
}

}  // namespace

FrontConnection::Step FrontConnection::route(const HttpHead& head, std::size_t head_size) {
  if (const auto token = acme_token(head)) return answer_challenge(*token, head.method == "HEAD");
  if (origin_.redirect_to_https) return redirect(head);
  return opens_websocket(head) ? hand_to_websocket(head, head_size) : hand_to_http();
}

std::optional<std::string> FrontConnection::https_location(const HttpHead& head) const {
  if (origin_.https_origin.empty()) return net::https_location(head, context_.https_port);
  if (!head.target.starts_with('/')) return std::nullopt;
  return std::string{origin_.https_origin}.append(head.target);
}

FrontConnection::Step FrontConnection::answer_challenge(std::string_view token, bool head_only) {
  const auto answer = context_.sinks.challenge ? context_.sinks.challenge(token) : std::nullopt;
  const bool tls = stream_->is_tls();
  context_.counters.served(FrontKind::challenge);
  if (!answer)
    return reply(context_.print_refusal(
        tls, {404, "not-found", "No ACME challenge with this token waits here."}, head_only));
  std::string out = make_http_answer(base::SystemClock{}.wall_now(), 200,
                                     "Content-Type: application/octet-stream\r\n"
                                     "Cache-Control: no-store\r\n" +
                                         context_.policy_fields(tls),
                                     *answer);
  if (head_only) out.resize(out.size() - answer->size());
  return reply(std::move(out));
}

FrontConnection::Step FrontConnection::redirect(const HttpHead& head) {
  const bool head_only = head.method == "HEAD";
  const auto location = https_location(head);
  if (!location)
    return refuse(FrontRefusal::bad_request,
                  {400, "bad-request", "The Host field or the address leads to no https address."},
                  head_only);
  context_.counters.served(FrontKind::redirect);
  // 308 keeps a method other than GET (RFC 9110 section 15.4.9).
  const bool get = head.method == "GET" || head_only;
  return reply(make_http_answer(base::SystemClock{}.wall_now(), get ? 301 : 308,
                                "Location: " + *location + "\r\n" + context_.policy_fields(false),
                                {}));
}

FrontConnection::Step FrontConnection::hand_to_turn() {
  if (!context_.sinks.turn) return refuse(FrontRefusal::no_sink);
  watch_.set(Interest::none);
  make_stream();
  stream_->keep(std::move(origin_.ticket));
  context_.counters.served(FrontKind::turn);
  context_.sinks.turn(std::move(stream_), std::move(received_));
  return Step::end;
}

FrontConnection::Step FrontConnection::hand_to_http() {
  auto refuse = [&context = context_, tls = stream_->is_tls()](const HttpFault& fault,
                                                               bool head_only) {
    context.counters.http_violations.add();
    return context.print_refusal(tls, fault, head_only);
  };
  return hand_to_library(FrontKind::http, std::make_unique<HttpFraming>(context_.limits.head_bytes,
                                                                        std::move(refuse)));
}

// Nothing where the client is no reverse proxy that the operator trusts.
Forwarded FrontConnection::forwarded_of(const HttpHead& head) const {
  if (!is_among(origin_.client.ip, origin_.http_proxies)) return {};
  return read_forwarded(head.forwarded, *origin_.http_proxies);
}

FrontConnection::Step FrontConnection::hand_to_websocket(const HttpHead& head,
                                                         std::size_t head_size) {
  if (const auto fault = check_websocket_handshake(head))
    return refuse(FrontRefusal::bad_request, *fault, head.method == "HEAD");
  const Forwarded forwarded = forwarded_of(head);
  if (forwarded.client) origin_.client.ip = *forwarded.client;
  reached_by_tls_ = forwarded.tls;
  if (context_.sinks.websocket_stream) {
    const std::string_view host = forwarded.host.empty() ? head.host : forwarded.host;
    return hand_to_websocket_server({origin_.client, std::string{host}, std::string{head.origin},
                                     std::string{head.websocket_key}},
                                    head_size);
  }
  const std::string canonical = canonical_websocket_head(head, forwarded.host);
  const Bytes bytes = base::as_bytes(canonical);
  std::vector<std::byte> first(bytes.begin(), bytes.end());
  first.insert(first.end(), received_.begin() + static_cast<std::ptrdiff_t>(head_size),
               received_.end());
  received_ = std::move(first);  // `head` points to nothing from here on
  auto now = [&loop = context_.loop] { return loop.now(); };
  auto on_violation = [&counter = context_.counters.websocket_violations](std::uint16_t) {
    counter.add();
  };
  return hand_to_library(
      FrontKind::websocket,
      std::make_unique<WebSocketFrames>(canonical.size(), std::move(now), std::move(on_violation)));
}

// The receiver reads the frames as strictly as a bridge's filter would (adr/0016).
FrontConnection::Step FrontConnection::hand_to_websocket_server(WebSocketRequest request,
                                                                std::size_t head_size) {
  watch_.set(Interest::none);
  bound_send_buffer(stream_->fd(), kWebSocketClientBuffer);
  // Messages leave in groups already: nothing is gained by waiting for more.
  (void)set_option(stream_->fd(), IPPROTO_TCP, TCP_NODELAY, 1);
  stream_->keep(std::move(origin_.ticket));
  context_.counters.served(FrontKind::websocket);
  received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(head_size));
  context_.sinks.websocket_stream(std::move(stream_), std::move(request), std::move(received_));
  return Step::end;
}

// Other HTTP connections go through a bridge, so that the front sees each byte.
FrontConnection::Step FrontConnection::hand_to_library(FrontKind kind,
                                                       std::unique_ptr<BridgeFilter> filter) {
  const FrontSinks& sinks = context_.sinks;
  if (kind == FrontKind::websocket ? !sinks.websocket : !sinks.http)
    return refuse(FrontRefusal::no_sink);
  watch_.set(Interest::none);
  if (kind == FrontKind::websocket) bound_send_buffer(stream_->fd(), kWebSocketClientBuffer);
  base::UniqueFd near;
  base::UniqueFd far;
  if (!make_pair(near, far, context_.limits.descriptor_ceiling)) {
    const int error = errno;
    if (!context_.free_descriptors(*this) || !make_pair(near, far, kNoCeiling)) {
      context_.on_failure("pair_for_library", base::errno_error("socketpair", error));
      return refuse(FrontRefusal::internal);
    }
  }
  if (kind == FrontKind::websocket) bound_send_buffer(far.get(), kWebSocketPairBuffer);
  context_.counters.served(kind);
  const bool tls = reached_by_tls_.value_or(stream_->is_tls());
  stream_->keep(std::move(origin_.ticket));
  Bridge& bridge = context_.make_bridge(std::move(stream_), std::move(near), std::move(received_),
                                        std::move(filter));
  bridge.start();  // puts the head into the pair before the library reads; may end the bridge
  if (kind == FrontKind::websocket)
    sinks.websocket(std::move(far), origin_.client, origin_.local, tls);
  else sinks.http(std::move(far), origin_.client, origin_.local, tls, origin_.http_proxies);
  return Step::end;
}

}  // namespace net
