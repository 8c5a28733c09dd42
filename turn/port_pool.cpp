// SPDX-License-Identifier: MIT
#include "turn/port_pool.hpp"

#include <algorithm>
#include <bit>

namespace turn {

PortPool::PortPool(const std::vector<RelayAddress>& addresses, std::uint16_t first,
                   std::uint16_t last, std::chrono::seconds reservation_lifetime)
    : first_(first), last_(last), reservation_lifetime_(reservation_lifetime) {
  state_.with([this](State& state) { publish(state, {}); });
  readdress(addresses);
}

void PortPool::publish(State& state, Table next) {
  state.tables.push_back(std::make_unique<const Table>(std::move(next)));
  table_.store(state.tables.back().get(), std::memory_order_release);
}

void PortPool::readdress(const std::vector<RelayAddress>& current) {
  state_.with([&](State& state) {
    // A reserved port of an address that is gone can be no relayed address.
    std::erase_if(state.reserved, [&](const auto& reserved) {
      const RelayKey relay = reserved.second.relay;
      const auto& local = table()[relay.address].address.local;
      if (std::ranges::find(current, local, &RelayAddress::local) != current.end()) return false;
      mark(state, relay, true);
      return true;
    });
    Table next = table();
    for (Entry& entry : next)
      entry.retired = std::ranges::find(current, entry.address) == current.end();
    for (const RelayAddress& address : current) {
      if (std::ranges::find(next, address, &Entry::address) != next.end()) continue;
      if (const auto entry = entry_for(state, next, address)) next[*entry].retired = false;
    }
    // An address without claims may belong to another host by now.
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i].retired && state.taken[i] == 0) next[i].address = kNoAddress;
    }
    const bool same = std::ranges::equal(next, table(), [](const Entry& a, const Entry& b) {
      return a.address == b.address && a.retired == b.retired;
    });
    if (!same) publish(state, std::move(next));
  });
}

// The ports of that local address: those that it has; else those of an address that is in use no
// more; else new ones.
std::size_t PortPool::ports_for(State& state, const Table& next, const base::IpAddress& local) {
  const auto known = std::ranges::find(state.ports, local, &Ports::local);
  if (known != state.ports.end()) return static_cast<std::size_t>(known - state.ports.begin());
  for (std::size_t at = 0; at < state.ports.size(); ++at) {
    bool in_use = false;
    for (std::size_t i = 0; i < next.size(); ++i)
      in_use = in_use || (next[i].ports == at && (!next[i].retired || state.taken[i] != 0));
    if (in_use) continue;
    state.ports[at].local = local;
    return at;
  }
  auto bits = std::make_unique<Bits>();
  for (std::uint32_t port = first_; port <= last_; ++port)
    (*bits)[port / 64] |= std::uint64_t{1} << (port % 64);
  state.ports.push_back({local, std::move(bits), std::size_t{last_} - first_ + 1});
  return state.ports.size() - 1;
}

// The entry of that pair; else an unused entry; else a new one. nullopt: the table is full.
std::optional<std::size_t> PortPool::entry_for(State& state, Table& next,
                                               const RelayAddress& address) {
  const auto same = std::ranges::find(next, address, &Entry::address);
  if (same != next.end()) return static_cast<std::size_t>(same - next.begin());
  const std::size_t ports = ports_for(state, next, address.local);
  for (std::size_t i = 0; i < next.size(); ++i) {
    if (!next[i].retired || state.taken[i] != 0) continue;
    next[i].address = address;
    next[i].ports = ports;
    return i;
  }
  if (next.size() > kMostEntries) return std::nullopt;
  if (state.owners.size() == next.size()) {
    state.taken.push_back(0);
    state.owners.push_back(std::make_unique<Owners>());
  }
  next.push_back({address, ports, true, state.owners[next.size()].get()});
  return next.size() - 1;
}

void PortPool::mark(State& state, RelayKey relay, bool is_free) noexcept {
  const std::size_t ports = table()[relay.address].ports;
  std::uint64_t& word = (*state.ports[ports].free)[relay.port / 64];
  const std::uint64_t bit = std::uint64_t{1} << (relay.port % 64);
  if (((word & bit) != 0) == is_free) return;
  word ^= bit;
  if (is_free) {
    ++state.ports[ports].count;
    --state.taken[relay.address];
  } else {
    --state.ports[ports].count;
    ++state.taken[relay.address];
  }
}

