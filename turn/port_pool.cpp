// SPDX-License-Identifier: MIT
#include "turn/port_pool.hpp"

#include <algorithm>
#include <bit>

namespace turn {

PortPool::PortPool(std::vector<RelayAddress> addresses, std::uint16_t first, std::uint16_t last,
                   std::chrono::seconds reservation_lifetime)
    : addresses_(std::move(addresses)), first_(first), last_(last), reservation_lifetime_(reservation_lifetime) {
  state_.with([this](State& state) {
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
      state.free.push_back(std::make_unique<Bits>());
      state.count.push_back(0);
      for (std::uint32_t port = first_; port <= last_; ++port) {
        mark(state, RelayKey{static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(port)}, true);
      }
    }
  });
  for (std::size_t i = 0; i < addresses_.size(); ++i) owners_.push_back(std::make_unique<Owners>());
}

void PortPool::mark(State& state, RelayKey relay, bool is_free) noexcept {
  std::uint64_t& word = (*state.free[relay.address])[relay.port / 64];
  const std::uint64_t bit = std::uint64_t{1} << (relay.port % 64);
  if (((word & bit) != 0) == is_free) return;
  word ^= bit;
  if (is_free) {
    ++state.count[relay.address];
  } else {
    --state.count[relay.address];
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

// The first fitting port from `start` on, around the end. RFC 8656 section 7.2 with EVEN-PORT: even, and with the R bit the
// next one free as well.
std::optional<std::uint16_t> PortPool::find(const Bits& free, Want want, std::uint32_t start) noexcept {
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
    if (candidates != 0) return static_cast<std::uint16_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(candidates)));
  }
  return std::nullopt;
}

std::optional<PortPool::Claim> PortPool::claim(base::Family family, Want want, std::string_view identity, base::Random& random,
                                               base::Instant now) {
  const std::uint32_t turn = random.u32();
  const std::uint32_t start = first_ + random.below(std::uint32_t{last_} - first_ + 1);
  return state_.with([&](State& state) -> std::optional<Claim> {
    drop_expired(state, now);
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
      const std::size_t address = (turn + i) % addresses_.size();
      if (addresses_[address].local.family() != family) continue;
      const auto port = find(*state.free[address], want, start);
      if (!port) continue;
      Claim claim{RelayKey{static_cast<std::uint16_t>(address), *port}, std::nullopt};
      mark(state, claim.relay, false);
      if (want == Want::even_and_next) {
        const RelayKey next{claim.relay.address, static_cast<std::uint16_t>(*port + 1)};
        mark(state, next, false);
        do { claim.token = random.u64(); } while (state.reserved.contains(*claim.token));
        state.reserved.emplace(*claim.token, Reservation{next, std::string{identity}, now + reservation_lifetime_});
      }
      return claim;
    }
    return std::nullopt;
  });
}

std::optional<RelayKey> PortPool::redeem(ReservationToken token, std::string_view identity, base::Instant now) {
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

void PortPool::publish(RelayKey relay, WorkerIndex worker, RelayTransport transport) noexcept {
  const auto stored = static_cast<WorkerIndex>((worker + 1) | (transport == RelayTransport::tcp ? kTcp : 0));
  (*owners_[relay.address])[relay.port].store(stored, std::memory_order_release);
}

void PortPool::withdraw(RelayKey relay) noexcept { (*owners_[relay.address])[relay.port].store(0, std::memory_order_release); }

std::optional<WorkerIndex> PortPool::owner(RelayKey relay, RelayTransport transport) const noexcept {
  const WorkerIndex stored = (*owners_[relay.address])[relay.port].load(std::memory_order_acquire);
  if (stored == 0 || ((stored & kTcp) != 0) != (transport == RelayTransport::tcp)) return std::nullopt;
  return static_cast<WorkerIndex>((stored & ~kTcp) - 1);
}

std::optional<std::uint16_t> PortPool::own_address(const base::IpAddress& ip) const noexcept {
  for (std::size_t i = 0; i < addresses_.size(); ++i) {
    if (addresses_[i].local == ip || addresses_[i].external == ip) return static_cast<std::uint16_t>(i);
  }
  return std::nullopt;
}

bool PortPool::has_family(base::Family family) const noexcept {
  return std::any_of(addresses_.begin(), addresses_.end(),
                     [family](const RelayAddress& address) { return address.local.family() == family; });
}

std::size_t PortPool::free_ports(base::Instant now) {
  return state_.with([&](State& state) {
    drop_expired(state, now);
    std::size_t sum = 0;
    for (const std::size_t count : state.count) sum += count;
    return sum;
  });
}

std::size_t PortPool::reserved_ports(base::Instant now) {
  return state_.with([&](State& state) {
    drop_expired(state, now);
    return state.reserved.size();
  });
}

std::size_t PortPool::total_ports() const noexcept { return addresses_.size() * (std::size_t{last_} - first_ + 1); }

}  // namespace turn
