// SPDX-License-Identifier: MIT
// PortPool: the ports of every relay address: which ones are taken or reserved, and which worker
// serves a live one. The workers share it. Claims and releases take a lock, and happen only when
// allocations begin and end; owner() and own_address() are atomic loads for the path of packets.
//
// An "address" is a pair: a local address, and the external address that clients and peers see.
// When the external address changes, the pool adds a pair and retires the old one. Allocations
// under the old pair go on and keep their external address; both pairs share the same local ports.
// The local addresses come and go in the same way; there may be none.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "base/random.hpp"
#include "turn/config.hpp"
#include "turn/types.hpp"

namespace turn {

using ReservationToken = std::uint64_t;

class PortPool {
 public:
  PortPool(const std::vector<RelayAddress>& addresses, std::uint16_t first, std::uint16_t last,
           std::chrono::seconds reservation_lifetime);

  enum class Want : std::uint8_t { any, even, even_and_next };
  struct Claim {
    RelayKey relay;
    std::optional<ReservationToken> token;  // for the next port, with even_and_next
  };
  // Claims a free port of that family, chosen at random (RFC 6056), on none of the local addresses
  // `avoided`; nullopt: none is free.
  std::optional<Claim> claim(base::Family family, Want want, std::string_view identity,
                             base::Random& random, base::Instant now,
                             std::span<const base::IpAddress> avoided = {});
  // Claims the port of a reservation: once, and only for the identity that reserved it.
  std::optional<RelayKey> redeem(ReservationToken token, std::string_view identity,
                                 base::Instant now);
  // Forgets an unredeemed reservation.
  void cancel(ReservationToken token);
  void release(RelayKey relay);

  // A relayed address in a form that the next process understands after a restart. A RelayKey is
  // only an index into this table.
  struct Place {
    RelayAddress address;
    std::uint16_t port = 0;
  };
  struct Reserved {
    ReservationToken token = 0;
    Place place;
    std::string identity;
    base::Instant expires;
  };
  Place place(RelayKey relay) const noexcept;
  std::vector<Reserved> reserved(base::Instant now);
  // Claims exactly this port (claim() chooses one). Also works for a retired external address.
  // nullopt: the local address or the port is no longer ours, or is taken.
  std::optional<RelayKey> restore(const Place& place);
  void restore(const Reserved& reserved);

  // The worker begins to serve the relayed address / serves it no more.
  void publish(RelayKey relay, WorkerIndex worker,
               RelayTransport transport = RelayTransport::udp) noexcept;
  void withdraw(RelayKey relay) noexcept;
  // The worker that serves it; nullopt: it is not live for that transport.
  std::optional<WorkerIndex> owner(RelayKey relay,
                                   RelayTransport transport = RelayTransport::udp) const noexcept;

  // The index of our relay address with this local or external form. An address in use comes before
  // a retired one.
  std::optional<std::uint16_t> own_address(const base::IpAddress& ip) const noexcept;
  bool has_family(base::Family family) const noexcept;
  // Whether the port is one of those that relayed addresses have.
  bool relays_on(std::uint16_t port) const noexcept { return first_ <= port && port <= last_; }
  bool has_address() const noexcept;  // of any family
  base::Endpoint local(RelayKey relay) const noexcept {
    return {table()[relay.address].address.local, relay.port};
  }
  base::Endpoint external(RelayKey relay) const noexcept {
    return {table()[relay.address].address.external, relay.port};
  }

  // Makes new claims under these addresses only. Any thread.
  void readdress(const std::vector<RelayAddress>& current);

  std::size_t free_ports(base::Instant now);
  std::size_t reserved_ports(base::Instant now);
  std::size_t total_ports();

 private:
  static constexpr std::size_t kPorts = 65536;
  static constexpr std::size_t kWords = kPorts / 64;
  using Bits = std::array<std::uint64_t, kWords>;  // bit p = port p is free
  struct Reservation {
    RelayKey relay;
    std::string identity;
    base::Instant expires;
  };
  // 0 = not live, else the worker's index + 1, and kTcp where peers speak TCP.
  static constexpr WorkerIndex kTcp = 0x8000;
  using Owners = std::array<std::atomic<WorkerIndex>, kPorts>;
  static constexpr std::size_t kMostEntries = 0xffff;  // RelayKey::address is an index
  static constexpr RelayAddress kNoAddress{};          // of an entry that nothing uses
  struct Ports {                                       // of one local address
    base::IpAddress local;
    std::unique_ptr<Bits> free;
    std::size_t count = 0;  // of free ports
  };
  struct Entry {
    RelayAddress address;
    std::size_t ports = 0;  // index into State::ports
    bool retired = false;   // no new claims
    Owners* owners = nullptr;
  };
  using Table = std::vector<Entry>;
  struct State {
    std::vector<Ports> ports;
    std::vector<std::size_t> taken;  // by entry: its pair may be replaced when this is 0
    std::vector<std::unique_ptr<Owners>> owners;
    // All tables since the start, because readers hold no lock. Each change of an address costs a
    // few dozen bytes.
    std::vector<std::unique_ptr<const Table>> tables;
    std::unordered_map<ReservationToken, Reservation> reserved;
  };
  const Table& table() const noexcept { return *table_.load(std::memory_order_acquire); }
  void publish(State& state, Table next);
  std::size_t ports_for(State& state, const Table& next, const base::IpAddress& local);
  std::optional<std::size_t> entry_for(State& state, Table& next, const RelayAddress& address);
  std::size_t sum_of_current(State& state, std::size_t (*read)(const Ports&)) const;
  std::optional<RelayKey> take(State& state, const Place& place);
  void mark(State& state, RelayKey relay, bool is_free) noexcept;
  void drop_expired(State& state, base::Instant now);
  static std::optional<std::uint16_t> find(const Bits& free, Want want,
                                           std::uint32_t start) noexcept;

  const std::uint16_t first_;
  const std::uint16_t last_;
  const std::chrono::seconds reservation_lifetime_;
  base::Guarded<State> state_;
  std::atomic<const Table*> table_{nullptr};
};

}  // namespace turn
