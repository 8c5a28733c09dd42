// SPDX-License-Identifier: MIT
// The sections, and the rows of all of them but [turn].
#include "config/schema.hpp"

#include <array>

#include "config/rows.hpp"
#include "config/schema_google.hpp"
#include "config/schema_mail.hpp"
#include "config/schema_recordings.hpp"
#include "config/schema_turn.hpp"
#include "config/schema_webhooks.hpp"
#include "config/store_url.hpp"

namespace config {
namespace {

template <auto Path>
constexpr Member kSite = kMember<&Config::site, Path>;

constexpr std::array kSiteRows{
    Key{
        .name = "name",
        .rule = any(Kind::text),
        .standard = "Lectern",
        .example = "Example School",
        .shipped = commented(),
        .help = "The web UI shows this name.",
        .member = kSite<&SiteConfig::name>,
    },
    Key{
        .name = "public_url",
        .rule = any(Kind::url),
        .example = "https://meet.example.org",
        .shipped = commented("links are made of it"),
        .help = "Links, the signaling address and the names of the TURN servers are made of it. "
                "Default: the address that a request came to.",
        .member = kSite<&SiteConfig::public_url>,
    },
    Key{
        .name = "contact",
        .rule = any(Kind::text),
        .example = "help@example.org",
        .shipped = commented("who helps; pages name it"),
        .help = "The mail address of whoever helps people here. The page of the connection test "
                "offers to write to it. Default: nobody is named.",
        .member = kSite<&SiteConfig::contact>,
    },
    Key{
        .name = "frame_ancestors",
        .rule = any(Kind::origin_list),
        .example = "https://www.example.org",
        .help = "Pages of these origins may show this site in a frame (docs/embedding.md). "
                "Default: nobody may.",
        .member = kSite<&SiteConfig::frame_ancestors>,
    },
    Key{
        .name = "state_dir",
        .rule = any(Kind::path),
        .standard = "/var/lib/lectern",
        .shipped = set_to("/var/lib/lectern"),
        .help =
            "The folder of the database, the generated secrets and the self-signed "
            "certificate. The daemon makes it with mode 0700 if it does not exist. It belongs to "
            "the daemon's user or to root, and nobody else may write it.",
        .member = kSite<&SiteConfig::state_dir>,
    },
    Key{
        .name = "runtime_dir",
        .rule = any(Kind::path),
        .example = "/run/lectern",
        .help = "The folder of control.sock, the socket that lecternctl speaks to. Default: "
                "$RUNTIME_DIRECTORY (systemd sets it), else state_dir.",
        .member = kSite<&SiteConfig::runtime_dir>,
    },
    Key{
        .name = "webui_dir",
        .rule = any(Kind::path),
        .example = "/usr/share/lectern/webui",
        .help = "The folder of the built web UI. Default: webui beside the program, else the "
                "folder that the package installed.",
        .member = kSite<&SiteConfig::webui_dir>,
    },
    Key{
        .name = "allowed_origins",
        .rule = any(Kind::origin_list),
        .standard = "http://localhost:3000",
        .example = "https://www.example.org",
        .help = "Pages of these origins may also use the API and the WebSocket. Pages of this "
                "site always may. The default is where the older stack's front end runs.",
        .member = kSite<&SiteConfig::allowed_origins>,
    },
    Key{
        .name = "timezone",
        .rule = any(Kind::text),
        .example = "Europe/Berlin",
        .help = "The time zone of times that a client sends without a zone, by its IANA name. Only "
                "the older stack's front ends do that. Default: the zone of this machine.",
        .member = kSite<&SiteConfig::timezone>,
    },
};

// Sets the last listener. All listeners are copied at once.
template <auto Path>
constexpr Member kListener{
    .store = [](Config& config, const Value& value) { assign(config.listen.back().*Path, value); },
    .copy = [](Config& to, const Config& from) { to.listen = from.listen; }};

constexpr std::array kListenRows{
    Key{
        .name = "address",
        .rule = any(Kind::endpoint),
        .example = "[::]:443",
        .help = "The address and port to listen on. \"[::]:443\" also takes IPv4. With port 0 the "
                "kernel chooses a port.",
        .member = kListener<&Listener::address>,
    },
    Key{
        .name = "tls",
        .rule = any(Kind::boolean),
        .standard = "false",
        .example = "true",
        .help = "Serves HTTPS, WSS and TURN over TLS instead of HTTP and WS.",
        .member = kListener<&Listener::tls>,
    },
    Key{
        .name = "redirect_to_https",
        .rule = any(Kind::boolean),
        .standard = "false",
        .help = "Redirects every request to public_url if that begins with https://, else to "
                "https:// and the host that was asked for. Only ACME challenges, "
                "/.well-known/acme-challenge/TOKEN, are answered here, as on every listener.",
        .member = kListener<&Listener::redirect_to_https>,
    },
    Key{
        .name = "proxy_protocol",
        .rule = any(Kind::boolean),
        .standard = "false",
        .help = "Every connection begins with a PROXY protocol v2 header, which names the client. "
                "Set it only behind a load balancer that sends this header.",
        .member = kListener<&Listener::proxy_protocol>,
    },
    Key{
        .name = "trusted_proxies",
        .rule = any(Kind::prefix_list),
        .example = "10.0.0.5",
        .help = "With proxy_protocol: the load balancers that may send its header. The daemon "
                "closes connections from other addresses. Default: this machine's own addresses. "
                "Without: the reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and "
                "X-Forwarded-Host count. Each must set them itself and append to X-Forwarded-For. "
                "Default: none.",
        .member = kListener<&Listener::trusted_proxies>,
    },
};

template <auto Path>
constexpr Member kTls = kMember<&Config::tls, Path>;

constexpr std::array kTlsRows{
    Key{
        .name = "certificate",
        .rule = any(Kind::path),
        .example = "/etc/letsencrypt/live/meet.example.org/fullchain.pem",
        .shipped = commented(),
        .help = "A PEM file with the certificate and its chain. Every reload reads it again. "
                "Default: the certificate that `lecternctl tls acme` has got, else a self-signed "
                "one; both are in state_dir.",
        .member = kTls<&TlsConfig::certificate>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "key",
        .rule = any(Kind::path),
        .example = "/etc/letsencrypt/live/meet.example.org/privkey.pem",
        .shipped = commented(),
        .help = "A PEM file with the private key of the certificate.",
        .member = kTls<&TlsConfig::key>,
        .applies = Applies::at_reload,
    },
};

template <auto Path>
constexpr Member kAuth = kMember<&Config::auth, Path>;

constexpr std::array kAuthRows{
    Key{
        .name = "jwt_secrets",
        .rule = any(Kind::secret_list),
        .help =
            "The keys of Lectern's own tokens (HS256), of 16 characters at least. The first key "
            "signs; every key is accepted. Empty: the first start generates a key into "
            "state_dir.",
        .member = kAuth<&AuthConfig::jwt_secrets>,
        .alias = "JWT_SECRET",
    },
    Key{
        .name = "jwt_secret_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/jwt.secret",
        .help = "A file with more such keys, one a line. A relative name is first looked for "
                "among systemd's credentials.",
        .member = kAuth<&AuthConfig::jwt_secret_file>,
    },
    Key{
        .name = "jwt_issuers",
        .rule = any(Kind::jwt_issuer_list),
        .example = "name=campus algorithm=RS256 jwks_url=https://id.example.org/jwks "
                   "issuer=https://id.example.org audience=lectern",
        .help = "Other programs whose JSON Web Tokens are accepted (docs/tokens.md); their people "
                "become accounts at the first token. Each is a table: { name = \"campus\", "
                "algorithm = \"RS256\", jwks_url = \"https://…\", issuer = \"…\", audience = "
                "\"…\" }. algorithm is HS256 (with secret or secret_file), RS256, ES256 or EdDSA "
                "(with jwks_url or key_file, a PEM public key). issuer and audience are the "
                "claims iss and aud; without them the tokens must have none. subject_claim, "
                "name_claim and email_claim name other claims than sub, name and email; "
                "token_type = \"access\" asks for that claim. The older stack's JWT_SECRET and "
                "DJANGO_SECRET_KEY make such an issuer, older-stack.",
        .member = kAuth<&AuthConfig::jwt_issuers>,
    },
    Key{
        .name = "oidc_providers",
        .rule = any(Kind::oidc_provider_list),
        .example = "name=campus issuer=https://id.example.org client_id=lectern "
                   "client_secret_file=/etc/lectern/campus.secret",
        .help = "OpenID providers at whom people may sign in (docs/tokens.md); the sign-in page "
                "shows a button for each. Each is a table: { name = \"campus\", title = "
                "\"Example University\", issuer = \"https://id.example.org\", client_id = \"…\", "
                "client_secret_file = \"…\" } (or client_secret). Register PUBLIC_URL"
                "/api/auth/oidc/NAME/callback there as the redirect address. scope is \"openid "
                "profile email\" and algorithm, of ID tokens, \"RS256\" by default. Their people "
                "become accounts whatever registration says.",
        .member = kAuth<&AuthConfig::oidc_providers>,
    },
    Key{
        .name = "registration",
        .rule = one_of<Registration>(),
        .standard = "invited",
        .shipped = set_to("invited", "open | invited | closed"),
        .help = "Who may make an account.",
        .member = kAuth<&AuthConfig::registration>,
    },
    Key{
        .name = "access_token_lifetime",
        .rule = duration(kMinute, kDay),
        .standard = "15m",
        .help = "The web UI renews its access token after this time.",
        .member = kAuth<&AuthConfig::access_token_lifetime>,
    },
    Key{
        .name = "refresh_token_lifetime",
        .rule = duration(kHour, 400 * kDay),
        .standard = "30d",
        .help = "A user who does not come back for this time has to sign in again.",
        .member = kAuth<&AuthConfig::refresh_token_lifetime>,
    },
};

template <auto Path>
constexpr Member kStore = kMember<&Config::store, Path>;

void store_database(Config& config, const Value& value) {
  StoreUrl url = *parse_store_url(std::get<std::string>(value));
  config.store.sqlite_path = std::move(url.sqlite_path);
  config.store.postgres_url = std::move(url.postgres);
}
void copy_database(Config& to, const Config& from) {
  to.store.sqlite_path = from.store.sqlite_path;
  to.store.postgres_url = from.store.postgres_url;
}

constexpr std::array kStoreRows{
    Key{
        .name = "url",
        .rule = any(Kind::store_url),
        .standard = "sqlite",
        .example = "postgresql://lectern@db.example.org/lectern",
        .help = "\"sqlite\" is lectern.db in state_dir; \"sqlite:PATH\" is another file. A URL of "
                "PostgreSQL (13 or newer) names a database of Lectern's own, which several daemons "
                "may share; it takes what libpq takes, several hosts and sslmode among it "
                "(docs/operations.md).",
        .member = {.store = store_database, .copy = copy_database},
    },
    Key{
        .name = "replica_url",
        .rule = any(Kind::postgres_url),
        .example = "postgresql://lectern@db2.example.org/lectern",
        .help =
            "A replica of the PostgreSQL database. It answers lists, as long as it has what was "
            "committed before; otherwise the database of url does.",
        .member = kStore<&StoreConfig::replica_url>,
    },
    Key{
        .name = "password_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/postgresql.password",
        .help = "A file with the password for PostgreSQL, so that it stands in no URL. A relative "
                "name is first looked for among systemd's credentials.",
        .member = kStore<&StoreConfig::password_file>,
    },
    Key{
        .name = "connections",
        .rule = whole_number(1, 64),
        .standard = "4",
        .help = "How many connections to PostgreSQL one daemon opens at most, to each of url and "
                "replica_url.",
        .member = kStore<&StoreConfig::connections>,
    },
};

template <auto Path>
constexpr Member kRetention = kMember<&Config::retention, Path>;

constexpr std::array kRetentionRows{
    Key{
        .name = "attendance",
        .rule = duration(kDay, 3650 * kDay),
        .standard = "365d",
        .help = "Stays of people in meetings (coming and going) are forgotten this long after "
                "they ended, and so are guests and their seats after the meeting.",
        .member = kRetention<&RetentionConfig::attendance>,
    },
    Key{
        .name = "meetings",
        .rule = duration(kDay, 3650 * kDay),
        .standard = "730d",
        .help = "A meeting, its seats and everything else about it are removed this long after "
                "its end.",
        .member = kRetention<&RetentionConfig::meetings>,
    },
    Key{
        .name = "requests",
        .rule = duration(kDay, 3650 * kDay),
        .standard = "30d",
        .help = "Join requests and invitations are removed this long after the end of their "
                "meeting.",
        .member = kRetention<&RetentionConfig::requests>,
    },
    Key{
        .name = "mails",
        .rule = duration(kDay, 3650 * kDay),
        .standard = "30d",
        .help = "A mail that nobody has sent is removed after this time.",
        .member = kRetention<&RetentionConfig::mails>,
    },
    Key{
        .name = "audit",
        .rule = duration(kDay, 3650 * kDay),
        .standard = "365d",
        .help = "Entries of the audit log are removed after this time.",
        .member = kRetention<&RetentionConfig::audit>,
    },
};

constexpr std::array kSignalingRows{
    Key{
        .name = "engine",
        .rule = one_of<WebSocketEngine>(),
        .standard = "libwebsockets",
        .help = "Who reads and writes the frames of WebSockets.",
        .member = kMember<&Config::signaling, &SignalingConfig::engine>,
    },
};

constexpr std::array kLimitsRows{
    Key{
        .name = "joins_per_minute",
        .rule = whole_number(10, 60'000),
        .standard = "500",
        .help = "So many people may come into meetings from one address within a minute. A school "
                "behind one address is one address. Further limits follow it (docs/limits.md).",
        .member = kMember<&Config::limits, &LimitsConfig::joins_per_minute>,
    },
    Key{
        .name = "most_participants",
        .rule = whole_number(2, 1000),
        .standard = "50",
        .help = "The largest max_participants that a host may give a meeting. In a call every "
                "browser connects to every other one; in a lecture only those who speak connect to "
                "the listeners, each with one stream for each listener.",
        .member = kMember<&Config::limits, &LimitsConfig::most_participants>,
    },
};

template <auto Path>
constexpr Member kCluster = kMember<&Config::cluster, Path>;

constexpr std::array kClusterRows{
    Key{
        .name = "redis_url",
        .rule = any(Kind::redis_url),
        .example = "redis://lectern@redis.example.org:6379/0",
        .help = "The Redis server (6 or newer) through which the daemons of one site tell each "
                "other what happens. They share a PostgreSQL database and jwt_secrets. Without it "
                "the daemon is alone.",
        .member = kCluster<&ClusterConfig::redis_url>,
    },
    Key{
        .name = "password_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/redis.password",
        .help = "A file with the password for Redis, so that it stands in no URL. A relative name "
                "is first looked for among systemd's credentials.",
        .member = kCluster<&ClusterConfig::password_file>,
    },
    Key{
        .name = "sentinels",
        .rule = any(Kind::sentinel_list),
        .example = "redis1.example.org:26379, redis2.example.org:26379",
        .help = "The Sentinels that know which server is the master. Then the host and the port of "
                "redis_url do not count; its user and its database do.",
        .member = kCluster<&ClusterConfig::sentinels>,
    },
    Key{
        .name = "master_name",
        .rule = any(Kind::text),
        .example = "lectern",
        .help = "The name that the Sentinels have for the master (sentinel monitor NAME ...).",
        .member = kCluster<&ClusterConfig::master_name>,
    },
    Key{
        .name = "sentinel_password_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/sentinel.password",
        .help = "A file with the password of the Sentinels themselves, if they have one. A "
                "relative name is first looked for among systemd's credentials.",
        .member = kCluster<&ClusterConfig::sentinel_password_file>,
    },
    Key{
        .name = "listen",
        .rule = any(Kind::endpoint),
        .example = "192.0.2.11:7690",
        .help = "The address and port at which the other daemons of the site reach this one, to "
                "pass clients on to the owner of their meeting. It belongs to a private network. "
                "Without it the people of a meeting have to come to the same daemon.",
        .member = kCluster<&ClusterConfig::listen>,
    },
    Key{
        .name = "node",
        .rule = any(Kind::label),
        .example = "node1",
        .help = "The name of this daemon, for administrators and the log. Default: the name of the "
                "machine.",
        .member = kCluster<&ClusterConfig::node>,
    },
    Key{
        .name = "region",
        .rule = any(Kind::label),
        .example = "eu-west",
        .help = "Where this daemon is. Clients get the relays of their daemon's region first, or "
                "of the one that they ask for.",
        .member = kCluster<&ClusterConfig::region>,
    },
};

constexpr std::array kMetricsRows{
    Key{
        .name = "listen",
        .rule = any(Kind::endpoint),
        .standard = "127.0.0.1:9641",
        .help = "The address and port of GET /metrics. \"\" switches it off.",
        .member = kMember<&Config::metrics, &MetricsConfig::listen>,
    },
};

constexpr std::array kLogRows{
    Key{
        .name = "level",
        .rule = one_of<base::LogLevel>(),
        .standard = "info",
        .shipped = set_to("info", "debug | info | warning | error"),
        .help = "Events below this level are not logged.",
        .member = kMember<&Config::log, &LogConfig::level>,
        .applies = Applies::at_reload,
    },
    Key{
        .name = "format",
        .rule = one_of<LogFormatChoice>(),
        .standard = "auto",
        .help = "The form of the log.",
        .member = kMember<&Config::log, &LogConfig::format>,
    },
};

}  // namespace

std::span<const Section> sections() {
  static const std::array kSections{
      Section{
          .name = "site",
          .help = "The name of this site, its address and its folders.",
          .rows = kSiteRows,
      },
      Section{
          .name = "listen",
          .repeated = true,
          .help = "One block per address. Every listener serves the web UI, /api and /ws. A "
                  "listener with tls = true also serves TURN over TLS on the same port, so that "
                  "one open port, 443, is enough behind a school's firewall. From the "
                  "environment: LECTERN_LISTEN=\"[::]:443 tls, [::]:80 redirect_to_https\".",
          .shipped = "[::]:443 tls, [::]:80 redirect_to_https",
          .rows = kListenRows,
      },
      Section{
          .name = "tls",
          .help = "The certificate of every TLS listener. Without these two keys the daemon makes "
                  "a self-signed certificate in state_dir. That is good for a first look: browsers "
                  "warn about such a certificate, and refuse TURN over TLS with it.",
          .rows = kTlsRows,
      },
      Section{
          .name = "turn",
          .help = "The TURN and STUN relay.",
          .rows = turn_rows(),
      },
      Section{
          .name = "auth",
          .help = "Accounts and sign-in.",
          .rows = kAuthRows,
      },
      Section{
          .name = "store",
          .help = "The database of meetings and accounts.",
          .rows = kStoreRows,
      },
      Section{
          .name = "retention",
          .help = "How long things stay in the database (docs/data-protection.md). What has no key "
                  "here has a fixed time there. A sweep an hour removes what is over.",
          .rows = kRetentionRows,
      },
      Section{
          .name = "signaling",
          .help = "The WebSocket at /ws.",
          .rows = kSignalingRows,
      },
      Section{
          .name = "limits",
          .help = "Limits that depend on the house (docs/limits.md has them all).",
          .rows = kLimitsRows,
      },
      Section{
          .name = "cluster",
          .help = "Several daemons that serve one site (docs/cluster.md).",
          .rows = kClusterRows,
      },
      Section{
          .name = "mail",
          .help = "The mails to people: invitations, reminders, links (docs/mail.md).",
          .rows = mail_rows(),
      },
      Section{
          .name = "webhooks",
          .help = "Other programs that are told what happens (docs/webhooks.md).",
          .rows = webhook_rows(),
      },
      Section{
          .name = "google",
          .help = "The Google calendars of hosts (docs/google-calendar.md).",
          .rows = google_rows(),
      },
      Section{
          .name = "recordings",
          .help = "Films of meetings, which browsers make and people keep here "
                  "(docs/recordings.md).",
          .rows = recordings_rows(),
      },
      Section{
          .name = "metrics",
          .help = "Prometheus metrics, on a listener of their own.",
          .rows = kMetricsRows,
      },
      Section{
          .name = "log",
          .help = "The log.",
          .rows = kLogRows,
      },
  };
  return kSections;
}

}  // namespace config
