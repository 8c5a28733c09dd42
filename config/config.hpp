// SPDX-License-Identifier: MIT
// Config: everything an operator can set, checked and typed. Made once by load_config() and never
// changed; a reload makes a new one. Values; any thread may read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/endpoint.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "config/external_server.hpp"
#include "turn/config.hpp"

namespace config {

struct Listener {
  base::Endpoint address;  // port 0: the kernel chooses
  bool tls = false;
  bool redirect_to_https = false;
  bool proxy_protocol = false;
  std::vector<base::Cidr> trusted_proxies;  // empty: this host's own

  friend bool operator==(const Listener&, const Listener&) = default;
};

struct PortRange {
  std::uint16_t first = 49152;
  std::uint16_t last = 65535;

  friend bool operator==(const PortRange&, const PortRange&) = default;
};

// Behind a 1:1 NAT: peers and clients see `external`, or what `name` resolves to, or ("auto":
// neither is there) what is found out, where we bind `local` (absent: every address of that
// family).
struct ExternalAddress {
  std::optional<base::IpAddress> external;
  std::string name;
  std::optional<base::IpAddress> local;

  bool is_automatic() const noexcept { return !external && name.empty(); }

  friend bool operator==(const ExternalAddress&, const ExternalAddress&) = default;
};

inline constexpr std::uint16_t kStunPort = 3478;

// A server by name or address, "stun.example.org:3478".
struct HostPort {
  std::string host;  // IPv6 without brackets
  std::uint16_t port = 0;

  friend bool operator==(const HostPort&, const HostPort&) = default;
};

struct SiteConfig {
  std::string name;
  std::string public_url;  // "" = what the listener and the request say; no trailing slash
  std::string state_dir;
  std::string runtime_dir;  // "" = $RUNTIME_DIRECTORY, else state_dir
  std::string webui_dir;    // "" = beside the program, else /usr/share/lectern/webui
  std::vector<std::string> allowed_origins;
};

struct TlsConfig {
  std::string certificate;  // both or neither; neither: self-signed in state_dir
  std::string key;
};

struct TurnConfig {
  bool enabled = true;
  std::string realm;  // "" = the host of public_url, else the machine's name
  std::vector<base::Endpoint> listen;
  std::vector<base::Endpoint> tls_listen;
  std::vector<base::Endpoint> nat_discovery;  // none, or two
  std::vector<base::Cidr> trusted_proxies;    // of UDP
  std::vector<base::IpAddress> relay_addresses;
  std::vector<ExternalAddress> external_ip;
  std::chrono::seconds external_ip_interval{};
  std::vector<HostPort> stun_servers;  // asked for "auto"
  PortRange relay_ports;
  std::vector<base::Secret> secrets;  // empty: generated into state_dir
  std::vector<std::pair<std::string, base::Secret>> users;
  turn::PeerMode peers{};  // public_
  std::vector<base::Cidr> allow_peers;
  std::vector<base::Cidr> deny_peers;
  unsigned workers = 0;
  unsigned user_quota = 0;
  unsigned meeting_quota = 0;
  unsigned source_quota = 0;
  unsigned total_quota = 0;
  std::uint64_t max_rate = 0;  // bits per second
  unsigned binding_rate = 0;
  unsigned challenge_rate = 0;
  bool mobility = true;
  bool tcp_relay = true;
  std::vector<base::Endpoint> alternate_servers;
  std::vector<base::Endpoint> alternate_tls_servers;
  std::string alternate_domain;
  turn::AlternateUse alternate_use{};  // always
  std::chrono::seconds credential_lifetime{};
  std::string session_log;  // "": none
  std::vector<ExternalServer>
      external_servers;  // secrets and passwords are there, also those of files
};

enum class Registration : std::uint8_t { open, invited, closed };

struct AuthConfig {
  std::vector<base::Secret> jwt_secrets;  // empty: generated into state_dir
  Registration registration = Registration::invited;
  std::chrono::seconds access_token_lifetime{};
  std::chrono::seconds refresh_token_lifetime{};
};

struct StoreConfig {
  std::string sqlite_path;  // "" = state_dir/lectern.db
};

struct MetricsConfig {
  std::optional<base::Endpoint> listen;  // absent: none
};

enum class LogFormatChoice : std::uint8_t { automatic, journald, json, text };

struct LogConfig {
  base::LogLevel level = base::LogLevel::info;
  LogFormatChoice format = LogFormatChoice::automatic;
};

struct Config {
  SiteConfig site;
  std::vector<Listener> listen;
  TlsConfig tls;
  TurnConfig turn;
  AuthConfig auth;
  StoreConfig store;
  MetricsConfig metrics;
  LogConfig log;
};

}  // namespace config
