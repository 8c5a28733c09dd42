// SPDX-License-Identifier: MIT
// Other TURN servers in the configuration: their text form, their tables, their secrets in files,
// and that no print shows one.
#include "config/external_server.hpp"

#include "config/load.hpp"
#include "config/text.hpp"
#include "tests/support/check.hpp"

using namespace config;

namespace {

base::Result<std::string> secret_files(const std::string& path) {
  if (path == "/etc/b.secret" || path == "/run/credentials/c.secret")
    return std::string{"secret of " + path + "\nan older one\n"};
  if (path == "/etc/empty") return std::string{"\n"};
  return base::failure(base::Errc::not_found, path + " is not there");
}

base::Result<config::Loaded, std::vector<config::Problem>> load(
    const std::string& servers, const config::Environment& environment = {}) {
  return config::load_config(
      {"t.toml", "[[listen]]\naddress = \"127.0.0.1:0\"\n[turn]\n" + servers}, environment,
      secret_files);
}

std::string first_problem(const std::string& servers) {
  const auto loaded = load(servers);
  CHECK(!loaded.has_value());
  return loaded.error().front().print();
}

}  // namespace

static void words_make_a_server() {
  const auto plain = CHECK_OK(config::parse_external_server("turn:a.example:3478?transport=udp"));
  CHECK_EQ(plain.urls.size(), 1u);
  CHECK(plain.secret.empty() && plain.username.empty());
  const auto timed = CHECK_OK(
      config::parse_external_server("  turn:a:3478\tturns:a:5349 secret=\"a \\\"b\\\" \\\\ c\" "));
  CHECK_EQ(timed.urls.size(), 2u);
  CHECK_EQ(timed.secret.reveal_text(), "a \"b\" \\ c");
  const auto fixed =
      CHECK_OK(config::parse_external_server("username=u turn:a:3478 password_file=/x"));
  CHECK_EQ(fixed.username, "u");
  CHECK_EQ(fixed.password_file, "/x");
}

static void what_is_no_server_is_refused() {
  for (const std::string_view text :
       {"", "https://a", "turn:", "turn:u@a:3478", "secret=x", "turn:a secret=x secret=y",
        "turn:a secret=x secret_file=/y", "turn:a username=u", "turn:a password=p",
        "turn:a username=u password=p secret=s", "turn:a colour=red", "turn:a secret=",
        "turn:a secret=\"", "turn:a username=u password=p password_file=/p", "turn:a Secret=x"}) {
    CHECK(!config::parse_external_server(text).has_value());
  }
  CHECK(config::parse_external_server("turn:a secret=hunter2 colour=hunter2")
            .error()
            .what.find("hunter2") == std::string::npos);
}

static void tables_and_texts_stand_in_one_list() {
  const auto loaded = load(R"(external_servers = [
    "turn:a.example:3478",
    { urls = ["turn:b.example:3478?transport=udp", "turns:b.example:5349"], )"
                           R"(secret_file = "/etc/b.secret" },
    { urls = "turn:c.example:3478", secret_file = "c.secret" },
    { urls = ["turn:d.example:3478"], username = "fixed", password = "pass \"word\"" },
  ])",
                           {{"CREDENTIALS_DIRECTORY", "/run/credentials"}});
  if (!loaded) lectern_test::check_failed(loaded.error().front().print(), __FILE__, __LINE__);
  const auto& servers = loaded->config.turn.external_servers;
  CHECK_EQ(servers.size(), 4u);
  CHECK(servers[0].secret.empty());
  CHECK_EQ(servers[1].urls.size(), 2u);
  CHECK_EQ(servers[1].secret.reveal_text(), "secret of /etc/b.secret");
  CHECK_EQ(servers[2].secret.reveal_text(), "secret of /run/credentials/c.secret");
  CHECK_EQ(servers[3].username, "fixed");
  CHECK_EQ(servers[3].password.reveal_text(), "pass \"word\"");
}

static void tables_of_their_own_are_the_same() {
  const auto loaded = load(
      "[[turn.external_servers]]\nurls = [\"turn:a:3478\"]\nsecret = "
      "\"s\"\n[[turn.external_servers]]\nurls = [\"turn:b:3478\"]\n");
  CHECK(loaded.has_value());
  CHECK_EQ(loaded->config.turn.external_servers.size(), 2u);
  CHECK_EQ(loaded->config.turn.external_servers[0].secret.reveal_text(), "s");
}

static void the_environment_takes_the_text_form() {
  const auto loaded = load("", {{"LECTERN_TURN_EXTERNAL_SERVERS",
                                 "turn:a:3478 secret_file=/etc/b.secret, turn:b:3478"}});
  CHECK(loaded.has_value());
  CHECK_EQ(loaded->config.turn.external_servers.size(), 2u);
  CHECK_EQ(loaded->config.turn.external_servers[0].secret.reveal_text(), "secret of /etc/b.secret");
}

static void mistakes_are_named_with_their_line() {
  CHECK(first_problem(
            "external_servers = [{ urls = [\"turn:a:3478\"], secret_file = \"/not/there\" }]")
            .starts_with("t.toml:4: "));
  CHECK(first_problem(
            "external_servers = [{ urls = [\"turn:a:3478\"], secret_file = \"/etc/empty\" }]")
            .find("holds no secret") != std::string::npos);
  CHECK(first_problem("external_servers = [{ urls = [\"turn:a:3478\"], secret_fil = \"/x\" }]")
            .find("secret_fil") != std::string::npos);
  CHECK(first_problem("external_servers = [{ urls = [1] }]").starts_with("t.toml:4: "));
  CHECK(first_problem("external_servers = [{ urls = [\"turn:a\"], secret = 5 }]")
            .starts_with("t.toml:4: "));
  CHECK(first_problem("external_servers = [1979-05-27]").starts_with("t.toml:4: "));
  CHECK(first_problem("external_servers = [{ }]").find("wants a URL") != std::string::npos);
}

static void no_print_shows_a_secret() {
  const auto before =
      load("external_servers = [{ urls = [\"turn:a:3478\"], secret = \"hunter2\" }]");
  const auto after = load(
      "external_servers = [{ urls = [\"turn:a:3478\"], username = \"u\", password = \"hunter2\" "
      "}]");
  CHECK(before.has_value() && after.has_value());
  const std::string text = config::print_settings(after->settings);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("turn:a:3478 password=\\\"********\\\" username=\\\"u\\\"") != std::string::npos);
  for (const config::Change& change : config::compare_settings(before->settings, after->settings)) {
    CHECK(change.before.find("hunter2") == std::string::npos);
    CHECK(change.after.find("hunter2") == std::string::npos);
  }
}

int main() {
  return lectern_test::run(
      "external_server",
      {TEST(words_make_a_server), TEST(what_is_no_server_is_refused),
       TEST(tables_and_texts_stand_in_one_list), TEST(tables_of_their_own_are_the_same),
       TEST(the_environment_takes_the_text_form), TEST(mistakes_are_named_with_their_line),
       TEST(no_print_shows_a_secret)});
}
