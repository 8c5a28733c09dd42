// SPDX-License-Identifier: MIT
#include "signaling/ws_server.hpp"

#include <atomic>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/guarded.hpp"
#include "net/mailbox.hpp"
#include "signaling/origin.hpp"
#include "signaling/ws_server_lws.hpp"
#include "signaling/ws_server_sockets.hpp"

namespace signaling {
namespace {

using namespace std::chrono_literals;

// With the built-in engine a stream, with libwebsockets a descriptor.
struct Adoption {
  std::unique_ptr<net::Stream> stream;
  net::WebSocketRequest request;  // the descriptor has only the client of it
  std::vector<std::byte> first;
  base::UniqueFd fd;
};
struct AnsweredLobby {
  meetings::MeetingId meeting;
  LobbyAnswer answer;
};
struct Answer {
  SessionId session;
  std::uint64_t request = 0;
  std::variant<AuthenticationAnswer, ResolutionAnswer, AdmissionAnswer, ModerationAnswer,
               AnsweredLobby>
      answer;
};
using AnswerBox = net::Mailbox<Answer>;
// Workers hold this, because they may answer after the server's end; it is empty then.
using AnswerGate = base::Guarded<AnswerBox*>;

constexpr std::size_t kAdoptionsWaiting = 1024;
constexpr std::size_t kAnswersWaiting = 65'536;
constexpr auto kGoodbye = 2s;

class OneFrame final : public FrameSink {
 public:
  bool take(std::string_view frame) override {
    text = frame;
    return false;
  }
  std::string text;
};

}  // namespace

class WsServer::Impl final : public WsSiteHost {
 public:
  Impl(WsConfig config, WsDependencies dependencies)
      : config_(std::move(config)),
        deps_(std::move(dependencies)),
        metrics_(deps_.metrics),
        received_(deps_.metrics.counter("lectern_signaling_frames_total", "WebSocket messages",
                                        {{"direction", "in"}})),
        sent_(deps_.metrics.counter("lectern_signaling_frames_total", "WebSocket messages",
                                    {{"direction", "out"}})),
        broken_frames_(
            deps_.metrics.counter("lectern_front_violations_total",
                                  "Conversations ended because the client broke the protocol.",
                                  {{"protocol", "websocket"}})),
        refused_origin_(refused("origin")),
        refused_path_(refused("path")),
        refused_limit_(refused("limit")),
        refused_busy_(refused("busy")),
        hub_(config_.limits, deps_.tokens, deps_.ice_servers, random_, metrics_) {}
  ~Impl();

  base::Status open();
  void start();
  bool adopt(Adoption adoption);
  void on_event(const meetings::Event& event);
  void stop(WsFarewell farewell);
  base::Result<WsRestored> restore(const base::Secret& left);
  base::Secret hand_over();
  base::Result<base::Endpoint> open_site(WsSiteSettings settings);
  WsSite* site() noexcept { return site_.get(); }
  const net::EventLoop& loop() const noexcept { return *loop_; }

  Now now() const override { return {loop_->now(), clock_.wall_now()}; }
  void run(Effects effects) override { execute(std::move(effects)); }
  std::optional<SessionId> let_in(SocketId socket, const base::IpAddress& client) override;
  std::optional<SocketId> socket_of(SessionId session) const override;
  void unbind(SocketId socket) override;
  WsTransport& own_transport() override { return *transport_; }

  unsigned on_request(SocketId socket, const UpgradeRequest& request) override;
  void on_text(SocketId socket, std::string_view text) override;
  std::optional<std::string> next_frame(SocketId socket) override;
  bool has_frames(SocketId socket) override;
  bool take_frames(SocketId socket, FrameSink& sink) override;
  void on_violation(SocketId socket, CloseCode code) override;
  void on_broken_frame(SocketId) override { broken_frames_.add(); }
  void on_gone(SocketId socket, SocketEnd how) override;

