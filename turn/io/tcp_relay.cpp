// SPDX-License-Identifier: MIT
#include "turn/io/tcp_relay.hpp"

#include "net/tcp_connect.hpp"

namespace turn::io {
namespace {

using namespace std::chrono_literals;

// Enough for the peers of one allocation, which connect one after the other.
constexpr int kBacklog = 64;
// The bridge closes a client that takes no bytes for 120 s. When a peer has closed its side, the
// client has 30 s to finish.
constexpr net::BridgeLimits kLimits{120s, 30s};

}  // namespace

// One connection to a peer. It is connecting (waits until it is writable), established (nobody
// reads it) or bound (a Bridge copies its bytes).
class PeerLink final : private net::IoHandler, private net::BridgeMeter {
 public:
  PeerLink(TcpRelay& relay, ConnectionId id, base::UniqueFd fd)
      : relay_(relay), id_(id), fd_(std::move(fd)) {}

  ConnectionId id() const noexcept { return id_; }
  int fd() const noexcept { return fd_.get(); }
  bool is_bound() const noexcept { return bridge_ != nullptr; }
  bool is_connecting() const noexcept { return watch_ != nullptr; }

  void await_outcome() {
    watch_ = std::make_unique<net::IoWatch>(relay_.loop_, fd_.get(),
                                            static_cast<net::IoHandler&>(*this));
    watch_->set(net::Interest::write);
  }
  void stop_waiting() noexcept { watch_.reset(); }

  void bind(std::unique_ptr<net::Stream> client, std::vector<std::byte> first) {
    bridge_ = std::make_unique<net::Bridge>(
        relay_.loop_, std::move(client), std::move(fd_), std::move(first), relay_.scratch_, kLimits,
        [this](net::Bridge&) {
          TcpRelay& relay = relay_;
          const ConnectionId id = id_;
          relay.close(id);  // destroys this link
          relay.host_.on_peer_closed(id);
        },
        static_cast<net::BridgeMeter*>(this));
    bridge_->start();
  }

 private:
  void on_io(net::Interest) noexcept override { relay_.on_outcome(*this); }
  void on_moved(std::uint64_t from_client, std::uint64_t to_client) noexcept override {
    relay_.host_.on_peer_moved(id_, from_client, to_client);
  }
  std::chrono::nanoseconds pause(net::BridgeSide from) noexcept override {
    return relay_.host_.pause(id_, direction(from));
  }
  void on_read(net::BridgeSide from, std::size_t bytes) noexcept override {
    relay_.host_.on_peer_read(id_, direction(from), bytes);
  }
  static Direction direction(net::BridgeSide from) noexcept {
    return from == net::BridgeSide::client ? Direction::to_peers : Direction::to_client;
  }

  TcpRelay& relay_;
  ConnectionId id_;
  base::UniqueFd fd_;
  std::unique_ptr<net::IoWatch> watch_;  // destroyed before the descriptor
  std::unique_ptr<net::Bridge> bridge_;
};

TcpRelay::TcpRelay(net::EventLoop& loop, base::MutableBytes scratch, TcpRelayHost& host,
                   int descriptor_ceiling)
    : loop_(loop), scratch_(scratch), host_(host), descriptor_ceiling_(descriptor_ceiling) {}

TcpRelay::~TcpRelay() = default;

base::Status TcpRelay::listen(AllocationId allocation, RelayKey relay,
                              const base::Endpoint& local) {
  net::TcpListenOptions options;
  options.backlog = kBacklog;
  options.connects_from_it = true;
  options.descriptor_ceiling = descriptor_ceiling_;
  options.on_failure = [this](const base::Error& error) { host_.on_peer_not_accepted(error); };
  const auto accept = [this, allocation](base::UniqueFd fd, const base::Endpoint& peer) {
    host_.on_peer_accepted(allocation, PeerEndpoint{peer}, std::move(fd));
  };
  TRY(auto listener, net::TcpListener::open(loop_, local, options, accept));
  listeners_[relay] = std::move(listener);
  return {};
}

void TcpRelay::stop_listening(RelayKey relay) noexcept { listeners_.erase(relay); }

base::Status TcpRelay::connect(ConnectionId id, const base::Endpoint& local,
                               const PeerEndpoint& peer) {
  TRY(auto fd, net::begin_connect(local, peer.value(), descriptor_ceiling_));
  auto& link = links_[id] = std::make_unique<PeerLink>(*this, id, std::move(fd));
  link->await_outcome();
  return {};
}

void TcpRelay::add(ConnectionId id, base::UniqueFd fd) {
  links_[id] = std::make_unique<PeerLink>(*this, id, std::move(fd));
}

void TcpRelay::on_outcome(PeerLink& link) noexcept {
  link.stop_waiting();
  const ConnectionId id = link.id();
  if (net::connect_outcome(link.fd())) return host_.on_peer_connected(id);
  close(id);
  host_.on_peer_failed(id);
}

bool TcpRelay::bind(ConnectionId id, std::unique_ptr<net::Stream> client,
                    std::vector<std::byte> first) {
  const auto at = links_.find(id);
  if (at == links_.end() || at->second->is_bound() || at->second->is_connecting()) return false;
  ++bound_;
  at->second->bind(std::move(client), std::move(first));  // may destroy the link
  return true;
}

void TcpRelay::close(ConnectionId id) noexcept {
  const auto at = links_.find(id);
  if (at == links_.end()) return;
  const std::unique_ptr<PeerLink> link = std::move(at->second);
  links_.erase(at);
  if (link->is_bound()) --bound_;
}

}  // namespace turn::io
