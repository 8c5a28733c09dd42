// SPDX-License-Identifier: MIT
// The thread that finishes recordings: it makes uploads seekable, which may take minutes, and
// removes files that the store does not know. Main thread, except where noted.
#pragma once

#include <cstdint>
#include <string>

#include "base/log.hpp"
#include "meetings/recordings.hpp"
#include "meetings/uploads.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

class RecordingUnit {
 public:
  // `uploads`, `recordings` and `log` outlive this.
  RecordingUnit(meetings::Uploads& uploads, meetings::Recordings& recordings, const base::Log& log)
      : uploads_(uploads), recordings_(recordings), log_(log) {}

  void tick();  // once a second, any one thread
  void stop() { pool_.stop(); }

 private:
  void work(bool sweep);

  meetings::Uploads& uploads_;
  meetings::Recordings& recordings_;
  const base::Log& log_;
  std::uint64_t seconds_ = 0;
  std::string trouble_;  // the last that was logged; the pool's thread only
  net::WorkerPool pool_{1, 1, "recordings"};
};

}  // namespace lecternd
