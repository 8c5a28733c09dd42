// SPDX-License-Identifier: MIT
#include "daemon/process/state_dir.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "base/file_access.hpp"
#include "base/file_lock.hpp"
#include "base/text_file.hpp"
#include "config/state_files.hpp"
#include "net/atomic_file.hpp"

namespace lecternd {
namespace {

base::Result<base::UniqueFd> hold(const std::string& path, const base::Log& log) {
  TRY(base::UniqueFd lock, base::open_private_file(path, O_RDWR | O_CREAT, log));
  TRY(base::lock_file(lock.get(), path,
                      "another lecternd uses " +
                          std::filesystem::path(path).parent_path().string() +
                          " (state_dir in [site])"));
  return lock;
}

}  // namespace

base::Result<StateDir> StateDir::open(const std::string& path, const base::Log& log) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  if (error) return base::failure(base::Errc::io, "state_dir " + path + ": " + error.message());
  if (!std::filesystem::exists(absolute, error)) {
    std::filesystem::create_directories(absolute.parent_path(), error);
    if (::mkdir(absolute.c_str(), 0700) != 0 && errno != EEXIST) {
      return base::failure(base::errno_error("making state_dir " + absolute.string(), errno));
    }
  }
  TRY(base::secure_folder(absolute.string(), log));
  TRY(auto lock, hold((absolute / config::kLockFile).string(), log));
  return StateDir{absolute.string(), std::move(lock), log};
}

base::Result<base::Secret> StateDir::secret(const std::string& name, base::Random& random) const {
  const std::string path = file(name);
  const auto opened = base::open_private_file(path, O_RDONLY, *log_);
  if (opened) {
    TRY(auto text, base::read_text(*opened, path));
    return config::kept_secret(path, std::move(text));
  }
  if (opened.error().code != base::Errc::not_found) return base::failure(opened.error());
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