 private:
  base::Status open_transport();
  base::Counter& refused(const char* why) {
    return deps_.metrics.counter("lectern_signaling_refused_total",
                                 "WebSocket requests refused, by reason", {{"reason", why}});
  }
  auto answer_to(SessionId session, std::uint64_t request);
  // The transport of the socket.
  WsTransport& transport_of(SocketId socket) {
    return site_ && WsGuests::is_guest(socket) ? site_->guests() : *transport_;
  }
  void take(Adoption adoption);
  void bind(SocketId socket, Hub::Opened session);
  std::optional<std::string> next_frame_of_site(SocketId socket);
  void execute(Effects effects);
  void execute(const Deliver& effect);
  void execute(const CloseSession& effect);
  void execute(const MoveSocket& effect);
  void execute(RequestAuthentication& effect);
  void execute(RequestResolution& effect);
  void execute(RequestAdmission& effect);
  void execute(RequestModeration& effect);
  void execute(const RequestLobby& effect);
  void pass(const Answer& answer);
  void execute(const BatchBegins& effect);
  void execute(PresenceChanged& effect);
  void execute(const SeatEnded& effect);
  void execute(RequestPlace& effect);
  void execute(RequestSession& effect);
  void execute(const KeepLine& effect);
  void tick();
  void say_goodbye(WsFarewell farewell);
  void finish();

  const WsConfig config_;
  const WsDependencies deps_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  HubMetrics metrics_;
  base::Counter& received_;
  base::Counter& sent_;
  base::Counter& broken_frames_;
  base::Counter& refused_origin_;
  base::Counter& refused_path_;
  base::Counter& refused_limit_;
  base::Counter& refused_busy_;
  Hub hub_;

  // Destroyed in reverse: the transport and the mailboxes before the loop.
  std::unique_ptr<net::EventLoop> loop_;
  std::unique_ptr<net::Mailbox<Adoption>> adoptions_;
  std::unique_ptr<AnswerBox> answers_;
  std::unique_ptr<net::Timer> tick_timer_;
  std::unique_ptr<net::Timer> batch_timer_;
  std::unique_ptr<net::Timer> goodbye_timer_;
  std::unique_ptr<WsTransport> transport_;
  WsSockets* streams_ = nullptr;     // the transport, if it is ours
  LwsTransport* library_ = nullptr;  // the transport, if it is the library's
  std::unique_ptr<WsSite> site_;     // null for a node alone
  std::shared_ptr<AnswerGate> gate_;

