// SPDX-License-Identifier: MIT
// The shell around the core in its fuzz target, as a worker is in the daemon: it executes effects,
// holds delayed data, moves time, reloads, and restarts with the handover of the previous process.
// After each of these steps it checks the invariants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "base/key_stream.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/fakes.hpp"
#include "tests/turn/invariants.hpp"
#include "turn/handover.hpp"
#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/channel_data.hpp"
#include "turn/stun/message.hpp"

namespace lectern_fuzz {

using namespace std::chrono_literals;
using stun::Attr;
using turn::Forward;

inline constexpr std::uint16_t kFirstPort = 50000;
inline constexpr std::uint16_t kLastPort = 50015;
inline const base::IpAddress kRelayV4 = base::IpAddress::v4(198, 51, 100, 1);
inline const base::IpAddress kExternalV4 = base::IpAddress::v4(198, 51, 100, 2);
inline const base::IpAddress kRelayV6 = *base::IpAddress::parse("2001:db8:1::1");

inline turn::Config config() {
  turn::Config config;
  config.users.emplace("alice", base::Secret{"a"});
  config.users.emplace("bob", base::Secret{"b"});
  config.user_quota = 6;
  config.total_quota = 10;
  config.max_permissions = 4;
  config.max_channels = 4;
  config.meeting_quota = 4;
  config.source_quota = 6;
  config.max_connections = 2;
  config.total_connections = 3;
  config.alternates = {turn::Alternate{{kRelayV4, 3479}, false, {}}};
  config.alternate_use = turn::AlternateUse::busy;
  return config;
}

// Peers that no client may reach, told without the code under test.
inline bool forbidden(const base::IpAddress& ip) {
  const base::Bytes b = ip.bytes();
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(b[i]); };
  if (ip.is_v4()) {
    return at(0) == 0 || at(0) == 10 || at(0) == 127 || (at(0) == 192 && at(1) == 168) ||
           (at(0) == 172 && at(1) / 16 == 1) || (at(0) == 169 && at(1) == 254) || at(0) >= 224 ||
           (at(0) == 100 && at(1) / 64 == 1);
  }
  const bool zeros = base::load_be64(b.data()) == 0;
  return zeros || at(0) == 0xff || (at(0) & 0xfe) == 0xfc || (at(0) == 0xfe && at(1) >= 0x80) ||
         (at(0) == 0x20 && at(1) == 0x02) || base::load_be32(b.data()) == 0x0064ff9b;
}

// The configuration after a reload, chosen by the bits of a number. It never allows more peers or
// more room than before.
inline turn::Config reloaded(unsigned how) {
  turn::Config next = config();
  if ((how & 1) != 0) next.max_rate = 200'000;
  if ((how & 2) != 0)
    next.deny_peers = {*base::Cidr::parse("93.184.216.0/24"), *base::Cidr::parse("2a00:1450::/32")};
  if ((how & 4) != 0) next.mobility = false;
  if ((how & 8) != 0) next.tcp_relay = false;
  if ((how & 16) != 0) next.users.erase("bob");
  if ((how & 32) != 0) next.user_quota = 2;
  if ((how & 64) != 0) next.challenge_rate = next.binding_rate = 1;
  return next;
}

class Shell {
 public:
  Shell() { begin(config()); }

  turn::Shared& shared() noexcept { return *shared_; }
  turn::Server& server() noexcept { return *server_; }
  const turn::Now& now() const noexcept { return now_; }
  const std::string& nonce() const noexcept { return nonce_; }
  std::uint64_t last_token() const noexcept { return last_token_; }
  const std::vector<std::byte>& ticket() const noexcept { return ticket_; }
  turn::ConnectionId connection() const noexcept { return connection_; }
  void set_connection(turn::ConnectionId id) noexcept { connection_ = id; }
  void refuse_binds(int count) noexcept { refuse_binds_ = count; }
  turn::Effects& effects() noexcept { return effects_; }

