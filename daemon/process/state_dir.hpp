// SPDX-License-Identifier: MIT
// StateDir: the daemon's own folder, which one process at a time holds, and the secrets that the
// first start generates in it. Blocks. open(): main thread; the rest: any thread, as long as one
// thread at a time asks for a secret of one name.
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
  // Makes the folder (mode 0700) where it is missing. Errors: already_exists where another process
  // holds it; io.
  static base::Result<StateDir> open(const std::string& path);

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const noexcept { return path_; }
  // The secret in the file `name` (mode 0600). Makes the file from 32 random bytes where it is
  // missing. Errors: corrupt where the file has less than 16 characters; io.
  base::Result<base::Secret> secret(const std::string& name, base::Random& random) const;
  // Returns the configured secrets; where there are none, the secret that secret() returns.
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
