// SPDX-License-Identifier: MIT
// WebhookWorker: sends the messages of webhooks that wait in the outbox, on a few threads. Each
// claims a few, signs one with the time of this attempt (Standard Webhooks 1.0.0), sends it without
// holding a transaction, and settles it. One place gets two requests at a time at most, and none
// for a minute after it has failed, so a slow place does not hold up the others; what waits for
// that counts as no attempt. The order is not kept.
//
// The address is judged when it is connected to, after the name was resolved: nothing goes to
// special-use addresses but those that the operator allows, and never to link-local ones, where
// clouds have the secrets of their machines. Redirects are not followed, answers are bounded.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "meetings/notify/queue_gauges.hpp"
#include "meetings/notify/stop_signal.hpp"
#include "meetings/webhooks.hpp"
#include "net/client/http_client.hpp"

namespace meetings::notify {

// Whether a webhook may be sent to this address.
bool may_tell(const base::IpAddress& ip, const std::vector<base::Cidr>& allowed);

class WebhookWorker {
 public:
  static constexpr std::chrono::minutes kLease{2};
  static constexpr std::chrono::seconds kDeadline{15};
  static constexpr std::size_t kMostTogether = 4;
  static constexpr unsigned kThreads = 4;
  static constexpr unsigned kMostOfOne = 2;
  static constexpr std::chrono::seconds kPauseOfOne{60};
  static constexpr std::size_t kLongestAnswer = std::size_t{64} * 1024;

  struct Parts {
    Webhooks& webhooks;
    Store& store;
    const base::Clock& clock;
    const base::Log& log;
    base::Metrics& metrics;
    std::vector<base::Cidr> allowed_addresses;
    std::string ca_file;  // empty: the system's authorities
  };
  explicit WebhookWorker(Parts parts);
  ~WebhookWorker();  // calls stop()
  WebhookWorker(const WebhookWorker&) = delete;
  WebhookWorker& operator=(const WebhookWorker&) = delete;

  void start();
  // Requests on their way end within about a second, and go out once more later. Idempotent.
  void stop();

 private:
  struct Counters {
    base::Counter &delivered, &retried, &dead, &disabled, &obsolete;
  };
  // How one place is treated at the moment.
  struct Place {
    unsigned running = 0;
    base::Instant paused_until{};
  };

  void run(bool looks);
  bool round();  // true if more may be due
  void handle(const OutboxEntry& entry);
  void send(const OutboxEntry& entry, const WebhookMessage& message);
  base::Result<net::client::HttpResponse> post(const WebhookMessage& message, base::WallTime at);
  // nullopt: it may be sent now, and leave() has to follow; else how long to wait.
  std::optional<std::chrono::seconds> enter(const WebhookId& place);
  void leave(const WebhookId& place, bool failed);
  void count(WebhookFate fate, const WebhookDelivery& attempt);
  void give_back(const OutboxEntry& entry, std::chrono::seconds wait);
  void settle_obsolete(const OutboxEntry& entry);

  Parts p_;
  Counters counted_;
  QueueGauges queue_;
  StopSignal stopping_;
  std::mutex mutex_;
  std::map<std::string, Place> places_;  // under mutex_
  std::vector<std::thread> threads_;
};

}  // namespace meetings::notify
