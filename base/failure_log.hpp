// SPDX-License-Identifier: MIT
// FailureLog: warns of failures of the operating system that strangers can cause in any number: for
// each kind one line at once, and then one a minute with the number of failures since the last
// line. The time is an argument. Any thread.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "base/time.hpp"

namespace base {

class FailureLog {
 public:
  static constexpr auto kInterval = std::chrono::minutes{1};

  // `event` names the lines, and lives as long as the program. The log outlives this.
  FailureLog(const Log& log, std::string_view event) noexcept : log_(log), event_(event) {}

  // `what` was not possible. A kind of failure is `what`, one of the program's own words, with an
  // errno.
  void note(std::string_view what, const Error& error, Instant now);
  // Writes the lines that are due. Call it now and then, at least once a minute.
  // False: nothing waits for a line.
  bool tell(Instant now);

 private:
  using Kind = std::pair<std::string, int>;
  struct Row {
    std::uint64_t untold = 0;
    Instant told;
    std::string last;  // the words of the last failure
  };
  void write(const Kind& kind, Row& row, Instant now) const;

  const Log& log_;
  const std::string_view event_;
  Guarded<std::map<Kind, Row>> rows_;
};

}  // namespace base
