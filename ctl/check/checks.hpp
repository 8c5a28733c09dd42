// SPDX-License-Identifier: MIT
// The parts of `lecternctl check`. Each examines one subject and reports its findings. They read
// files of the kernel through Host, so that a test can replace the content. Checks that use the
// network or the resolver block; their comments say so.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/load.hpp"
#include "config/peer_rules.hpp"
#include "ctl/check/finding.hpp"
#include "probe/public_address.hpp"
#include "probe/turn_test.hpp"

namespace ctl::check {

// Reads a file without its last line end; nullopt where it cannot be read.
struct Host {
  std::function<std::optional<std::string>(const std::string& path)> read;
};
Host this_host();

// Addresses that the configuration names and this machine does not have.
struct MissingAddresses {
  std::vector<base::IpAddress> relay;
  std::vector<base::Endpoint> listeners;
};

// The facts that the running daemon reports about itself.
struct DaemonFacts {
  long pid = 0;
  std::string config_source;
  std::string state_dir;
  std::vector<base::Endpoint> web;  // http and https listeners
  std::vector<base::IpAddress> relay_addresses;
  MissingAddresses missing;
  std::vector<turn::RelayAddress> external;
  std::vector<std::string> address_findings;
  std::vector<std::string> address_failures;
  struct Node {
    std::string name, region;
    bool has_relay = false, relay_refused = false;
  };
  std::vector<Node> nodes;  // this one first
  std::uint64_t packets_dropped = 0;
};

// ports.cpp. Compares the relay's ports with the kernel's own range and with the quotas.
void check_relay_ports(const config::TurnConfig& turn, const Host& host, Findings& out);
// Lists the ports that clients need open.
void check_firewall(const config::Config& config, Findings& out);
// Connects to the web listeners (network).
void check_listeners(const DaemonFacts& facts, Findings& out);

// kernel.cpp
void check_buffers(const Host& host, Findings& out);
void check_conntrack(const Host& host, Findings& out);
void check_files(const config::TurnConfig& turn, const std::optional<DaemonFacts>& facts,
                 const Host& host, Findings& out);
void check_clock(Findings& out);
void check_disk(const std::string& state_dir, Findings& out);

// configuration.cpp
void check_configuration(const config::Loaded& loaded, Findings& out);
// Entries of allow_peers and deny_peers about the machine's own addresses.
void check_own_peers(const config::Config& config, const config::OwnAddresses& own, Findings& out);

// configuration.cpp. The other nodes of the site, as the daemon hears them.
void check_nodes(const config::Config& config, const DaemonFacts& facts, Findings& out);

// certificates.cpp
void check_certificate(const config::Config& config, base::WallTime now, Findings& out);

// addresses.cpp. check_public_url() asks the resolver, check_nat() the resolver and a STUN server.
void check_public_url(const config::Config& config, const std::vector<base::IpAddress>& ours,
                      Findings& out);
void check_addresses(const config::TurnConfig& turn,
                     const std::vector<base::IpAddress>& relay_addresses,
                     const std::vector<turn::RelayAddress>& external, Findings& out);
void check_nat(const config::HostPort& server, const config::PortRange& relay_ports,
               const std::vector<base::IpAddress>& relay_addresses,
               const std::vector<turn::RelayAddress>& external, Findings& out);

// own_addresses.cpp. Names the configured addresses that this machine does not have: as the daemon
// says, else by binding sockets to them.
void check_own_addresses(const config::Config& config, const std::optional<DaemonFacts>& facts,
                         Findings& out);

// relay_loop.cpp. Makes a real allocation, permission and echo over each way to the relay
// (network).
void check_relay_loop(const std::vector<probe::Way>& ways, const turn::client::Account& account,
                      Findings& out);

}  // namespace ctl::check