void PortPool::drop_expired(State& state, base::Instant now) {
  for (auto at = state.reserved.begin(); at != state.reserved.end();) {
    if (at->second.expires > now) {
      ++at;
      continue;
    }
    mark(state, at->second.relay, true);
    at = state.reserved.erase(at);
  }
}

// The first fitting port from `start` on, around the end. RFC 8656 section 7.2 with EVEN-PORT:
// even, and with the R bit the next one free as well.
std::optional<std::uint16_t> PortPool::find(const Bits& free, Want want,
                                            std::uint32_t start) noexcept {
  constexpr std::uint64_t kEven = 0x5555555555555555u;
  const auto fitting = [&](std::size_t word) {
    switch (want) {
      case Want::any: break;
      case Want::even: return free[word] & kEven;
      case Want::even_and_next: return free[word] & (free[word] >> 1) & kEven;
    }
    return free[word];
  };
  const std::size_t first_word = start / 64;
  const std::uint64_t from_start = ~std::uint64_t{0} << (start % 64);
  for (std::size_t i = 0; i <= kWords; ++i) {
    const std::size_t word = (first_word + i) % kWords;
    std::uint64_t candidates = fitting(word);
    if (i == 0) candidates &= from_start;
    if (i == kWords) candidates &= ~from_start;
    if (candidates != 0)
      return static_cast<std::uint16_t>(word * 64 +
                                        static_cast<std::size_t>(std::countr_zero(candidates)));
  }
  return std::nullopt;
}

std::optional<PortPool::Claim> PortPool::claim(base::Family family, Want want,
                                               std::string_view identity, base::Random& random,
                                               base::Instant now,
                                               std::span<const base::IpAddress> avoided) {
  const std::uint32_t turn = random.u32();
  const std::uint32_t start = first_ + random.below(std::uint32_t{last_} - first_ + 1);
  return state_.with([&](State& state) -> std::optional<Claim> {
    drop_expired(state, now);
    const Table& entries = table();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t address = (turn + i) % entries.size();
      const base::IpAddress& local = entries[address].address.local;
      if (entries[address].retired || local.family() != family) continue;
      if (std::ranges::find(avoided, local) != avoided.end()) continue;
      const auto port = find(*state.ports[entries[address].ports].free, want, start);
      if (!port) continue;
      Claim claim{RelayKey{static_cast<std::uint16_t>(address), *port}, std::nullopt};
      mark(state, claim.relay, false);
      if (want == Want::even_and_next) {
        const RelayKey next{claim.relay.address, static_cast<std::uint16_t>(*port + 1)};
        mark(state, next, false);
        do { claim.token = random.u64(); } while (state.reserved.contains(*claim.token));
        state.reserved.emplace(
            *claim.token, Reservation{next, std::string{identity}, now + reservation_lifetime_});
      }
      return claim;
    }
    return std::nullopt;
  });
}

std::optional<RelayKey> PortPool::redeem(ReservationToken token, std::string_view identity,
                                         base::Instant now) {
  return state_.with([&](State& state) -> std::optional<RelayKey> {
    drop_expired(state, now);
    const auto at = state.reserved.find(token);
    if (at == state.reserved.end() || at->second.identity != identity) return std::nullopt;
    const RelayKey relay = at->second.relay;
    state.reserved.erase(at);
    return relay;
  });
}

void PortPool::cancel(ReservationToken token) {
  state_.with([&](State& state) {
    const auto at = state.reserved.find(token);
    if (at == state.reserved.end()) return;
    mark(state, at->second.relay, true);
    state.reserved.erase(at);
  });
}

void PortPool::release(RelayKey relay) {
  state_.with([&](State& state) { mark(state, relay, true); });
}

PortPool::Place PortPool::place(RelayKey relay) const noexcept {
  return {table()[relay.address].address, relay.port};
}

std::vector<PortPool::Reserved> PortPool::reserved(base::Instant now) {
  return state_.with([&](State& state) {
    drop_expired(state, now);
    std::vector<Reserved> all;
    for (const auto& [token, reservation] : state.reserved)
      all.push_back({token, place(reservation.relay), reservation.identity, reservation.expires});
    return all;
  });
}

