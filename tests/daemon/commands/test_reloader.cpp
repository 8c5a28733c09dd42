// SPDX-License-Identifier: MIT
// A reload applies as a whole or not at all.
#include "daemon/commands/reloader.hpp"

#include <cstdio>

#include "base/text_file.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;

namespace {

const std::string kListen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

auto load(const std::string& text) {
  return config::load_config({"file", text}, {}, base::read_text_file);
}

// A reloader; the test owns its file, its certificate and its log.
struct ReloadTest {
  std::string file = kListen + "[log]\nlevel = \"info\"\n";
  bool certificate_is_right = true;
  int certificates_used = 0;
  std::string logged;
  base::Log log{
      base::LogLevel::info, base::LogFormat::text,
      [this](base::LogLevel, std::string_view line) { logged.append(line).append("\n"); }};
  lectern_test::TempFolder dir;
  std::vector<config::Config> applied;
  bool parts_are_well = true;
  Reloader reloader{
      loaded_from(file),
      {[this] { return load(file); },
       [this](const config::Config&) -> base::Result<std::shared_ptr<net::TlsContext>> {
         if (!certificate_is_right)
           return base::failure(base::Errc::corrupt, "the key belongs to another certificate");
         return net::TlsContext::self_signed(dir.path().string(), {"localhost"});
       },
       [this](std::shared_ptr<net::TlsContext>) { ++certificates_used; },
       [this](const config::Config& config) -> base::Result<std::function<void()>> {
         if (!parts_are_well) return base::failure(base::Errc::io, "turn.secret cannot be read");
         return std::function<void()>{[this, config] { applied.push_back(config); }};
       }},
      log};

