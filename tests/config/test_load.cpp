// SPDX-License-Identifier: MIT
// Loading: the refused values and the names of problems, precedence of environment and file,
// secrets from files.
#include "config/load.hpp"

#include <algorithm>
#include <map>

#include "config/choices.hpp"
#include "tests/support/check.hpp"
#include "turn/config.hpp"

using namespace config;

namespace {

const std::string kListen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

struct Files {
  std::map<std::string, std::string> content;
  base::Result<std::string> operator()(const std::string& path) const {
    const auto found = content.find(path);
    if (found == content.end()) return base::failure(base::Errc::not_found, "no file " + path);
    return found->second;
  }
};

auto load(const std::string& text, const config::Environment& environment = {},
          const Files& files = {}) {
  return config::load_config({"lectern.toml", text}, environment, files);
}

std::string refusal(const std::string& text, const config::Environment& environment = {},
                    const Files& files = {}) {
  const auto loaded = load(text, environment, files);
  if (loaded) return "(taken)";
  std::string out;
  for (const config::Problem& problem : loaded.error())
    out += (out.empty() ? "" : "\n") + problem.print();
  return out;
}

config::Loaded taken(const std::string& text, const config::Environment& environment = {},
                     const Files& files = {}) {
  auto loaded = load(text, environment, files);
  if (!loaded)
    lectern_test::check_failed("refused: " + loaded.error().front().print(), __FILE__, __LINE__);
  return std::move(*loaded);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

static void defaults_are_the_documented_ones() {
  const config::Config c = taken(kListen).config;
  CHECK_EQ(c.site.name, "Lectern");
  CHECK_EQ(c.site.state_dir, "/var/lib/lectern");
  CHECK_EQ(c.listen.size(), 1u);
  CHECK(!c.listen[0].tls);
  CHECK_EQ(c.turn.listen.size(), 1u);
  CHECK_EQ(c.turn.listen[0].print(), "[::]:3478");
  CHECK_EQ(c.turn.credential_lifetime.count(), 3600);
  CHECK_EQ(c.turn.relay_ports.first, 49152);
  CHECK(c.turn.core.peers == turn::PeerMode::public_);
  CHECK(c.auth.registration == config::Registration::invited);
  CHECK_EQ(c.auth.access_token_lifetime.count(), 900);
  CHECK_EQ(c.metrics.listen->print(), "127.0.0.1:9641");
  CHECK(c.log.level == base::LogLevel::info);
}

static void every_key_reaches_its_member() {
  const config::Config c = taken(R"(
[site]
name = "School"
public_url = "https://meet.example.org:8443"
state_dir = "/srv/x"
allowed_origins = ["https://www.example.org"]
[[listen]]
address = "[::]:443"
tls = true
proxy_protocol = true
trusted_proxies = ["10.0.0.5", "10.1.0.0/16"]
[[listen]]
address = "0.0.0.0:80"
redirect_to_https = true
[turn]
realm = "example.org"
listen = ["0.0.0.0:3478", "[::]:3478"]
relay_addresses = ["192.0.2.1"]
external_ip = ["203.0.113.7/10.0.0.5"]
relay_ports = "50000-50100"
secrets = ["first secret of many", "second secret of many"]
users = { alice = "pw", "bob x" = "pw2" }
peers = "lan"
allow_peers = ["10.0.0.0/8"]
deny_peers = ["192.0.2.0/24"]
workers = 2
user_quota = 5
total_quota = 50
source_quota = 6
meeting_quota = 7
max_rate = "3Mbit"
binding_rate = 8
challenge_rate = 9
mobility = false
tcp_relay = false
trusted_proxies = ["10.0.0.6"]
alternate_servers = ["198.51.100.9:3478"]
alternate_tls_servers = ["198.51.100.9:5349", "198.51.100.10:5349"]
alternate_domain = "other.example.org"
alternate_use = "busy"
credential_lifetime = "90m"
external_servers = ["turn:t.example:3478"]
[auth]
registration = "open"
access_token_lifetime = "5m"
[store]
url = "sqlite:/srv/db"
[retention]
attendance = "30d"
meetings = "90d"
requests = "10d"
mails = "5d"
audit = "3650d"
[signaling]
engine = "libwebsockets"
[limits]
joins_per_minute = 2000
most_participants = 400
[metrics]
listen = ""
[log]
level = "debug"
format = "json"
)")
                               .config;
  CHECK_EQ(c.site.public_url, "https://meet.example.org:8443");
  CHECK(c.listen[0].tls && c.listen[0].proxy_protocol);
  CHECK_EQ(c.listen[0].trusted_proxies.size(), 2u);
  CHECK(c.listen[0].trusted_proxies[1].contains(base::IpAddress::v4(10, 1, 2, 3)));
  CHECK(c.listen[1].redirect_to_https && !c.listen[1].tls);
  CHECK_EQ(c.turn.core.realm, "example.org");
  CHECK_EQ(c.turn.core.secrets.size(), 2u);
  CHECK_EQ(c.turn.core.secrets[1].reveal_text(), "second secret of many");
  CHECK_EQ(c.turn.core.users.size(), 2u);
  CHECK(c.turn.core.peers == turn::PeerMode::lan);
  CHECK_EQ(c.turn.core.allow_peers[0].print(), "10.0.0.0/8");
  CHECK_EQ(c.turn.workers, 2u);
  CHECK_EQ(c.turn.core.user_quota, 5u);
  CHECK_EQ(c.turn.core.source_quota, 6u);
  CHECK_EQ(c.turn.core.meeting_quota, 7u);
  CHECK_EQ(c.turn.core.total_quota, 50u);
  CHECK_EQ(c.turn.core.max_rate, 3'000'000u);
  CHECK_EQ(c.turn.core.binding_rate, 8u);
  CHECK_EQ(c.turn.core.challenge_rate, 9u);
  CHECK(!c.turn.core.mobility && !c.turn.core.tcp_relay);
  CHECK_EQ(c.turn.core.trusted_proxies[0].print(), "10.0.0.6/32");
  CHECK_EQ(c.turn.core.alternates.size(), 3u);
  CHECK(c.turn.core.alternates[0] ==
        (turn::Alternate{*base::Endpoint::parse("198.51.100.9:3478"), false, {}}));
  CHECK(c.turn.core.alternates[2] ==
        (turn::Alternate{*base::Endpoint::parse("198.51.100.10:5349"), true, "other.example.org"}));
  CHECK(c.turn.core.alternate_use == turn::AlternateUse::busy);
  CHECK_EQ(c.turn.credential_lifetime.count(), 5400);
  CHECK(c.auth.registration == config::Registration::open);
  CHECK_EQ(c.store.sqlite_path, "/srv/db");
  constexpr auto kDay = std::chrono::hours{24};
  CHECK(c.retention.attendance == 30 * kDay && c.retention.meetings == 90 * kDay);
  CHECK(c.retention.requests == 10 * kDay && c.retention.mails == 5 * kDay);
  CHECK(c.retention.audit == 3650 * kDay);
  CHECK(c.signaling.engine == config::WebSocketEngine::libwebsockets);
  CHECK_EQ(c.limits.joins_per_minute, 2000u);
  CHECK_EQ(c.limits.most_participants, 400u);
  CHECK(!c.metrics.listen);
  CHECK(c.log.level == base::LogLevel::debug);
  CHECK(c.log.format == config::LogFormatChoice::json);
}

static void every_word_of_a_choice_is_its_enumerator() {
  const auto peers = [](const std::string& word) {
    return taken(kListen + "[turn]\npeers = \"" + word + "\"\n").config.turn.core.peers;
  };
  for (const auto& choice : kChoices<turn::PeerMode>)
    CHECK(peers(std::string{choice.word}) == choice.value);
  CHECK(choice_of<config::Registration>("closed") == config::Registration::closed);
  CHECK(choice_of<config::WebSocketEngine>("builtin") == config::WebSocketEngine::builtin);
  CHECK(choice_of<base::LogLevel>("error") == base::LogLevel::error);
  CHECK(choice_of<turn::AlternateUse>("busy") == turn::AlternateUse::busy);
  CHECK(choice_of<config::LogFormatChoice>("auto") == config::LogFormatChoice::automatic);
}

static void a_reload_keeps_the_keys_that_wait_for_a_restart() {
  const config::Config running = taken(kListen +
                                       "[turn]\nrealm = \"a\"\nworkers = 1\nuser_quota = 1\n"
                                       "relay_ports = \"50000-50100\"\n[log]\nformat = \"json\"\n")
                                     .config;
  const config::Config next = config::keep_until_restart(
      running,
      taken("[[listen]]\naddress = \"127.0.0.1:1\"\n[turn]\nrealm = \"b\"\nworkers = 2\n"
            "user_quota = 2\n[log]\nformat = \"text\"\nlevel = \"debug\"\n[store]\nurl = "
            "\"sqlite:/x\"\n[auth]\njwt_secrets = [\"0123456789012345678901234567890123\"]\n")
          .config);
  CHECK_EQ(next.turn.core.realm, "a");
  CHECK_EQ(next.turn.workers, 1u);
  CHECK_EQ(next.turn.relay_ports.first, 50000);
  CHECK(next.listen == running.listen);
  CHECK(next.log.format == config::LogFormatChoice::json);
  CHECK(next.store.sqlite_path.empty() && next.auth.jwt_secrets.empty());
  CHECK_EQ(next.turn.core.user_quota, 2u);
  CHECK(next.log.level == base::LogLevel::debug);
}

static void refusals_name_line_key_and_nearest_name() {
  CHECK_EQ(refusal("[turn]\nrelm = \"x\"\n" + kListen),
           "lectern.toml:2: unknown key relm in [turn]; did you mean realm?");
  CHECK_EQ(refusal("\n\n[trun]\nrealm = \"x\"\n" + kListen),
           "lectern.toml:3: unknown section [trun]; did you mean [turn]?");
  CHECK_EQ(refusal("[site]\nrealm = \"x\"\n" + kListen),
           "lectern.toml:2: unknown key realm in [site]; there is one in [turn]");
  CHECK_EQ(refusal("[site]\nquux = 1\n" + kListen), "lectern.toml:2: unknown key quux in [site]");
  CHECK_EQ(refusal("turn = 5\n" + kListen), "lectern.toml:1: [turn] is a section, not a key");
  CHECK_EQ(refusal("[turn]\nrealm = 5\n" + kListen), "lectern.toml:2: turn.realm: wants a text");
  CHECK_EQ(
      refusal("[turn]\nworkers = 1.5\n" + kListen),
      "lectern.toml:2: turn.workers wants a whole number, 0 to 256, not a number with a fraction");
  CHECK_EQ(refusal("[turn]\nworkers = 1000\n" + kListen),
           "lectern.toml:2: turn.workers: 1000 is out of range: from 0 to 256");
  CHECK_EQ(refusal("[turn]\n\ncredential_lifetime = \"5s\"\n" + kListen),
           "lectern.toml:3: turn.credential_lifetime: 5s is out of range: from 1m to 30d");
  CHECK_EQ(refusal("[turn]\ncredential_lifetime = \"5 minutes\"\n" + kListen),
           "lectern.toml:2: turn.credential_lifetime: \"5 minutes\" wants one of the units d, h, "
           "m, s, ms");
  CHECK_EQ(refusal("[turn]\npeers = \"all\"\n" + kListen),
           "lectern.toml:2: turn.peers: \"all\" is not one of public, lan, only");
  CHECK(holds(refusal("[turn]\nlisten = [\"localhost:1\"]\n" + kListen),
              "lectern.toml:2: turn.listen: \"localhost:1\" is not an address"));
  CHECK(holds(refusal("[turn]\nlisten = [1, 2]\n" + kListen), "lectern.toml:2: turn.listen wants"));
  CHECK(holds(refusal("[turn\nrealm = 1\n"), "lectern.toml:1: "));
  CHECK(holds(refusal("[turn]\nrealm = \"a\"\nrealm = \"b\"\n"), "lectern.toml:3: "));
  CHECK_EQ(refusal("[[listen]]\ntls = true\n"), "lectern.toml:1: [[listen]] has no address");
  CHECK_EQ(refusal("[[turn]]\nrealm=\"a\"\n[[turn]]\nrealm=\"b\"\n" + kListen),
           "lectern.toml:3: [turn] may stand only once");
}

static void all_problems_are_told_at_once() {
  const std::string both = refusal("[turn]\nrelm = \"x\"\nworkers = -1\n[loog]\n");
  CHECK_EQ(std::ranges::count(both, '\n'), 2);
  CHECK(holds(both, ":2: ") && holds(both, ":3: ") && holds(both, ":4: "));
}

static void checks_across_keys() {
  CHECK_EQ(refusal("[tls]\ncertificate = \"/a\"\n" + kListen),
           "lectern.toml:2: [tls] wants both certificate and key, or neither");
  CHECK_EQ(refusal("[site]\nname = \"x\"\n"),
           "lectern.toml: no [[listen]] block: nothing would be served");
  CHECK_EQ(
      refusal("[[listen]]\naddress = \"127.0.0.1:80\"\n[[listen]]\naddress = \"127.0.0.1:80\"\n"),
      "lectern.toml:4: two listeners on 127.0.0.1:80 over TCP");
  CHECK_EQ(refusal(kListen + "[turn]\nlisten = []\n"),
           "lectern.toml:4: turn.listen is empty; say enabled = false where no relay is wanted");
  CHECK_EQ(refusal(kListen + "[turn]\nenabled = false\nlisten = []\n"), "(taken)");
  CHECK_EQ(
      refusal("[[listen]]\naddress = \"127.0.0.1:80\"\ntls = true\nredirect_to_https = true\n"),
      "lectern.toml:1: [[listen]]: redirect_to_https is for a listener without tls");
  for (const auto* two : {"\"192.0.2.1:3478\"", "\"192.0.2.1:3478\", \"192.0.2.2:3478\"",
                          "\"192.0.2.1:3478\", \"[::1]:3479\""})
    CHECK(holds(refusal(kListen + "[turn]\nnat_discovery=[" + two + "]\n"),
                "turn.nat_discovery wants two addresses"));
  CHECK(holds(
      refusal(kListen + "[turn]\nallow_peers=[\"10.0.0.0/8\"]\ndeny_peers=[\"10.0.0.0/8\"]\n"),
      "stands both in"));
}

static void the_store_is_a_file_or_a_postgresql_database() {
  const auto store = [](const std::string& text) {
    return taken(kListen + "[store]\n" + text).config.store;
  };
  CHECK(store("").sqlite_path.empty() && store("").postgres_url.empty());
  CHECK_EQ(store("").connections, 4u);
  CHECK_EQ(store("url = \"sqlite:/srv/db\"").sqlite_path, "/srv/db");
  const std::string url = "postgresql://lectern@a,b:5433/lectern?sslmode=verify-full";
  const auto both = store("url = \"" + url + "\"\nreplica_url = \"postgres://c/d\"\n");
  CHECK(both.sqlite_path.empty() && both.postgres_url == url &&
        both.replica_url == "postgres://c/d");
  for (const char* wrong : {"", "sqlite:", "mysql://x", "postgres", "SQLITE"}) {
    const std::string refused =
        refusal(kListen + "[store]\nurl = \"" + std::string{wrong} + "\"\n");
    if (!holds(refused, "store.url") || !holds(refused, "postgresql://"))
      lectern_test::check_failed(wrong + ("\n" + refused), __FILE__, __LINE__);
  }
  CHECK(holds(refusal(kListen + "[store]\nreplica_url = \"postgresql://x\"\n"),
              "store.replica_url is for a url of PostgreSQL"));
}

static void nodes_share_a_database_and_secrets() {
  const std::string shared =
      "[store]\nurl = \"postgresql://h/d\"\n[auth]\njwt_secrets = "
      "[\"0123456789012345678901234567890123456789\"]\n";
  const std::string cluster = "[cluster]\nredis_url = \"redis://u:secret@h/1\"\n";
  CHECK_EQ(taken(kListen + shared + cluster).config.cluster.redis_url, "redis://u:secret@h/1");
  const std::string whole = kListen + shared + cluster;
  CHECK(!taken(whole).config.cluster.listen.has_value());
  CHECK_EQ(taken(whole + "listen = \"192.0.2.1:7690\"\n").config.cluster.listen->print(),
           "192.0.2.1:7690");
  CHECK(holds(refusal(whole + "listen = \"0.0.0.0:7690\"\n"), "cannot be 0.0.0.0"));
  CHECK(holds(refusal(whole + "listen = \"[::]:7690\"\n"), "cannot be ::"));
  CHECK(holds(refusal(kListen + "[cluster]\nlisten = \"192.0.2.1:7690\"\n"), "redis_url"));
  CHECK(holds(refusal(kListen + cluster), "store.url"));
  CHECK(holds(refusal(kListen + cluster), "auth.jwt_secrets"));
  CHECK(holds(refusal(kListen + shared + "[cluster]\nredis_url = \"rediss://h\"\n"), "tunnel"));
  CHECK(holds(refusal(kListen + shared + "[cluster]\nredis_url = \"h\"\n"), "redis://"));
  const Files files{{{"/etc/redis.password", "from the file\n"}}};
  const auto loaded =
      taken(kListen + shared + cluster + "password_file = \"/etc/redis.password\"\n", {}, files);
  CHECK_EQ(loaded.config.cluster.password.reveal_text(), "from the file");
}

static void environment_wins_over_the_file() {
  const std::string file = kListen + "[turn]\nrealm = \"file\"\nworkers = 1\n";
  CHECK_EQ(taken(file, {{"LECTERN_TURN_REALM", "environment"}}).config.turn.core.realm,
           "environment");
  CHECK_EQ(taken(file, {{"TURN_REALM", "older"}}).config.turn.core.realm, "older");
  CHECK_EQ(
      taken(file, {{"TURN_REALM", "older"}, {"LECTERN_TURN_REALM", "ours"}}).config.turn.core.realm,
      "ours");
  CHECK_EQ(taken(file, {{"TURN_REALM", ""}}).config.turn.core.realm, "file");
  CHECK_EQ(taken(file, {{"LECTERN_TURN_WORKERS", "3"}}).config.turn.workers, 3u);
  CHECK_EQ(refusal(file, {{"LECTERN_TURN_WORKERS", "many"}}),
           "environment: LECTERN_TURN_WORKERS: turn.workers: \"many\" wants a whole number");
  const config::Config c = taken(file, {{"LECTERN_TURN_RELAY_ADDRESSES", "192.0.2.1, 2001:db8::1"},
                                        {"LECTERN_TURN_USERS", "alice=a=b,bob=c"},
                                        {"JWT_SECRET", "of the older stack, with, commas"},
                                        {"EXTERNAL_IP", "203.0.113.9"}})
                               .config;
  CHECK_EQ(c.turn.relay_addresses.size(), 2u);
  CHECK_EQ(c.turn.core.users.begin()->second.reveal_text(), "a=b");
  CHECK_EQ(c.auth.jwt_secrets.size(), 1u);
  CHECK_EQ(c.auth.jwt_secrets[0].reveal_text(), "of the older stack, with, commas");
  CHECK_EQ(c.turn.external_ip[0].external->print(), "203.0.113.9");
}

static void listeners_from_the_environment_replace_the_files() {
  const config::Config c =
      taken(kListen, {{"LECTERN_LISTEN", "[::]:443 tls,  0.0.0.0:80 redirect_to_https"}}).config;
  CHECK_EQ(c.listen.size(), 2u);
  CHECK_EQ(c.listen[0].address.print(), "[::]:443");
  CHECK(c.listen[0].tls && !c.listen[1].tls && c.listen[1].redirect_to_https);
  CHECK(holds(refusal(kListen, {{"LECTERN_LISTEN", "[::]:443 tsl"}}),
              "environment: LECTERN_LISTEN: listen: \"tsl\" is not an address"));
  CHECK(holds(refusal(kListen, {{"LECTERN_LISTEN", "tls"}}), "[[listen]] has no address"));
}

static void unused_variables_are_told() {
  const auto notes = taken(kListen, {{"LECTERN_TURN_RELM", "x"},
                                     {"REDIS_URL", "redis://x"},
                                     {"EMAIL_HOST", ""},
                                     {"HOME", "/"}})
                         .notes;
  CHECK_EQ(notes.size(), 2u);
  CHECK_EQ(notes[0].print(),
           "environment: LECTERN_TURN_RELM: is not used; did you mean LECTERN_TURN_REALM?");
  CHECK_EQ(notes[1].print(),
           "environment: REDIS_URL: is not used yet: its part does not exist in this release");
}

static void secrets_come_from_files_too() {
  const std::string file =
      kListen + "[turn]\nsecret_file = \"turn.secret\"\n[auth]\njwt_secret_file = \"/etc/jwt\"\n";
  const Files files{
      {{"/run/credentials/turn.secret", "one secret of sixteen\r\n\nanother secret of sixteen\n"},
       {"turn.secret", "the wrong one"},
       {"/etc/jwt", "0123456789012345678901234567890123456789"}}};
  const config::Loaded loaded = taken(file, {{"CREDENTIALS_DIRECTORY", "/run/credentials"}}, files);
  CHECK_EQ(loaded.config.turn.core.secrets.size(), 2u);
  CHECK_EQ(loaded.config.turn.core.secrets[0].reveal_text(), "one secret of sixteen");
  CHECK_EQ(loaded.config.auth.jwt_secrets.size(), 1u);
  CHECK(loaded.notes.empty());
  CHECK_EQ(refusal(file),
           "lectern.toml:4: turn.secret_file: no file turn.secret\nlectern.toml:6: "
           "auth.jwt_secret_file: no file /etc/jwt");
  CHECK(holds(refusal(file, {}, Files{{{"turn.secret", "\n"}, {"/etc/jwt", "x"}}}),
              "turn.secret holds no secret"));
  CHECK(holds(taken(kListen + "[turn]\nsecrets = [\"short\"]\n").notes.at(0).print(),
              "less than 16 characters"));
}

static void a_secret_that_protects_nothing_is_refused() {
  const std::string mend = "; to make a good one: openssl rand -base64 32";
  CHECK_EQ(refusal(kListen + "[auth]\njwt_secrets = [\"short\"]\n"),
           "lectern.toml:4: auth.jwt_secrets: a secret has less than 16 characters" + mend);
  CHECK_EQ(refusal(kListen + "[turn]\nsecrets = [\"aaaaaaaaaaaaaaaaaaaaaaaa\"]\n"),
           "lectern.toml:4: turn.secrets: a secret is one character, repeated" + mend);
  CHECK_EQ(refusal(kListen, {{"JWT_SECRET", "ababababababababababababababababab"}}),
           "environment: JWT_SECRET: auth.jwt_secrets: a secret has less than 4 different "
           "characters" +
               mend);
  const std::string file = kListen + "[auth]\njwt_secret_file = \"/etc/jwt\"\n";
  CHECK(holds(refusal(file, {}, Files{{{"/etc/jwt", std::string(64, '\0')}}}),
              "auth.jwt_secrets: a secret is one character, repeated"));
  CHECK(holds(taken(kListen + "[auth]\njwt_secrets = [\"0123456789abcdef\"]\n").notes.at(0).print(),
              "less than 32 characters"));
}

// Whoever writes a file of mistakes must not stop the daemon that reloads it.
static void a_file_of_mistakes_is_refused_shortly() {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  const auto loaded = load(text);
  CHECK(!loaded);
  CHECK_EQ(loaded.error().size(), 101u);
  CHECK_EQ(loaded.error().back().print(), "lectern.toml:101: more is wrong from here on");
  std::string blocks;
  for (int i = 0; i < 1000; ++i) blocks += "[[listen]]\n";
  CHECK_EQ(load(blocks).error().size(), 101u);
  const std::string name(500'000, 'x');
  for (const std::string& wrong :
       {name + " = 1\n", "[" + name + "]\n", "[site]\n" + name + " = 1\n", "site = 1\n" + name})
    CHECK(refusal(wrong).size() < 500);
  CHECK(refusal(kListen + "[turn]\nworkers = \"" + name + "\"\n").size() < 1100);
  CHECK(holds(refusal("\"\\u001b[2J\" = 1\n"), "unknown key ?[2J outside"));
}

static void what_is_built_in_loads() {
  const auto loaded = config::load_config(config::builtin_config(), {}, Files{});
  CHECK(loaded.has_value());
  for (const config::Listener& listener : loaded->config.listen)
    CHECK(listener.address.ip.is_loopback());
  CHECK(loaded->config.turn.listen[0].endpoint.ip.is_loopback());
}

static void a_hostile_file_is_only_refused() {
  CHECK(holds(refusal(std::string(100'000, '[')), "lectern.toml:1"));
  CHECK(holds(refusal(std::string("a = \"\0\"", 8)), "lectern.toml:1"));
  CHECK(holds(refusal("\xff\xfe"), "lectern.toml:1"));
  CHECK(holds(refusal("[turn]\n" + std::string(5000, 'x') + " = 1\n" + kListen), "unknown key"));
}

int main() {
  return lectern_test::run(
      "config_load",
      {TEST(defaults_are_the_documented_ones), TEST(every_key_reaches_its_member),
       TEST(every_word_of_a_choice_is_its_enumerator),
       TEST(a_reload_keeps_the_keys_that_wait_for_a_restart),
       TEST(refusals_name_line_key_and_nearest_name), TEST(all_problems_are_told_at_once),
       TEST(checks_across_keys), TEST(the_store_is_a_file_or_a_postgresql_database),
       TEST(nodes_share_a_database_and_secrets), TEST(environment_wins_over_the_file),
       TEST(listeners_from_the_environment_replace_the_files), TEST(unused_variables_are_told),
       TEST(secrets_come_from_files_too), TEST(a_secret_that_protects_nothing_is_refused),
       TEST(a_file_of_mistakes_is_refused_shortly), TEST(what_is_built_in_loads),
       TEST(a_hostile_file_is_only_refused)});
}
