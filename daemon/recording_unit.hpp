// SPDX-License-Identifier: MIT
// The threads of recordings. One finishes uploads, which may take minutes, and removes files that
// the store does not know. The other makes copies as MP4, one at a time, which takes hours and so
// holds up no upload. Main thread, except where noted.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/log.hpp"
#include "meetings/mp4_copies.hpp"
#include "meetings/recordings.hpp"
#include "meetings/uploads.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

class RecordingUnit {
 public:
  // All of them outlive this.
  RecordingUnit(meetings::Uploads& uploads, meetings::Recordings& recordings,
                meetings::Mp4Copies& copies, const base::Log& log)
      : uploads_(uploads), recordings_(recordings), copies_(copies), log_(log) {}

  void tick();  // once a second, any one thread
  void stop();  // waits until both are at rest; a copy stays due

 private:
  void work(bool sweep);
  void copy();
  void tell(std::string& last, const char* event, const std::string& trouble);

  meetings::Uploads& uploads_;
  meetings::Recordings& recordings_;
  meetings::Mp4Copies& copies_;
  const base::Log& log_;
  std::uint64_t seconds_ = 0;
  std::string trouble_;       // the last that was logged; the pool's thread only
  std::string copy_trouble_;  // the same of the other pool's thread
  std::atomic<bool> stopping_{false};
  net::WorkerPool pool_{1, 1, "recordings"};
  net::WorkerPool copy_pool_{1, 1, "mp4"};
};

}  // namespace lecternd
