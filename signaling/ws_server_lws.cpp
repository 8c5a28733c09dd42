// SPDX-License-Identifier: MIT
#include "signaling/ws_server_lws.hpp"

#include <fcntl.h>
#include <libwebsockets.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "base/encoding.hpp"
#include "base/time.hpp"
#include "net/http_answer.hpp"

namespace signaling {
namespace {

constexpr auto kOurTimeout = static_cast<pending_timeout>(PENDING_TIMEOUT_USER_REASON_BASE);
constexpr std::size_t kHeadBytes = 16 * 1024;

// libwebsockets' log callback takes no pointer of ours, and its level is global. So a line goes to
// the log of the server that this thread is working for, or to none.
thread_local const base::Log* current_log = nullptr;

class LogScope {
 public:
  explicit LogScope(const base::Log& log) noexcept : before_(std::exchange(current_log, &log)) {}
  ~LogScope() { current_log = before_; }
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

 private:
  const base::Log* before_;
};

// Its errors and warnings are mostly about strangers' input, which need not wake an operator.
void log_line(int, const char* line) noexcept {
  if (current_log == nullptr || !current_log->enabled(base::LogLevel::debug)) return;
  std::string_view text{line};
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  current_log->debug("websocket_library", {{"says", text}});
}

std::string header(lws* wsi, lws_token_indexes token) {
  const int length = lws_hdr_total_length(wsi, token);
  if (length <= 0) return {};
  std::string value(static_cast<std::size_t>(length) + 1, '\0');
  const int copied = lws_hdr_copy(wsi, value.data(), static_cast<int>(value.size()), token);
  value.resize(copied > 0 ? static_cast<std::size_t>(copied) : 0);
  return value;
}

// The opaque pointer carries a number, not an address, because libwebsockets may report a socket
// that we forgot.
SocketId socket_id(lws* wsi) noexcept {
  return SocketId{reinterpret_cast<std::uintptr_t>(lws_get_opaque_user_data(wsi))};
}

// Marks an open file, so that it is known again whichever file has its number later: the signal of
// fcntl(2) F_SETSIG, which nothing else sets here, and which means nothing without O_ASYNC.
constexpr int kMark = SIGURG;
void mark(int fd) noexcept { (void)::fcntl(fd, F_SETSIG, kMark); }
bool is_marked(int fd) noexcept { return ::fcntl(fd, F_GETSIG) == kMark; }

// libwebsockets 4.3 listens to the kernel's routes and addresses on a netlink socket, and after
// each change it closes the connections for which its own table has no route. That table has none
// for an IPv4 client of a dual-stack socket that comes through a gateway. The kernel's own routes
// are right, so this function makes it send no changes. Does nothing to a descriptor that is no
// netlink socket.
void unsubscribe_from_routes(int fd) noexcept {
  sockaddr_nl address{};
  socklen_t size = sizeof address;
  auto* const generic = static_cast<sockaddr*>(static_cast<void*>(&address));
  if (::getsockname(fd, generic, &size) != 0 || address.nl_family != AF_NETLINK) return;
  address.nl_groups = 0;
  (void)::bind(fd, generic, sizeof address);
}

void set_close_reason(lws* wsi, CloseCode code) noexcept {
  std::string text{reason_text(code)};
  lws_close_reason(wsi, static_cast<lws_close_status>(code),
                   reinterpret_cast<unsigned char*>(text.data()), text.size());
}

}  // namespace

struct LwsTransport::Retry {
  lws_retry_bo_t policy{};
};

struct LwsTransport::Callbacks {
  static int on_event(lws* wsi, lws_callback_reasons reason, void*, void* in,
                      std::size_t length) noexcept {
    auto* self = static_cast<LwsTransport*>(lws_context_user(lws_get_context(wsi)));
    return self == nullptr ? 0 : self->handle(wsi, reason, in, length);
  }
  static constexpr lws_protocols kProtocols[] = {{"lectern", on_event, 0, 16 * 1024, 0, nullptr, 0},
                                                 {nullptr, nullptr, 0, 0, 0, nullptr, 0}};
};

LwsTransport::LwsTransport(WsHandler& handler, TransportSettings settings, const base::Log& log)
    : handler_(handler),
      settings_(std::move(settings)),
      log_(log),
      retry_(std::make_unique<Retry>()),
      unfinished_({settings_.unfinished_bytes, 0}) {}

base::Result<std::unique_ptr<LwsTransport>> LwsTransport::open(net::EventLoop& loop,
                                                               WsHandler& handler,
                                                               TransportSettings settings,
                                                               const base::Log& log) {
  std::unique_ptr<LwsTransport> self{new LwsTransport{handler, std::move(settings), log}};
  TRY(auto uv, UvLoop::open(loop));
  self->uv_ = std::move(uv);
  TRY(self->make_context());
  self->uv_->pump();
  return self;
}

base::Status LwsTransport::make_context() {
  const LogScope scope{log_};
  lws_set_log_level(LLL_ERR | LLL_WARN, log_line);
  retry_->policy.secs_since_valid_ping = static_cast<std::uint16_t>(settings_.ping_after.count());
  retry_->policy.secs_since_valid_hangup =
      static_cast<std::uint16_t>(settings_.hangup_after.count());

  void* loops[] = {
      uv_->native()};  // a foreign loop, too, keeps libwebsockets from taking the process's signals
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
  info.foreign_loops = loops;
  info.pcontext = &context_;
  info.user = this;
  info.gid = static_cast<decltype(info.gid)>(-1);
  info.uid = static_cast<decltype(info.uid)>(-1);
  info.max_http_header_data2 = kHeadBytes;
  info.timeout_secs = static_cast<unsigned>(settings_.handshake.count());
  info.timeout_secs_ah_idle = info.timeout_secs;
  info.retry_and_idle_policy = &retry_->policy;
  info.extensions = nullptr;  // permessage-deflate of this library can be made to abort the process
  info.server_string = "lectern";
  context_ = lws_create_context(&info);
  if (context_ == nullptr) {
    return base::failure(
        base::Errc::unavailable,
        "libwebsockets does not start; is its libuv plugin installed (libwebsockets-evlib-uv)?");
  }
  const std::vector<int> polled = uv_->polled_descriptors();
  if (!polled.empty()) event_pipe_ = polled.front();  // the library's first
  std::ranges::for_each(polled, unsubscribe_from_routes);
  info.protocols = Callbacks::kProtocols;
  info.vhost_name = "lectern";
  vhost_ = lws_create_vhost(context_, &info);
  if (vhost_ == nullptr)
    return base::failure(base::Errc::internal, "libwebsockets refuses its virtual host");
  return {};
}

LwsTransport::~LwsTransport() { shut_down(); }

void LwsTransport::shut_down() noexcept {
  if (!uv_) return;
  shutting_down_ = true;
  const LogScope scope{log_};
  if (!destroy_context()) log_.error("websocket_shutdown_incomplete");
  vhost_ = nullptr;
  while (!sockets_.empty()) forget(sockets_.begin()->first);
  uv_.reset();
}

// With a foreign loop: the first call begins to close, the loop finishes that, the second call
// frees. `context_` is set to null by the library when that is done (pcontext).
bool LwsTransport::destroy_context() noexcept {
  if (context_ == nullptr) return uv_->run_down();
  mark(event_pipe_);
  lws_context_destroy(context_);
  if (!is_marked(event_pipe_)) {
    // libwebsockets 4.1 has closed the descriptor of its event pipe and closes the same number once
    // more when the loop runs. In between another thread may get that number: hold it. If that
    // thread was faster, leave everything open rather than close the thread's descriptor.
    base::UniqueFd held{::fcntl(uv_->descriptor(), F_DUPFD_CLOEXEC, event_pipe_)};
    if (held.get() != event_pipe_) return false;
    (void)held.release();
  }
  const bool closed = uv_->run_down();
  if (context_ != nullptr) lws_context_destroy(context_);
  // libwebsockets 4.3 leaves its event pipe open.
  if (context_ == nullptr && is_marked(event_pipe_)) ::close(event_pipe_);
  return uv_->run_down() && closed && context_ == nullptr;
}

bool LwsTransport::adopt(base::UniqueFd fd, base::Endpoint client) {
  if (shutting_down_ || vhost_ == nullptr) return false;
  const LogScope scope{log_};
  const SocketId id{next_socket_++};
  Socket& socket = sockets_[id];
  socket.client = client;
  lws_adopt_desc_t description{};
  description.vh = vhost_;
  description.type = static_cast<lws_adoption_type>(LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP);
  description.fd.sockfd = fd.release();  // the library closes it, also if it refuses
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a number that the library carries, never followed
  description.opaque = reinterpret_cast<void*>(static_cast<std::uintptr_t>(id.value()));
  lws* wsi = lws_adopt_descriptor_vhost_via_info(&description);
  if (wsi == nullptr) forget(id);
  wake();
  return wsi != nullptr;
}

void LwsTransport::deliver(SocketId id) noexcept {
  const auto found = sockets_.find(id);
  if (shutting_down_ || found == sockets_.end() || found->second.wsi == nullptr) return;
  lws_callback_on_writable(found->second.wsi);
  uv_->pump();
}

void LwsTransport::close(SocketId id, CloseCode code) noexcept {
  const auto found = sockets_.find(id);
  if (shutting_down_ || found == sockets_.end() || found->second.close_code) return;
  Socket& socket = found->second;
  socket.close_code = code;
  socket.closing = true;
  if (socket.wsi == nullptr) return;  // not upgraded yet: its first writable callback closes it
  lws_set_timeout(socket.wsi, kOurTimeout, static_cast<int>(kCutOff.count()));
  lws_callback_on_writable(socket.wsi);
  wake();
}

// Makes an event, because only then libuv's timer follows the library's own list of timeouts.
void LwsTransport::wake() noexcept {
  lws_cancel_service(context_);
  uv_->pump();
}

void LwsTransport::forget(SocketId id) {
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return;
  const bool let_in = found->second.let_in;
  const SocketEnd end = found->second.end;
  unfinished_.leave(id);
  sockets_.erase(found);
  if (let_in) handler_.on_gone(id, end);
}

int LwsTransport::handle(lws* wsi, int reason, void* in, std::size_t length) {
  const LogScope scope{log_};
  const SocketId id = socket_id(wsi);
  const auto found = sockets_.find(id);
  if (found == sockets_.end()) return 0;  // the library's own (its event pipe), or closed already
  Socket& socket = found->second;
  switch (reason) {
    case LWS_CALLBACK_HTTP:
      // RFC 9110 section 15.5.22: this path needs an upgrade.
      return refuse(wsi, 426);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      // the other protocol would be h2c
      if (in == nullptr || ::strcasecmp(static_cast<const char*>(in), "websocket") != 0) return -1;
      return on_upgrade(wsi, id, socket);
    case LWS_CALLBACK_ESTABLISHED:
      socket.wsi = wsi;
      if (socket.close_code || handler_.has_frames(id)) lws_callback_on_writable(wsi);
      return 0;
    case LWS_CALLBACK_RECEIVE:
      return on_receive(wsi, id, socket, {static_cast<const char*>(in), length});
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      socket.end = end_of({static_cast<const char*>(in), length});
      return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE: return on_writable(wsi, id, socket);
    // This callback also comes for sockets that were never established; the last callback forgets
    // the socket.
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY: forget(id); return 0;
    default: return 0;
  }
}

int LwsTransport::on_upgrade(lws* wsi, SocketId id, Socket& socket) {
  if (socket.let_in) return -1;
  if (header(wsi, WSI_TOKEN_VERSION) !=
      "13") {  // RFC 6455 section 4.4; the library also speaks drafts
    return refuse(wsi, 426);
  }
  const UpgradeRequest request{socket.client, header(wsi, WSI_TOKEN_GET_URI),
                               header(wsi, WSI_TOKEN_HOST), header(wsi, WSI_TOKEN_ORIGIN)};
  const unsigned status = handler_.on_request(id, request);
  if (status != 0) return refuse(wsi, status);
  socket.let_in = true;
  return 0;
}

// Writes the whole response itself: the library's own begins "HTTP/1.0" and names no reason.
int LwsTransport::refuse(lws* wsi, unsigned status) {
  const std::string answer = net::make_http_refusal(base::SystemClock{}.wall_now(),
                                                    upgrade_refusal(static_cast<int>(status)),
                                                    settings_.policy_fields, false);
  (void)write(wsi, answer, LWS_WRITE_HTTP_FINAL);
  return -1;
}

int LwsTransport::on_receive(lws* wsi, SocketId id, Socket& socket, std::string_view chunk) {
  if (socket.closing) return 0;
  if (lws_frame_is_binary(wsi) != 0) return violate(wsi, id, socket, CloseCode::unsupported_data);
  if (chunk.size() > kMaxFrameBytes - socket.message.size())
    return violate(wsi, id, socket, CloseCode::too_big);
  socket.message.append(chunk);
  if (lws_is_final_fragment(wsi) == 0 || lws_remaining_packet_payload(wsi) != 0) {
    return keep_unfinished(id, socket) ? 0 : violate(wsi, id, socket, CloseCode::try_again_later);
  }
  unfinished_.leave(id);
  const std::string message = std::exchange(socket.message, {});
  if (!base::is_utf8(message)) return violate(wsi, id, socket, CloseCode::invalid_payload);
  handler_.on_text(id, message);
  return 0;
}

bool LwsTransport::keep_unfinished(SocketId id, Socket& socket) {
  unfinished_.enter(id, socket.client.ip, 0);
  unfinished_.touch(id);
  unfinished_.hold(id, socket.message.size());
  while (unfinished_.taken() > settings_.unfinished_bytes) {
    const SocketId slowest = *unfinished_.next_to_give_way();
    unfinished_.leave(slowest);
    std::string{}.swap(sockets_.at(slowest).message);
    if (slowest == id) return false;
    handler_.on_violation(slowest, CloseCode::try_again_later);
    close(slowest, CloseCode::try_again_later);
  }
  return true;
}

int LwsTransport::violate(lws* wsi, SocketId id, Socket& socket, CloseCode code) {
  socket.closing = true;
  socket.close_code = code;
  set_close_reason(wsi, code);
  handler_.on_violation(id, code);
  return -1;
}

int LwsTransport::on_writable(lws* wsi, SocketId id, Socket& socket) {
  while (auto frame = handler_.next_frame(id)) {
    if (!send(wsi, *frame)) return -1;
    if (handler_.has_frames(id) && lws_send_pipe_choked(wsi) != 0) {
      lws_callback_on_writable(wsi);
      return 0;
    }
  }
  if (!socket.close_code || socket.close_begun) return 0;
  if (lws_partial_buffered(wsi) != 0) {  // otherwise the library forgets the close frame
    lws_callback_on_writable(wsi);
    return 0;
  }
  socket.close_begun = true;
  set_close_reason(wsi, *socket.close_code);
  // Do not return -1: a debug build (as Debian's) closes twice then, the second time without the
  // close frame.
  lws_set_timeout(wsi, kOurTimeout, LWS_TO_KILL_SYNC);
  return 0;
}

bool LwsTransport::send(lws* wsi, std::string_view frame) {
  return write(wsi, frame, LWS_WRITE_TEXT);
}

bool LwsTransport::write(lws* wsi, std::string_view bytes, int protocol) {
  scratch_.resize(std::max(scratch_.size(), LWS_PRE + bytes.size()));
  std::copy(bytes.begin(), bytes.end(), scratch_.begin() + LWS_PRE);
  return lws_write(wsi, scratch_.data() + LWS_PRE, bytes.size(),
                   static_cast<lws_write_protocol>(protocol)) >= static_cast<int>(bytes.size());
}

}  // namespace signaling
