// SPDX-License-Identifier: MIT
#include "config/schema_turn.hpp"

#include <array>

#include "config/rows.hpp"

namespace config {
namespace {

constexpr std::int64_t kMostAllocations = 1'000'000;
constexpr std::int64_t kMostAnswers = 1'000'000;     // per second
constexpr std::int64_t kMostRate = 100'000'000'000;  // bits per second

// A member of TurnConfig, or of the relay's core in it.
template <auto Path>
constexpr Member kTurn = kMember<&Config::turn, Path>;
template <auto Path>
constexpr Member kCore = kMember<&Config::turn, &TurnConfig::core, Path>;

// Three keys make the list of alternates. Rows are stored in the order of the table, so the domain
// comes last.
template <bool Secure>
void add_alternates(Config& config, const Value& value) {
  std::vector<base::Endpoint> servers;
  assign(servers, value);
  for (const base::Endpoint& server : servers)
    config.turn.core.alternates.push_back({server, Secure, {}});
}
void set_alternate_domain(Config& config, const Value& value) {
  for (turn::Alternate& alternate : config.turn.core.alternates) {
    if (alternate.secure) assign(alternate.domain, value);
  }
}
constexpr Member alternates(void (*store)(Config&, const Value&)) {
  return {.store = store,
          .copy = copy_member<&Config::turn, &TurnConfig::core, &turn::Config::alternates>};
}

// An entry of allow_peers is a prefix, or ports of one address.
void set_allowed_peers(Config& config, const Value& value) {
  turn::Config& core = config.turn.core;
  core.allow_peers.clear();
  core.allow_ports.clear();
  for (const std::string& text : std::get<TextList>(value)) {
    const AllowedPeer peer = *parse_allowed_peer(text);
    if (peer.ports) core.allow_ports.push_back(*peer.ports);
    else core.allow_peers.push_back(peer.prefix);
  }
}
void copy_allowed_peers(Config& to, const Config& from) {
  to.turn.core.allow_peers = from.turn.core.allow_peers;
  to.turn.core.allow_ports = from.turn.core.allow_ports;
}

constexpr std::array kRows{
    Key{
        .name = "enabled",
        .rule = any(Kind::boolean),
        .standard = "true",
        .shipped = set_to("true"),
        .help = "Without the relay, calls work only between browsers that reach each other "
                "directly.",
        .member = kTurn<&TurnConfig::enabled>,
    },
    Key{
        .name = "realm",
        .rule = any(Kind::text),
        .example = "example.org",
        .shipped = commented(),
        .help = "The realm of TURN credentials. Default: the host of public_url, else the name of "
                "the machine.",
        .member = kCore<&turn::Config::realm>,
        .alias = "TURN_REALM",
    },
    Key{
        .name = "host",
        .rule = any(Kind::host),
        .example = "turn1.example.org",
        .help = "The host in the relay's URLs that clients get. Default: the host of public_url, "
                "else an address of the relay. Several nodes that share a public_url need it each "
                "(docs/cluster.md); without it their URLs have the address, and only those of TLS "
                "the host of public_url.",
        .member = kTurn<&TurnConfig::host>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "listen",
        .rule = any(Kind::listen_list),
        .standard = "[::]:3478",
        .example = "[::]:3478, udp:[::]:443",
        .shipped = set_to("[::]:3478", "UDP and TCP; and \"udp:[::]:443\" for strict networks"),
        .help = "The addresses of TURN and STUN over UDP and TCP. \"udp:[::]:443\" takes UDP only, "
                "beside the web on TCP 443: networks that let only QUIC's port through need it. "
                "\"tcp:…\" takes TCP only.",
        .member = kTurn<&TurnConfig::listen>,
    },
    Key{
        .name = "tls_listen",
        .rule = any(Kind::listen_list),
        .example = "[::]:5349",
        .shipped = set_to("[::]:5349", "TLS and DTLS"),
        .help = "The addresses of TURN over TLS (TCP) and DTLS (UDP), beside the TLS listeners of "
                "[[listen]]. \"tcp:[::]:5349\" is TLS only, \"udp:[::]:5349\" is DTLS only.",
        .member = kTurn<&TurnConfig::tls_listen>,
    },
    Key{
        .name = "nat_discovery",
        .rule = any(Kind::endpoint_list),
        .example = "203.0.113.7:3478, 203.0.113.8:3479",
        .help = "NAT behaviour discovery (RFC 5780) over UDP: two addresses of this machine, with "
                "two different ports. The relay also listens on the other two combinations of "
                "address and port.",
        .member = kTurn<&TurnConfig::nat_discovery>,
    },
    Key{
        .name = "trusted_proxies",
        .rule = any(Kind::prefix_list),
        .example = "10.0.0.5",
        .help = "Load balancers that put a PROXY protocol v2 header, which names the client, "
                "before every UDP datagram to turn.listen. The relay drops their datagrams "
                "without such a header. List only addresses that nobody else can send from.",
        .member = kCore<&turn::Config::trusted_proxies>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "relay_addresses",
        .rule = any(Kind::address_list),
        .example = "203.0.113.7",
        .help = "The machine's own addresses that relayed traffic leaves from. The relay waits "
                "for those that the machine does not have yet. Default: every public address, "
                "and without a public IPv4 address the one of the default route (of IPv6 also, "
                "unless peers = \"public\"). Without those, every private address of a connected "
                "interface. The list follows the machine's addresses while the relay runs. Only "
                "a machine without any interface but its loopback relays on 127.0.0.1.",
        .member = kTurn<&TurnConfig::relay_addresses>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "external_ip",
        .rule = any(Kind::external_list),
        .example = "203.0.113.7/10.0.0.5",
        .shipped = commented("behind a 1:1 NAT; or a name, or \"auto\""),
        .help = "Behind a 1:1 NAT: the address that clients and peers see instead of "
                "relay_addresses. Write \"PUBLIC\", or \"PUBLIC/PRIVATE\" where there are several "
                "relay addresses. PUBLIC is an address, a name, or \"auto\". A name is resolved "
                "again and again. \"auto\" asks stun_servers, else the cloud's metadata service "
                "(169.254.169.254: AWS, Google, Azure, Hetzner, DigitalOcean, OpenStack). A "
                "change is for new allocations; running allocations keep their address.",
        .member = kTurn<&TurnConfig::external_ip>,
        .applies = Applies::at_reload,
        .alias = "EXTERNAL_IP",
    },
    Key{
        .name = "external_ip_interval",
        .rule = duration(10 * kSecond, kDay),
        .standard = "5m",
        .help = "The time between two lookups of the names and of \"auto\" in external_ip. A "
                "lookup that failed is repeated after 1, 2, 4 ... seconds.",
        .member = kTurn<&TurnConfig::external_ip_interval>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "stun_servers",
        .rule = any(Kind::stun_list),
        .example = "stun.example.org:3478",
        .help = "external_ip = [\"auto\"] asks these servers, one after the other, for the public "
                "addresses of this machine. It asks no other STUN server.",
        .member = kTurn<&TurnConfig::stun_servers>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "relay_ports",
        .rule = any(Kind::port_range),
        .standard = "49152-65535",
        .shipped = set_to("49152-65535", "open these for UDP in the firewall"),
        .help = "The UDP ports of the relay. Open them in the firewall.",
        .member = kTurn<&TurnConfig::relay_ports>,
    },
    Key{
        .name = "secrets",
        .rule = any(Kind::secret_list),
        .help = "The shared secrets of time-limited credentials (coturn: static-auth-secret). The "
                "first secret issues credentials; every secret is accepted. Empty: the first "
                "start generates a secret into state_dir.",
        .member = kCore<&turn::Config::secrets>,
        .applies = Applies::at_reload,
        .alias = "TURN_SECRET",
    },
    Key{
        .name = "secret_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/turn.secret",
        .help = "A file with more such secrets, one a line. A relative name is first looked for "
                "among systemd's credentials.",
        .member = kTurn<&TurnConfig::secret_file>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "users",
        .rule = any(Kind::secret_map),
        .help = "Users whose credentials do not expire, beside the secrets: { alice = \"…\" }.",
        .member = kCore<&turn::Config::users>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "peers",
        .rule = one_of<turn::PeerMode>(),
        .standard = "public",
        .shipped = set_to("public", "public | lan (also private) | only (allow_peers)"),
        .help = "The addresses that the relay may send to and receive from.",
        .member = kCore<&turn::Config::peers>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "allow_peers",
        .rule = any(Kind::peer_list),
        .example = "10.20.0.0/16, 203.0.113.7:10000",
        .shipped = commented(),
        .help =
            "More addresses that the relay may reach. Where allow_peers and deny_peers both "
            "contain an address, the longer prefix wins. \"ADDRESS:PORT\" and "
            "\"ADDRESS:FIRST-LAST\" open these ports only, and are the way to reach a media server "
            "on the relay's own address: such an address without ports opens nothing. The "
            "daemon's listeners and relay_ports of its own addresses stay closed.",
        .member = {.store = set_allowed_peers, .copy = copy_allowed_peers},
        .applies = Applies::at_reload,
    },
    Key{
        .name = "deny_peers",
        .rule = any(Kind::prefix_list),
        .example = "198.51.100.0/24",
        .shipped = commented(),
        .help = "Addresses that the relay may not reach.",
        .member = kCore<&turn::Config::deny_peers>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "workers",
        .rule = whole_number(0, 256),
        .standard = "0",
        .help = "The number of the relay's threads; 0 = one per core.",
        .member = kTurn<&TurnConfig::workers>,
    },
    Key{
        .name = "user_quota",
        .rule = whole_number(0, kMostAllocations),
        .standard = "0",
        .example = "100",
        .shipped = set_to("100", "allocations of one person at a time"),
        .help = "The number of allocations that one user may have at a time; 0 = unlimited.",
        .member = kCore<&turn::Config::user_quota>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "meeting_quota",
        .rule = whole_number(0, kMostAllocations),
        .standard = "0",
        .example = "2000",
        .shipped = set_to("2000", "of one meeting: N people make N*(N-1), and some more"),
        .help = "The number of allocations that one meeting may have at a time; 0 = unlimited. A "
                "call of N people makes N*(N-1) of them, and some more.",
        .member = kCore<&turn::Config::meeting_quota>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "source_quota",
        .rule = whole_number(0, kMostAllocations),
        .standard = "0",
        .example = "500",
        .help = "The number of allocations that one source address (IPv6: one /64) may have at a "
                "time; 0 = unlimited. A whole school is often one address.",
        .member = kCore<&turn::Config::source_quota>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "total_quota",
        .rule = whole_number(0, kMostAllocations),
        .standard = "0",
        .example = "12000",
        .shipped = set_to("12000", "of all together"),
        .help = "The number of allocations at a time, of all users together; 0 = unlimited.",
        .member = kCore<&turn::Config::total_quota>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "binding_rate",
        .rule = whole_number(0, kMostAnswers),
        .standard = "500",
        .help = "Each worker sends at most so many Binding answers per second over UDP to one "
                "network (/24; IPv6: /56), after a burst; 0 = unlimited.",
        .member = kCore<&turn::Config::binding_rate>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "challenge_rate",
        .rule = whole_number(0, kMostAnswers),
        .standard = "200",
        .help = "The same limit for answers to requests without valid credentials; 0 = unlimited.",
        .member = kCore<&turn::Config::challenge_rate>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "mobility",
        .rule = any(Kind::boolean),
        .standard = "true",
        .help = "A client may keep its allocation when its own address changes (RFC 8016).",
        .member = kCore<&turn::Config::mobility>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "tcp_relay",
        .rule = any(Kind::boolean),
        .standard = "true",
        .help = "A client may reach peers over TCP (RFC 6062).",
        .member = kCore<&turn::Config::tcp_relay>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "alternate_servers",
        .rule = any(Kind::endpoint_list),
        .example = "203.0.113.8:3478",
        .help = "Other servers to which the relay sends clients over UDP and TCP (300 Try "
                "Alternate). It chooses one server of the client's address family at random.",
        .member = alternates(add_alternates<false>),
        .applies = Applies::at_reload,
    },
    Key{
        .name = "alternate_tls_servers",
        .rule = any(Kind::endpoint_list),
        .example = "203.0.113.8:5349",
        .help = "The same for clients over TLS and DTLS.",
        .member = alternates(add_alternates<true>),
        .applies = Applies::at_reload,
    },
    Key{
        .name = "alternate_domain",
        .rule = any(Kind::text),
        .example = "turn2.example.org",
        .help = "The name in the certificate of alternate_tls_servers.",
        .member = alternates(set_alternate_domain),
        .applies = Applies::at_reload,
    },
    Key{
        .name = "alternate_use",
        .rule = one_of<turn::AlternateUse>(),
        .standard = "always",
        .help = "When the relay sends clients to the alternate servers.",
        .member = kCore<&turn::Config::alternate_use>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "max_rate",
        .rule = rate(0, kMostRate),
        .standard = "0",
        .example = "3Mbit",
        .shipped = commented("of one allocation, in each direction"),
        .help = "The payload of one allocation in each direction, such as \"3Mbit\"; 0 = "
                "unlimited. A burst of a quarter of a second (at least 64 KiB) passes at once. "
                "Further datagrams wait for up to 100 ms; then the relay drops the oldest. It "
                "slows down connections over TCP instead.",
        .member = kCore<&turn::Config::max_rate>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "credential_lifetime",
        .rule = duration(kMinute, 30 * kDay),
        .standard = "1h",
        .help = "A client may make allocations with issued TURN credentials for this time. The "
                "people in a meeting get new ones when half of it is over. Credentials that the "
                "relay must refuse earlier (docs/relay.md) work until then after a restart, and at "
                "servers of external_servers.",
        .member = kTurn<&TurnConfig::credential_lifetime>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "session_log",
        .rule = any(Kind::path),
        .example = "/var/log/lectern/sessions.json",
        .help = "The relay appends one line of JSON to this file for each allocation that has "
                "ended: user, addresses, duration, traffic, and the reason of the end. A reload "
                "opens the file again, for logrotate. Default: no file; the log has the same as "
                "turn_session_ended.",
        .member = kTurn<&TurnConfig::session_log>,
    },
    Key{
        .name = "external_servers",
        .rule = any(Kind::ice_server_list),
        .example = "turn:turn2.example.org:3478?transport=udp",
        .help = "Other TURN servers (coturn or Lectern) that browsers get beside this one. A URL "
                "alone is for a server with the same secret as this one. A server with a secret "
                "of its own is a table: { urls = [\"turn:…\"], secret_file = \"…\" } (or secret). "
                "A server with a fixed user, too: { urls = […], username = \"…\", password_file = "
                "\"…\" } (or password).",
        .member = kTurn<&TurnConfig::external_servers>,
        .applies = Applies::at_reload,
    },
};

}  // namespace

std::span<const Key> turn_rows() { return kRows; }

}  // namespace config
