// SPDX-License-Identifier: MIT
// PortPool: the ports of every relay address, which of them are taken or reserved, and which worker
// serves a live one. Shared by the workers: claims and releases are guarded and happen only when
// allocations come and go; owner() and own_address() are atomic loads, because packets ask them.
//
// An "address" is a pair of a local address and the one it is seen as. Where the latter changes, a
// pair is added and the old one retired: what was allocated under it goes on, is reached under it,
// and is told apart from the new ones, all of them on the same local ports.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
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
  PortPool(std::vector<RelayAddress> addresses, std::uint16_t first, std::uint16_t last,
           std::chrono::seconds reservation_lifetime);

  enum class Want : std::uint8_t { any, even, even_and_next };
  struct Claim {
    RelayKey relay;
    std::optional<ReservationToken> token;  // for the next port, with even_and_next
  };
  // A free port of that family, chosen at random (RFC 6056); nullopt where there is none.
  std::optional<Claim> claim(base::Family family, Want want, std::string_view identity,
                             base::Random& random, base::Instant now);
  // The port behind a token, once, and only for the identity that reserved it.
  std::optional<RelayKey> redeem(ReservationToken token, std::string_view identity,
                                 base::Instant now);
  // Forgets an unredeemed reservation.
  void cancel(ReservationToken token);
  void release(RelayKey relay);

  // Over a restart: a relayed address by what the next process knows, too. A key is a place in this
  // table.
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
  // Takes that very port, as claim() takes any; under an address that it is not seen as any more,
  // it still is. nullopt: the local address or the port is not ours any more, or taken.
  std::optional<RelayKey> restore(const Place& place);
  void restore(const Reserved& reserved);

  // The relayed address is live and served by that worker / is not any more.
  void publish(RelayKey relay, WorkerIndex worker,
               RelayTransport transport = RelayTransport::udp) noexcept;
  void withdraw(RelayKey relay) noexcept;
  // Who serves it, where it is live for that transport.
  std::optional<WorkerIndex> owner(RelayKey relay,
                                   RelayTransport transport = RelayTransport::udp) const noexcept;

  // Which of our relay addresses this is, by its local or its external form; rather one in use than
  // a retired one.
  std::optional<std::uint16_t> own_address(const base::IpAddress& ip) const noexcept;
  bool has_family(base::Family family) const noexcept;
  base::Endpoint local(RelayKey relay) const noexcept {
    return {table()[relay.address].address.local, relay.port};
  }
  base::Endpoint external(RelayKey relay) const noexcept {
    return {table()[relay.address].address.external, relay.port};
  }

  // New claims are made under these. Their local addresses are those that the pool was made with.
  // Any thread.
  void readdress(const std::vector<RelayAddress>& current);

  std::size_t free_ports(base::Instant now);
  std::size_t reserved_ports(base::Instant now);
  std::size_t total_ports() const noexcept;

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
  struct Entry {
    RelayAddress address;
    std::size_t ports = 0;  // of State::free: one for each local address
    bool retired = false;
    Owners* owners = nullptr;
  };
  using Table = std::vector<Entry>;
  struct State {
    std::vector<std::unique_ptr<Bits>> free;  // one for each local address
    std::vector<std::size_t> count;
    std::vector<std::size_t> taken;  // by entry: its pair may be replaced where it is 0
    std::vector<std::unique_ptr<Owners>> owners;
    // All tables there were: readers hold no lock. A few dozen bytes for each change of an address.
    std::vector<std::unique_ptr<const Table>> tables;
    std::unordered_map<ReservationToken, Reservation> reserved;
  };
  const Table& table() const noexcept { return *table_.load(std::memory_order_acquire); }
  void publish(State& state, Table next);
  std::size_t entry_for(State& state, Table& next, const RelayAddress& address);
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
  std::size_t local_addresses_ = 0;  // const after construction
};

}  // namespace turn