  std::vector<config::Change> reload() {
    auto changes = reloader.reload();
    CHECK(changes.has_value());
    return std::move(*changes);
  }
  static config::Loaded loaded_from(const std::string& text) {
    auto loaded = load(text);
    CHECK(loaded.has_value());
    return std::move(*loaded);
  }
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

static void a_right_reload_applies_level_and_certificate() {
  ReloadTest t;
  t.file = kListen + "[log]\nlevel = \"debug\"\n[turn]\nrealm = \"r\"\n";
  const auto changes = t.reloader.reload();
  CHECK(changes.has_value());
  CHECK_EQ(changes->size(), 2u);
  CHECK_EQ(t.certificates_used, 1);
  CHECK(t.log.enabled(base::LogLevel::debug));
  CHECK(
      holds(t.logged, "key=log.level before=\"\\\"info\\\"\" after=\"\\\"debug\\\"\" applies=now"));
  CHECK(holds(t.logged, "key=turn.realm"));
  // The applied key is no difference any more; the key that waits for a restart still is.
  const auto again = t.reloader.reload();
  CHECK_EQ(again->size(), 1u);
  CHECK_EQ(again->front().path, "turn.realm");
}

static void a_wrong_file_changes_nothing() {
  ReloadTest t;
  t.file = kListen + "[log]\nlevel = \"debug\"\nlevle = 1\n";
  const auto changes = t.reloader.reload();
  CHECK(!changes);
  CHECK_EQ(changes.error().size(), 1u);
  CHECK_EQ(t.certificates_used, 0);
  CHECK(!t.log.enabled(base::LogLevel::debug));
  CHECK(holds(t.logged, "reload_refused where=file:5"));
}

static void a_wrong_certificate_changes_nothing() {
  ReloadTest t;
  t.file = kListen + "[log]\nlevel = \"debug\"\n";
  t.certificate_is_right = false;
  CHECK(!t.reloader.reload());
  CHECK(!t.log.enabled(base::LogLevel::debug));
  t.certificate_is_right = true;
  CHECK(t.reloader.reload().has_value());
  CHECK(t.log.enabled(base::LogLevel::debug));
}

static void parts_that_refuse_change_nothing() {
  ReloadTest t;
  t.file = kListen + "[log]\nlevel = \"debug\"\n";
  t.parts_are_well = false;
  const auto refused = t.reloader.reload();
  CHECK(!refused);
  CHECK_EQ(refused.error().front().where, "[turn]");
  CHECK_EQ(t.certificates_used, 0);
  CHECK(t.applied.empty());
  CHECK(!t.log.enabled(base::LogLevel::debug));
}

static void the_parts_get_the_new_configuration_and_the_log_its_difference() {
  ReloadTest t;
  t.file = kListen +
           "[turn]\nuser_quota = 7\ndeny_peers = [\"198.51.100.0/24\"]\nworkers = 3\nsecrets = "
           "[\"one-of-sixteen-letters\"]\n";
  CHECK_EQ(t.reload().size(), 4u);
  CHECK_EQ(t.applied.size(), 1u);
  CHECK_EQ(t.applied[0].turn.core.user_quota, 7u);
  CHECK(holds(t.logged, "key=turn.user_quota before=0 after=7 applies=now"));
  CHECK(holds(t.logged, "key=turn.workers before=0 after=3 applies=\"at restart\""));
  // A secret that takes the place of another one is a difference, though both are masked.
  t.logged.clear();
  t.file = kListen +
           "[turn]\nuser_quota = 7\ndeny_peers = [\"198.51.100.0/24\"]\nsecrets = "
           "[\"two-of-sixteen-letters\"]\n";
  const auto changes = t.reload();
  CHECK_EQ(changes.size(), 1u);
  CHECK_EQ(changes[0].path, "turn.secrets");
  CHECK_EQ(changes[0].after, "[\"********\"] (another one)");
  CHECK(!holds(t.logged, "sixteen"));
}

static void a_secret_changed_in_its_file_is_a_difference() {
  ReloadTest t;
  const std::string path = t.dir.file("turn.secret");
  const auto write = [&](const char* text) {
    std::FILE* out = std::fopen(path.c_str(), "w");
    CHECK(out != nullptr);
    std::fputs(text, out);
    std::fclose(out);
  };
  write("the-first-secret-there-is\n");
  t.file = kListen + "[log]\nlevel = \"info\"\n[turn]\nsecret_file = \"" + path + "\"\n";
  CHECK_EQ(t.reload().size(), 1u);
  CHECK_EQ(t.reload().size(), 0u);
  write("the-second-secret-there-is\nthe-first-secret-there-is\n");
  const auto changes = t.reload();
  CHECK_EQ(changes.size(), 1u);
  CHECK_EQ(changes[0].path, "turn.secret_file");
  CHECK(changes[0].applies == config::Applies::at_reload);
  CHECK_EQ(t.applied.back().turn.core.secrets.size(), 2u);
  CHECK(!holds(t.logged, "there-is"));
}

static void a_certificate_is_replaced_alone() {
  ReloadTest t;
  t.file = "this is no configuration";
  bool replaced = false;
  const auto used = t.reloader.replace_certificate(
      [&](const config::Config& config) -> base::Result<void, control::Error> {
        replaced = config.listen.size() == 1;
        return {};
      });
  CHECK(used && *used);
  CHECK(replaced);
  CHECK_EQ(t.certificates_used, 1);
  CHECK_EQ(t.reloader.origin_of(**used), "self-signed");
  CHECK(holds(t.logged, "certificate_in_use"));
  const auto refused = t.reloader.replace_certificate(
      [](const config::Config&) -> base::Result<void, control::Error> {
        return control::refuse("bad-certificate", "no pair");
      });
  CHECK(!refused);
  CHECK_EQ(refused.error().code, "bad-certificate");
  t.certificate_is_right = false;
  CHECK(!t.reloader.replace_certificate(
      [](const config::Config&) -> base::Result<void, control::Error> { return {}; }));
  CHECK_EQ(t.certificates_used, 1);
}

static void a_certificate_is_replaced_by_the_last_configuration() {
  ReloadTest t;
  t.file = kListen + kListen;
  CHECK(t.reloader.reload().has_value());
  CHECK(t.reloader.replace_certificate(
      [](const config::Config& config) -> base::Result<void, control::Error> {
        CHECK_EQ(config.listen.size(), 2u);
        return {};
      }));
}

int main() {
  return lectern_test::run(
      "reloader",
      {TEST(a_right_reload_applies_level_and_certificate), TEST(a_wrong_file_changes_nothing),
       TEST(a_wrong_certificate_changes_nothing), TEST(parts_that_refuse_change_nothing),
       TEST(the_parts_get_the_new_configuration_and_the_log_its_difference),
       TEST(a_secret_changed_in_its_file_is_a_difference), TEST(a_certificate_is_replaced_alone),
       TEST(a_certificate_is_replaced_by_the_last_configuration)});
}