  std::unordered_map<SocketId, SessionId> sessions_;
  std::unordered_map<SessionId, SocketId> sockets_;
  std::atomic<bool> stopping_{false};  // any thread
  // The events that come when the loop does not take them any more; nullopt before.
  base::Guarded<std::optional<std::vector<meetings::Event>>> late_;
  bool leaving_ = false;  // loop thread
  std::thread thread_;
};

// ---- the server's owner and other threads

base::Status WsServer::Impl::open() {
  TRY(auto loop, net::EventLoop::open("signaling"));
  loop_ = std::move(loop);
  adoptions_ = std::make_unique<net::Mailbox<Adoption>>(*loop_, kAdoptionsWaiting,
                                                        [this](Adoption a) { take(std::move(a)); });
  answers_ =
      std::make_unique<AnswerBox>(*loop_, kAnswersWaiting, [this](const Answer& a) { pass(a); });
  gate_ = std::make_shared<AnswerGate>(answers_.get());
  tick_timer_ = std::make_unique<net::Timer>(*loop_, [this] { tick(); });
  batch_timer_ =
      std::make_unique<net::Timer>(*loop_, [this] { execute(hub_.tell_batches(now())); });
  goodbye_timer_ = std::make_unique<net::Timer>(*loop_, [this] { finish(); });
  return open_transport();
}

base::Status WsServer::Impl::open_transport() {
  TransportSettings settings{config_.ping_after, config_.hangup_after, config_.handshake,
                             config_.unfinished_bytes, config_.policy_fields};
  if (config_.engine == WsEngine::builtin) {
    auto opened = std::make_unique<WsSockets>(*loop_, *this, std::move(settings));
    streams_ = opened.get();
    transport_ = std::move(opened);
  } else {
    TRY(auto opened, LwsTransport::open(*loop_, *this, std::move(settings), deps_.log));
    library_ = opened.get();
    transport_ = std::move(opened);
  }
  return {};
}

base::Result<base::Endpoint> WsServer::Impl::open_site(WsSiteSettings settings) {
  TRY(site_, WsSite::open(*loop_, hub_, *this, std::move(settings), deps_.log, deps_.metrics));
  return site_->local();
}

void WsServer::Impl::start() {
  tick_timer_->start_after(config_.tick);
  thread_ = std::thread{[this] { loop_->run(); }};
}

bool WsServer::Impl::adopt(Adoption adoption) {
  if (stopping_.load(std::memory_order_acquire)) return false;
  const bool taken = adoptions_->post(std::move(adoption));
  if (!taken) refused_busy_.add();
  return taken;
}

void WsServer::Impl::on_event(const meetings::Event& event) {
  late_.with([&](auto& late) {
    if (late) late->push_back(event);
    else loop_->post([this, event] { execute(hub_.handle_event(event, now())); });
  });
}

void WsServer::Impl::stop(WsFarewell farewell) {
  if (stopping_.exchange(true)) return;
  late_.with([](auto& late) { late.emplace(); });
  if (thread_.joinable()) {
    loop_->post([this, farewell] { say_goodbye(farewell); });
    thread_.join();
  }
  if (gate_) gate_->with([](AnswerBox*& box) { box = nullptr; });
}

base::Result<WsRestored> WsServer::Impl::restore(const base::Secret& left) {
  auto state = parse_hub_state(left.reveal_text());
  metrics_.restores(state.has_value()).add();
  if (!state) return base::failure(state.error());
  WsRestored out{state->sessions.size(), state->rooms.size(), {}, state->at};
  for (const HandedRoom& room : state->rooms) {
    for (const Member& member : room.members) out.seats.push_back(member.who.participant_id);
  }
  execute(hub_.restore(*std::move(state), now()));
  return out;
}

base::Secret WsServer::Impl::hand_over() {
  for (const meetings::Event& event :
       late_.with([](auto& late) { return *std::exchange(late, std::vector<meetings::Event>{}); }))
    execute(hub_.handle_event(event, now()));
  Hub::LeftBehind left = hub_.hand_over(now());
  execute(std::move(left.effects));
  return print(left.state);
}

WsServer::Impl::~Impl() { stop(WsFarewell::for_good); }

// ---- the loop's thread

void WsServer::Impl::take(Adoption adoption) {
  if (leaving_) return;
  if (streams_ != nullptr && adoption.stream)
    return streams_->adopt(std::move(adoption.stream), adoption.request, adoption.first);
  if (library_ == nullptr || !library_->adopt(std::move(adoption.fd), adoption.request.client))
    deps_.log.debug("websocket_not_adopted", {{"client", adoption.request.client.print()}});
}

unsigned WsServer::Impl::on_request(SocketId socket, const UpgradeRequest& request) {
  if (leaving_) return 503;
  if (request.path != config_.path) {
    refused_path_.add();
    return 404;
  }
  if (!origin_allowed(request.origin, request.host, config_.origins)) {
    refused_origin_.add();
    deps_.log.debug(
        "websocket_origin_refused",
        {{"origin", request.origin}, {"host", request.host}, {"client", request.client.print()}});
    return 403;
  }
  auto session = hub_.open(request.client.ip, now());
  if (!session) {
    refused_limit_.add();
    return session.error() == OpenRefusal::too_many_from_address ? 429 : 503;
  }
  bind(socket, std::move(*session));
  return 0;
}

void WsServer::Impl::bind(SocketId socket, Hub::Opened session) {
  sessions_.emplace(socket, session.id);
  sockets_.emplace(session.id, socket);
  execute(std::move(session.effects));
}

std::optional<SessionId> WsServer::Impl::let_in(SocketId socket, const base::IpAddress& client) {
  auto session = hub_.open(client, now());
  if (!session) {
    refused_limit_.add();
    return std::nullopt;
  }
  const SessionId id = session->id;
  bind(socket, std::move(*session));
  return id;
}

std::optional<SocketId> WsServer::Impl::socket_of(SessionId session) const {
  const auto found = sockets_.find(session);
  return found == sockets_.end() ? std::nullopt : std::optional{found->second};
}

void WsServer::Impl::unbind(SocketId socket) {
  const auto found = sessions_.find(socket);
  if (found == sessions_.end()) return;
  sockets_.erase(found->second);
  sessions_.erase(found);
}

void WsServer::Impl::on_text(SocketId socket, std::string_view text) {
  received_.add();
  const auto session = sessions_.find(socket);
  if (session != sessions_.end()) return execute(hub_.handle_text(session->second, text, now()));
  if (site_) site_->passed().on_text(socket, text);
}

std::optional<std::string> WsServer::Impl::next_frame(SocketId socket) {
  const auto session = sessions_.find(socket);
  if (site_ && (session == sessions_.end() || site_->has_leftovers(socket)))
    return next_frame_of_site(socket);
  if (session == sessions_.end()) return std::nullopt;
  auto frame = hub_.next_frame(session->second, now());
  if (frame) sent_.add();
  return frame;
}

std::optional<std::string> WsServer::Impl::next_frame_of_site(SocketId socket) {
  sent_.add();
  if (!site_->has_leftovers(socket)) return site_->passed().next_frame(socket);
  OneFrame one;
  (void)site_->take_leftovers(socket, one);
  return std::move(one.text);
}

bool WsServer::Impl::has_frames(SocketId socket) {
  const auto session = sessions_.find(socket);
  if (site_ && (site_->has_leftovers(socket) || site_->passed().has_frames(socket))) return true;
  return session != sessions_.end() && hub_.has_frames(session->second);
}

bool WsServer::Impl::take_frames(SocketId socket, FrameSink& sink) {
  const auto session = sessions_.find(socket);
  if (site_ && site_->has_any_leftovers() && !site_->take_leftovers(socket, sink)) return false;
  if (session == sessions_.end()) return !site_ || site_->passed().take_frames(socket, sink);
  return hub_.take_frames(session->second, now(), [&](std::string_view frame) {
    sent_.add();
    return sink.take(frame);
  });
}

void WsServer::Impl::on_violation(SocketId, CloseCode code) { metrics_.closes(code).add(); }

void WsServer::Impl::on_gone(SocketId socket, SocketEnd how) {
  const auto found = sessions_.find(socket);
  if (site_) site_->forget_leftovers(socket);
  if (found == sessions_.end()) {
    if (site_) site_->passed().on_gone(socket, how);
    return;
  }
  const SessionId session = found->second;
  sessions_.erase(found);
  sockets_.erase(session);
  execute(hub_.closed(session, how, now()));
  if (leaving_ && sessions_.empty())
    goodbye_timer_->start_after(0s);  // later: this call comes from inside the transport
}

void WsServer::Impl::execute(Effects effects) {
  for (Effect& effect : effects) std::visit([this](auto& e) { execute(e); }, effect);
  hub_.recycle(std::move(effects));
  if (site_) site_->look();
}

void WsServer::Impl::execute(const Deliver& effect) {
  const auto socket = sockets_.find(effect.session);
  if (socket != sockets_.end()) transport_of(socket->second).deliver(socket->second);
}

void WsServer::Impl::execute(const CloseSession& effect) {
  const auto socket = sockets_.find(effect.session);
  if (socket != sockets_.end()) transport_of(socket->second).close(socket->second, effect.code);
}

void WsServer::Impl::execute(const MoveSocket& effect) {
  const auto moved = sockets_.find(effect.newcomer);
  if (moved == sockets_.end()) return;
  const SocketId socket = moved->second;
  sockets_.erase(moved);
  if (const auto older = sockets_.find(effect.session); older != sockets_.end()) {
    sessions_.erase(older->second);
    transport_of(older->second).close(older->second, CloseCode::replaced);
  }
  sockets_[effect.session] = socket;
  sessions_[socket] = effect.session;
}

void WsServer::Impl::pass(const Answer& a) {
  if (const auto* admission = std::get_if<AdmissionAnswer>(&a.answer)) {
    execute(hub_.admitted(a.session, a.request, *admission, now()));
  } else if (const auto* resolution = std::get_if<ResolutionAnswer>(&a.answer)) {
    execute(hub_.resolved(a.session, a.request, *resolution, now()));
  } else if (const auto* moderation = std::get_if<ModerationAnswer>(&a.answer)) {
    execute(hub_.moderated(a.request, *moderation, now()));
  } else if (const auto* lobby = std::get_if<AnsweredLobby>(&a.answer)) {
    execute(hub_.lobby_listed(lobby->meeting, lobby->answer, now()));
  } else {
    execute(
        hub_.authenticated(a.session, a.request, std::get<AuthenticationAnswer>(a.answer), now()));
  }
}

auto WsServer::Impl::answer_to(SessionId session, std::uint64_t request) {
  return [gate = gate_, session, request](auto result) {
    gate->with([&](AnswerBox*& box) {
      if (box != nullptr) (void)box->post(Answer{session, request, std::move(result)});
    });
  };
}

void WsServer::Impl::execute(RequestAuthentication& effect) {
  deps_.ask_authentication(std::move(effect.ask), answer_to(effect.session, effect.request));
}

void WsServer::Impl::execute(RequestResolution& effect) {
  deps_.ask_resolution(std::move(effect.ask), answer_to(effect.session, effect.request));
}

void WsServer::Impl::execute(RequestAdmission& effect) {
  deps_.ask_admission(std::move(effect.ask), answer_to(effect.session, effect.request));
}

void WsServer::Impl::execute(RequestModeration& effect) {
  deps_.ask_moderation(std::move(effect.ask), answer_to(SessionId{0}, effect.request));
}

void WsServer::Impl::execute(const RequestLobby& effect) {
  deps_.ask_lobby(effect.meeting, [reply = answer_to(SessionId{0}, 0),
                                   meeting = effect.meeting](LobbyAnswer answer) {
    reply(AnsweredLobby{meeting, std::move(answer)});
  });
}

void WsServer::Impl::execute(const BatchBegins&) {
  batch_timer_->start_after(config_.limits.batch);
}

void WsServer::Impl::execute(PresenceChanged& effect) {
  if (effect.member) deps_.presence.put(effect.meeting, std::move(*effect.member));
  else deps_.presence.remove(effect.meeting, effect.participant);
}

void WsServer::Impl::execute(const SeatEnded& effect) { deps_.seat_ended(effect); }

void WsServer::Impl::execute(RequestPlace& effect) {
  if (site_) site_->ask(std::move(effect));
}

void WsServer::Impl::execute(RequestSession& effect) {
  if (site_) site_->ask(std::move(effect));
}

void WsServer::Impl::execute(const KeepLine& effect) {
  if (site_) site_->keep(effect);
}

void WsServer::Impl::tick() {
  execute(hub_.tick(now()));
  if (site_) site_->tick();
  tick_timer_->start_after(config_.tick);
}

void WsServer::Impl::say_goodbye(WsFarewell farewell) {
  leaving_ = true;
  goodbye_timer_->start_after(sessions_.empty() ? std::chrono::nanoseconds{0}
                                                : std::chrono::nanoseconds{kGoodbye});
  const bool goes_on = site_ || farewell == WsFarewell::restart;
  execute(goes_on ? hub_.suspend(now()) : hub_.shut_down(now()));
  if (site_) site_->leave();
}

void WsServer::Impl::finish() {
  tick_timer_->stop();
  if (site_) site_->shut_down();
  transport_->shut_down();
  loop_->stop();
}

// ---- WsServer: the public functions

WsServer::WsServer(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
WsServer::~WsServer() = default;

base::Result<std::unique_ptr<WsServer>> WsServer::open(WsConfig config,
                                                       WsDependencies dependencies) {
  auto impl = std::make_unique<Impl>(std::move(config), std::move(dependencies));
  TRY(impl->open());
  return std::unique_ptr<WsServer>{new WsServer{std::move(impl)}};
}

base::Result<base::Endpoint> WsServer::open_site(WsSiteSettings settings) {
  return impl_->open_site(std::move(settings));
}
void WsServer::use_directory(SiteDirectory& directory, std::string node) {
  impl_->site()->use(directory, std::move(node));
}
void WsServer::owner_lost(const meetings::MeetingId& meeting) {
  impl_->site()->owner_lost(meeting);
}
void WsServer::redis_is_back() { impl_->site()->redis_is_back(); }
void WsServer::start() { impl_->start(); }
bool WsServer::adopt(std::unique_ptr<net::Stream> stream, net::WebSocketRequest request,
                     std::vector<std::byte> first) {
  return stream &&
         impl_->adopt({std::move(stream), std::move(request), std::move(first), base::UniqueFd{}});
}
bool WsServer::adopt(base::UniqueFd socket, base::Endpoint client, base::Endpoint, bool) {
  return socket && impl_->adopt({nullptr, {client, {}, {}, {}}, {}, std::move(socket)});
}
void WsServer::on_event(const meetings::Event& event) { impl_->on_event(event); }
void WsServer::stop(WsFarewell farewell) { impl_->stop(farewell); }
base::Result<WsRestored> WsServer::restore(const base::Secret& left) {
  return impl_->restore(left);
}
base::Secret WsServer::hand_over() { return impl_->hand_over(); }
const net::EventLoop& WsServer::loop() const noexcept { return impl_->loop(); }

}  // namespace signaling
