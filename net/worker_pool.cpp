// SPDX-License-Identifier: MIT
#include "net/worker_pool.hpp"

#include <pthread.h>

#include <algorithm>
#include <string>
#include <utility>

namespace net {

WorkerPool::WorkerPool(unsigned threads, std::size_t capacity, std::string_view name)
    : capacity_(capacity), clients_(capacity) {
  threads = std::max(threads, 1u);
  threads_.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) {
    threads_.emplace_back([this, label = std::string{name} + '-' + std::to_string(i)] {
      pthread_setname_np(pthread_self(), label.substr(0, 15).c_str());
      work();
    });
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::post(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || own_.size() >= capacity_) return false;
    own_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void WorkerPool::post(const base::IpAddress& client, Job job, Job refused) {
  std::optional<ClientJob> out;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) {
      out = ClientJob{{}, std::move(refused)};
    } else {
      out = clients_.push(client, ClientJob{std::move(job), std::move(refused)});
      if (out) ++refused_;
    }
  }
  if (out) return out->refused();  // as many jobs wait as before
  changed_.notify_one();
}

void WorkerPool::stop() {
  std::vector<ClientJob> left;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    while (auto job = clients_.pop()) left.push_back(std::move(*job));
  }
  changed_.notify_all();
  for (const ClientJob& job : left) job.refused();
  const std::scoped_lock lock(joining_);
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t WorkerPool::waiting() const {
  const std::scoped_lock lock(mutex_);
  return own_.size() + clients_.size();
}

std::uint64_t WorkerPool::refused() const {
  const std::scoped_lock lock(mutex_);
  return refused_;
}

std::optional<WorkerPool::Job> WorkerPool::next() {
  const bool own = !own_.empty() && (own_turn_ || clients_.size() == 0);
  own_turn_ = !own;
  if (own) {
    Job job = std::move(own_.front());
    own_.pop_front();
    return job;
  }
  auto job = clients_.pop();
  if (!job) return std::nullopt;
  return std::move(job->run);
}

void WorkerPool::work() {
  for (;;) {
    std::optional<Job> job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !own_.empty() || clients_.size() != 0; });
      job = next();
    }
    if (!job) return;
    (*job)();
  }
}

}  // namespace net
