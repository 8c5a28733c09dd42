// SPDX-License-Identifier: MIT
// QueueGauges: what waits in the outbox for one worker, as metrics. One thread.
#pragma once

#include "base/metrics.hpp"
#include "meetings/services.hpp"

namespace meetings::notify {

class QueueGauges {
 public:
  struct Names {
    const char* queue;  // with the label `state`
    const char* queue_help;
    const char* oldest;
    const char* oldest_help;
  };
  QueueGauges(Store& store, const base::Clock& clock, base::Metrics& metrics, OutboxKind kind,
              const Names& names);

  // Reads the store every ten seconds at most, however often it is called.
  void look();

 private:
  Store& store_;
  const base::Clock& clock_;
  OutboxKind kind_;
  base::Gauge &waiting_, &sending_, &dead_, &oldest_;
  base::Instant next_look_{};
};

}  // namespace meetings::notify
