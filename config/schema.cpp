// SPDX-License-Identifier: MIT
#include "config/schema.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "config/choices.hpp"

namespace config {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMostRate = 100'000'000'000;  // bits per second

const std::string& text(const Value& v) { return std::get<std::string>(v); }
bool flag(const Value& v) { return std::get<bool>(v); }
unsigned number(const Value& v) { return static_cast<unsigned>(std::get<std::int64_t>(v)); }
std::chrono::seconds seconds(const Value& v) {
  return std::chrono::seconds{std::get<std::int64_t>(v) / kSecond};
}
const TextList& list(const Value& v) { return std::get<TextList>(v); }

// The values below were checked by their rule: parsing cannot fail any more.
std::vector<base::Endpoint> endpoints(const Value& v) {
  std::vector<base::Endpoint> out;
  for (const std::string& item : list(v)) out.push_back(*base::Endpoint::parse(item));
  return out;
}
std::vector<base::Cidr> prefixes(const Value& v) {
  std::vector<base::Cidr> out;
  for (const std::string& item : list(v)) out.push_back(*base::Cidr::parse(item));
  return out;
}
std::vector<base::Secret> secrets(const Value& v) {
  std::vector<base::Secret> out;
  for (const std::string& item : list(v)) out.emplace_back(item);
  return out;
}

// "sqlite" alone is the file in state_dir.
std::string path_of_store(std::string_view url) {
  constexpr std::string_view kScheme = "sqlite:";
  return std::string{url.starts_with(kScheme) ? url.substr(kScheme.size()) : std::string_view{}};
}

template <class Enum>
void choose(Enum& to, const Value& v) {
  to = choice_of<Enum>(text(v));
}

constexpr ValueRule rule(Kind kind) { return ValueRule{kind, 0, 0, {}}; }
constexpr ValueRule count(Kind kind, std::int64_t least, std::int64_t most) {
  return ValueRule{kind, least, most, {}};
}
template <class Enum>
constexpr ValueRule one_of() {
  return ValueRule{Kind::choice, 0, 0, kChoiceTexts<Enum>};
}

constexpr std::array kSections{
    Section{"site", false, "Who this is, and where its files are."},
    Section{"listen", true,
            "One block per address. Every listener serves the web UI, /api and /ws; one with tls = "
            "true serves TURN over TLS on "
            "the same port, too, so that a single open port 443 is enough behind a school's "
            "firewall. From the environment: "
            "LECTERN_LISTEN=\"[::]:443 tls, [::]:80 redirect_to_https\"."},
    Section{"tls", false,
            "The certificate of every TLS listener. Without these two keys a self-signed one is "
            "made in state_dir: good for a first "
            "look; browsers warn about it, and refuse TURN over TLS with it."},
    Section{"turn", false, "The TURN/STUN relay."},
    Section{"auth", false, "Who may sign in, and for how long."},
    Section{"store", false, "Where meetings and accounts are kept."},
    Section{"cluster", false, "Several nodes. Not available in this release."},
    Section{"mail", false, "Sending mail. Not available in this release."},
    Section{"recordings", false, "Stored recordings. Not available in this release."},
    Section{"metrics", false, "Prometheus metrics, on a listener of their own."},
    Section{"log", false, "What is logged, and how."},
};

const std::array kKeys{
    Key{"site", "name", rule(Kind::text), "Lectern", "Example School", "Shown in the web UI.",
        [](Config& c, const Value& v) { c.site.name = text(v); }},
    Key{"site", "public_url", rule(Kind::url), "", "https://meet.example.org",
        "What links, the signaling address and the TURN servers' names are made of. Default: the "
        "address that a request came to.",
        [](Config& c, const Value& v) { c.site.public_url = text(v); }},
    Key{"site", "state_dir", rule(Kind::path), "/var/lib/lectern", "",
        "Database, generated secrets, self-signed certificate. Made with mode 0700 when it is not "
        "there.",
        [](Config& c, const Value& v) { c.site.state_dir = text(v); }},
    Key{"site", "runtime_dir", rule(Kind::path), "", "/run/lectern",
        "Where lecternctl's socket, control.sock, is made. Default: $RUNTIME_DIRECTORY (set by "
        "systemd), else state_dir.",
        [](Config& c, const Value& v) { c.site.runtime_dir = text(v); }},
    Key{"site", "webui_dir", rule(Kind::path), "", "/usr/share/lectern/webui",
        "The built web UI. Default: webui beside the program, else the one that the package "
        "installed.",
        [](Config& c, const Value& v) { c.site.webui_dir = text(v); }},
    Key{"site", "allowed_origins", rule(Kind::origin_list), "", "https://www.example.org",
        "Other origins whose pages may use the API and the WebSocket; our own is always allowed.",
        [](Config& c, const Value& v) { c.site.allowed_origins = list(v); }},

    Key{"listen", "address", rule(Kind::endpoint), "", "[::]:443",
        "Address and port. \"[::]:443\" takes IPv4, too. Port 0: the kernel chooses one.",
        [](Config& c, const Value& v) {
          c.listen.back().address = *base::Endpoint::parse(text(v));
        }},
    Key{"listen", "tls", rule(Kind::boolean), "false", "true",
        "HTTPS, WSS and TURN over TLS instead of the plain ones.",
        [](Config& c, const Value& v) { c.listen.back().tls = flag(v); }},
    Key{"listen", "redirect_to_https", rule(Kind::boolean), "false", "",
        "Answers nothing but a redirect to https:// (and /.well-known/acme-challenge).",
        [](Config& c, const Value& v) { c.listen.back().redirect_to_https = flag(v); }},
    Key{"listen", "proxy_protocol", rule(Kind::boolean), "false", "",
        "Every connection begins with a PROXY protocol v2 header, which names the client. Only "
        "behind a load balancer that "
        "sends it.",
        [](Config& c, const Value& v) { c.listen.back().proxy_protocol = flag(v); }},
    Key{"listen", "trusted_proxies", rule(Kind::prefix_list), "", "10.0.0.5",
        "The load balancers that are believed with proxy_protocol; connections of others are "
        "closed. Default: this machine's own.",
        [](Config& c, const Value& v) { c.listen.back().trusted_proxies = prefixes(v); }},

    Key{"tls", "certificate", rule(Kind::path), "",
        "/etc/letsencrypt/live/meet.example.org/fullchain.pem",
        "PEM file with the certificate and its chain. Read again at every reload.",
        [](Config& c, const Value& v) { c.tls.certificate = text(v); }, Applies::at_reload},
    Key{"tls", "key", rule(Kind::path), "", "/etc/letsencrypt/live/meet.example.org/privkey.pem",
        "PEM file with its private key.", [](Config& c, const Value& v) { c.tls.key = text(v); },
        Applies::at_reload},

    Key{"turn", "enabled", rule(Kind::boolean), "true", "",
        "Without it calls work only where the browsers reach each other directly.",
        [](Config& c, const Value& v) { c.turn.enabled = flag(v); }},
    Key{"turn", "realm", rule(Kind::text), "", "example.org",
        "Default: the host of public_url, else the machine's name.",
        [](Config& c, const Value& v) { c.turn.realm = text(v); }, Applies::at_restart,
        "TURN_REALM"},
    Key{"turn", "listen", rule(Kind::endpoint_list), "[::]:3478", "",
        "TURN and STUN over UDP and TCP.",
        [](Config& c, const Value& v) { c.turn.listen = endpoints(v); }},
    Key{"turn", "tls_listen", rule(Kind::endpoint_list), "", "[::]:5349",
        "TURN over TLS (TCP) and DTLS (UDP) on ports of its own, beside the [[listen]] ones.",
        [](Config& c, const Value& v) { c.turn.tls_listen = endpoints(v); }},
    Key{"turn", "nat_discovery", rule(Kind::endpoint_list), "",
        "203.0.113.7:3478, 203.0.113.8:3479",
        "NAT behaviour discovery (RFC 5780) over UDP: two of this machine's addresses, with two "
        "different ports, such as "
        "[\"203.0.113.7:3478\", \"203.0.113.8:3479\"]; the other two combinations are listened on, "
        "too.",
        [](Config& c, const Value& v) { c.turn.nat_discovery = endpoints(v); }},
    Key{"turn", "trusted_proxies", rule(Kind::prefix_list), "", "10.0.0.5",
        "Load balancers whose UDP datagrams to turn.listen each begin with a PROXY protocol v2 "
        "header, which names the client; "
        "what they send without one is dropped. Only addresses that nobody can forge here.",
        [](Config& c, const Value& v) { c.turn.trusted_proxies = prefixes(v); },
        Applies::at_reload},
    Key{"turn", "relay_addresses", rule(Kind::address_list), "", "203.0.113.7",
        "The machine's own addresses that relayed traffic leaves from. Default: every public "
        "address; if there is none of "
        "IPv4, the one of the default route; if there is none, 127.0.0.1.",
        [](Config& c, const Value& v) {
          for (const std::string& item : list(v))
            c.turn.relay_addresses.push_back(*base::IpAddress::parse(item));
        }},
    Key{"turn", "external_ip", rule(Kind::external_list), "", "203.0.113.7/10.0.0.5",
        "Behind a 1:1 NAT: what clients and peers see instead of relay_addresses: \"PUBLIC\", or "
        "\"PUBLIC/PRIVATE\" where there "
        "are "
        "several of them. PUBLIC is an address; or a name that is resolved again and again; or "
        "\"auto\": what stun_servers see, "
        "else what the cloud's metadata service says (169.254.169.254: AWS, Google, Azure, "
        "Hetzner, DigitalOcean, OpenStack). A "
        "change is for new allocations; those that run go on.",
        [](Config& c, const Value& v) {
          for (const std::string& item : list(v))
            c.turn.external_ip.push_back(*parse_external_address(item));
        },
        Applies::at_reload, "EXTERNAL_IP"},
    Key{"turn", "external_ip_interval", count(Kind::duration, 10 * kSecond, kDay), "5m", "",
        "How often names and \"auto\" of external_ip are looked up again.",
        [](Config& c, const Value& v) { c.turn.external_ip_interval = seconds(v); },
        Applies::at_reload},
    Key{"turn", "stun_servers", rule(Kind::stun_list), "", "stun.example.org:3478",
        "Whom external_ip = [\"auto\"] asks for our public addresses, one after the other. Nobody "
        "else is asked.",
        [](Config& c, const Value& v) {
          for (const std::string& item : list(v))
            c.turn.stun_servers.push_back(*parse_host_port(item, kStunPort));
        },
        Applies::at_reload},
    Key{"turn", "relay_ports", rule(Kind::port_range), "49152-65535", "",
        "UDP ports of the relay; open them in the firewall.",
        [](Config& c, const Value& v) { c.turn.relay_ports = *parse_port_range(text(v)); }},
    Key{"turn", "secrets", rule(Kind::secret_list), "", "",
        "Shared secrets of the time-limited credentials (coturn: static-auth-secret). The first "
        "one issues, all are accepted. "
        "Empty: one is generated into state_dir at the first start.",
        [](Config& c, const Value& v) {
          std::ranges::copy(secrets(v), std::back_inserter(c.turn.secrets));
        },
        Applies::at_reload, "TURN_SECRET"},
    Key{"turn", "secret_file", rule(Kind::path), "", "/etc/lectern/turn.secret",
        "A file with one more such secret a line. A relative name is looked for among systemd's "
        "credentials first.",
        nullptr, Applies::at_reload},
    Key{"turn", "users", rule(Kind::secret_map), "", "",
        "Long-term users that do not expire, beside the secrets: { alice = \"…\" }.",
        [](Config& c, const Value& v) {
          for (const auto& [name, password] : std::get<TextMap>(v))
            c.turn.users.emplace_back(name, base::Secret{password});
        },
        Applies::at_reload},
    Key{"turn", "peers", one_of<turn::PeerMode>(), "public", "",
        "Whom the relay may reach: public = every address that is not special-use; lan = also "
        "private and unique-local ones; "
        "only = nothing but allow_peers.",
        [](Config& c, const Value& v) { choose(c.turn.peers, v); }, Applies::at_reload},
    Key{"turn", "allow_peers", rule(Kind::prefix_list), "", "10.20.0.0/16",
        "Also reachable; the longest prefix wins over deny_peers.",
        [](Config& c, const Value& v) { c.turn.allow_peers = prefixes(v); }, Applies::at_reload},
    Key{"turn", "deny_peers", rule(Kind::prefix_list), "", "198.51.100.0/24", "Not reachable.",
        [](Config& c, const Value& v) { c.turn.deny_peers = prefixes(v); }, Applies::at_reload},
    Key{"turn", "workers", count(Kind::integer, 0, 256), "0", "",
        "Threads of the relay; 0 = one per core.",
        [](Config& c, const Value& v) { c.turn.workers = number(v); }},
    Key{"turn", "user_quota", count(Kind::integer, 0, 1'000'000), "0", "100",
        "Allocations of one user at a time; 0 = unlimited.",
        [](Config& c, const Value& v) { c.turn.user_quota = number(v); }, Applies::at_reload},
    Key{"turn", "meeting_quota", count(Kind::integer, 0, 1'000'000), "0", "2000",
        "Allocations of one meeting at a time; 0 = unlimited. A call of N people makes N*(N-1) of "
        "them, and some more.",
        [](Config& c, const Value& v) { c.turn.meeting_quota = number(v); }, Applies::at_reload},
    Key{"turn", "source_quota", count(Kind::integer, 0, 1'000'000), "0", "500",
        "Allocations of one source address (IPv6: of its /64) at a time; 0 = unlimited. A school "
        "is often one address.",
        [](Config& c, const Value& v) { c.turn.source_quota = number(v); }, Applies::at_reload},
    Key{"turn", "total_quota", count(Kind::integer, 0, 1'000'000), "0", "12000",
        "Allocations in all at a time; 0 = unlimited.",
        [](Config& c, const Value& v) { c.turn.total_quota = number(v); }, Applies::at_reload},
    Key{"turn", "binding_rate", count(Kind::integer, 0, 1'000'000), "500", "",
        "Binding answers over UDP to one network (/24, IPv6: /56), per second and worker, after a "
        "burst; 0 = unlimited.",
        [](Config& c, const Value& v) { c.turn.binding_rate = number(v); }, Applies::at_reload},
    Key{"turn", "challenge_rate", count(Kind::integer, 0, 1'000'000), "200", "",
        "Answers to requests without valid credentials over UDP, counted alike; 0 = unlimited.",
        [](Config& c, const Value& v) { c.turn.challenge_rate = number(v); }, Applies::at_reload},
    Key{"turn", "mobility", rule(Kind::boolean), "true", "",
        "Clients may take an allocation along to another address (RFC 8016).",
        [](Config& c, const Value& v) { c.turn.mobility = flag(v); }, Applies::at_reload},
    Key{"turn", "tcp_relay", rule(Kind::boolean), "true", "",
        "Clients may reach peers over TCP (RFC 6062).",
        [](Config& c, const Value& v) { c.turn.tcp_relay = flag(v); }, Applies::at_reload},
    Key{"turn", "alternate_servers", rule(Kind::endpoint_list), "", "203.0.113.8:3478",
        "Other servers to which clients over UDP and TCP are sent (300 Try Alternate); of each "
        "family one of them, by chance.",
        [](Config& c, const Value& v) { c.turn.alternate_servers = endpoints(v); },
        Applies::at_reload},
    Key{"turn", "alternate_tls_servers", rule(Kind::endpoint_list), "", "203.0.113.8:5349",
        "The same for clients over TLS and DTLS.",
        [](Config& c, const Value& v) { c.turn.alternate_tls_servers = endpoints(v); },
        Applies::at_reload},
    Key{"turn", "alternate_domain", rule(Kind::text), "", "turn2.example.org",
        "The name in the certificate of those.",
        [](Config& c, const Value& v) { c.turn.alternate_domain = text(v); }, Applies::at_reload},
    Key{"turn", "alternate_use", one_of<turn::AlternateUse>(), "always", "",
        "always = every new allocation is sent there; busy = only where this server has no room, "
        "or drains.",
        [](Config& c, const Value& v) { choose(c.turn.alternate_use, v); }, Applies::at_reload},
    Key{"turn", "max_rate", count(Kind::rate, 0, kMostRate), "0", "3Mbit",
        "Payload of one allocation in each direction, such as \"3Mbit\"; 0 = unlimited. A quarter "
        "of a second's worth (at least "
        "64 KiB) passes at once, what comes beyond waits for up to 100 ms, then the oldest is "
        "dropped. Connections over TCP are "
        "slowed down instead.",
        [](Config& c, const Value& v) {
          c.turn.max_rate = static_cast<std::uint64_t>(std::get<std::int64_t>(v));
        },
        Applies::at_reload},
    Key{"turn", "credential_lifetime", count(Kind::duration, kMinute, 30 * kDay), "12h", "",
        "How long issued TURN credentials may be used to begin with.",
        [](Config& c, const Value& v) { c.turn.credential_lifetime = seconds(v); },
        Applies::at_reload},
    Key{"turn", "session_log", rule(Kind::path), "", "/var/log/lectern/sessions.json",
        "A file that gets one line of JSON for each allocation that has ended: who, from where, "
        "how long, how much, why it ended. "
        "A reload opens it anew, for logrotate. Default: none; the log has the same as "
        "turn_session_ended.",
        [](Config& c, const Value& v) { c.turn.session_log = text(v); }},
    Key{"turn", "external_servers", rule(Kind::ice_server_list), "",
        "turn:turn2.example.org:3478?transport=udp",
        "Other TURN servers (coturn or Lectern nodes) that are handed out beside our own. A URL "
        "alone: the server has our "
        "secret. Else a table: { urls = [\"turn:…\"], secret_file = \"…\" } for one with a secret "
        "of its own (or secret), "
        "{ urls = […], username = \"…\", password_file = \"…\" } for one with a fixed user (or "
        "password).",
        [](Config& c, const Value& v) {
          for (const std::string& item : list(v))
            c.turn.external_servers.push_back(*parse_external_server(item));
        },
        Applies::at_reload},

    Key{"auth", "jwt_secrets", rule(Kind::secret_list), "", "",
        "Keys of our own tokens (HS256). The first one signs, all are accepted. Empty: one is "
        "generated into state_dir at the "
        "first start.",
        [](Config& c, const Value& v) {
          std::ranges::copy(secrets(v), std::back_inserter(c.auth.jwt_secrets));
        },
        Applies::at_restart, "JWT_SECRET"},
    Key{"auth", "jwt_secret_file", rule(Kind::path), "", "/etc/lectern/jwt.secret",
        "A file with one more such key a line. A relative name is looked for among systemd's "
        "credentials first.",
        nullptr},
    Key{"auth", "jwt_issuers", rule(Kind::absent), "", "",
        "Foreign issuers. Not available in this release.", nullptr},
    Key{"auth", "registration", one_of<Registration>(), "invited", "",
        "Who may make an account: open = everybody, invited = who has an invitation, closed = "
        "nobody (lecternctl user add).",
        [](Config& c, const Value& v) { choose(c.auth.registration, v); }},
    Key{"auth", "access_token_lifetime", count(Kind::duration, kMinute, kDay), "15m", "",
        "After it the web UI refreshes its token.",
        [](Config& c, const Value& v) { c.auth.access_token_lifetime = seconds(v); }},
    Key{"auth", "refresh_token_lifetime", count(Kind::duration, kHour, 400 * kDay), "30d", "",
        "How long somebody who does not come back stays signed in.",
        [](Config& c, const Value& v) { c.auth.refresh_token_lifetime = seconds(v); }},

    Key{"store", "url", rule(Kind::text), "sqlite", "sqlite:/srv/lectern/lectern.db",
        "\"sqlite\" is lectern.db in state_dir. PostgreSQL is not available in this release.",
        [](Config& c, const Value& v) { c.store.sqlite_path = path_of_store(text(v)); }},

    Key{"cluster", "redis_url", rule(Kind::absent), "", "", "", nullptr},
    Key{"mail", "url", rule(Kind::absent), "", "", "", nullptr},
    Key{"mail", "user", rule(Kind::absent), "", "", "", nullptr},
    Key{"mail", "password_file", rule(Kind::absent), "", "", "", nullptr},
    Key{"mail", "from", rule(Kind::absent), "", "", "", nullptr},
    Key{"recordings", "enabled", rule(Kind::absent), "", "", "", nullptr},
    Key{"recordings", "folder", rule(Kind::absent), "", "", "", nullptr},
    Key{"recordings", "quota", rule(Kind::absent), "", "", "", nullptr},
    Key{"recordings", "retention", rule(Kind::absent), "", "", "", nullptr},

    Key{"metrics", "listen", rule(Kind::endpoint), "127.0.0.1:9641", "",
        "Address and port of GET /metrics; \"\" = none.",
        [](Config& c, const Value& v) { c.metrics.listen = base::Endpoint::parse(text(v)); }},

    Key{"log", "level", one_of<base::LogLevel>(), "info", "",
        "debug also shows what strangers cause.",
        [](Config& c, const Value& v) { choose(c.log.level, v); }, Applies::at_reload},
    Key{"log", "format", one_of<LogFormatChoice>(), "auto", "",
        "auto = journald where that is listening, else text. To standard error.",
        [](Config& c, const Value& v) { choose(c.log.format, v); }},
};

constexpr std::array<std::string_view, 9> kAliasesWithoutPart{"REDIS_URL",
                                                              "EMAIL_HOST",
                                                              "EMAIL_PORT",
                                                              "EMAIL_HOST_USER",
                                                              "EMAIL_HOST_PASSWORD",
                                                              "DEFAULT_FROM_EMAIL",
                                                              "DJANGO_SECRET_KEY",
                                                              "NEXT_PUBLIC_DJANGO_API_BASE_URL",
                                                              "NEXT_PUBLIC_SIGNALING_URL"};

// Damerau-Levenshtein (adjacent transposition counts one), over short names.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

std::string upper(std::string_view name) {
  std::string out{name};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return out;
}

}  // namespace

std::span<const Section> sections() noexcept { return kSections; }
std::span<const Key> keys() noexcept { return kKeys; }

const Section* find_section(std::string_view name) noexcept {
  const auto found = std::ranges::find(kSections, name, &Section::name);
  return found == kSections.end() ? nullptr : &*found;
}

const Key* find_key(std::string_view section, std::string_view name) noexcept {
  const auto found = std::ranges::find_if(
      kKeys, [&](const Key& k) { return k.section == section && k.name == name; });
  return found == kKeys.end() ? nullptr : &*found;
}

std::string path_of(const Key& key) {
  return std::string{key.section}.append(".").append(key.name);
}
std::string variable_of(const Key& key) {
  return "LECTERN_" + upper(key.section) + "_" + upper(key.name);
}
std::span<const std::string_view> aliases_without_part() noexcept { return kAliasesWithoutPart; }

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  if (word.size() > 64) return best;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  const std::size_t tolerated = std::max<std::size_t>(2, word.size() / 3);
  return least <= tolerated ? best : std::string{};
}

}  // namespace config
