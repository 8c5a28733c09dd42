// SPDX-License-Identifier: MIT
// Secret: text that must not be shown. It cannot be printed, it compares in constant time, and its
// destructor wipes it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"

namespace base {

// Compares without a branch that depends on the content. The lengths are not secret.
bool constant_time_equal(Bytes a, Bytes b) noexcept;
// Overwrites memory in a way that the compiler keeps.
void wipe(MutableBytes bytes) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.clear(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      clear();
      value_ = other.value_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      clear();
      value_ = std::move(other.value_);
      other.clear();
    }
    return *this;
  }
  ~Secret() { clear(); }

  bool empty() const noexcept { return value_.empty(); }
  std::size_t size() const noexcept { return value_.size(); }
  // The only access to the content; the name shows at each call that a secret is used.
  Bytes reveal() const noexcept { return as_bytes(value_); }
  std::string_view reveal_text() const noexcept { return value_; }

  friend bool operator==(const Secret& a, const Secret& b) noexcept {
    return constant_time_equal(a.reveal(), b.reveal());
  }

 private:
  // Wipes all memory of the string: a moved-from short string keeps its characters, and a shortened
  // string keeps its tail.
  void clear() noexcept {
    value_.resize(value_.capacity());
    wipe({reinterpret_cast<std::byte*>(value_.data()), value_.size()});
    value_.clear();
  }
  std::string value_;
};

}  // namespace base
