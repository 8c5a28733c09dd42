// SPDX-License-Identifier: MIT
// Reload as a whole or not at all, the watch over loops, the state folder, and what systemd is
// told.
#include "daemon/process/lifecycle.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text_file.hpp"
#include "daemon/process/loop_watch.hpp"
#include "daemon/process/state_dir.hpp"
#include "daemon/reloader.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace lecternd;
using namespace std::chrono_literals;

namespace {

const std::string kListen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

auto load(const std::string& text) {
  return config::load_config({"file", text}, {}, base::read_text_file);
}

struct TempDir {
  TempDir() {
    char name[] = "/tmp/lectern-lifecycle-XXXXXX";
    CHECK(::mkdtemp(name) != nullptr);
    path = name;
  }
  ~TempDir() { std::filesystem::remove_all(path); }
  std::string path;
};

// A reloader whose file, certificate and log the test holds.
struct ReloadTest {
  std::string file = kListen + "[log]\nlevel = \"info\"\n";
  bool certificate_is_right = true;
  int certificates_used = 0;
  std::string logged;
  base::Log log{
      base::LogLevel::info, base::LogFormat::text,
      [this](base::LogLevel, std::string_view line) { logged.append(line).append("\n"); }};
  TempDir dir;
  std::vector<config::Config> applied;
  bool parts_are_well = true;
  Reloader reloader{
      loaded_from(file),
      {[this] { return load(file); },
       [this](const config::Config&) -> base::Result<std::shared_ptr<net::TlsContext>> {
         if (!certificate_is_right)
           return base::failure(base::Errc::corrupt, "the key belongs to another certificate");
         return net::TlsContext::self_signed(dir.path, {"localhost"});
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
  // What applied is no difference any more, what waits for a restart still is.
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
  const std::string path = t.dir.path + "/turn.secret";
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

static void a_loop_that_does_not_turn_is_noticed_and_forgiven() {
  std::string logged;
  const base::Log log{
      base::LogLevel::info, base::LogFormat::text,
      [&](base::LogLevel, std::string_view line) { logged.append(line).append("\n"); }};
  const auto main = CHECK_OK(net::EventLoop::open("main"));
  const auto other = CHECK_OK(net::EventLoop::open("other"));
  bool well = true;
  LoopWatch watch{*main, {other.get()}, log, [&](bool all) { well = all; }};
  const base::Instant start = main->now();
  watch.look(start + 4s);
  CHECK(well && watch.stalled().empty());
  watch.look(start + 6s);
  CHECK(!well);
  CHECK_EQ(watch.stalled().size(), 1u);
  CHECK(holds(logged, "loop_stalled loop=other"));
  CHECK(other->post([&] { other->stop(); }));
  other->run();  // one turn
  watch.look(start + 7s);
  CHECK(well && watch.stalled().empty());
  CHECK(holds(logged, "loop_moves_again loop=other"));
}

static void the_state_folder_has_one_owner_and_keeps_secrets() {
  const TempDir dir;
  const std::string path = dir.path + "/a/state";
  lectern_test::SeededRandom random;
  std::string made;
  {
    const StateDir state = CHECK_OK(StateDir::open(path));
    struct stat status {};
    CHECK(::stat(path.c_str(), &status) == 0);
    CHECK_EQ(status.st_mode & 0777, 0700u);
    const auto second = StateDir::open(path);
    CHECK(!second);
    CHECK(holds(second.error().what, "another lecternd uses " + path));
    made = CHECK_OK(state.secret("turn.secret", random)).reveal_text();
    CHECK(made.size() >= 40);
    CHECK(::stat(state.file("turn.secret").c_str(), &status) == 0);
    CHECK_EQ(status.st_mode & 0777, 0600u);
  }
  const StateDir again = CHECK_OK(StateDir::open(path));
  CHECK_EQ(CHECK_OK(again.secret("turn.secret", random)).reveal_text(), made);
  std::filesystem::resize_file(again.file("turn.secret"), 3);
  CHECK(!again.secret("turn.secret", random));
  CHECK(!StateDir::open("/proc/nonexistent/state"));
}

static void systemd_hears_what_it_should() {
  const TempDir dir;
  const std::string path = dir.path + "/notify";
  const base::UniqueFd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  CHECK(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  ::setenv("WATCHDOG_USEC", "20000000", 1);
  const auto heard = [&] {
    char text[512];
    const ssize_t n = ::recv(fd.get(), text, sizeof text, 0);
    return n < 0 ? std::string{"(nothing)"} : std::string(text, static_cast<std::size_t>(n));
  };

  ServiceManager manager;
  CHECK(manager.present());
  manager.ready("running");
  CHECK_EQ(heard(), "READY=1\nSTATUS=running");
  manager.reloading();
  CHECK(holds(heard(), "RELOADING=1\nMONOTONIC_USEC="));
  const base::Instant now{1000s};
  manager.watchdog(true, now);
  CHECK_EQ(heard(), "WATCHDOG=1");
  manager.watchdog(true, now + 1s);  // not more often than wanted
  CHECK_EQ(heard(), "(nothing)");
  manager.watchdog(false, now + 30s);  // never while something hangs
  CHECK_EQ(heard(), "(nothing)");
  manager.watchdog(true, now + 31s);
  CHECK_EQ(heard(), "WATCHDOG=1");
  manager.stopping();
  CHECK(holds(heard(), "STOPPING=1"));
  ::unsetenv("NOTIFY_SOCKET");
  ::unsetenv("WATCHDOG_USEC");
}

int main() {
  return lectern_test::run(
      "lifecycle",
      {TEST(a_right_reload_applies_level_and_certificate), TEST(a_wrong_file_changes_nothing),
       TEST(a_wrong_certificate_changes_nothing), TEST(parts_that_refuse_change_nothing),
       TEST(the_parts_get_the_new_configuration_and_the_log_its_difference),
       TEST(a_secret_changed_in_its_file_is_a_difference),
       TEST(a_loop_that_does_not_turn_is_noticed_and_forgiven),
       TEST(the_state_folder_has_one_owner_and_keeps_secrets), TEST(systemd_hears_what_it_should)});
}
