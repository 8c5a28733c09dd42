// SPDX-License-Identifier: MIT
// StateDir: the daemon's own folder, which one process at a time holds, and the secrets that the
// first start generates in it. Nobody else may write the folder or read the secrets
// (base/file_access.hpp). Blocks. open(): main thread; the rest: any thread, as long as one thread
// at a time asks for a secret of one name.
#pragma once

#include <string>
#include <vector>

#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace lecternd {

class StateDir {
 public:
  // Makes the folder (mode 0700) where it is missing; mends and logs modes that are too wide. The
  // log outlives the result. Errors: already_exists where another process holds the folder;
  // permission_denied where it belongs to another user; io.
  static base::Result<StateDir> open(const std::string& path, const base::Log& log);

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const noexcept { return path_; }
  // The secret in the file `name` (mode 0600). Makes the file from 32 random bytes where it is
  // missing. Errors: corrupt where the secret is weak (base/secret_strength.hpp);
  // permission_denied where the file belongs to another user or is a symbolic link; io.
  base::Result<base::Secret> secret(const std::string& name, base::Random& random) const;
  // Returns the configured secrets; where there are none, the secret that secret() returns.
  base::Result<std::vector<base::Secret>> secrets(const std::vector<base::Secret>& configured,
                                                  const std::string& name,
                                                  base::Random& random) const;

 private:
  StateDir(std::string path, base::UniqueFd lock, const base::Log& log)
      : path_(std::move(path)), lock_(std::move(lock)), log_(&log) {}

  std::string path_;  // absolute
  base::UniqueFd lock_;
  const base::Log* log_;
};

}  // namespace lecternd
