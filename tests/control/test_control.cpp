// SPDX-License-Identifier: MIT
// The control socket with a real loop and workers: answers, refusals, limits, and what happens to a
// client that drags.
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "control/client.hpp"
#include "control/server.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using base::Json;
using namespace std::chrono_literals;

namespace {

// A server that echoes its arguments, on a thread of its own.
class Running {
 public:
  explicit Running(std::chrono::milliseconds deadline = 30s, std::size_t capacity = 64,
                   const std::string& below = {})
      : loop_(CHECK_OK(net::EventLoop::open("control"))), workers_(1, capacity) {
    char name[] = "/tmp/lectern-control-XXXXXX";
    CHECK(::mkdtemp(name) != nullptr);
    top_ = name;
    folder_ = below.empty() ? top_ : top_ + "/" + below;
    std::filesystem::create_directories(folder_);
    server_ = CHECK_OK(control::Server::open(
        *loop_, workers_, path(), [this](const control::Request& r) { return handle(r); }, log_,
        deadline));
    thread_ = std::thread([this] { loop_->run(); });
  }
  ~Running() {
    gate_.set_value();
    workers_.stop();
    loop_->stop();
    thread_.join();
    server_.reset();
    std::filesystem::remove_all(top_);
  }

  std::string path() const { return folder_ + "/control.sock"; }
  net::EventLoop& loop() { return *loop_; }
  // Returns once the command "wait" occupies the only worker.
  void wait_until_busy() { waiting_.get_future().wait(); }
  net::WorkerPool& workers() { return workers_; }
  base::Log& log() { return log_; }

  control::Answer ask(const std::string& command, Json arguments = Json::object()) {
    return control::ask_daemon(path(), {command, arguments}, 10s);
  }

  base::UniqueFd connect() {
    base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    connect(fd);
    return fd;
  }
  void connect(const base::UniqueFd& fd) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path().data(), path().size());
    CHECK(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  // Waits until the server has logged a warning with this text.
  void wait_for_line(std::string_view text) {
    std::unique_lock lock{lines_mutex_};
    CHECK(logged_.wait_for(lock, 10s, [&] { return lines_.find(text) != std::string::npos; }));
  }

  // The bytes that come back on a connection until its end.
  static std::string answer_to(const base::UniqueFd& fd, std::string_view request) {
    while (!request.empty()) {
      const ssize_t n = ::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL);
      if (n <= 0) break;
      request.remove_prefix(static_cast<std::size_t>(n));
    }
    std::string out;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(fd.get(), buffer, sizeof buffer)) > 0;)
      out.append(buffer, static_cast<std::size_t>(n));
    return out;
  }

 private:
  control::Answer handle(const control::Request& request) {
    if (request.command == "wait") {
      waiting_.set_value();
      gate_.get_future().wait();
    }
    if (request.command == "echo") return request.arguments;
    if (request.command == "large") return Json{std::string(2'000'000, 'x')};
    return control::refuse("unknown-command", "there is no command " + request.command);
  }

  std::string top_;
  std::string folder_;
  std::mutex lines_mutex_;
  std::condition_variable logged_;
  std::string lines_;
  base::Log log_{base::LogLevel::warning, base::LogFormat::text,
                 [this](base::LogLevel, std::string_view line) {
                   const std::scoped_lock lock{lines_mutex_};
                   lines_.append(line).append("\n");
                   logged_.notify_all();
                 }};
  std::promise<void> waiting_;
  std::promise<void> gate_;
  std::unique_ptr<net::EventLoop> loop_;
  net::WorkerPool workers_;
  std::unique_ptr<control::Server> server_;
  std::thread thread_;
};

