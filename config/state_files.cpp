// SPDX-License-Identifier: MIT
#include "config/state_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file_access.hpp"
#include "base/secret_strength.hpp"
#include "base/text_file.hpp"

namespace config {
namespace {

base::FileUser user_of(const std::string& state_dir) {
  base::FileUser user = base::this_user();
  struct stat status {};
  if (user.id == 0 && ::stat(state_dir.c_str(), &status) == 0)
    user = {status.st_uid, {status.st_gid}};
  return user;
}

class Search {
 public:
  explicit Search(const Config& config) : config_(config), user_(user_of(config.site.state_dir)) {}

  std::vector<StateProblem> run() {
    const std::string& folder = config_.site.state_dir;
    note(base::find_folder_fault(folder, user_));
    if (!config_.site.runtime_dir.empty())
      note(base::find_folder_fault(config_.site.runtime_dir, user_));
    look_at(folder + "/" + kLockFile);
    if (config_.auth.jwt_secrets.empty()) look_at_secret(folder + "/" + kJwtSecretFile);
    if (config_.turn.core.secrets.empty()) look_at_secret(folder + "/" + kTurnSecretFile);
    if (config_.store.postgres_url.empty()) {
      for (const std::string& file : files_of_database(database_path(config_))) look_at(file);
    }
    look_at_own_key(folder + "/" + kSelfSignedKeyFile);
    look_at_acme_key(folder + "/" + kAcmeKeyFile);
    return std::move(problems_);
  }

 private:
  void note(const std::optional<base::AccessFault>& fault) {
    if (fault) problems_.push_back({fault->print(), fault->mode.has_value()});
  }
  void look_at(const std::string& file) { note(base::find_file_fault(file, user_)); }
  void look_at_secret(const std::string& file) {
    look_at(file);
    if (::access(file.c_str(), R_OK) != 0) return;
    const auto text = base::read_text_file(file);
    const auto secret = text ? kept_secret(file, *text) : base::failure(text.error());
    if (!secret) problems_.push_back({secret.error().what, false});
  }

  // The daemon makes a new pair in the place of a key that others could use.
  void look_at_own_key(const std::string& file) {
    if (!config_.tls.certificate.empty()) return;
    if (const auto fault = base::find_file_fault(file, user_))
      problems_.push_back({fault->what, true});
  }

  // The daemon mends the mode; where it cannot, it serves its self-signed certificate.
  void look_at_acme_key(const std::string& file) {
    if (!config_.tls.certificate.empty()) return;
    if (const auto fault = base::find_file_fault(file, user_))
      problems_.push_back({fault->print(), true});
  }

  const Config& config_;
  const base::FileUser user_;
  std::vector<StateProblem> problems_;
};

}  // namespace

base::Result<base::Secret> kept_secret(const std::string& path, std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  base::Secret secret{std::move(text)};
  if (const auto weakness = base::weakness_of(secret))
    return base::failure(base::Errc::corrupt,
                         path + " holds no secret, because its content " + *weakness +
                             "; to let the daemon make a new one at its start: rm " + path);
  return secret;
}

std::string database_path(const Config& config) {
  return config.store.sqlite_path.empty() ? config.site.state_dir + "/" + kDatabaseFile
                                          : config.store.sqlite_path;
}

std::vector<std::string> files_of_database(const std::string& database) {
  return {database, database + "-wal", database + "-shm", database + "-journal"};
}

std::vector<StateProblem> find_state_problems(const Config& config) { return Search{config}.run(); }

}  // namespace config
