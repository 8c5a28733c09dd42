// SPDX-License-Identifier: MIT
// Printed settings, the documents that are made of the schema, and the differences that a reload
// logs.
#include "config/text.hpp"

#include <algorithm>
#include <set>

#include "base/text_file.hpp"
#include "config/documents.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

using namespace config;

namespace {

const std::string kListen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

// The files that the sample names are there.
base::Result<std::string> read_file(const std::string& path) {
  if (path.starts_with("/etc/lectern/")) return std::string{"a secret of an operator, long enough"};
  return base::read_text_file(path);
}

config::Loaded taken(const std::string& text) {
  auto loaded = config::load_config({"text", text}, {}, read_file);
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
  return CHECK_OK(base::read_text_file(lectern_test::in_source_tree(path)));
}

}  // namespace

static void the_table_is_whole() {
  std::set<std::string> seen;
  for (const config::Key& key : keys()) {
    CHECK(config::find_section(key.section) != nullptr);
    CHECK(seen.insert(config::path_of(key)).second);
    CHECK(seen.insert(config::variable_of(key)).second);
    CHECK(key.member.store != nullptr && key.member.copy != nullptr);
    CHECK(!key.help.empty());
    if (key.section != "listen") CHECK(config::parse_value(key.rule, key.standard).has_value());
    if (!key.example.empty()) CHECK(config::parse_value(key.rule, key.example).has_value());
    if (key.shipped.as == config::Shipped::As::setting)
      CHECK(config::parse_value(key.rule, key.shipped.value).has_value());
    CHECK_EQ(key.rule.kind == config::Kind::choice, !key.rule.choices.empty());
  }
}

static void printed_settings_reference_and_manual_name_every_key() {
  const std::string settings = config::print_settings(taken(config::print_sample()).settings);
  const std::string reference = config::print_reference();
  const std::string manual = config::print_manual();
  for (const config::Key& key : keys()) {
    CHECK(settings.find(std::string{key.name} + " = ") != std::string::npos);
    CHECK(reference.find("### `" + std::string{key.name} + "`\n") != std::string::npos);
    CHECK(manual.find(".B " + std::string{key.name} + "\n") != std::string::npos);
    if (key.section != "listen")
      CHECK(reference.find(config::variable_of(key)) != std::string::npos);
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
  CHECK_EQ(loaded->config.turn.core.total_quota, 12000u);
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

static void the_shipped_file_sets_quotas_that_the_defaults_do_not() {
  const config::TurnConfig shipped = taken(config::print_sample()).config.turn;
  CHECK_EQ(shipped.core.user_quota, 100u);
  CHECK_EQ(shipped.core.meeting_quota, 2000u);
  CHECK_EQ(shipped.core.source_quota, 0u);
  CHECK_EQ(shipped.core.total_quota, 12000u);
  CHECK_EQ(taken(kListen).config.turn.core.user_quota, 0u);
}

static void a_document_fits_its_columns_and_the_install_tests_find_their_keys() {
  const std::string sample = config::print_sample();
  for (std::size_t from = 0; from < sample.size();) {
    const std::size_t end = sample.find('\n', from);
    CHECK(end - from <= 100);
    from = end + 1;
  }
  for (const std::string_view line :
       {"\n[turn]\n", "\n# name = ", "\nlevel = \"info\"", "\nrelay_ports = "})
    CHECK(sample.find(line) != std::string::npos);
}

static void the_trees_documents_are_printed_from_this_table() {
  struct Document {
    const char* path;
    const char* option;
    std::string text;
  };
  for (const Document& document :
       {Document{"etc/lectern.toml", "--print-sample", config::print_sample()},
        Document{"docs/man/lectern.toml.5", "--print-manual", config::print_manual()},
        Document{"docs/configuration.md", "--print-reference", config::print_reference()}}) {
    if (read_source(document.path) == document.text) continue;
    lectern_test::check_failed(std::string{document.path} + " is stale: lecternd " +
                                   document.option + " > " + document.path,
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
  return lectern_test::run(
      "config_text",
      {TEST(the_table_is_whole), TEST(printed_settings_reference_and_manual_name_every_key),
       TEST(the_sample_with_its_comments_taken_at_their_word_is_parsed),
       TEST(printed_settings_load_to_the_same_settings),
       TEST(printed_settings_mask_secrets_and_name_origins),
       TEST(the_shipped_file_loads_also_with_its_comments_taken_at_their_word),
       TEST(the_shipped_file_sets_quotas_that_the_defaults_do_not),
       TEST(a_document_fits_its_columns_and_the_install_tests_find_their_keys),
       TEST(the_trees_documents_are_printed_from_this_table),
       TEST(a_reload_tells_what_differs_and_when_it_applies)});
}
