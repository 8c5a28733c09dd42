// SPDX-License-Identifier: MIT
// SpareDescriptors: descriptors that a server holds for the time when the process has no others.
// One thread.
#pragma once

#include <cstddef>
#include <vector>

#include "base/fd.hpp"
#include "net/descriptor_ceiling.hpp"

namespace net {

class SpareDescriptors {
 public:
  explicit SpareDescriptors(std::size_t wanted, int ceiling = kNoCeiling)
      : wanted_(wanted), ceiling_(ceiling) {
    spares_.reserve(wanted);
    refill();
  }

  // Closes one, so that the process can open another. False: none is left.
  bool give_one() noexcept {
    if (spares_.empty()) return false;
    spares_.pop_back();
    return true;
  }
  // Opens as many as are missing and can be had below the ceiling.
  void refill() noexcept;
  std::size_t size() const noexcept { return spares_.size(); }

 private:
  std::size_t wanted_;
  int ceiling_;
  std::vector<base::UniqueFd> spares_;
};

}  // namespace net
