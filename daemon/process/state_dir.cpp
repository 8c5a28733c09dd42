// SPDX-License-Identifier: MIT
#include "daemon/process/state_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "base/text_file.hpp"
#include "config/load.hpp"
#include "net/atomic_file.hpp"

namespace lecternd {
namespace {

base::Result<base::UniqueFd> hold(const std::string& path) {
  base::UniqueFd lock{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!lock) return base::failure(base::errno_error("open " + path, errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return base::failure(base::errno_error("flock " + path, errno));
  return base::failure(base::Errc::already_exists,
                       "another lecternd uses " +
                           std::filesystem::path(path).parent_path().string() +
                           " (state_dir in [site])");
}

}  // namespace

base::Result<StateDir> StateDir::open(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  if (error) return base::failure(base::Errc::io, "state_dir " + path + ": " + error.message());
  if (!std::filesystem::exists(absolute, error)) {
    std::filesystem::create_directories(absolute.parent_path(), error);
    if (::mkdir(absolute.c_str(), 0700) != 0 && errno != EEXIST) {
      return base::failure(base::errno_error("making state_dir " + absolute.string(), errno));
    }
  }
  TRY(auto lock, hold((absolute / "lectern.lock").string()));
  return StateDir{absolute.string(), std::move(lock)};
}

base::Result<base::Secret> StateDir::secret(const std::string& name, base::Random& random) const {
  const std::string path = file(name);
  if (std::filesystem::exists(path)) {
    TRY(auto text, base::read_text_file(path));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    if (text.size() < 16)
      return base::failure(base::Errc::corrupt,
                           path + " holds no secret; remove it and a new one is made");
    return base::Secret{std::move(text)};
  }
  std::string made = random.base64url(32);
  TRY(net::write_atomically(path, base::as_bytes(made + "\n"), 0600));
  return base::Secret{std::move(made)};
}

base::Result<std::vector<base::Secret>> StateDir::secrets(
    const std::vector<base::Secret>& configured, const std::string& name,
    base::Random& random) const {
  if (!configured.empty()) return configured;
  TRY(auto kept, secret(name, random));
  return std::vector<base::Secret>{std::move(kept)};
}

}  // namespace lecternd
