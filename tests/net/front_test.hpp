// SPDX-License-Identifier: MIT
// FrontTest: a Front with three listeners (plain, TLS, redirecting; or all behind a proxy) on a
// thread of its own. What its sinks are given waits in arrival(), where the test plays the library
// behind the front.
#pragma once

#include <fcntl.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/acme_challenges.hpp"
#include "net/front.hpp"
#include "tests/net/client.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/net/temporary_folder.hpp"

namespace lectern_test {

// A connection that reached a sink.
struct Arrival {
  std::string sink;
  std::string first;  // turn, websocket_stream: bytes handed over with the stream
  base::Endpoint client;
  base::Endpoint local;
  bool tls = false;
  base::UniqueFd fd;                    // http, websocket
  std::unique_ptr<net::Stream> stream;  // turn, websocket_stream
  net::WebSocketRequest request;        // websocket_stream
};

class FrontTest {
 public:
  explicit FrontTest(net::FrontLimits limits = {}, bool proxied = false,
                     const std::vector<base::Cidr>& trusted = {}, bool with_turn = true,
                     const std::string& https_origin = {}, const net::TrustedProxies& http = {},
                     bool with_websocket_streams = false) {
    tls = CHECK_OK(net::TlsContext::self_signed(folder.path(), {"localhost"}, challenges));
    net::FrontSinks sinks;
    if (with_turn) {
      sinks.turn = [this](std::unique_ptr<net::Stream> stream, std::vector<std::byte> first) {
        Arrival a;
        a.sink = "turn";
        a.first = base::as_text(first);
        a.client = stream->peer();
        a.local = stream->local();
        a.tls = stream->is_tls();
        a.stream = std::move(stream);
        arrive(std::move(a));
      };
    }
    if (with_websocket_streams) {
      sinks.websocket_stream = [this](std::unique_ptr<net::Stream> stream,
                                      net::WebSocketRequest request, std::vector<std::byte> first) {
        Arrival a;
        a.sink = "websocket_stream";
        a.first = base::as_text(first);
        a.client = request.client;
        a.tls = stream->is_tls();
        a.stream = std::move(stream);
        a.request = std::move(request);
        arrive(std::move(a));
      };
    }
    sinks.websocket = [this](base::UniqueFd fd, base::Endpoint c, base::Endpoint l, bool t) {
      arrive("websocket", std::move(fd), c, l, t);
    };
    sinks.http = [this](base::UniqueFd fd, base::Endpoint c, base::Endpoint l, bool t,
                        net::TrustedProxies) { arrive("http", std::move(fd), c, l, t); };
    sinks.challenge = [this](std::string_view token) {
      return challenges->key_authorization(token);
    };
    sinks.policy_fields = [](bool is_tls) {
      return std::string{is_tls ? "X-Policy: tls\r\n" : "X-Policy: plain\r\n"};
    };
    const base::Endpoint any = *base::Endpoint::parse("127.0.0.1:0");
    const std::vector<net::FrontListener> listeners{
        {any, false, false, proxied, trusted, http},
        {any, true, false, proxied, trusted, http},
        {any, false, true, proxied, trusted, http, https_origin}};
    loop.on_loop([&] {
      front = CHECK_OK(
          net::Front::open(loop.loop(), listeners, tls, std::move(sinks), log, metrics, limits));
    });
    plain = front->bound()[0];
    secure = front->bound()[1];
    redirecting = front->bound()[2];
  }
  ~FrontTest() {
    loop.stop();
    front.reset();
  }

  // The next connection that reaches a sink.
  Arrival arrival() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds{10}, [this] { return !arrivals_.empty(); })) {
      check_failed("nothing reached a sink for ten seconds", __FILE__, __LINE__);
    }
    Arrival a = std::move(arrivals_.front());
    arrivals_.erase(arrivals_.begin());
    return a;
  }
  std::size_t arrivals() {
    const std::scoped_lock lock(mutex_);
    return arrivals_.size();
  }

  // The value behind `series` in the metrics' text; -1 where there is none.
  long metric(const std::string& series) {
    const std::string text = metrics.print_prometheus();
    const auto at = text.find("\n" + series + " ");
    return at == std::string::npos ? -1 : std::stol(text.substr(at + series.size() + 2));
  }
  long refused(const std::string& reason) {
    return metric("lectern_front_refused_total{reason=\"" + reason + "\"}");
  }
  long served(const std::string& kind) {
    return metric("lectern_front_connections_total{kind=\"" + kind + "\"}");
  }
  // Waits until `condition` holds, at most ten seconds.
  template <class F>
  static bool eventually(F condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
  }

  TemporaryFolder folder;
  base::Log log{base::LogLevel::error, base::LogFormat::text,
                [](base::LogLevel, std::string_view) {}};
  base::Metrics metrics;
  const std::shared_ptr<net::AcmeChallenges> challenges = std::make_shared<net::AcmeChallenges>();
  std::shared_ptr<net::TlsContext> tls;
  LoopThread loop;
  std::unique_ptr<net::Front> front;
  base::Endpoint plain;
  base::Endpoint secure;
  base::Endpoint redirecting;

 private:
  void arrive(const char* sink, base::UniqueFd fd, const base::Endpoint& client,
              const base::Endpoint& local, bool is_tls) {
    Arrival a;
    a.sink = sink;
    a.client = client;
    a.local = local;
    a.tls = is_tls;
    // The test's own thread reads it, and may wait.
    const int flags = ::fcntl(fd.get(), F_GETFL);
    ::fcntl(fd.get(), F_SETFL, flags & ~O_NONBLOCK);
    set_deadline(fd.get());
    a.fd = std::move(fd);
    arrive(std::move(a));
  }
  void arrive(Arrival a) {
    {
      const std::scoped_lock lock(mutex_);
      arrivals_.push_back(std::move(a));
    }
    changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Arrival> arrivals_;
};

}  // namespace lectern_test