  void jump(std::chrono::milliseconds by) {
    now_.mono += by;
    now_.wall += by;
    server_->expire(now_, effects_);
    execute();
    let_go();
    nonce_ = shared_->nonces.make(now_.wall, base::IpAddress::v4(192, 0, 2, 1));
  }

  void from_client(const turn::Leg& leg, base::Bytes message) {
    // Exactly sized memory: a read behind it is seen by the sanitizer.
    std::vector<std::byte> own(message.begin(), message.end());
    const std::size_t before = effects_.size();
    const Forward forward = server_->handle_client(leg, own, now_, effects_);
    // A deleted allocation closes two relayed addresses and its connections to peers, and is
    // recorded.
    REQUIRE(effects_.size() - before <= 6);
    REQUIRE(effects_.handoffs().size() <= 1);
    if (forward.kind != Forward::Kind::none) {
      check_forward(forward, own);
      forward.wait_room != 0 ? hold(forward) : pass(forward);
    }
    replies_ = 0;
    execute();
    REQUIRE(replies_ <= 1);
  }

  // One datagram to a client: `handle` frames it.
  template <class Handle>
  void receive(base::Bytes payload, Handle handle) {
    std::vector<std::byte> room(turn::kHeadRoom + payload.size() + turn::kTailRoom);
    std::copy(payload.begin(), payload.end(), room.begin() + turn::kHeadRoom);
    const auto framed = handle(base::MutableBytes{room});
    if (!framed) return;
    check_framed(*framed, room, payload);
    if (framed->wait_room != 0) hold(*framed);
  }

  void reconfigure(const turn::Config& next) {
    config_ = next;
    shared_->quotas.set_limits(turn::Shared::allocation_limits(config_));
    server_->reconfigure(config_, effects_);
    execute();
    let_go();
  }

  // The process ends, and the next one goes on.
  void restart() {
    auto handed = server_->hand_over(now_.mono);
    REQUIRE(turn::Invariants::broken(*server_, now_.mono).empty());
    const auto reserved = shared_->ports.reserved(now_.mono);
    server_->close_all(now_, effects_);
    execute();
    REQUIRE(server_->allocation_count() == 0);
    waiting_.clear();
    begin(config_);
    server_->skip_generations(handed.next_generation);
    for (const auto& one : handed.allocations)
      REQUIRE(server_->take_over(carried(one), now_, effects_));
    for (const auto& one : reserved) shared_->ports.restore(one);
    execute();
    REQUIRE(server_->allocation_count() == handed.allocations.size());
    REQUIRE(handed.sessions.size() == handed.allocations.size());
    for (const auto& session : handed.sessions) {
      const auto same = [&](const turn::SessionInfo& now) {
        return now.id == session.id && now.relayed == session.relayed;
      };
      REQUIRE(std::ranges::any_of(server_->sessions(now_.mono), same));
    }
  }

  void execute() {
    effects_.clear_handoffs();
    effects_.run_io([this](const turn::IoEffect& effect) {
      std::visit([this](const auto& one) { run(one); }, effect);
    });
    for (const turn::Reply& reply : effects_.replies()) {
      ++replies_;
      check_reply(effects_.message(reply));
    }
    effects_.clear_replies();
  }

  void check_reply(base::Bytes message) {
    const auto view = stun::MessageView::decode(message);
    REQUIRE(view.has_value());
    REQUIRE(view->message_class() == stun::Class::success ||
            view->message_class() == stun::Class::error ||
            view->method() == stun::Method::connection_attempt);
    if (const auto ticket = view->find(Attr::mobility_ticket))
      ticket_.assign(ticket->begin(), ticket->end());
    if (const auto token = view->find(Attr::reservation_token))
      last_token_ = base::load_be64(token->data());
  }

