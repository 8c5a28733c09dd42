// SPDX-License-Identifier: MIT
// GoogleWorker: writes hosts' meetings into their calendars at Google, as the outbox asks for it,
// on two threads. It claims a few entries, reads what there is to do now, sends the steps without
// holding a transaction, and settles. One person gets one request at a time, and none for a while
// after a quota was used up; what waits for that counts as no attempt. A turn gets one fresh access
// token at most, and each step a few other requests instead; then the schedule of mails goes on.
#pragma once

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
#include "meetings/google/consent.hpp"
#include "meetings/google/send.hpp"
#include "meetings/google/turns.hpp"
#include "meetings/google/verdict.hpp"
#include "meetings/notify/queue_gauges.hpp"
#include "meetings/notify/stop_signal.hpp"

namespace meetings::notify {

class GoogleWorker {
 public:
  // Longer than a turn: the longest has some hundred steps, and gives up after kLongestTurn.
  static constexpr std::chrono::minutes kLease{10};
  static constexpr std::chrono::minutes kLongestTurn{5};
  static constexpr std::size_t kMostTogether = 4;
  static constexpr unsigned kThreads = 2;
  static constexpr std::size_t kMostTokens = 1000;  // access tokens in memory

  struct Parts {
    google::Turns turns;
    google::Addresses addresses;
    google::SiteClient client;
    google::Send send;
    Store& store;
    const base::Clock& clock;
    base::Random& random;
    const base::Log& log;
    base::Metrics& metrics;
  };
  explicit GoogleWorker(Parts parts);
  ~GoogleWorker();  // calls stop()
  GoogleWorker(const GoogleWorker&) = delete;
  GoogleWorker& operator=(const GoogleWorker&) = delete;

  void start();
  // Requests on their way end within about a second, and go out once more later. Idempotent.
  void stop();
  // One round of a thread: true if more may be due. For tests.
  bool round();

 private:
  struct Counters {
    base::Counter &written, &unchanged, &retried, &paused, &ended, &dead, &obsolete, &revoked;
  };
  struct Person {
    bool running = false;
    unsigned quotas = 0;  // in a row
    base::Instant paused_until{};
  };
  struct Access {
    base::Secret token;
    base::WallTime until;
    std::string sealed;  // the refresh token that it comes from
  };
  // Why a turn stops before its end; the verdict is not done.
  struct Stopped {
    google::Verdict verdict = google::Verdict::retry;
    GoogleTrouble trouble = GoogleTrouble::delayed;
    std::string why{};
    std::optional<std::chrono::seconds> not_before{};
  };
  using Failure = std::optional<Stopped>;

  void run(bool looks);
  void handle(const OutboxEntry& entry);
  void write_turn(const OutboxEntry& entry, google::Turn turn);
  void take_back(const OutboxEntry& entry, const base::Secret& token);
  Failure send_steps(google::Turn& turn);
  // `renewed`: whether this turn had its fresh access token already.
  Failure send_step(google::Turn& turn, const google::Step& step, bool& renewed);
  Failure authorize(const google::Turn& turn, bool fresh, base::Secret& access);
  void settle(const OutboxEntry& entry, const google::Turn& turn, const Failure& failure);
  Outcome<void> stop_turn(const OutboxEntry& entry, const google::Turn& turn,
                          const Stopped& stopped);
  std::function<bool()> stops() const;

  // nullopt: it may be sent now, and leave() has to follow; else how long to wait.
  std::optional<std::chrono::seconds> enter(const UserId& person);
  void leave(const UserId& person, const Failure& failure);
  std::chrono::seconds pause_of(const UserId& person);
  void give_back(const OutboxEntry& entry, std::chrono::seconds wait);
  void settle_obsolete(const OutboxEntry& entry);
  double chance();

  Parts p_;
  Counters counted_;
  QueueGauges queue_;
  StopSignal stopping_;
  std::mutex mutex_;
  std::map<std::string, Person> persons_;  // under mutex_
  std::map<std::string, Access> access_;   // under mutex_
  std::vector<std::thread> threads_;
};

}  // namespace meetings::notify
