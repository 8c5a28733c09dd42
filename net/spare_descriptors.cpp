// SPDX-License-Identifier: MIT
#include "net/spare_descriptors.hpp"

#include <sys/eventfd.h>

namespace net {

void SpareDescriptors::refill() noexcept {
  while (spares_.size() < wanted_) {
    base::UniqueFd fd = below_ceiling(base::UniqueFd{::eventfd(0, EFD_CLOEXEC)}, ceiling_);
    if (!fd) return;
    spares_.push_back(std::move(fd));
  }
}

}  // namespace net
