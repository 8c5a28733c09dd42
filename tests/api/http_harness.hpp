// SPDX-License-Identifier: MIT
// A running HttpServer with a handler that the test can hold, and clients on socketpairs.
// Everything waits with a deadline.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "api/http_server.hpp"
#include "base/fd.hpp"
#include "base/guarded.hpp"
#include "net/event_loop.hpp"

namespace lectern_test {

// A door that handlers wait behind until the test opens it.
class Gate {
 public:
  void open();
  void pass();                        // blocks while closed
  void await_waiting(std::size_t n);  // until n have arrived in all

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t arrived_ = 0;
  bool open_ = false;
};

// What the harness' handler answers with the method, the target, the client and the origin.
inline constexpr std::string_view kGet =
    "GET /hello?a=b HTTP/1.1\r\nHost: Example.org:3000\r\n\r\n";
std::string post_request(std::string_view path, std::string_view body);

struct Reply {
  int status = 0;
  std::string head;
  std::string body;
  // The value of the first header line of that name; empty where absent.
  std::string header(std::string_view name) const;
};

class HttpClient {
 public:
  explicit HttpClient(base::UniqueFd fd);
  HttpClient(HttpClient&&) = default;

  void send(std::string_view bytes);
  // Sends as much as is taken until the other side is gone; true where all was.
  bool try_send(std::string_view bytes);
  // The next answer; `no_body` after HEAD. Interim 100s are skipped.
  Reply read(bool no_body = false);
  // The other side has closed (whatever else came before is dropped).
  void expect_end();
  bool ended() const noexcept { return ended_; }
  void close() { fd_.reset(); }
  // Sends no more, but still reads.
  void finish_sending();
  int fd() const noexcept { return fd_.get(); }

 private:
  bool fill();
  base::UniqueFd fd_;
  std::string buffer_;
  bool ended_ = false;
};

// What the sinks of /stream have taken.
struct Collected {
  std::string bytes;
  std::size_t largest = 0;  // of the pieces
  int ended = 0;            // sinks that are gone
};

class HttpHarness {
 public:
  explicit HttpHarness(api::HttpLimits limits = {}, unsigned threads = 2, std::size_t queue = 256);
  ~HttpHarness();

  HttpClient connect(std::string_view client = "127.0.0.1:40000", bool tls = false);
  // The same over TCP on loopback.
  HttpClient connect_tcp();
  // Runs `f` on the loop and waits for its end.
  void on_loop(std::function<void()> f);
  // Until `condition` holds; the loop turns in between.
  void eventually(const std::function<bool()>& condition);
  bool metric(std::string_view line) const;
  void stop_server();

  Gate gate;
  std::atomic<int> handled{0};
  base::Guarded<Collected> collected;

 private:
  api::Response handle(const api::Request& request);

  base::Metrics metrics_;
  base::Log log_;
  std::unique_ptr<net::EventLoop> loop_;
  net::WorkerPool pool_;
  api::HashPool hash_pool_;
  std::unique_ptr<api::HttpServer> server_;
  std::thread thread_;
};

std::size_t open_descriptors();

}  // namespace lectern_test