  void check() {
    REQUIRE(effects_.empty());
    const std::string broken = turn::Invariants::broken(*server_, now_.mono);
    if (!broken.empty()) std::fprintf(stderr, "broken: %s\n", broken.c_str());
    REQUIRE(broken.empty());
    REQUIRE(server_->allocation_count() <= 10);
    REQUIRE(server_->connection_count() <= 3);
    REQUIRE(server_->next_deadline().has_value() == (server_->allocation_count() != 0));
    if (const auto next = server_->next_deadline()) REQUIRE(*next > now_.mono);
    for (const auto& session : server_->sessions(now_.mono)) {
      REQUIRE(session.permissions <= 4 && session.channels <= 4);
      REQUIRE(session.expires_in <= 3600s);
    }
  }

  void finish() {
    jump(7200s);
    REQUIRE(waiting_.empty());
    REQUIRE(server_->allocation_count() == 0);
    REQUIRE(shared_->quotas.in_use() == 0);
    REQUIRE(shared_->quotas.holders() == 0);
    REQUIRE(shared_->connections.in_use() == 0);
    REQUIRE(shared_->ports.free_ports(now_.mono) == shared_->ports.total_ports());
  }

 private:
  void run(const turn::OpenRelay& open) {
    REQUIRE(open.relay.port >= kFirstPort && open.relay.port <= kLastPort);
    if (refuse_binds_ > 0) {
      --refuse_binds_;
      server_->relay_failed(open.allocation, open.relay,
                            static_cast<turn::SystemFailure>(refuse_binds_ % 5), now_, effects_);
    } else {
      server_->relay_opened(open.allocation, open.relay, now_, effects_);
    }
  }
  void run(const turn::CloseRelay& close) {
    REQUIRE(!shared_->ports.owner(close.relay));
    server_->relay_closed(close.relay);
  }
  void run(const turn::ConnectPeer& connect) {
    REQUIRE(!forbidden(connect.peer.value().ip) &&
            !shared_->ports.own_address(connect.peer.value().ip));
    connection_ = connect.connection;
  }
  void run(const turn::ConnectOwn& own) {
    REQUIRE(shared_->ports.owner(own.target, turn::RelayTransport::tcp).has_value());
    connection_ = own.connection;
  }
  void run(const turn::SessionEnded&) {}
  void run(const turn::ClosePeer&) {}
  void run(const turn::ClientMoved&) {}
  void run(const turn::AuthFailed&) {}

  // A delayed datagram with a copy of its bytes.
  struct Waiting {
    std::variant<Forward, turn::ToClient> what;
    std::vector<std::byte> bytes;
    turn::AllocationId id() const {
      return std::visit([](const auto& data) { return data.allocation; }, what);
    }
    turn::Direction direction() const noexcept {
      return what.index() == 0 ? turn::Direction::to_peers : turn::Direction::to_client;
    }
  };

  static turn::HandedAllocation carried(const turn::HandedAllocation& handed) {
    const auto text = base::Json::parse(turn::to_json(handed).print());
    REQUIRE(text.has_value());
    auto read = turn::handed_allocation(*text);
    REQUIRE(read.has_value());
    return std::move(*read);
  }

  void begin(const turn::Config& with) {
    server_.reset();
    base::KeyStream keys{base::Seed{}};
    shared_ = std::make_unique<turn::Shared>(
        with, std::vector<turn::RelayAddress>{{kRelayV4, kExternalV4}, {kRelayV6, kRelayV6}},
        kFirstPort, kLastPort, keys);
    stats_ = std::make_unique<turn::Stats>();
    server_ = std::make_unique<turn::Server>(*shared_, random_, *stats_, turn::WorkerIndex{0});
    nonce_ = shared_->nonces.make(now_.wall, base::IpAddress::v4(192, 0, 2, 1));
  }

  void check_forward(const Forward& forward, base::Bytes message) {
    REQUIRE(forward.payload.size() <= message.size());
    if (!forward.payload.empty()) {
      REQUIRE(forward.payload.data() >= message.data());
      REQUIRE(forward.payload.data() + forward.payload.size() <= message.data() + message.size());
    }
    if (forward.kind == Forward::Kind::to_peer) {
      REQUIRE(!forbidden(forward.peer.value().ip));
      REQUIRE(forward.peer.value().port != 0);
      REQUIRE(!shared_->ports.own_address(forward.peer.value().ip));
      for (const base::Cidr& denied : config_.deny_peers)
        REQUIRE(!denied.contains(forward.peer.value().ip));
    } else {
      REQUIRE(shared_->ports.owner(forward.target).has_value());
    }
  }

