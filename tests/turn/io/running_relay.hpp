// SPDX-License-Identifier: MIT
// A relay with its threads and sockets on loopback ports that the kernel chooses, its log and its
// metrics at hand. A test says what differs from plain_settings(). Its members: the test's thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/time.hpp"
#include "tests/support/check.hpp"
#include "turn/io/relay.hpp"

namespace lectern_test {

// User "alice" with the password of TurnClient, one worker on 127.0.0.1, no limit on answers to
// strangers.
inline turn::io::Settings plain_settings() {
  const base::IpAddress loopback = base::IpAddress::v4(127, 0, 0, 1);
  turn::io::Settings settings;
  settings.core.users.emplace("alice", base::Secret{"wonderland"});
  settings.core.binding_rate = settings.core.challenge_rate = 0;
  settings.listen.push_back(base::Endpoint{loopback, 0});
  settings.relay_addresses.push_back(loopback);
  settings.workers = 1;
  return settings;
}

class RunningRelay {
 public:
  explicit RunningRelay(turn::io::Settings settings = plain_settings(),
                        std::optional<turn::io::Handover> inherited = std::nullopt)
      : relay(CHECK_OK(
            turn::io::Relay::start(std::move(settings), log, metrics, std::move(inherited)))),
        at(relay->bound().at(0).endpoint) {
    if (at.ip.is_unspecified()) at.ip = base::IpAddress::v4(127, 0, 0, 1);
  }

  // Of all series that begin so, as Prometheus writes them: a name alone, or with its first labels.
  double metric(const std::string& name) const {
    const std::string text = '\n' + metrics.print_prometheus();
    double total = 0;
    bool found = false;
    for (std::size_t line = text.find('\n' + name); line != std::string::npos;
         line = text.find('\n' + name, line + 1)) {
      const std::size_t end = line + 1 + name.size();
      if (text[end] != ' ' && text[end] != '{' && text[end] != ',') continue;
      found = true;
      total += std::strtod(text.c_str() + text.find(' ', end), nullptr);
    }
    CHECK(found);
    return total;
  }
  bool has_logged(std::string_view text) {
    const std::scoped_lock lock(mutex_);
    return lines_.find(text) != std::string::npos;
  }
  std::size_t lines_logged() {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::count(lines_.begin(), lines_.end(), '\n'));
  }
  // Asks again until it holds; fails after a minute.
  template <class Condition>
  void wait_until(Condition holds) {
    const auto deadline = base::SystemClock{}.now() + std::chrono::minutes{1};
    while (!holds()) {
      CHECK(base::SystemClock{}.now() < deadline);
      (void)relay->sessions();  // a round through the workers, which waits
    }
  }

 private:
  std::mutex mutex_;
  std::string lines_;

 public:
  base::Log log{base::LogLevel::info, base::LogFormat::text,
                [this](base::LogLevel, std::string_view line) {
                  const std::scoped_lock lock(mutex_);
                  lines_ += std::string{line} + '\n';
                }};
  base::Metrics metrics;
  std::unique_ptr<turn::io::Relay> relay;
  base::Endpoint at;  // of the first listener, UDP and TCP
};

}  // namespace lectern_test