Json result_of(const control::Answer& result) {
  if (!result) lectern_test::check_failed("refused: " + result.error().code, __FILE__, __LINE__);
  return *result;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

static void answers_and_refusals_come_back() {
  Running daemon;
  const Json echoed = result_of(daemon.ask("echo", Json::object({{"a", 1}, {"name", "Zoë"}})));
  CHECK_EQ(echoed["a"].as_integer().value_or(0), 1);
  CHECK_EQ(*echoed["name"].as_string(), "Zoë");
  const control::Answer refused = daemon.ask("no-such");
  CHECK(!refused);
  CHECK_EQ(refused.error().code, "unknown-command");
}

static void a_large_answer_arrives_whole() {
  Running daemon;
  CHECK_EQ(result_of(daemon.ask("large")).as_string()->size(), 2'000'000u);
}

static void broken_requests_are_refused() {
  Running daemon;
  for (const char* wrong : {"\n", "nonsense\n", "[]\n", "{}\n", "{\"command\":5}\n",
                            "{\"command\":\"echo\",\"arguments\":[]}\n",
                            "{\"command\":\"echo\",\"command\":\"echo\"}\n"}) {
    CHECK(holds(Running::answer_to(daemon.connect(), wrong), "\"bad-request\""));
  }
  CHECK(holds(Running::answer_to(daemon.connect(), std::string(800'000, 'x')), "too long"));
}

static void a_request_may_drip_but_not_forever() {
  Running daemon(200ms);
  const base::UniqueFd fd = daemon.connect();
  CHECK_EQ(::send(fd.get(), "{\"command\":", 11, 0), 11);
  CHECK(holds(Running::answer_to(fd, "\"echo\"}\n"), "\"ok\":true"));
  // No line end: the deadline ends it without an answer.
  CHECK_EQ(Running::answer_to(daemon.connect(), "{\"command\":"), "");
}

// accept(2) without a free descriptor leaves the client in the queue, readable for ever: the main
// loop must not spin on that, and the client is served when a descriptor is free again.
static void pauses_without_descriptors_and_goes_on() {
  Running daemon;
  CHECK(daemon.ask("echo").has_value());  // the loop runs
  const base::UniqueFd client{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  rlimit before{};
  CHECK_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 3;
  CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  daemon.connect(client);
  daemon.wait_for_line(
      "control_system_failure what=connection error=\"accept: Too many open files");
  const std::uint64_t turns = daemon.loop().turns();
  CHECK_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  CHECK(holds(Running::answer_to(client, "{\"command\":\"echo\"}\n"), "\"ok\":true"));
  CHECK(daemon.loop().turns() - turns < 20);
}

static void a_client_that_goes_away_disturbs_nobody() {
  Running daemon;
  for (int i = 0; i < 20; ++i) {
    const base::UniqueFd fd = daemon.connect();
    CHECK_EQ(::send(fd.get(), "{\"command\":\"large\"}\n", 20, MSG_NOSIGNAL), 20);
  }
  // Those twenty may still hold all places or the worker's queue: ask until a place is free again.
  for (;;) {
    const control::Answer answer = daemon.ask("echo");
    if (answer) break;
    const std::string& code = answer.error().code;
    CHECK(code == "unreachable" || code == "overloaded" || code == "timeout");
    std::this_thread::yield();
  }
}

static void a_full_pool_is_said_so() {
  Running daemon(30s, 1);
  const base::UniqueFd first = daemon.connect();
  CHECK_EQ(::send(first.get(), "{\"command\":\"wait\"}\n", 19, 0), 19);
  daemon.wait_until_busy();
  // One of these three takes the queue's only place.
  std::string answers;
  std::vector<std::future<std::string>> asked;
  for (int i = 0; i < 3; ++i) {
    asked.push_back(std::async(std::launch::async, [&daemon] {
      const control::Answer answer =
          control::ask_daemon(daemon.path(), {"echo", Json::object()}, 1s);
      return answer ? std::string{"ok"} : answer.error().code;
    }));
  }
  for (auto& one : asked) answers += one.get() + " ";
  CHECK_EQ(std::ranges::count(answers, 'v'), 2);  // "overloaded overloaded timeout", in any order
}

static void the_socket_is_for_its_owner_only() {
  Running daemon;
  struct stat status {};
  CHECK(::stat(daemon.path().c_str(), &status) == 0);
  CHECK_EQ(status.st_mode & 0777, 0600u);
}

static void a_second_server_is_refused_and_a_dead_ones_socket_replaced() {
  Running daemon;
  const auto second =
      control::Server::open(daemon.loop(), daemon.workers(), daemon.path(), {}, daemon.log());
  CHECK(!second);
  CHECK(holds(second.error().what, "another lecternd answers on " + daemon.path()));

  // A killed daemon leaves a socket file that nobody listens on.
  const std::string path = daemon.path() + "-dead";
  {
    const base::UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    CHECK(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  const auto loop = CHECK_OK(net::EventLoop::open("other"));
  const auto third = control::Server::open(*loop, daemon.workers(), path, {}, daemon.log());
  CHECK(third.has_value());
}

static void what_cannot_be_reached_says_what_to_do() {
  const control::Answer nobody =
      control::ask_daemon("/nonexistent/control.sock", {"echo", Json::object()}, 1s);
  CHECK_EQ(nobody.error().code, "unreachable");
  CHECK(holds(nobody.error().message, "Is it running?"));
  CHECK_EQ(control::ask_daemon(std::string(200, 'x'), {"echo", Json::object()}, 1s).error().code,
           "unreachable");
}

static void a_path_may_be_longer_than_a_socket_address() {
  Running daemon(30s, 64, std::string(120, 'd'));
  CHECK(daemon.path().size() > 107);
  CHECK(daemon.ask("echo").has_value());
  const auto second =
      control::Server::open(daemon.loop(), daemon.workers(), daemon.path(), {}, daemon.log());
  CHECK(!second);
}

// Whoever may write the folder could put a socket of their own there.
static void a_folder_that_others_may_write_is_mended_or_refused() {
  const lectern_test::TempFolder folder;
  std::string lines;
  const base::Log log{base::LogLevel::info, base::LogFormat::text,
                      [&](base::LogLevel, std::string_view line) { lines.append(line); }};
  const auto loop = CHECK_OK(net::EventLoop::open("control"));
  net::WorkerPool workers{1, 1};
  const std::string path = folder.file("control.sock");
  const auto open = [&] {
    return control::Server::open(
        *loop, workers, path, [](const control::Request&) { return Json::object(); }, log);
  };
  CHECK_EQ(::chmod(folder.path().c_str(), 0777), 0);
  CHECK(open());
  struct stat status {};
  CHECK_EQ(::stat(folder.path().c_str(), &status), 0);
  CHECK_EQ(status.st_mode & 0777, 0755u);
  CHECK(lines.find("access_mended") != std::string::npos);
  CHECK_EQ(::chmod(folder.path().c_str(), 01777), 0);
  const auto refused = open();
  CHECK(!refused);
  CHECK_EQ(refused.error().code, base::Errc::permission_denied);
  CHECK(refused.error().what.find("every user may write it") != std::string::npos);
}

// Listens on the path as another user would, in a folder that belongs to this one.
static void a_strangers_socket_gets_no_question() {
  if (::geteuid() != 0) lectern_test::skip_test("only root can become another user");
  const lectern_test::TempFolder folder;
  const std::string path = folder.file("control.sock");
  CHECK_EQ(::chmod(folder.path().c_str(), 0777), 0);
  const pid_t stranger = ::fork();
  if (stranger == 0) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::setuid(1000) != 0 ||
        ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd, 1) != 0)
      ::_exit(1);
    ::pause();
  }
  control::Answer answer = control::refuse("unreachable", "");
  for (int i = 0; i < 1000 && !answer && answer.error().code == "unreachable"; ++i) {
    std::this_thread::sleep_for(10ms);
    answer = control::ask_daemon(path, {"status", Json::object()}, 10s);
  }
  ::kill(stranger, SIGKILL);
  ::waitpid(stranger, nullptr, 0);
  CHECK(!answer);
  CHECK_EQ(answer.error().code, "untrusted");
  CHECK(answer.error().message.find("nothing was sent") != std::string::npos);
}

int main() {
  return lectern_test::run(
      "control",
      {TEST(answers_and_refusals_come_back), TEST(a_large_answer_arrives_whole),
       TEST(broken_requests_are_refused), TEST(a_request_may_drip_but_not_forever),
       TEST(pauses_without_descriptors_and_goes_on), TEST(a_client_that_goes_away_disturbs_nobody),
       TEST(a_full_pool_is_said_so), TEST(the_socket_is_for_its_owner_only),
       TEST(a_second_server_is_refused_and_a_dead_ones_socket_replaced),
       TEST(what_cannot_be_reached_says_what_to_do),
       TEST(a_path_may_be_longer_than_a_socket_address),
       TEST(a_folder_that_others_may_write_is_mended_or_refused),
       TEST(a_strangers_socket_gets_no_question)});
}
