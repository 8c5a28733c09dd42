// SPDX-License-Identifier: MIT
// StateDir: the daemon's own folder, held by one process at a time, and the secrets that are
// generated into it at the first start. Blocks; main thread.
#pragma once

#include <string>
#include <vector>

#include "base/fd.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace lecternd {

class StateDir {
 public:
  // Makes the folder (0700) where it is not there. Fails where another process holds it.
  static base::Result<StateDir> open(const std::string& path);

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const noexcept { return path_; }
  // The secret kept in file `name` (0600); made of 32 random bytes where there is none.
  base::Result<base::Secret> secret(const std::string& name, base::Random& random) const;
  // The configured secrets, or where there are none the one that secret() gives.
  base::Result<std::vector<base::Secret>> secrets(const std::vector<base::Secret>& configured,
                                                  const std::string& name,
                                                  base::Random& random) const;

 private:
  StateDir(std::string path, base::UniqueFd lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;  // absolute
  base::UniqueFd lock_;
};

}  // namespace lecternd