std::optional<RelayKey> PortPool::restore(const Place& place) {
  return state_.with([&](State& state) { return take(state, place); });
}

void PortPool::restore(const Reserved& reserved) {
  state_.with([&](State& state) {
    if (state.reserved.contains(reserved.token)) return;
    if (const auto relay = take(state, reserved.place))
      state.reserved.emplace(reserved.token,
                             Reservation{*relay, reserved.identity, reserved.expires});
  });
}

std::optional<RelayKey> PortPool::take(State& state, const Place& place) {
  if (place.port < first_ || place.port > last_) return std::nullopt;
  const auto is_ours = [&](const Entry& entry) {
    return !entry.retired && entry.address.local == place.address.local;
  };
  const auto ours = std::ranges::find_if(table(), is_ours);
  if (ours == table().end() || place.address.external.family() != place.address.local.family())
    return std::nullopt;
  const Bits& free = *state.ports[ours->ports].free;
  if ((free[place.port / 64] >> (place.port % 64) & 1) == 0) return std::nullopt;
  Table next = table();
  const auto entry = entry_for(state, next, place.address);
  if (!entry) return std::nullopt;
  const bool is_new = *entry >= table().size() || table()[*entry].address != place.address;
  if (is_new) publish(state, std::move(next));
  const RelayKey relay{static_cast<std::uint16_t>(*entry), place.port};
  mark(state, relay, false);
  return relay;
}

void PortPool::publish(RelayKey relay, WorkerIndex worker, RelayTransport transport) noexcept {
  const auto stored =
      static_cast<WorkerIndex>((worker + 1) | (transport == RelayTransport::tcp ? kTcp : 0));
  (*table()[relay.address].owners)[relay.port].store(stored, std::memory_order_release);
}

void PortPool::withdraw(RelayKey relay) noexcept {
  (*table()[relay.address].owners)[relay.port].store(0, std::memory_order_release);
}

std::optional<WorkerIndex> PortPool::owner(RelayKey relay,
                                           RelayTransport transport) const noexcept {
  const WorkerIndex stored =
      (*table()[relay.address].owners)[relay.port].load(std::memory_order_acquire);
  if (stored == 0 || ((stored & kTcp) != 0) != (transport == RelayTransport::tcp))
    return std::nullopt;
  return static_cast<WorkerIndex>((stored & ~kTcp) - 1);
}

std::optional<std::uint16_t> PortPool::own_address(const base::IpAddress& ip) const noexcept {
  const Table& entries = table();
  std::optional<std::uint16_t> retired;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].address.local != ip && entries[i].address.external != ip) continue;
    if (!entries[i].retired) return static_cast<std::uint16_t>(i);
    if (!retired && entries[i].address != kNoAddress) retired = static_cast<std::uint16_t>(i);
  }
  return retired;
}

bool PortPool::has_family(base::Family family) const noexcept {
  return std::ranges::any_of(table(), [family](const Entry& entry) {
    return !entry.retired && entry.address.local.family() == family;
  });
}

bool PortPool::has_address() const noexcept {
  return std::ranges::any_of(table(), [](const Entry& entry) { return !entry.retired; });
}

std::size_t PortPool::sum_of_current(State& state, std::size_t (*read)(const Ports&)) const {
  std::vector<bool> counted(state.ports.size(), false);
  std::size_t sum = 0;
  for (const Entry& entry : table()) {
    if (entry.retired || counted[entry.ports]) continue;
    counted[entry.ports] = true;
    sum += read(state.ports[entry.ports]);
  }
  return sum;
}

std::size_t PortPool::free_ports(base::Instant now) {
  return state_.with([&](State& state) {
    drop_expired(state, now);
    return sum_of_current(state, [](const Ports& ports) { return ports.count; });
  });
}

std::size_t PortPool::reserved_ports(base::Instant now) {
  return state_.with([&](State& state) {
    drop_expired(state, now);
    return state.reserved.size();
  });
}

std::size_t PortPool::total_ports() {
  const std::size_t addresses = state_.with([this](State& state) {
    return sum_of_current(state, [](const Ports&) { return std::size_t{1}; });
  });
  return addresses * (std::size_t{last_} - first_ + 1);
}

}  // namespace turn
