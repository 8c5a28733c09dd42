// SPDX-License-Identifier: MIT
#include "ctl/coturn/options.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "config/schema.hpp"
#include "ctl/coturn/handlers.hpp"

namespace ctl::coturn {
namespace {

using enum Verdict;
using enum Argument;

// Texts that several rows share.
constexpr std::string_view kLogs =
    "the log goes to the journal, or to standard error outside of systemd";
constexpr std::string_view kUnit = "the systemd unit decides it";
constexpr std::string_view kNoCli =
    "lecternctl speaks to the daemon over a socket that only root and the daemon's user may use";
constexpr std::string_view kNoWebAdmin = "the web interface has its own pages for administrators";
constexpr std::string_view kOldTls = "TLS below 1.2 is never offered";
constexpr std::string_view kNoDh =
    "only elliptic curves are used for key exchange: there are no DH parameters";
constexpr std::string_view kBatches = "datagrams are always received and sent in batches";
constexpr std::string_view kForeignDatabase =
    "users and secrets of this database are not read: list them with turnadmin and add them to "
    "[turn]";
constexpr std::string_view kRedirect = "clients over UDP and over TCP are sent to the same servers";
constexpr std::string_view kMultiplex = "every allocation has ports of its own";
constexpr std::string_view kRateLimit =
    "answers to strangers are always limited for each source prefix";
constexpr std::string_view kNonce = "nonces are always stateless; their key is made at every start";
constexpr std::string_view kMetricsTls =
    "metrics are served without TLS: put a proxy in front of them";
constexpr std::string_view kOldStun =
    "a Binding request is answered with XOR-MAPPED-ADDRESS only, which every client of today reads";
constexpr std::string_view kTlsListen = "turn.tls_listen";

constexpr std::array kOptions{
    // listeners
    Option{"listening-device", 'd', text, unsupported, "turn.listen",
           "name its addresses with listening-ip"},
    Option{"listening-port", 'p', text, mapped, "turn.listen", "", on::listening_port},
    Option{"tls-listening-port", 0, text, mapped, kTlsListen, "", on::tls_listening_port},
    Option{"alt-listening-port", 0, text, mapped, "turn.nat_discovery", "", on::alt_listening_port},
    Option{"alt-tls-listening-port", 0, text, unsupported, "",
           "NAT behaviour discovery (RFC 5780) is about UDP only"},
    Option{
        "tcp-proxy-port", 0, text, unsupported, "listen.proxy_protocol",
        "send the load balancer's connections to a [[listen]] block with tls and proxy_protocol"},
    Option{"listening-ip", 'L', text, mapped, "turn.listen", "", on::listening_ip, true},
    Option{"aux-server", 0, text, mapped, "turn.listen", "one more address to listen on",
           on::aux_server, true},
    Option{"udp-self-balance", 0, flag, ignored, "", "the kernel spreads clients over the workers"},
    Option{"no-udp", 0, flag, mapped, "turn.listen", "", on::flag<&Draft::no_udp>},
    Option{"no-tcp", 0, flag, mapped, "turn.listen", "", on::flag<&Draft::no_tcp>},
    Option{"no-tls", 0, flag, mapped, kTlsListen, "", on::flag<&Draft::no_tls>},
    Option{"no-dtls", 0, flag, mapped, kTlsListen, "", on::flag<&Draft::no_dtls>},
    Option{"dtls", 0, flag, mapped, kTlsListen, "", on::flag<&Draft::no_dtls, false>},
    Option{"stun-only", 'S', flag, changed, "",
           "who has credentials can also relay; nobody else can", on::flag<&Draft::stun_only>},
    Option{"no-stun", 0, flag, changed, "",
           "Binding requests are always answered, within the limit for each source prefix"},
    Option{"secure-stun", 0, flag, changed, "",
           "Binding requests are answered without credentials, within the limit for each source "
           "prefix"},

    // relay
    Option{"relay-device", 'i', text, unsupported, "turn.relay_addresses",
           "name its addresses with relay-ip"},
    Option{"relay-ip", 'E', text, mapped, "turn.relay_addresses", "", on::relay_ip, true},
    Option{"external-ip", 'X', text, mapped, "turn.external_ip", "", on::external_ip, true},
    Option{"min-port", 0, text, mapped, "turn.relay_ports", "", on::min_port},
    Option{"max-port", 0, text, mapped, "turn.relay_ports", "", on::max_port},
    Option{"relay-threads", 'm', text, mapped, "turn.workers", "", on::relay_threads},
    Option{"cpus", 0, text, mapped, "turn.workers", "", on::cpus},
    Option{"sock-buf-size", 0, text, ignored, "", "socket buffers have sizes of their own"},
    Option{"no-udp-relay", 0, flag, unsupported, "", "relaying over UDP cannot be switched off"},
    Option{"no-tcp-relay", 0, flag, mapped, "turn.tcp_relay", "", on::no_tcp_relay},
    Option{"server-relay", 0, flag, dangerous, "",
           "it lets anybody send to the relayed ports; there is no such mode here"},
    Option{"keep-address-family", 'K', flag, changed, "",
           "without a wish the relayed address is an IPv4 one, as RFC 8656 says"},
    Option{"allocation-default-address-family", 'A', text, ignored, "",
           "IPv4 without a wish, as RFC 8656 says", on::default_family},
    Option{"multiplex-peer", 0, flag, ignored, "", kMultiplex},
    Option{"multiplex-peer-port", 0, text, ignored, "", kMultiplex},
    Option{"multiplex-peer-max-peers", 0, text, ignored, "", kMultiplex},
    Option{"udp-recvmmsg", 0, flag, ignored, "", kBatches},
    Option{"udp-recvmmsg-log", 0, flag, ignored, "", kBatches},
    Option{"udp-sendmmsg-log", 0, flag, ignored, "", kBatches},
    Option{"udp-gso", 0, flag, ignored, "", kBatches},

    // credentials
    Option{"lt-cred-mech", 'a', flag, mapped, "turn.users", "", on::flag<&Draft::long_term>},
    Option{"no-auth", 'z', flag, dangerous, "",
           "nothing is relayed without credentials; there is no such mode here",
           on::flag<&Draft::anonymous>},
    Option{"user", 'u', text, mapped, "turn.users", "", on::user, true},
    Option{"use-auth-secret", 0, flag, mapped, "turn.secrets", "", on::use_auth_secret},
    Option{"static-auth-secret", 0, text, mapped, "turn.secrets", "", on::static_auth_secret, true},
    Option{"rest-api-separator", 'C', text, ignored, "", "it is a colon here, too",
           on::rest_api_separator},
    Option{"secret-ts-exp-time", 0, text, ignored, "",
           "the user name says until when a credential may be used"},
    Option{"realm", 'r', text, mapped, "turn.realm", "", on::realm},
    Option{"server-name", 0, text, ignored, "", "coturn uses it for OAuth only"},
    Option{"oauth", 0, flag, unsupported, "", "third-party tokens (RFC 7635) are not taken"},
    Option{"no-auth-pings", 0, flag, ignored, "", "no database is asked while running"},
    Option{"check-origin-consistency", 0, flag, ignored, "",
           "ORIGIN is no part of today's standards"},
    Option{"stale-nonce", 0, number, ignored, "",
           "nonces expire after an hour; clients fetch new ones by themselves", on::stale_nonce},
    Option{"stateless-nonce", 0, flag, ignored, "", kNonce},
    Option{"stateless-nonce-secret", 0, text, ignored, "", kNonce},

    // databases
    Option{"userdb", 'b', text, mapped, "turn.users", "", on::sqlite_database},
    Option{"db", 0, text, mapped, "turn.users", "", on::sqlite_database},
    Option{"psql-userdb", 'e', text, unsupported, "turn.users", kForeignDatabase,
           on::foreign_database},
    Option{"sql-userdb", 0, text, unsupported, "turn.users", kForeignDatabase,
           on::foreign_database},
    Option{"mysql-userdb", 'M', text, unsupported, "turn.users", kForeignDatabase,
           on::foreign_database},
    Option{"mongo-userdb", 'J', text, unsupported, "turn.users", kForeignDatabase,
           on::foreign_database},
    Option{"redis-userdb", 'N', text, unsupported, "turn.users", kForeignDatabase,
           on::foreign_database},
    Option{"redis-statsdb", 'O', text, unsupported, "metrics.listen",
           "numbers are at /metrics, sessions at lecternctl turn sessions"},
    Option{"secret-key-file", 0, text, ignored, "", "it is for a password of MySQL"},
    Option{"no-dynamic-ip-list", 0, flag, mapped, "", "peers of the database are left out",
           on::flag<&Draft::no_database_ranges>},
    Option{"no-dynamic-realms", 0, flag, mapped, "", "realm options of the database are left out",
           on::flag<&Draft::no_database_options>},

    // peers
    Option{"allowed-peer-ip", 0, text, mapped, "turn.allow_peers", "", on::allowed_peer, true},
    Option{"denied-peer-ip", 0, text, mapped, "turn.deny_peers", "", on::denied_peer, true},
    Option{"no-multicast-peers", 0, flag, ignored, "",
           "multicast and broadcast addresses are never peers"},
    Option{"no-loopback-peers", 0, flag, ignored, "",
           "loopback addresses are never peers unless allow_peers names them"},
    Option{"allow-loopback-peers", 0, flag, dangerous, "turn.allow_peers",
           "it opens this machine's own services to everybody who may relay", on::loopback_peers},

    // limits
    Option{"user-quota", 'q', text, mapped, "turn.user_quota", "", on::user_quota},
    Option{"total-quota", 'Q', text, mapped, "turn.total_quota", "", on::total_quota},
    Option{"max-bps", 's', text, mapped, "turn.max_rate", "coturn counts bytes, max_rate bits",
           on::max_bps},
    Option{"bps-capacity", 'B', text, unsupported, "",
           "there is no limit for all sessions together", on::bps_capacity},
    Option{"max-allocate-lifetime", 0, number, ignored, "", "3600 seconds here, too",
           on::max_allocate_lifetime},
    Option{"channel-lifetime", 0, number, ignored, "", "600 seconds, as the standard says",
           on::channel_lifetime},
    Option{"permission-lifetime", 0, number, ignored, "", "300 seconds, as the standard says",
           on::permission_lifetime},
    Option{"max-allocate-timeout", 0, text, ignored, "",
           "nothing is kept for a client that has no allocation yet"},
    Option{"unauthorized-ratelimit", 0, flag, ignored, "", kRateLimit},
    Option{"unauthorized-ratelimit-rps", 0, number, ignored, "", kRateLimit},
    Option{"drain-min-allocations", 0, number, ignored, "",
           "draining ends when no allocation is left, or at its deadline"},

    // TLS
    Option{"cert", 0, text, mapped, "tls.certificate", "", on::text<&Draft::certificate>},
    Option{"pkey", 0, text, mapped, "tls.key", "", on::text<&Draft::key>},
    Option{"pkey-pwd", 0, text, unsupported, "tls.key",
           "an encrypted key is not read: write it without a password (openssl pkey -in OLD -out "
           "NEW), readable for the daemon only"},
    Option{"CA-file", 0, text, unsupported, "", "clients are not asked for certificates"},
    Option{"raw-public-keys", 0, flag, unsupported, "",
           "raw public keys (RFC 7250) are not offered"},
    Option{
        "cipher-list", 0, text, changed, "",
        "ciphers are chosen here: those of TLS 1.3 and, for 1.2, ECDHE with AES-GCM or ChaCha20"},
    Option{"ec-curve-name", 0, text, ignored, "", "OpenSSL's own curves are offered"},
    Option{"dh-file", 0, text, ignored, "", kNoDh},
    Option{"dh566", 0, flag, ignored, "", kNoDh},
    Option{"dh1066", 0, flag, ignored, "", kNoDh},
    Option{"dh2066", 0, flag, ignored, "", kNoDh},
    Option{"tlsv1", 0, flag, dangerous, "", kOldTls},
    Option{"tlsv1_1", 0, flag, dangerous, "", kOldTls},
    Option{"no-tlsv1", 0, flag, ignored, "", kOldTls},
    Option{"no-tlsv1_1", 0, flag, ignored, "", kOldTls},
    Option{"no-tlsv1_2", 0, flag, changed, "",
           "TLS 1.2 stays offered beside 1.3, with modern ciphers only"},
    Option{"no-sslv2", 0, flag, ignored, "", kOldTls},
    Option{"no-sslv3", 0, flag, ignored, "", kOldTls},

    // how STUN is spoken
    Option{"fingerprint", 'f', flag, ignored, "",
           "answers have FINGERPRINT if the request has it, and all ICE agents send it"},
    Option{"mobility", 0, flag, mapped, "turn.mobility", "", on::mobility},
    Option{"rfc5780", 0, flag, mapped, "turn.nat_discovery", "", on::flag<&Draft::nat_discovery>},
    Option{"no-rfc5780", 0, flag, ignored, "",
           "NAT behaviour discovery is off unless it is configured", on::no_rfc5780},
    Option{"stun-backward-compatibility", 0, flag, unsupported, "", kOldStun},
    Option{"no-stun-backward-compatibility", 0, flag, ignored, "", kOldStun},
    Option{"rfc3489-compatibility", 0, flag, unsupported, "", kOldStun},
    Option{"response-origin-only-with-rfc5780", 0, flag, ignored, "",
           "RESPONSE-ORIGIN is not sent without NAT behaviour discovery"},
    Option{"rfc5766-channel-numbers", 0, flag, ignored, "",
           "the channel numbers of both RFCs are taken"},
    Option{"include-reason-string", 0, flag, changed, "",
           "errors are told by their number alone, which keeps answers short"},
    Option{"respond-http-unsupported", 0, flag, ignored, "",
           "a TURN port speaks TURN only; the web has its [[listen]] blocks"},
    Option{"drop-invalid-packets", 0, flag, ignored, "",
           "data that is neither STUN nor ChannelData is always dropped"},
    Option{"drop-invalid-packets-log", 0, flag, ignored, "",
           "dropped packets are counted by reason at /metrics"},
    Option{"software-attribute", 0, flag, changed, "", "SOFTWARE is never sent"},
    Option{"no-software-attribute", 0, flag, ignored, "", "SOFTWARE is never sent"},
    Option{"prod", 0, flag, ignored, "", "SOFTWARE is never sent"},

    // other servers
    Option{"alternate-server", 0, text, mapped, "turn.alternate_servers", "", on::alternate_server,
           true},
    Option{"udp-alternate-server", 0, text, changed, "turn.alternate_servers", kRedirect,
           on::alternate_server, true},
    Option{"tcp-alternate-server", 0, text, changed, "turn.alternate_servers", kRedirect,
           on::alternate_server, true},
    Option{"tls-alternate-server", 0, text, mapped, "turn.alternate_tls_servers", "",
           on::alternate_tls_server, true},

    // log and process
    Option{"verbose", 'v', flag, ignored, "", "sessions are always logged"},
    Option{"Verbose", 'V', flag, mapped, "log.level", "", on::verbose_logging},
    Option{"log-min-level", 0, text, mapped, "log.level", "", on::log_level},
    Option{"log-file", 'l', text, ignored, "", kLogs},
    Option{"no-stdout-log", 0, flag, ignored, "", kLogs},
    Option{"syslog", 0, flag, ignored, "", kLogs},
    Option{"syslog-facility", 0, text, ignored, "", kLogs},
    Option{"simple-log", 0, flag, ignored, "", kLogs},
    Option{"new-log-timestamp", 0, flag, ignored, "", kLogs},
    Option{"new-log-timestamp-format", 0, text, ignored, "", kLogs},
    Option{"log-binding", 0, flag, ignored, "",
           "Binding requests are counted at /metrics, not logged"},
    Option{"pidfile", 0, text, ignored, "", kUnit},
    Option{"daemon", 'o', flag, ignored, "", kUnit},
    Option{"proc-user", 0, text, ignored, "", kUnit},
    Option{"proc-group", 0, text, ignored, "", kUnit},
    Option{"ne", 0, text, ignored, "", "there is one way of spreading the work over threads"},
    Option{"version", 0, flag, ignored, "", "of the command line"},

    // administration
    Option{"cli", 0, flag, ignored, "", kNoCli},
    Option{"no-cli", 0, flag, ignored, "", kNoCli},
    Option{"cli-ip", 0, text, ignored, "", kNoCli},
    Option{"cli-port", 0, text, ignored, "", kNoCli},
    Option{"cli-password", 0, text, ignored, "", kNoCli},
    Option{"cli-max-output-sessions", 0, text, ignored, "", kNoCli},
    Option{"no-http", 0, flag, ignored, "", kNoWebAdmin},
    Option{"web-admin", 0, flag, ignored, "", kNoWebAdmin},
    Option{"web-admin-ip", 0, text, ignored, "", kNoWebAdmin},
    Option{"web-admin-port", 0, text, ignored, "", kNoWebAdmin},
    Option{"web-admin-listen-on-workers", 0, flag, ignored, "", kNoWebAdmin},
    Option{"acme-redirect", 0, text, unsupported, "",
           "answer ACME challenges where the web server is"},
    Option{"prometheus", 0, flag, mapped, "metrics.listen", "", on::flag<&Draft::prometheus>},
    Option{"prometheus-port", 0, text, mapped, "metrics.listen", "", on::prometheus_port},
    Option{"prometheus-address", 0, text, mapped, "metrics.listen", "", on::prometheus_address},
    Option{"prometheus-path", 0, text, ignored, "", "/metrics, as with coturn",
           on::prometheus_path},
    Option{"prometheus-username-labels", 0, flag, unsupported, "",
           "a label for each user would have no bound"},
    Option{"prometheus-tls", 0, flag, unsupported, "", kMetricsTls},
    Option{"prometheus-cert", 0, text, unsupported, "", kMetricsTls},
    Option{"prometheus-key", 0, text, unsupported, "", kMetricsTls},
};

}  // namespace

std::span<const Option> options() noexcept { return kOptions; }

const Option* find_option(std::string_view name) noexcept {
  const auto found = std::ranges::find(kOptions, name, &Option::name);
  return found == kOptions.end() ? nullptr : &*found;
}

const Option* find_option(char letter) noexcept {
  if (letter == 0) return nullptr;
  const auto found = std::ranges::find(kOptions, letter, &Option::letter);
  return found == kOptions.end() ? nullptr : &*found;
}

std::string print_options() {
  std::string out = "| option | verdict | key | why |\n|---|---|---|---|\n";
  for (const Option& option : kOptions) {
    out.append("| `")
        .append(option.name)
        .append("` | ")
        .append(to_string(option.verdict))
        .append(" | ");
    if (!option.target.empty()) out.append("`").append(option.target).append("`");
    out.append(" | ").append(option.reason).append(" |\n");
  }
  return out;
}

std::string nearest_option(std::string_view name) {
  std::vector<std::string> all;
  all.reserve(std::size(kOptions));
  for (const Option& option : kOptions) all.emplace_back(option.name);
  const std::string hint = config::nearest(name, all);
  return hint.empty() ? std::string{} : "; did you mean " + hint + "?";
}

}  // namespace ctl::coturn
