// SPDX-License-Identifier: MIT
#include "backup/restore.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <ranges>

#include "backup/placing.hpp"
#include "base/file_lock.hpp"
#include "base/text_file.hpp"
#include "config/state_files.hpp"

namespace backup {
namespace {

// What must be the same after a restore: with other secrets every sign-in would be over, and with
// another key every browser would warn again.
constexpr std::array kFiles{config::kJwtSecretFile,     config::kTurnSecretFile,
                            config::kSelfSignedKeyFile, config::kSelfSignedCertificateFile,
                            config::kAcmeKeyFile,       config::kAcmeCertificateFile};

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

struct Owner {
  uid_t user;
  gid_t group;
};

base::Result<Owner> owner_of(const std::string& state_dir) {
  struct stat status {};
  if (::stat(state_dir.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return base::failure(base::Errc::not_found,
                         "the state folder " + state_dir +
                             " does not exist; start the daemon once, which makes it, and stop it");
  }
  return Owner{status.st_uid, status.st_gid};
}

// Held for the whole restore, so that no daemon starts meanwhile.
base::Result<base::UniqueFd> lock(const std::string& state_dir, const Owner& owner) {
  const std::string path = state_dir + '/' + config::kLockFile;
  base::UniqueFd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!fd) return base::failure(base::errno_error("open " + path, errno));
  if (::geteuid() == 0 && ::fchown(fd.get(), owner.user, owner.group) != 0)
    return base::failure(base::errno_error("chown " + path, errno));
  TRY(base::lock_file(fd.get(), path,
                      "a lecternd uses " + state_dir + "; stop it first: systemctl stop lectern"));
  return fd;
}

base::Status check_origin(const std::string& state_dir, const Facts& facts) {
  const std::string path = state_dir + '/' + config::kDatabaseRecordFile;
  if (!exists(path)) return {};
  TRY(const auto record, base::read_text_file(path));
  if (record.starts_with(facts.identity + '\n')) return {};
  return base::failure(base::Errc::invalid_argument,
                       "the backup is of another installation than " + state_dir +
                           "; --other-installation restores it all the same");
}

base::Status check_names(const std::vector<StateFile>& files) {
  for (const StateFile& file : files) {
    if (std::ranges::find(kFiles, file.name) == kFiles.end()) {
      return base::failure(base::Errc::corrupt, "it is damaged: it holds a file " + file.name);
    }
  }
  return {};
}

// Moves files aside, and back if something fails later.
class Aside {
 public:
  explicit Aside(base::WallTime now) {
    std::string time = base::print_iso8601(now);
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    suffix_ = ".before-" + time;
  }

  base::Status move(const std::string& from, const std::string& to) {
    if (!exists(from)) return {};
    if (std::rename(from.c_str(), to.c_str()) != 0)
      return base::failure(base::errno_error("rename " + from, errno));
    moved_.push_back({from, to});
    return {};
  }
  std::string name_of(const std::string& path) const {
    for (int i = 1;; ++i) {
      std::string name = path + suffix_ + (i == 1 ? std::string{} : '-' + std::to_string(i));
      if (!exists(name)) return name;
    }
  }
  void move_back() {
    for (const auto& [from, to] : moved_ | std::views::reverse)
      (void)std::rename(to.c_str(), from.c_str());
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const Moved& one : moved_) out.push_back(one.to);
    return out;
  }

 private:
  struct Moved {
    std::string from, to;
  };
  std::string suffix_;
  std::vector<Moved> moved_;
};

// SQLite finds the log of a kept database only under the kept name.
base::Status move_database(Aside& aside, const std::string& database) {
  const std::string kept = aside.name_of(database);
  for (const std::string& file : config::files_of_database(database))
    TRY(aside.move(file, kept + file.substr(database.size())));
  return {};
}

struct Fresh {
  std::string path;
  NewFile file;
};

base::Result<std::vector<Fresh>> write_fresh(const std::string& backup, const Contents& contents,
                                             const Place& place, const Owner& owner) {
  std::vector<Fresh> fresh;
  const auto add = [&](const std::string& path) -> base::Result<NewFile*> {
    TRY(auto file, NewFile::make(path));
    TRY(file.give_to(owner.user, owner.group));
    fresh.push_back({path, std::move(file)});
    return &fresh.back().file;
  };
  TRY(NewFile * database, add(place.database));
  TRY(database->append_file(backup));
  TRY(unseal(database->temporary()));
  for (const StateFile& file : contents.files) {
    TRY(NewFile * made, add(place.state_dir + '/' + file.name));
    TRY(made->append(file.content));
  }
  TRY(NewFile * record, add(place.state_dir + '/' + config::kDatabaseRecordFile));
  TRY(record->append(contents.facts.identity + '\n' + place.database + '\n'));
  return fresh;
}

base::Status put_in_place(std::vector<Fresh>& fresh, Aside& aside, const Place& place) {
  TRY(move_database(aside, place.database));
  for (const Fresh& one : fresh) {
    if (one.path != place.database) TRY(aside.move(one.path, aside.name_of(one.path)));
  }
  for (Fresh& one : fresh) TRY(one.file.place(Replaces::nothing));
  return {};
}

}  // namespace

base::Result<std::vector<StateFile>> read_state_files(const std::string& state_dir) {
  std::vector<StateFile> files;
  for (const char* name : kFiles) {
    const std::string path = state_dir + '/' + name;
    if (!exists(path)) continue;
    TRY(auto content, base::read_text_file(path));
    files.push_back({name, std::move(content)});
  }
  return files;
}

base::Result<Restored> restore(const std::string& backup, const Place& place, Origin origin,
                               base::WallTime now) {
  TRY(const Owner owner, owner_of(place.state_dir));
  TRY(const auto held, lock(place.state_dir, owner));
  auto contents = inspect(backup);
  if (!contents) return base::failure(contents.error().code, backup + ": " + contents.error().what);
  TRY(check_names(contents->files));
  if (origin == Origin::same) TRY(check_origin(place.state_dir, contents->facts));
  TRY(auto fresh, write_fresh(backup, *contents, place, owner));
  Aside aside{now};
  if (const auto put = put_in_place(fresh, aside, place); !put) {
    for (const Fresh& one : fresh) {
      if (one.file.placed()) ::unlink(one.path.c_str());
    }
    aside.move_back();
    return base::failure(put.error());
  }
  Restored done{contents->facts, {}, aside.names()};
  for (const Fresh& one : fresh) done.written.push_back(one.path);
  return done;
}

}  // namespace backup
