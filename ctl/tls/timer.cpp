// SPDX-License-Identifier: MIT
#include "ctl/tls/timer.hpp"

#include <unistd.h>

#include "ctl/tls/process.hpp"

namespace ctl::tls {
namespace {

constexpr const char* kSystemctl = "/usr/bin/systemctl";

// As sd_booted(3) finds it out.
bool has_systemd() {
  return ::access("/run/systemd/system", F_OK) == 0 && ::access(kSystemctl, X_OK) == 0;
}

bool succeeds(const std::vector<std::string>& words) {
  const auto ended = run_program(kSystemctl, words);
  return ended && ended->status == 0;
}

const std::string kOwn = " renews it every day when it is due.";
const std::string kByHand =
    "Nothing renews it by itself here: run `lecternctl tls renew` once a day, by cron for example.";

}  // namespace

std::string describe_timer() {
  if (!has_systemd()) return kByHand;
  if (succeeds({"--quiet", "is-enabled", kTimer})) return kTimer + kOwn;
  return "Nothing renews it by itself; to mend it: systemctl enable --now " + std::string{kTimer};
}

std::string enable_timer() {
  if (has_systemd() && ::geteuid() == 0) (void)succeeds({"enable", "--now", kTimer});
  return describe_timer();
}

}  // namespace ctl::tls
