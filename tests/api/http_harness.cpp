// SPDX-License-Identifier: MIT
#include "tests/api/http_harness.hpp"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <future>
#include <stdexcept>

#include "base/text.hpp"
#include "base/write_all.hpp"
#include "net/sockaddr.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 20s;

}  // namespace

void Gate::open() {
  const std::scoped_lock lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++arrived_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

void Gate::await_waiting(std::size_t n) {
  std::unique_lock lock(mutex_);
  CHECK(changed_.wait_for(lock, kPatience, [&] { return arrived_ >= n; }));
}

std::string post_request(std::string_view path, std::string_view body) {
  return "POST " + std::string{path} +
         " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string{body};
}

std::string Reply::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos &&
        base::equals_ignoring_case(line.substr(0, colon), name)) {
      return std::string{base::trim(line.substr(colon + 1))};
    }
  }
  return {};
}

HttpClient::HttpClient(base::UniqueFd fd) : fd_(std::move(fd)) {
  timeval patience{};
  patience.tv_sec = std::chrono::seconds{kPatience}.count();
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

bool HttpClient::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) return false;
    CHECK(n > 0);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void HttpClient::send(std::string_view bytes) { CHECK(try_send(bytes)); }

bool HttpClient::fill() {
  char piece[65536];
  const ssize_t n = ::recv(fd_.get(), piece, sizeof piece, 0);
  if (n == 0 || (n < 0 && errno == ECONNRESET)) {
    ended_ = true;
    return false;
  }
  if (n < 0) check_failed("the server says nothing", __FILE__, __LINE__);
  buffer_.append(piece, static_cast<std::size_t>(n));
  return true;
}

Reply HttpClient::read(bool no_body) {
  Reply reply;
  do {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) check_failed("closed before the answer's head: " + buffer_, __FILE__, __LINE__);
    }
    reply.head = buffer_.substr(0, end);
    buffer_.erase(0, end + 4);
    reply.status = std::stoi(reply.head.substr(reply.head.find(' ') + 1, 3));
  } while (reply.status == 100);
  const std::string length = reply.header("Content-Length");
  const bool bodyless = no_body || reply.status == 204 || reply.status == 304;
  const std::size_t wanted = bodyless || length.empty() ? 0 : std::stoul(length);
  while (buffer_.size() < wanted) {
    if (!fill()) check_failed("closed in the answer's body", __FILE__, __LINE__);
  }
  reply.body = buffer_.substr(0, wanted);
  buffer_.erase(0, wanted);
  return reply;
}

void HttpClient::finish_sending() { CHECK_EQ(::shutdown(fd_.get(), SHUT_WR), 0); }

void HttpClient::expect_end() {
  while (fill()) buffer_.clear();
}

namespace {

class CollectingSink final : public api::BodySink {
 public:
  CollectingSink(base::Guarded<Collected>& collected, std::size_t most)
      : collected_(collected), most_(most) {}
  ~CollectingSink() override {
    collected_.with([](Collected& all) { ++all.ended; });
  }

  base::Result<void, api::Problem> take(std::string_view bytes) override {
    return collected_.with([&](Collected& all) -> base::Result<void, api::Problem> {
      if (all.bytes.size() + bytes.size() > most_) return base::failure(api::body_too_large(most_));
      all.bytes.append(bytes);
      all.largest = std::max(all.largest, bytes.size());
      return {};
    });
  }
  api::Answer finish() override {
    return api::text_response(
        201, std::to_string(collected_.with([](Collected& all) { return all.bytes.size(); })));
  }

 private:
  base::Guarded<Collected>& collected_;
  std::size_t most_;
};

// A file that holds the numbers from 0 on, each on a line of eight bytes.
api::Response file_response(std::uint64_t offset, std::uint64_t length) {
  base::UniqueFd fd{::memfd_create("numbers", MFD_CLOEXEC)};
  std::string text;
  char line[9];
  for (int n = 0; n < 100'000; ++n) {
    std::snprintf(line, sizeof(line), "%07d\n", n);
    text += line;
  }
  CHECK(base::write_all(fd.get(), base::as_bytes(text)));
  api::Response response{200, {}, nullptr};
  response.file =
      std::make_shared<const api::FilePart>(api::FilePart{std::move(fd), offset, length});
  return response;
}

}  // namespace

