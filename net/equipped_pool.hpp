// SPDX-License-Identifier: MIT
// EquippedPool: a WorkerPool whose jobs get a tool that nobody else can reach. It keeps expensive
// work, which needs the tool, out of the other threads. Any thread; the tool is used by several
// threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string_view>
#include <utility>

#include "net/worker_pool.hpp"

namespace net {

template <class Tool>
class EquippedPool {
 public:
  using Job = std::function<void(const Tool&)>;

  EquippedPool(std::unique_ptr<const Tool> tool, unsigned threads, std::size_t capacity,
               std::string_view name)
      : tool_(std::move(tool)), pool_(threads, capacity, name) {}

  // As WorkerPool::post() for a client.
  void post(const base::IpAddress& client, Job job, std::function<void()> refused) {
    pool_.post(
        client, [this, job = std::move(job)] { job(*tool_); }, std::move(refused));
  }
  // Runs a job of the daemon itself and waits for its end: at most one client's job on each thread
  // comes before it. False where the pool is stopped. Not for jobs of this pool.
  bool run(const Job& job) {
    std::promise<void> done;
    const bool taken = pool_.post([this, &job, &done] {
      job(*tool_);
      done.set_value();
    });
    if (taken) done.get_future().wait();
    return taken;
  }
  void stop() { pool_.stop(); }
  std::size_t waiting() const { return pool_.waiting(); }
  std::uint64_t refused() const { return pool_.refused(); }

 private:
  const std::unique_ptr<const Tool> tool_;  // outlives the threads of pool_
  WorkerPool pool_;
};

}  // namespace net
