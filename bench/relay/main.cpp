// SPDX-License-Identifier: MIT
// bench_relay_load: one load, one JSON object on standard output. Exit status 0 = measured, 1 = it
// could not be, 2 = wrong options.
#include <sched.h>

#include <cerrno>
#include <cstdio>

#include "bench/relay/loads.hpp"
#include "net/sigpipe.hpp"

namespace {

base::Result<base::Json> run(const bench::Options& options) {
  if (options.cpu >= 0) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<std::size_t>(options.cpu), &only);
    if (::sched_setaffinity(0, sizeof only, &only) != 0)
      return base::failure(base::errno_error("sched_setaffinity", errno));
  }
  TRY(auto ground, bench::Ground::open(options));
  switch (options.mode) {
    case bench::Mode::relay: return bench::run_relay(options, ground);
    case bench::Mode::binding: return bench::run_binding(options, ground);
    case bench::Mode::cycle: return bench::run_cycle(options, ground);
    case bench::Mode::hold: return bench::run_hold(options, ground);
  }
  return base::failure(base::Errc::internal, "no such load");
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = bench::parse_options(argc, argv);
  if (!options) return options.error();
  net::ignore_sigpipe();
  const auto result = run(*options);
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().what.c_str());
    return 1;
  }
  std::puts(result->print().c_str());
  return 0;
}
