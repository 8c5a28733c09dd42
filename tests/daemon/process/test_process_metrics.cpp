// SPDX-License-Identifier: MIT
#include "daemon/process/process_metrics.hpp"

#include <fcntl.h>

#include "base/fd.hpp"
#include "tests/support/check.hpp"

namespace {

void it_tells_what_the_process_uses() {
  base::Metrics metrics;
  lecternd::add_process_metrics(metrics);
  CHECK(metrics.total("process_cpu_seconds_total") >= 0);
  CHECK(metrics.total("process_resident_memory_bytes") > 100'000);
  CHECK(metrics.total("process_max_fds") > metrics.total("process_open_fds"));
}

void it_counts_descriptors() {
  base::Metrics metrics;
  lecternd::add_process_metrics(metrics);
  const double before = metrics.total("process_open_fds");
  const base::UniqueFd more{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  CHECK_EQ(metrics.total("process_open_fds"), before + 1);
}

}  // namespace

int main() {
  return lectern_test::run("process_metrics",
                           {TEST(it_tells_what_the_process_uses), TEST(it_counts_descriptors)});
}
