// SPDX-License-Identifier: MIT
// RelayModel: a naive TURN server, written from RFC 8656 and without any of the core's code: plain
// vectors, linear search, seconds as numbers. test_model.cpp compares the core with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"

namespace lectern_test {

class RelayModel {
 public:
  // The limits that the core is configured with.
  static constexpr std::size_t kUserQuota = 3;
  static constexpr std::size_t kTotalQuota = 4;
  static constexpr std::size_t kMaxPermissions = 3;
  static constexpr std::size_t kMaxChannels = 2;

  struct Allocation {
    int client = 0;
    std::string user;
    bool tcp = false;
    std::optional<base::Endpoint> v4, v6;  // relayed addresses
    std::int64_t v4_expires = 0, v6_expires = 0;
    struct Permission {
      base::IpAddress ip;
      std::int64_t expires;
    };
    struct Channel {
      std::uint16_t number;
      base::Endpoint peer;
      std::int64_t expires;
    };
    std::vector<Permission> permissions;
    std::vector<Channel> channels;

    bool has(base::Family family) const { return family == base::Family::v6 ? !!v6 : !!v4; }
    bool permits(const base::IpAddress& ip) const;
    std::int64_t last_expiry() const;
  };
  struct Wanted {
    bool v4 = true, v6 = false, tcp = false;
    std::optional<std::uint32_t> lifetime;
  };
  // Where data of a client goes.
  enum class Way : std::uint8_t { nowhere, to_peer, hairpin };
  struct Sent {
    Way way = Way::nowhere;
    base::Endpoint to;
  };
  // How data reaches a client: in a channel, or in a Data indication (0).
  struct Arrival {
    bool arrives = false;
    std::uint16_t channel = 0;
  };

  // The codes of RFC 8656; 0: success. `stream`: the client came over TCP or TLS.
  int allocate(int client, const std::string& user, bool stream, const Wanted& wanted);
  int refresh(int client, const std::string& user, std::optional<std::uint32_t> lifetime,
              std::optional<base::Family> only);
  int permit(int client, const std::vector<base::Endpoint>& peers);
  int bind(int client, std::uint16_t number, const base::Endpoint& peer);
  Sent send(int client, const base::Endpoint& peer) const;
  Sent channel_data(int client, std::uint16_t number) const;
  Arrival receive(int client, const base::Endpoint& from) const;
  void end(int client);
  void deny(std::optional<base::IpAddress> ip);
  void advance(std::int64_t seconds);

  Allocation* of(int client);
  const Allocation* of(int client) const { return const_cast<RelayModel*>(this)->of(client); }
  // The allocation with that relayed address.
  const Allocation* behind(const base::Endpoint& relayed) const;
  const std::vector<Allocation>& allocations() const { return allocations_; }
  std::int64_t now() const { return now_; }
  // The lifetime that LIFETIME gets.
  static std::int64_t granted(std::optional<std::uint32_t> lifetime);

 private:
  int check_peer(const Allocation& allocation, const base::Endpoint& peer) const;
  void drop_family(Allocation& allocation, base::Family family);
  void sweep();

  std::vector<Allocation> allocations_;
  std::optional<base::IpAddress> denied_;
  std::int64_t now_ = 0;
};

}  // namespace lectern_test
