// SPDX-License-Identifier: MIT
// Sockets in another network namespace: a socket belongs to the namespace its thread was in when it
// was made. Needs CAP_SYS_ADMIN.
#pragma once

#include <string>
#include <utility>

#include "base/fd.hpp"
#include "base/result.hpp"

namespace bench {

class NetworkNamespace {
 public:
  // One made by `ip netns add NAME`; an empty name is the namespace this thread is in.
  static base::Result<NetworkNamespace> open(const std::string& name);

  // Runs `make` inside and comes back.
  template <class F>
  auto within(F&& make) const {
    const Visit visit{*this};
    return std::forward<F>(make)();
  }

 private:
  class Visit {
   public:
    explicit Visit(const NetworkNamespace& there) noexcept;
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

   private:
    const NetworkNamespace& there_;
  };
  NetworkNamespace() = default;

  base::UniqueFd home_;
  base::UniqueFd there_;  // none: this is home
};

}  // namespace bench
