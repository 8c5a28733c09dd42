// SPDX-License-Identifier: MIT
#include "daemon/commands/backups.hpp"

#include <filesystem>

#include "backup/restore.hpp"
#include "base/random.hpp"

namespace lecternd {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBegin = "backup-";
constexpr std::string_view kEnd = ".tmp";
// lecternctl fetches a backup at once, or died.
constexpr std::chrono::hours kForgotten{1};

bool is_name(std::string_view name) {
  return name.starts_with(kBegin) && name.ends_with(kEnd) &&
         name.find('/') == std::string_view::npos;
}

}  // namespace

Backups::Backups(const Foundation& foundation, Domain& domain)
    : foundation_(foundation), domain_(domain) {
  remove_older_than(std::chrono::seconds{0});
}

void Backups::remove_older_than(std::chrono::seconds age) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(foundation_.state.path(), error)) {
    if (!is_name(entry.path().filename().string())) continue;
    const auto written = entry.last_write_time(error);
    if (!error && fs::file_time_type::clock::now() - written >= age)
      fs::remove(entry.path(), error);
  }
}

base::Result<Backups::Made> Backups::make() {
  const std::unique_lock turn(one_at_a_time_, std::try_to_lock);
  if (!turn) return base::failure(base::Errc::unavailable, "another backup is being made");
  remove_older_than(kForgotten);
  std::string name{kBegin};
  name += base::SystemRandom{}.base64url(12);
  name += kEnd;
  auto made = write(name);
  if (!made) {
    (void)remove(name);
    foundation_.log.warning("backup_failed", {{"why", made.error().what}});
    return made;
  }
  foundation_.log.info("backup_made", {{"bytes", static_cast<long long>(made->bytes)},
                                       {"schema", made->facts.schema}});
  return made;
}

base::Result<Backups::Made> Backups::write(const std::string& name) {
  const std::string path = foundation_.state.file(name);
  TRY(domain_.store->copy_to(path, [this] { return !stopping_; }));
  TRY(auto files, backup::read_state_files(foundation_.state.path()));
  TRY(auto facts, backup::seal(path, domain_.clock.wall_now(), files));
  std::error_code error;
  Made made{name, fs::file_size(path, error), std::move(facts), {}};
  for (const backup::StateFile& file : files) made.files.push_back(file.name);
  return made;
}

bool Backups::remove(const std::string& name) {
  std::error_code error;
  return is_name(name) && fs::remove(foundation_.state.file(name), error);
}

}  // namespace lecternd
