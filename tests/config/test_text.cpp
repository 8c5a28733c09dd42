// SPDX-License-Identifier: MIT
// The table's faces: sample, printed settings, manual, the shipped file; and the difference a
// reload logs.
#include "config/text.hpp"

#include <algorithm>
#include <set>

#include "base/text_file.hpp"
#include "tests/support/check.hpp"

using namespace config;

namespace {

const std::string kListen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

config::Loaded taken(const std::string& text) {
  auto loaded = config::load_config({"text", text}, {}, base::read_text_file);
  if (!loaded)
    lectern_test::check_failed("refused: " + loaded.error().front().print() + "\n" + text, __FILE__,
                               __LINE__);
  return std::move(*loaded);
}

// Every commented-out assignment is taken at its word.
std::string uncommented(const std::string& text) {
  std::string out;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    std::string line = text.substr(from, end - from);
    from = end + 1;
    const std::size_t equals = line.find(" = ");
    const bool is_key = line.starts_with("# ") && equals != std::string::npos &&
                        std::ranges::any_of(keys(), [&](const config::Key& key) {
                          return key.name == line.substr(2, equals - 2);
                        });
    if (is_key) line.erase(0, 2);
    out += line + "\n";
  }
  return out;
}

std::string read_source(const std::string& path) {
  return CHECK_OK(base::read_text_file(std::string{LECTERN_SOURCE_DIR} + "/" + path));
}

}  // namespace

static void the_table_is_whole() {
  std::set<std::string> seen;
  for (const config::Key& key : keys()) {
    CHECK(config::find_section(key.section) != nullptr);
    CHECK(seen.insert(config::path_of(key)).second);
    CHECK(seen.insert(config::variable_of(key)).second);
    const bool absent = key.rule.kind == config::Kind::absent;
    const bool secret_file = key.name == "secret_file" || key.name == "jwt_secret_file";
    CHECK_EQ(key.store == nullptr, absent || secret_file);
    CHECK(absent || !key.help.empty());
    if (key.section != "listen") CHECK(config::parse_value(key.rule, key.standard).has_value());
    if (!key.example.empty()) CHECK(config::parse_value(key.rule, key.example).has_value());
    if (key.rule.kind == config::Kind::choice) CHECK(!key.rule.choices.empty());
  }
}

static void the_sample_loads_and_names_every_key() {
  const std::string sample = config::print_sample();
  taken(sample);
  for (const config::Key& key : keys()) {
    if (key.rule.kind != config::Kind::absent)
      CHECK(sample.find(std::string{key.name} + " = ") != std::string::npos);
  }
}

static void the_sample_with_its_comments_taken_at_their_word_is_parsed() {
  // Examples may contradict each other (a listener with tls and redirect_to_https), but each is a
  // valid value.
  const auto loaded = config::load_config({"sample", uncommented(config::print_sample())}, {},
                                          [](const std::string&) -> base::Result<std::string> {
                                            return "secret of the sample file, long enough";
                                          });
  if (!loaded) lectern_test::check_failed(loaded.error().front().print(), __FILE__, __LINE__);
  CHECK_EQ(loaded->config.turn.total_quota, 12000u);
}

static void printed_settings_load_to_the_same_settings() {
  const config::Loaded first = taken(config::print_sample());
  const config::Loaded second = taken(config::print_settings(first.settings));
  CHECK(config::compare_settings(first.settings, second.settings).empty());
}

static void printed_settings_mask_secrets_and_name_origins() {
  const std::string text =
      config::print_settings(taken(kListen + "[turn]\nsecrets = [\"hunter2hunter2hunter2\"]\nusers "
                                             "= { alice = \"swordfish\" }\nrealm = \"r\"\n")
                                 .settings);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("swordfish") == std::string::npos);
  CHECK(text.find("secrets = [\"********\"]") != std::string::npos);
  CHECK(text.find("users = { alice = \"********\" }") != std::string::npos);
  CHECK(text.find("# text:6") != std::string::npos);
  CHECK(text.find("# default") != std::string::npos);
}

static void the_shipped_file_loads_also_with_its_comments_taken_at_their_word() {
  const std::string shipped = read_source("etc/lectern.toml");
  taken(shipped);
  taken(uncommented(shipped));
}

static void the_manual_page_is_the_one_of_this_table() {
  if (read_source("docs/man/lectern.toml.5") != config::print_manual()) {
    lectern_test::check_failed(
        "docs/man/lectern.toml.5 is stale: lecternd --print-manual > docs/man/lectern.toml.5",
        __FILE__, __LINE__);
  }
}

static void a_reload_tells_what_differs_and_when_it_applies() {
  const config::Loaded before = taken(kListen + "[turn]\nsecrets = [\"first secret of many\"]\n");
  const config::Loaded after = taken(
      "[[listen]]\naddress = \"127.0.0.1:0\"\ntls = true\n[log]\nlevel = "
      "\"debug\"\n[turn]\nsecrets = [\"second secret\"]\n");
  const auto changes = config::compare_settings(before.settings, after.settings);
  CHECK_EQ(changes.size(), 3u);
  CHECK_EQ(changes[0].path, "turn.secrets");
  CHECK_EQ(changes[0].after, "[\"********\"] (another one)");
  CHECK(changes[0].applies == config::Applies::at_reload);
  CHECK_EQ(changes[1].path, "log.level");
  CHECK_EQ(changes[1].before, "\"info\"");
  CHECK(changes[1].applies == config::Applies::at_reload);
  CHECK_EQ(changes[2].path, "listen");
  CHECK(config::compare_settings(before.settings, before.settings).empty());
}

int main() {
  return lectern_test::run("config_text",
                           {TEST(the_table_is_whole), TEST(the_sample_loads_and_names_every_key),
                            TEST(the_sample_with_its_comments_taken_at_their_word_is_parsed),
                            TEST(printed_settings_load_to_the_same_settings),
                            TEST(printed_settings_mask_secrets_and_name_origins),
                            TEST(the_shipped_file_loads_also_with_its_comments_taken_at_their_word),
                            TEST(the_manual_page_is_the_one_of_this_table),
                            TEST(a_reload_tells_what_differs_and_when_it_applies)});
}
