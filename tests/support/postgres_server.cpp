// SPDX-License-Identifier: MIT
#include "tests/support/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/number.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
namespace {

constexpr auto kStartsWithin = 60s;

// Debian keeps the programs of each release in a folder; Fedora has them in /usr/bin.
std::string program_folder() {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const fs::path folder = entry.path() / "bin";
    if (fs::exists(folder / "initdb") && fs::exists(folder / "postgres")) found.push_back(folder);
  }
  if (!found.empty()) return *std::max_element(found.begin(), found.end());
  if (fs::exists("/usr/bin/initdb") && fs::exists("/usr/bin/postgres")) return "/usr/bin";
  return {};
}

const passwd* other_user() {
  const passwd* user = ::getpwnam("postgres");
  return user != nullptr ? user : ::getpwnam("nobody");
}

std::string command_of(pid_t pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/cmdline"};
  std::string text;
  std::getline(file, text, '\0');
  return text;
}

}  // namespace

std::string PostgresServer::why_not() {
  if (program_folder().empty()) return "there is no PostgreSQL server here";
  if (::geteuid() == 0 && other_user() == nullptr) return "there is no user but root";
  return {};
}

void PostgresServer::make_folder() {
  if (const std::string why = why_not(); !why.empty()) skip_test(why);
  // Short, because the path of a socket has 107 bytes at most.
  std::string name = "/tmp/lpg-XXXXXX";
  CHECK(::mkdtemp(name.data()) != nullptr);
  folder_ = name;
  if (::geteuid() == 0) {
    const passwd* user = other_user();
    CHECK_EQ(::chown(folder_.c_str(), user->pw_uid, user->pw_gid), 0);
  }
}

PostgresServer::PostgresServer(Flushes flushes) {
  make_folder();
  run({"initdb", "-D", folder_ + "/data", "-U", "lectern", "-A", "trust", "-E", "UTF8",
       "--locale=C.UTF-8", "--no-sync"});
  std::ofstream settings{folder_ + "/data/postgresql.conf", std::ios::app};
  settings << "listen_addresses = ''\nunix_socket_directories = '" << folder_
           << "'\nmax_connections = 60\nwal_level = replica\nmax_wal_senders = 4\n"
              "shared_buffers = '16MB'\nfsync = "
           << (flushes == Flushes::yes ? "on" : "off") << '\n';
  settings.close();
  start();
}

PostgresServer::PostgresServer(const PostgresServer& primary) {
  make_folder();
  run({"pg_basebackup", "-D", folder_ + "/data", "-h", primary.folder_, "-U", "lectern", "-R", "-c",
       "fast", "--no-sync"});
  std::ofstream settings{folder_ + "/data/postgresql.conf", std::ios::app};
  settings << "unix_socket_directories = '" << folder_ << "'\n";
  settings.close();
  start();
}

PostgresServer::~PostgresServer() {
  if (pid_ > 0) kill();
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string PostgresServer::url(const std::string& schema) const {
  std::string text = "postgresql://lectern@/postgres?host=" + folder_;
  if (!schema.empty()) text += "&options=-csearch_path%3D" + schema;
  return text;
}

std::string PostgresServer::new_schema() {
  std::string name = "s" + std::to_string(::getpid()) + "_" + std::to_string(++schemas_);
  CHECK_OK(connect()->execute("CREATE SCHEMA " + name));
  return name;
}

std::unique_ptr<base::postgres::Database> PostgresServer::connect(const std::string& schema) const {
  base::postgres::Server server = address(schema);
  server.primary = false;
  return CHECK_OK(base::postgres::Database::connect(server));
}

void PostgresServer::start() {
  pid_ = spawn({"postgres", "-D", folder_ + "/data"});
  const auto until = std::chrono::steady_clock::now() + kStartsWithin;
  base::postgres::Server server = address();
  server.primary = false;
  while (!base::postgres::Database::connect(server)) {
    CHECK(std::chrono::steady_clock::now() < until);
    std::this_thread::sleep_for(20ms);
  }
}

// Until none is left: the server may have started one more while the others were listed, and as
// long as that one lives, the data cannot be used again.
void PostgresServer::kill() {
  signal(false, SIGKILL);
  CHECK_EQ(::waitpid(pid_, nullptr, 0), pid_);
  pid_ = -1;
  for (auto left = children(false); !left.empty(); left = children(false)) {
    for (const pid_t pid : left) ::kill(pid, SIGKILL);
    ::usleep(1000);
  }
}

void PostgresServer::freeze() { signal(false, SIGSTOP); }
void PostgresServer::thaw() { signal(false, SIGCONT); }
void PostgresServer::freeze_backends() { signal(true, SIGSTOP); }
void PostgresServer::thaw_backends() { signal(true, SIGCONT); }

void PostgresServer::signal(bool backends_only, int number) const {
  const auto processes = children(backends_only);
  if (!backends_only) ::kill(pid_, number);
  for (const pid_t pid : processes) ::kill(pid, number);
}

// All processes of a server live in its data folder. A backend calls itself "postgres: USER
// DATABASE …", the helpers "postgres: checkpointer" and so on.
std::vector<pid_t> PostgresServer::children(bool backends_only) const {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto pid = base::parse_number<pid_t>(entry.path().filename().string());
    std::error_code ignored;
    if (!pid || *pid == pid_ ||
        fs::read_symlink(entry.path() / "cwd", ignored) != folder_ + "/data")
      continue;
    if (!backends_only || command_of(*pid).starts_with("postgres: lectern postgres"))
      found.push_back(*pid);
  }
  return found;
}

void PostgresServer::run(const std::vector<std::string>& words) const {
  int status = 0;
  const pid_t pid = spawn(words);
  CHECK_EQ(::waitpid(pid, &status, 0), pid);
  if (status != 0) {
    std::ifstream log{folder_ + "/log"};
    std::stringstream text;
    text << log.rdbuf();
    check_failed(words[0] + " failed: " + text.str(), __FILE__, __LINE__);
  }
}

pid_t PostgresServer::spawn(const std::vector<std::string>& words) const {
  const std::string program = program_folder() + '/' + words[0];
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log = folder_ + "/log";
  const passwd* user = ::geteuid() == 0 ? other_user() : nullptr;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  CHECK(pid >= 0);
  if (pid > 0) return pid;
  if (user != nullptr &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
    ::_exit(120);
  // The server ends with a test that crashes.
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  if (::chdir(folder_.c_str()) != 0 || ::getppid() != parent) ::_exit(121);
  ::execv(program.c_str(), arguments.data());
  ::_exit(122);
}

}  // namespace lectern_test
