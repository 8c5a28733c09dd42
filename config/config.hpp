// SPDX-License-Identifier: MIT
// Config: everything that an operator can set, checked and typed. load_config() makes it, and
// nobody changes it afterwards; a reload makes a new one. Values; any thread may read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/listen_address.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "config/external_server.hpp"
#include "config/jwt_issuer.hpp"
#include "config/mail.hpp"
#include "config/oidc_provider.hpp"
#include "turn/config.hpp"

namespace config {

struct Listener {
  base::Endpoint address;  // port 0: the kernel chooses
  bool tls = false;
  bool redirect_to_https = false;
  bool proxy_protocol = false;
  std::vector<base::Cidr> trusted_proxies;  // empty = this host's own addresses

  friend bool operator==(const Listener&, const Listener&) = default;
};

struct PortRange {
  std::uint16_t first = 49152;
  std::uint16_t last = 65535;

  friend bool operator==(const PortRange&, const PortRange&) = default;
};

// The address that peers and clients see instead of `local`, behind a 1:1 NAT. It is `external`, or
// the address that `name` resolves to; an entry with neither ("auto") asks STUN servers and the
// cloud. Without `local` the entry is for every relay address of its family.
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
  std::string public_url;  // "" = the address that a request came to; no trailing slash
  std::string contact;     // a mail address; "" = nobody is named
  std::vector<std::string> frame_ancestors;  // origins
  std::string state_dir;
  std::string runtime_dir;  // "" = $RUNTIME_DIRECTORY, else state_dir
  std::string webui_dir;    // "" = beside the program, else /usr/share/lectern/webui
  std::vector<std::string> allowed_origins;
  std::string timezone;  // "" = the machine's
};

struct TlsConfig {
  std::string certificate;  // "" with `key` "" = a self-signed one in state_dir
  std::string key;
};

// [turn]. A key that the relay's core reads is a member of `core`; the other members are for the
// sockets and threads around the core.
struct TurnConfig {
  turn::Config core;  // realm "" = the host of public_url, else the machine's name
  bool enabled = true;
  std::string host;  // in the URLs that clients get; "" = see relay_host()
  std::vector<base::ListenAddress> listen;
  std::vector<base::ListenAddress> tls_listen;
  std::vector<base::Endpoint> nat_discovery;  // empty, or two
  std::vector<base::IpAddress> relay_addresses;
  std::vector<ExternalAddress> external_ip;
  std::chrono::seconds external_ip_interval{};
  std::vector<HostPort> stun_servers;  // asked for "auto"
  PortRange relay_ports;
  std::string secret_file;  // its secrets are in core.secrets
  unsigned workers = 0;     // 0 = one per core
  std::chrono::seconds credential_lifetime{};
  std::string session_log;  // "" = none
  // With their secrets and passwords, including those from files.
  std::vector<ExternalServer> external_servers;
};

enum class Registration : std::uint8_t { open, invited, closed };

struct AuthConfig {
  std::vector<base::Secret> jwt_secrets;  // empty = generated into state_dir
  std::string jwt_secret_file;            // its secrets are in jwt_secrets
  // With their secrets and keys from files, and the one of the older stack's variables.
  std::vector<JwtIssuer> jwt_issuers;
  std::vector<OidcProvider> oidc_providers;  // with their secrets, also from files
  Registration registration = Registration::invited;
  std::chrono::seconds access_token_lifetime{};
  std::chrono::seconds refresh_token_lifetime{};
};

struct StoreConfig {
  std::string sqlite_path;    // "" = state_dir/lectern.db
  std::string postgres_url;   // "" = SQLite
  std::string replica_url;    // "" = none
  std::string password_file;  // its password is in `password`
  base::Secret password;
  unsigned connections = 0;
};

struct ClusterConfig {
  std::string redis_url;      // "" = this daemon is alone
  std::string password_file;  // its password is in `password`
  base::Secret password;
  std::vector<std::string> sentinels;  // "HOST" or "HOST:PORT"; empty = redis_url names the server
  std::string master_name;
  std::string sentinel_password_file;  // its password is in `sentinel_password`
  base::Secret sentinel_password;
  std::optional<base::Endpoint> listen;  // for the other nodes; absent = rooms are of one node
  std::string node;                      // for people; "" = the name of the machine
  std::string region;                    // of its relay; "" = none
};

// How long things stay in the database (meetings/retention.hpp).
struct RetentionConfig {
  std::chrono::seconds attendance{};
  std::chrono::seconds meetings{};
  std::chrono::seconds requests{};
  std::chrono::seconds mails{};
  std::chrono::seconds audit{};
};

// Films that browsers make and keep here (docs/recordings.md). Sizes are bytes.
struct RecordingsConfig {
  bool enabled = true;
  bool mp4 = true;     // films that are WebM get a copy as MP4
  std::string folder;  // "" = recordings in the state directory
  std::uint64_t largest = 0;
  std::uint64_t quota_per_person = 0;
  std::uint64_t quota = 0;
  std::uint64_t spare = 0;  // of the disk
  std::chrono::seconds retention{};
};

// Bounds that depend on the house (docs/limits.md).
struct LimitsConfig {
  unsigned joins_per_minute = 500;
  unsigned most_participants = 50;
};

// Who reads and writes the frames of WebSockets.
enum class WebSocketEngine : std::uint8_t { builtin, libwebsockets };

struct SignalingConfig {
  WebSocketEngine engine = WebSocketEngine::libwebsockets;
};

struct WebhooksConfig {
  std::vector<base::Cidr> allow_addresses;
  bool allow_http = false;
  std::string ca_file;  // "" = the system's authorities
};

// The calendars of hosts at Google (docs/google-calendar.md).
struct GoogleConfig {
  std::string client_id;           // "" = nobody can connect a calendar
  std::string client_secret_file;  // its secret is in `client_secret`
  base::Secret client_secret;
  std::string authorization_url;
  std::string token_url;
  std::string revocation_url;
  std::string calendar_url;
  std::string ca_file;  // "" = the system's authorities
};

struct MetricsConfig {
  std::optional<base::Endpoint> listen;  // absent = none
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
  RetentionConfig retention;
  SignalingConfig signaling;
  LimitsConfig limits;
  ClusterConfig cluster;
  MailConfig mail;
  RecordingsConfig recordings;
  WebhooksConfig webhooks;
  GoogleConfig google;
  MetricsConfig metrics;
  LogConfig log;
};

}  // namespace config
