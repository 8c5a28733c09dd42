// SPDX-License-Identifier: MIT
// TCP relaying in the core (RFC 6062) under sequences of inputs with time jumps. A shell keeps its
// own account of connections, as sockets would: after each step the core's account is the same,
// limits hold, and in the end everything is given back.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "tests/fuzz/require.hpp"
#include "tests/support/fakes.hpp"
#include "turn/credentials.hpp"
#include "turn/server.hpp"
#include "turn/stun/builder.hpp"

namespace {

using namespace std::chrono_literals;
using stun::Attr;
using stun::Method;
using turn::ConnectionId;

constexpr std::uint16_t kFirstPort = 50000;
constexpr std::uint16_t kLastPort = 50007;
constexpr std::uint32_t kPerAllocation = 3;
constexpr std::uint32_t kTotal = 7;
const base::IpAddress kRelay = base::IpAddress::v4(198, 51, 100, 1);
const base::IpAddress kExternal = base::IpAddress::v4(198, 51, 100, 2);
const base::IpAddress kPublic = base::IpAddress::v4(93, 184, 216, 34);

turn::Config config() {
  turn::Config config;
  config.users.emplace("alice", base::Secret{"a"});
  config.users.emplace("bob", base::Secret{"b"});
  config.max_connections = kPerAllocation;
  config.user_connections = 5;
  config.total_connections = kTotal;
  return config;
}

class Program {
 public:
  explicit Program(base::Bytes input)
      : in_(input),
        shared_(config(), {{kRelay, kExternal}}, kFirstPort, kLastPort, random_),
        server_(shared_, random_, stats_, 0) {
    shared_.workers = 2;
  }

  void run() {
    for (int steps = 0; steps < 2000 && in_.remaining() > 0; ++steps) {
      step();
      check();
    }
    jump(7200s);
    check();
    REQUIRE(server_.allocation_count() == 0 && connections_.empty());
    REQUIRE(shared_.connections.in_use() == 0 && shared_.quotas.in_use() == 0);
    REQUIRE(shared_.ports.free_ports(now_.mono) == shared_.ports.total_ports());
    REQUIRE(stats_.peer_connections_opened.value() == stats_.peer_connections_closed.value());
  }

 private:
  // The facts that a shell knows about a connection.
  struct Connection {
    enum class State : std::uint8_t { connecting, waiting, bound } state = State::connecting;
    base::Instant since{};
  };
  using State = Connection::State;

  void step() {
    const unsigned op = in_.u8();
    switch (op % 10) {
      case 0: return jump(std::chrono::seconds{in_.u8() % 40});
      case 1: return jump(std::chrono::seconds{in_.u8() * 5u});
      case 2:
        return request(control(), Method::allocate,
                       [](stun::Builder& b) { b.u32(Attr::requested_transport, 6u << 24); });
      case 3:
        return request(control(), Method::refresh, [zero = op >= 0x80](stun::Builder& b) {
          if (zero) b.u32(Attr::lifetime, 0);
        });
      case 4:
        return request(control(), Method::create_permission, [p = peer()](stun::Builder& b) {
          b.xor_address(Attr::xor_peer_address, p);
        });
      case 5:
      case 6:
        return request(control(), Method::connect, [p = peer()](stun::Builder& b) {
          b.xor_address(Attr::xor_peer_address, p);
        });
      case 7: return outcome();
      case 8: return bind();
      default: return op >= 0x80 ? accept() : gone();
    }
  }

  turn::Leg leg(unsigned number, std::uint32_t socket) const {
    turn::Leg leg;
    leg.tuple.transport = number % 2 == 0 ? turn::Transport::tcp : turn::Transport::tls;
    leg.tuple.client = {base::IpAddress::v4(192, 0, 2, 1),
                        static_cast<std::uint16_t>(4000 + number)};
    leg.tuple.server = {kRelay, 3478};
    leg.socket = socket;
    return leg;
  }
  turn::Leg control() {
    const unsigned n = in_.u8() % 4;
    user_ = n == 3 ? "bob" : "alice";
    return leg(n, n);
  }

