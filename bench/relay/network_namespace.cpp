// SPDX-License-Identifier: MIT
#include "bench/relay/network_namespace.hpp"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

// Sockets made in the wrong namespace would measure something else: better no figure.
void enter(int fd) noexcept {
  if (::setns(fd, CLONE_NEWNET) == 0) return;
  std::perror("setns");
  std::exit(1);
}

}  // namespace

base::Result<NetworkNamespace> NetworkNamespace::open(const std::string& name) {
  NetworkNamespace made;
  if (name.empty()) return made;
  made.home_ = base::UniqueFd{::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)};
  made.there_ = base::UniqueFd{::open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!made.home_ || !made.there_)
    return base::failure(base::errno_error("open namespace " + name, errno));
  return made;
}

NetworkNamespace::Visit::Visit(const NetworkNamespace& there) noexcept : there_(there) {
  if (there_.there_) enter(there_.there_.get());
}

NetworkNamespace::Visit::~Visit() {
  if (there_.there_) enter(there_.home_.get());
}

}  // namespace bench