HttpHarness::HttpHarness(api::HttpLimits limits, unsigned threads, std::size_t queue)
    : log_(base::LogLevel::debug, base::LogFormat::text, [](base::LogLevel, std::string_view) {}),
      loop_(CHECK_OK(net::EventLoop::open("http-test"))),
      pool_(threads, queue),
      hash_pool_(std::make_unique<const CheapHasher>(), 1, queue, "hash") {
  api::Handler handler;
  handler.quick = [](const api::Request& request) -> std::variant<api::Response, api::Match> {
    if (request.path == "/quick") return api::text_response(200, "quick");
    if (request.path == "/empty") return api::empty_response(204);
    if (request.path == "/same")
      return api::Response{
          304, {{"ETag", "\"x\""}}, std::make_shared<const std::string>("not sent")};
    if (request.path == "/split")
      return api::text_response(200, "x").with("X-Bad", "a\r\nX-Injected: b");
    api::Match match;
    if (request.path.starts_with("/hash/")) match.runs = api::Runs::hasher;
    return match;
  };
  handler.work = [this](const api::Request& request, const api::Match&) { return handle(request); };
  handler.hash = [this](const api::Request& request, const api::Match&,
                        const meetings::PasswordHasher& hasher) {
    return api::text_response(200,
                              std::string{handle(request).text()} + hasher.hash("x")->substr(0, 7));
  };
  handler.streams = [](const api::Request& request) -> std::optional<api::Match> {
    if (request.path.starts_with("/stream")) return api::Match{};
    return std::nullopt;
  };
  handler.open =
      [this](const api::Request& request,
             const api::Match&) -> base::Result<std::unique_ptr<api::BodySink>, api::Response> {
    if (request.path == "/stream/refused") return base::failure(api::to_response(api::not_found()));
    return std::make_unique<CollectingSink>(collected,
                                            request.path == "/stream/little" ? 300'000 : SIZE_MAX);
  };
  handler.decorate = [](const api::Request& request, api::Response& response) {
    response.with("X-Decorated", request.id);
  };
  server_ = CHECK_OK(api::HttpServer::open(*loop_, {pool_, &hash_pool_}, handler, std::move(limits),
                                           log_, metrics_));
  thread_ = std::thread([this] { loop_->run(); });
}

api::Response HttpHarness::handle(const api::Request& request) {
  ++handled;
  if (request.path.ends_with("/wait")) gate.pass();
  if (request.path == "/throw") throw std::runtime_error("on purpose");
  if (request.path == "/big") return api::text_response(200, std::string(8'000'000, 'b'));
  if (request.path == "/file") return file_response(80, 400'000);
  if (request.path == "/short-file") return file_response(799'992, 16);
  if (request.path == "/echo") return api::text_response(200, request.body);
  return api::text_response(200, std::string{to_string(request.method)} + ' ' + request.path + '?' +
                                     request.query + ' ' + request.client.print() + ' ' +
                                     request.origin);
}

HttpHarness::~HttpHarness() {
  gate.open();
  stop_server();
  loop_->stop();
  thread_.join();
  pool_.stop();
  hash_pool_.stop();
}

void HttpHarness::stop_server() {
  on_loop([this] { server_->stop(); });
}

void HttpHarness::on_loop(std::function<void()> f) {
  std::promise<void> done;
  loop_->post([&] {
    f();
    done.set_value();
  });
  CHECK(done.get_future().wait_for(kPatience) == std::future_status::ready);
}

void HttpHarness::eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (bool done = false; !done; on_loop([&] { done = condition(); })) {
    CHECK(std::chrono::steady_clock::now() < deadline);
  }
}

bool HttpHarness::metric(std::string_view line) const {
  return metrics_.print_prometheus().find(std::string{line} + '\n') != std::string::npos;
}

HttpClient HttpHarness::connect(std::string_view client, bool tls) {
  int ends[2];
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  HttpClient out{base::UniqueFd{ends[0]}};
  server_->adopt(base::UniqueFd{ends[1]}, *base::Endpoint::parse(client),
                 *base::Endpoint::parse("127.0.0.1:3000"), tls);
  return out;
}

HttpClient HttpHarness::connect_tcp() {
  base::UniqueFd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  net::SocketAddress address{*base::Endpoint::parse("127.0.0.1:0")};
  CHECK_EQ(::bind(listener.get(), address.data(), address.size()), 0);
  CHECK_EQ(::listen(listener.get(), 1), 0);
  const base::Endpoint local = net::local_endpoint(listener.get());
  address = net::SocketAddress{local};
  base::UniqueFd client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  CHECK_EQ(::connect(client.get(), address.data(), address.size()), 0);
  base::UniqueFd accepted{
      ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  CHECK(static_cast<bool>(accepted));
  server_->adopt(std::move(accepted), net::local_endpoint(client.get()), local, false);
  return HttpClient{std::move(client)};
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

}  // namespace lectern_test
