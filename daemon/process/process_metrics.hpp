// SPDX-License-Identifier: MIT
// What this process uses, by the names that Prometheus' own clients give these metrics, so that
// dashboards for any program show it. The scraping thread asks the kernel.
#pragma once

#include "base/metrics.hpp"

namespace lecternd {

void add_process_metrics(base::Metrics& metrics);

}  // namespace lecternd
