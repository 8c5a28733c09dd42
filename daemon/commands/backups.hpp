// SPDX-License-Identifier: MIT
// Backups: makes the backups that `lecternctl backup` fetches. A backup is made in the state
// folder, because the service may write nowhere else; lecternctl takes it to where the operator
// wants it.
// make() blocks: threads of the control pool; any thread otherwise.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "backup/backup_file.hpp"
#include "base/result.hpp"
#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"

namespace lecternd {

class Backups {
 public:
  struct Made {
    std::string name;  // in the state folder
    std::uint64_t bytes = 0;
    backup::Facts facts;
    std::vector<std::string> files;  // of the state folder that it holds
  };

  // Both outlive this. Removes what an earlier process left unfinished.
  Backups(const Foundation& foundation, Domain& domain);

  // Refuses with unavailable while another backup is made, and with closed after stop().
  base::Result<Made> make();
  // Removes a backup that was fetched. False for any other name.
  bool remove(const std::string& name);
  // Ends make(). Idempotent.
  void stop() noexcept { stopping_ = true; }

 private:
  // Those that nobody has fetched for so long.
  void remove_older_than(std::chrono::seconds age);
  base::Result<Made> write(const std::string& name);

  const Foundation& foundation_;
  Domain& domain_;
  std::mutex one_at_a_time_;
  std::atomic<bool> stopping_{false};
};

}  // namespace lecternd
