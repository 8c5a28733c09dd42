// SPDX-License-Identifier: MIT
// Fifo<T>: a queue in one block of memory, and without any while it is empty and was never long: a
// server has many queues, and most are empty most of the time (std::deque takes 600 bytes for
// nothing). One thread at a time.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace base {

template <class T>
class Fifo {
 public:
  bool empty() const noexcept { return head_ == items_.size(); }
  std::size_t size() const noexcept { return items_.size() - head_; }
  T& front() noexcept { return items_[head_]; }
  const T& front() const noexcept { return items_[head_]; }
  T& back() noexcept { return items_.back(); }
  const T& back() const noexcept { return items_.back(); }
  auto begin() const noexcept { return items_.begin() + static_cast<std::ptrdiff_t>(head_); }
  auto end() const noexcept { return items_.end(); }

  void push_back(T item) { items_.push_back(std::move(item)); }
  void pop_front() {
    items_[head_++] = T{};
    if (empty()) return trim();
    if (head_ < kSlack || head_ < size()) return;
    // At least as many were popped as are moved now.
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  void clear() noexcept {
    std::vector<T>().swap(items_);
    head_ = 0;
  }
  // Removes every item for which `which` is true; returns how many those are.
  template <class Which>
  std::size_t erase_if(Which which) {
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
    return std::erase_if(items_, which);
  }

 private:
  static constexpr std::size_t kSlack = 16;

  void trim() noexcept {
    if (items_.capacity() > kSlack) return clear();
    items_.clear();
    head_ = 0;
  }

  std::vector<T> items_;
  std::size_t head_ = 0;  // the items before it were popped
};

}  // namespace base
