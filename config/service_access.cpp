// SPDX-License-Identifier: MIT
#include "config/service_access.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "base/error.hpp"
#include "base/file_access.hpp"

namespace config {
namespace {

struct User {
  std::string name;
  uid_t id = 0;
  gid_t group = 0;
};

std::optional<User> daemon_user(const std::string& state_dir) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(state_dir.c_str(), &status) != 0 || status.st_uid == 0)
    return std::nullopt;
  const passwd* entry = ::getpwuid(status.st_uid);  // NOLINT(concurrency-mt-unsafe): one thread
  if (entry == nullptr) return std::nullopt;
  return User{entry->pw_name, entry->pw_uid, entry->pw_gid};
}

// errno of open(2) as that user, 0 where it opens. A child asks, because only the kernel knows all
// rules: modes of the folders above, groups, access control lists.
int open_error_as(const User& user, const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool became = ::initgroups(user.name.c_str(), user.group) == 0 &&
                        ::setgid(user.group) == 0 && ::setuid(user.id) == 0;
    const bool opens = !became || ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK) >= 0;
    ::_exit(opens ? 0 : errno);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return 0;
  return WEXITSTATUS(status);
}

struct NamedFile {
  const char* what;
  std::string path;
};

std::vector<NamedFile> files_of(const Config& config, const std::string& source) {
  std::vector<NamedFile> files;
  const auto add = [&](const char* what, const std::string& path) {
    // A relative name may be one of systemd's credentials.
    if (path.starts_with('/')) files.push_back({what, path});
  };
  add("the configuration", source);
  const bool tls = std::ranges::any_of(config.listen, &Listener::tls) ||
                   (config.turn.enabled && !config.turn.tls_listen.empty());
  if (tls) {
    add("[tls] certificate", config.tls.certificate);
    add("[tls] key", config.tls.key);
  }
  add("turn.secret_file", config.turn.secret_file);
  add("auth.jwt_secret_file", config.auth.jwt_secret_file);
  add("store.password_file", config.store.password_file);
  add("mail.password_file", config.mail.password_file);
  add("mail.ca_file", config.mail.ca_file);
  add("google.client_secret_file", config.google.client_secret_file);
  add("google.ca_file", config.google.ca_file);
  for (const ExternalServer& server : config.turn.external_servers) {
    add("turn.external_servers", server.secret_file);
    add("turn.external_servers", server.password_file);
  }
  return files;
}

}  // namespace

std::vector<std::string> find_unreadable_files(const Config& config, const std::string& source) {
  std::vector<std::string> out;
  const auto user = daemon_user(config.site.state_dir);
  if (!user) return out;
  for (const auto& [what, path] : files_of(config, source)) {
    if (::access(path.c_str(), R_OK) != 0) continue;  // root sees it as well, and others tell it
    const int error = open_error_as(*user, path);
    if (error == 0) continue;
    std::string said = base::errno_error(std::string{what} + " " + path, error).what;
    said.append(" for the user ").append(user->name).append(base::kToMend);
    said.append("chgrp ").append(user->name).append(" ").append(path).append(" && chmod g+r ");
    out.push_back(said.append(path).append(" (and the folders above it: chmod g+x)"));
  }
  return out;
}

}  // namespace config
