// SPDX-License-Identifier: MIT
#include "tests/turn/model.hpp"

#include <algorithm>

namespace lectern_test {
namespace {

const base::IpAddress kRelayV4 = base::IpAddress::v4(198, 51, 100, 1);
const base::IpAddress kRelayV6 = *base::IpAddress::parse("2001:db8:1::1");

constexpr std::uint16_t kFirstRelayPort = 49152;

bool is_own(const base::IpAddress& ip) { return ip == kRelayV4 || ip == kRelayV6; }

}  // namespace

bool RelayModel::Allocation::permits(const base::IpAddress& ip) const {
  for (const Permission& p : permissions) {
    if (p.ip == ip) return true;
  }
  return false;
}

std::int64_t RelayModel::Allocation::last_expiry() const {
  return std::max(v4 ? v4_expires : 0, v6 ? v6_expires : 0);
}

RelayModel::Allocation* RelayModel::of(int client) {
  for (Allocation& a : allocations_) {
    if (a.client == client) return &a;
  }
  return nullptr;
}

const RelayModel::Allocation* RelayModel::behind(const base::Endpoint& relayed) const {
  for (const Allocation& a : allocations_) {
    if (a.v4 == relayed || a.v6 == relayed) return &a;
  }
  return nullptr;
}

// RFC 8656 section 7.2: ten minutes unless the client asks for more, one hour at most.
std::int64_t RelayModel::granted(std::optional<std::uint32_t> lifetime) {
  return std::clamp<std::int64_t>(lifetime.value_or(600), 600, 3600);
}

int RelayModel::allocate(int client, const std::string& user, bool stream, const Wanted& wanted) {
  if (const Allocation* a = of(client)) return a->user == user ? 437 : 441;
  if (wanted.tcp && !stream) return 400;
  if (allocations_.size() >= kTotalQuota) return 508;
  std::size_t of_user = 0;
  for (const Allocation& a : allocations_) of_user += a.user == user ? 1 : 0;
  if (of_user >= kUserQuota) return 486;
  Allocation a;
  a.client = client;
  a.user = user;
  a.tcp = wanted.tcp;
  // The runner puts the real ports in.
  if (wanted.v4) a.v4 = base::Endpoint{kRelayV4, 0};
  if (wanted.v6) a.v6 = base::Endpoint{kRelayV6, 0};
  a.v4_expires = a.v6_expires = now_ + granted(wanted.lifetime);
  allocations_.push_back(a);
  return 0;
}

int RelayModel::refresh(int client, const std::string& user, std::optional<std::uint32_t> lifetime,
                        std::optional<base::Family> only) {
  Allocation* a = of(client);
  if (a == nullptr) return 437;
  if (a->user != user) return 441;
  if (only && !a->has(*only)) return 443;
  const std::int64_t expires = lifetime == 0u ? now_ : now_ + granted(lifetime);
  if (only != base::Family::v6) a->v4_expires = expires;
  if (only != base::Family::v4) a->v6_expires = expires;
  sweep();
  return 0;
}

int RelayModel::check_peer(const Allocation& allocation, const base::Endpoint& peer) const {
  if (!allocation.has(peer.ip.family())) return 443;
  if (is_own(peer.ip)) return 0;
  return peer.ip == base::IpAddress::v4(10, 0, 0, 1) || peer.ip == denied_ ? 403 : 0;
}

int RelayModel::permit(int client, const std::vector<base::Endpoint>& peers) {
  Allocation* a = of(client);
  if (a == nullptr) return 437;
  for (const base::Endpoint& peer : peers) {
    if (const int refused = check_peer(*a, peer)) return refused;
  }
  std::vector<Allocation::Permission> next = a->permissions;
  for (const base::Endpoint& peer : peers) {
    std::erase_if(next, [&](const auto& p) { return p.ip == peer.ip; });
    next.push_back({peer.ip, now_ + 300});
  }
  if (next.size() > kMaxPermissions) return 508;
  a->permissions = next;
  return 0;
}

int RelayModel::bind(int client, std::uint16_t number, const base::Endpoint& peer) {
  Allocation* a = of(client);
  if (a == nullptr) return 437;
  if (a->tcp) return 403;
  if (const int refused = check_peer(*a, peer)) return refused;
  // Of our own ports only those that relayed addresses have.
  if (is_own(peer.ip) && peer.port < kFirstRelayPort) return 403;
  std::vector<Allocation::Channel> others;
  for (const auto& c : a->channels) {
    if ((c.number == number) != (c.peer == peer)) return 400;
    if (c.number != number) others.push_back(c);
  }
  if (others.size() >= kMaxChannels) return 508;
  if (const int full = permit(client, {peer})) return full;
  others.push_back({number, peer, now_ + 600});
  a->channels = others;
  return 0;
}

RelayModel::Sent RelayModel::send(int client, const base::Endpoint& peer) const {
  const Allocation* a = of(client);
  if (a == nullptr || a->tcp || !a->permits(peer.ip)) return {};
  if (!is_own(peer.ip)) return {Way::to_peer, peer};
  const Allocation* target = behind(peer);
  if (target == nullptr || target->tcp) return {};
  return {Way::hairpin, peer};
}

RelayModel::Sent RelayModel::channel_data(int client, std::uint16_t number) const {
  const Allocation* a = of(client);
  if (a == nullptr) return {};
  for (const auto& c : a->channels) {
    if (c.number != number) continue;
    if (!is_own(c.peer.ip)) return {Way::to_peer, c.peer};
    const Allocation* target = behind(c.peer);
    if (target != nullptr && !target->tcp) return {Way::hairpin, c.peer};
  }
  return {};
}

RelayModel::Arrival RelayModel::receive(int client, const base::Endpoint& from) const {
  const Allocation* a = of(client);
  if (a == nullptr || a->tcp || !a->permits(from.ip)) return {};
  for (const auto& c : a->channels) {
    if (c.peer == from) return {true, c.number};
  }
  return {true, 0};
}

void RelayModel::end(int client) {
  std::erase_if(allocations_, [&](const Allocation& a) { return a.client == client; });
}

void RelayModel::deny(std::optional<base::IpAddress> ip) {
  denied_ = ip;
  for (Allocation& a : allocations_) {
    std::erase_if(a.permissions, [&](const auto& p) { return p.ip == ip; });
    std::erase_if(a.channels, [&](const auto& c) { return c.peer.ip == ip; });
  }
}

void RelayModel::drop_family(Allocation& a, base::Family family) {
  (family == base::Family::v6 ? a.v6 : a.v4).reset();
  std::erase_if(a.permissions, [&](const auto& p) { return p.ip.family() == family; });
  std::erase_if(a.channels, [&](const auto& c) { return c.peer.ip.family() == family; });
}

void RelayModel::advance(std::int64_t seconds) {
  now_ += seconds;
  sweep();
}

// Everything ends when its time has come.
void RelayModel::sweep() {
  for (Allocation& a : allocations_) {
    std::erase_if(a.permissions, [&](const auto& p) { return p.expires <= now_; });
    std::erase_if(a.channels, [&](const auto& c) { return c.expires <= now_; });
    if (a.v4 && a.v4_expires <= now_) drop_family(a, base::Family::v4);
    if (a.v6 && a.v6_expires <= now_) drop_family(a, base::Family::v6);
  }
  std::erase_if(allocations_, [](const Allocation& a) { return !a.v4 && !a.v6; });
}

}  // namespace lectern_test