  base::Endpoint peer() {
    const unsigned n = in_.u8();
    const auto port = static_cast<std::uint16_t>(kFirstPort + n / 32);
    switch (n % 4) {
      case 0: return {kExternal, port};
      case 1: return {kRelay, port};
      case 2: return {base::IpAddress::v4(127, 0, 0, 1), port};
      default: return {kPublic, port};
    }
  }

  template <class Fill>
  void request(const turn::Leg& from, Method method, Fill fill) {
    std::array<std::byte, 512> room;
    stun::TransactionId id{};
    random_.fill(id);
    stun::Builder builder{room, stun::Class::request, method, id};
    fill(builder);
    builder.text(Attr::username, user_)
        .text(Attr::realm, "lectern")
        .text(Attr::nonce, shared_.nonces.make(now_.wall, from.tuple.client.ip));
    builder.integrity(turn::long_term_key(user_, "lectern", user_.substr(0, 1)));
    REQUIRE(builder.ok());
    (void)server_.handle_client(from, builder.message(), now_, effects_);
    execute();
  }

  // One of the connections, by the input.
  std::optional<ConnectionId> some() {
    if (connections_.empty()) return std::nullopt;
    auto at = connections_.begin();
    std::advance(at, in_.u8() % connections_.size());
    return ConnectionId{at->first};
  }

  void outcome() {
    const auto id = some();
    if (!id) return;
    Connection& connection = connections_[id->value()];
    const bool was_connecting = connection.state == State::connecting;
    connect_answers_ = 0;
    if (in_.u8() % 4 != 0) {
      if (was_connecting) connection = {State::waiting, now_.mono};
      server_.peer_connected(*id, now_, effects_);
    } else {
      if (was_connecting) connections_.erase(id->value());
      server_.peer_connect_failed(*id, now_, effects_);
    }
    execute();
    REQUIRE(connect_answers_ == (was_connecting ? 1 : 0));  // each Connect is answered once
  }

  void bind() {
    const auto id = some();
    const ConnectionId meant = id.value_or(ConnectionId{in_.u8() * 0x01000001u});
    const unsigned how = in_.u8();
    user_ = how % 5 == 0 ? "bob" : "alice";
    turn::Leg data = leg(how % 3 == 0 ? how % 4 : 100 + data_legs_ % 1000,
                         1000 + data_legs_);  // at times a control connection
    ++data_legs_;
    data.moved = how % 2 == 0;
    request(data, Method::connection_bind,
            [&](stun::Builder& b) { b.u32(Attr::connection_id, meant.value()); });
  }

  void accept() {
    const base::Endpoint from = peer();
    const turn::RelayKey target{0, static_cast<std::uint16_t>(kFirstPort + in_.u8() % 8)};
    const auto id = server_.peer_accepted(target, turn::PeerEndpoint{from}, now_, effects_);
    if (id)
      REQUIRE(connections_.emplace(id->value(), Connection{State::waiting, now_.mono}).second);
    execute();
  }

  void gone() {
    if (in_.u8() % 3 == 0) {
      server_.client_gone(control().tuple, now_, effects_);
    } else if (const auto id = some(); id && connections_[id->value()].state == State::bound) {
      server_.peer_moved(*id, in_.u8(), in_.u8());
      server_.peer_closed(*id);
      connections_.erase(id->value());
    }
    execute();
  }

  void jump(std::chrono::seconds by) {
    now_.mono += by;
    now_.wall += by;
    server_.expire(now_, effects_);
    execute();
  }