  void pass(const Forward& forward) {
    if (forward.kind != Forward::Kind::hairpin) return;
    receive(forward.payload, [&](base::MutableBytes room) {
      return server_->handle_hairpin(forward.target, forward.source, room, forward.payload.size(),
                                     now_.mono);
    });
  }

  static void check_framed(const turn::ToClient& framed, base::Bytes room, base::Bytes payload) {
    REQUIRE(framed.message.data() >= room.data());
    REQUIRE(framed.message.data() + framed.message.size() <= room.data() + room.size());
    if (framed.to.is_stream()) REQUIRE(framed.message.size() % 4 == 0);
    if (const auto data = stun::decode_channel_data(framed.message)) {
      REQUIRE(base::as_text(data->payload) == base::as_text(payload));
    } else {
      const auto view = stun::MessageView::decode(framed.message);
      REQUIRE(view.has_value() && view->has(Attr::xor_peer_address));
      REQUIRE(view->text(Attr::data) == base::as_text(payload));
    }
  }

  void hold(const Forward& forward) {
    Waiting waiting{forward, {forward.payload.begin(), forward.payload.end()}};
    keep(std::move(waiting), forward.wait_room);
  }
  void hold(const turn::ToClient& framed) {
    Waiting waiting{framed, {framed.message.begin(), framed.message.end()}};
    keep(std::move(waiting), framed.wait_room);
  }
  // The oldest of the same allocation and direction go where there is no room for all.
  void keep(Waiting newest, std::size_t room) {
    const turn::AllocationId id = newest.id();
    const turn::Direction direction = newest.direction();
    std::size_t bytes = newest.bytes.size();
    waiting_.push_back(std::move(newest));
    for (std::size_t i = waiting_.size() - 1; i-- > 0;) {
      if (waiting_[i].id() != id || waiting_[i].direction() != direction) continue;
      bytes += waiting_[i].bytes.size();
      if (bytes <= room) continue;
      server_->gave_up(id, direction);
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // In order, as far as their allocations may.
  void let_go() {
    std::vector<std::pair<turn::AllocationId, turn::Direction>> later;
    for (std::size_t i = 0; i < waiting_.size();) {
      const std::pair whose{waiting_[i].id(), waiting_[i].direction()};
      if (std::ranges::find(later, whose) != later.end()) {
        ++i;
        continue;
      }
      const auto when = may_go(waiting_[i]);
      if (when && *when > now_.mono) {
        later.push_back(whose);
        ++i;
        continue;
      }
      Waiting gone = std::move(waiting_[i]);
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      if (auto* forward = std::get_if<Forward>(&gone.what); when && forward != nullptr) {
        forward->payload = gone.bytes;
        pass(*forward);
      }
    }
  }
  std::optional<base::Instant> may_go(Waiting& oldest) {
    if (auto* forward = std::get_if<Forward>(&oldest.what)) {
      forward->payload = oldest.bytes;
      return server_->may_go(*forward, now_.mono);
    }
    return server_->may_go(std::get<turn::ToClient>(oldest.what), now_.mono);
  }

  lectern_test::SeededRandom random_;
  turn::Config config_ = config();
  turn::Now now_{base::Instant{1000h}, base::from_unix_seconds(1'800'000'000)};
  std::unique_ptr<turn::Shared> shared_;
  std::unique_ptr<turn::Stats> stats_;
  std::unique_ptr<turn::Server> server_;
  turn::Effects effects_;
  std::deque<Waiting> waiting_;
  std::string nonce_;
  std::uint64_t last_token_ = 0;
  std::vector<std::byte> ticket_;
  turn::ConnectionId connection_{};
  int refuse_binds_ = 0;
  int replies_ = 0;
};

}  // namespace lectern_fuzz
