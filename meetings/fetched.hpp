// SPDX-License-Identifier: MIT
// Fetched: a value that another server publishes. The last one that could be fetched stays until a
// newer one arrives, also while that server is down. One caller at a time asks, while the others
// use what there is; the pauses bound how often. `fetch` blocks: worker threads only.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "base/result.hpp"
#include "base/time.hpp"

namespace meetings {

template <class T>
class Fetched {
 public:
  using Fetch = std::function<base::Result<T>()>;
  using Report = std::function<void(const base::Error&)>;  // it could not be fetched

  Fetched(Fetch fetch, Report report, const base::Clock& clock)
      : fetch_(std::move(fetch)), report_(std::move(report)), clock_(clock) {}

  // The last value, if it was fetched less than `age` ago.
  std::optional<T> younger_than(std::chrono::seconds age) {
    const std::scoped_lock lock(mutex_);
    return value_ && clock_.now() < fetched_at_ + age ? value_ : std::nullopt;
  }

  // Asks for a newer one, unless somebody is asking or the last question ended less than `pause`
  // ago. Returns the last value; nullopt while none could be fetched.
  std::optional<T> ask(std::chrono::seconds pause) {
    std::unique_lock lock(mutex_);
    if (asking_ || (asked_at_ && clock_.now() < *asked_at_ + pause)) return value_;
    asking_ = true;
    lock.unlock();
    auto fetched = fetch_();
    if (!fetched) report_(fetched.error());
    lock.lock();
    asking_ = false;
    asked_at_ = clock_.now();
    if (fetched) {
      value_ = std::move(*fetched);
      fetched_at_ = *asked_at_;
    }
    return value_;
  }

 private:
  const Fetch fetch_;
  const Report report_;
  const base::Clock& clock_;

  std::mutex mutex_;
  std::optional<T> value_;
  bool asking_ = false;
  std::optional<base::Instant> asked_at_;  // when the last question ended
  base::Instant fetched_at_{};             // of value_
};

}  // namespace meetings
