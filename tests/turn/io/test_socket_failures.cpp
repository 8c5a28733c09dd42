// SPDX-License-Identifier: MIT
// What the system does not give the relay is counted by purpose and reason, and told.
#include "turn/io/socket_failures.hpp"

#include <cerrno>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using turn::SocketPurpose;
using turn::SystemFailure;
using turn::io::reason_of;

void an_errno_has_one_reason() {
  CHECK(reason_of(EADDRINUSE) == SystemFailure::no_port);
  CHECK(reason_of(EMFILE) == SystemFailure::no_descriptor);
  CHECK(reason_of(ENFILE) == SystemFailure::no_descriptor);
  CHECK(reason_of(ENOMEM) == SystemFailure::no_memory);
  CHECK(reason_of(ENOBUFS) == SystemFailure::no_memory);
  CHECK(reason_of(EADDRNOTAVAIL) == SystemFailure::address_gone);
  CHECK(reason_of(ENODEV) == SystemFailure::address_gone);
  for (const int other : {EACCES, EPERM, EINVAL, 0})
    CHECK(reason_of(other) == SystemFailure::other);
}

void each_failure_is_counted_and_the_first_is_told() {
  std::vector<std::string> lines;
  base::Log log{base::LogLevel::info, base::LogFormat::text,
                [&](base::LogLevel, std::string_view line) { lines.emplace_back(line); }};
  base::FailureLog failures{log, "turn_system_failure"};
  const auto loop = CHECK_OK(net::EventLoop::open("t"));
  const turn::io::LoopClock clock{*loop};
  turn::Stats first, second;
  turn::io::SocketFailures one{failures, clock, first}, other{failures, clock, second};
  const base::Error error = base::errno_error("bind to UDP 192.0.2.1:50000", EADDRINUSE);
  for (int i = 0; i < 3; ++i)
    CHECK(one.note(SocketPurpose::relayed_address, error) == SystemFailure::no_port);
  (void)other.note(SocketPurpose::relayed_address, error);  // the workers share the lines
  CHECK_EQ(lines.size(), 1u);
  CHECK(lines[0].find("turn_system_failure what=relayed_address "
                      "error=\"bind to UDP 192.0.2.1:50000: Address already in use\" times=1") !=
        std::string::npos);
  const auto counted = [](const turn::Stats& stats) {
    return stats
        .socket_failures[static_cast<std::size_t>(SocketPurpose::relayed_address)]
                        [static_cast<std::size_t>(SystemFailure::no_port)]
        .value();
  };
  CHECK_EQ(counted(first), 3u);
  CHECK_EQ(counted(second), 1u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "socket_failures",
      {TEST(an_errno_has_one_reason), TEST(each_failure_is_counted_and_the_first_is_told)});
}