  void execute() {
    for (const turn::Handoff& handoff : effects_.handoffs()) {
      std::visit([this](const auto& one) { run(one); }, handoff);
    }
    effects_.clear_handoffs();
    effects_.run_io([this](const turn::IoEffect& effect) {
      std::visit([this](const auto& one) { run(one); }, effect);
    });
    for (const turn::Reply& reply : effects_.replies()) check_reply(effects_.message(reply));
    effects_.clear_replies();
  }

  void run(const turn::OpenRelay& open) {
    REQUIRE(open.transport == turn::RelayTransport::tcp);
    server_.relay_opened(open.allocation, open.relay, now_, effects_);
  }
  void run(const turn::CloseRelay& close) {
    REQUIRE(!shared_.ports.owner(close.relay, turn::RelayTransport::tcp));
    server_.relay_closed(close.relay);
  }
  void run(const turn::ConnectPeer& connect) {
    // No other address is public here.
    REQUIRE(connect.peer.value().ip == kPublic && connect.local.ip == kRelay);
    begin(connect.connection);
  }
  void run(const turn::ConnectOwn& own) {
    REQUIRE(shared_.ports.owner(own.target, turn::RelayTransport::tcp) == own.owner);
    REQUIRE(own.source.value().ip == kExternal);
    begin(own.connection);
  }
  void run(const turn::ClosePeer& gone) {
    REQUIRE(connections_.erase(gone.connection.value()) == 1);  // never an unknown one
  }
  void run(const turn::BindPeer& bind) {
    const auto at = connections_.find(bind.connection.value());
    REQUIRE(at != connections_.end() && at->second.state == State::waiting);
    REQUIRE(bind.client.is_stream() && !server_.has_allocation(bind.client.tuple));
    at->second = {State::bound, now_.mono};
  }
  static void run(const turn::MoveClient& move) { REQUIRE(move.to == 1 && !move.client.moved); }
  static void run(const turn::PassOn&) {}
  static void run(const turn::SessionEnded&) {}
  static void run(const turn::ClientMoved&) {}
  static void run(const turn::AuthFailed&) {}

  void begin(ConnectionId id) {
    REQUIRE(turn::worker_of(id) == 0);
    REQUIRE(connections_.emplace(id.value(), Connection{State::connecting, now_.mono}).second);
  }

  void check_reply(base::Bytes message) {
    const auto view = stun::MessageView::decode(message);
    REQUIRE(view.has_value());
    const bool attempt = view->message_class() == stun::Class::indication;
    if (attempt)
      REQUIRE(view->method() == Method::connection_attempt && view->has(Attr::xor_peer_address));
    if (attempt ||
        (view->method() == Method::connect && view->message_class() == stun::Class::success)) {
      const auto id = view->u32(Attr::connection_id);
      REQUIRE(id.has_value() && connections_.contains(*id));
      REQUIRE(connections_[*id].state == State::waiting);
    }
    if (view->method() == Method::connect) ++connect_answers_;
  }

  void check() {
    REQUIRE(server_.connection_count() == connections_.size());
    REQUIRE(shared_.connections.in_use() == connections_.size());
    REQUIRE(connections_.size() <= kTotal &&
            connections_.size() <= kPerAllocation * server_.allocation_count());
    if (const auto next = server_.next_deadline()) REQUIRE(*next > now_.mono);
    for (const auto& [id, connection] : connections_) {
      REQUIRE(connection.state == State::bound ||
              connection.since + 30s > now_.mono);  // nobody waits for ever
    }
  }

  base::Reader in_;
  lectern_test::SeededRandom random_{7};
  turn::Shared shared_;
  turn::Stats stats_;
  turn::Server server_;
  turn::Effects effects_;
  turn::Now now_{base::Instant{1000h}, base::from_unix_seconds(1'800'000'000)};
  std::string user_ = "alice";
  std::map<std::uint32_t, Connection> connections_;
  std::uint32_t data_legs_ = 0;
  int connect_answers_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Program{{reinterpret_cast<const std::byte*>(data), size}}.run();
  return 0;
}
