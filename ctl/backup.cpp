// SPDX-License-Identifier: MIT
// lecternctl backup and lecternctl restore. The daemon makes a backup in its state folder, and this
// takes it from there; a restore needs no daemon, and refuses beside a running one.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "backup/placing.hpp"
#include "backup/restore.hpp"
#include "base/time.hpp"
#include "config/commands.hpp"
#include "config/state_files.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {
namespace {

using backup::NewFile;
using backup::Replaces;
using base::Json;

// A backup of many gigabytes on a slow disk.
constexpr std::chrono::hours kDeadline{2};

struct Words {
  std::string file, config;
  bool overwrite = false, other_installation = false;
};

// The daemon's copy, which is removed whatever happens.
class DaemonsCopy {
 public:
  DaemonsCopy(const std::string& socket, Json facts) : socket_(socket), facts_(std::move(facts)) {}
  ~DaemonsCopy() {
    (void)control::ask_daemon(socket_, {"backup-remove", Json::object({{"name", facts_["name"]}})});
  }
  DaemonsCopy(const DaemonsCopy&) = delete;
  DaemonsCopy& operator=(const DaemonsCopy&) = delete;

  std::string path() const { return facts_["path"].text(); }
  const Json& facts() const noexcept { return facts_; }

 private:
  const std::string& socket_;
  const Json facts_;
};

void show_backup(const Json& facts, const std::string& file, bool json) {
  Json shown = Json::object({{"file", file},
                             {"bytes", facts["bytes"]},
                             {"made_at", facts["made_at"]},
                             {"release", facts["release"]},
                             {"schema", facts["schema"]},
                             {"database", facts["database"]},
                             {"state_files", facts["files"]}});
  if (json) std::puts(shown.print_pretty().c_str());
  else
    std::printf("%sIt holds secrets and everybody's data: keep it as safe as the server.\n",
                print_list(shown).c_str());
}

int make_backup(const Job& job, const Words& words) {
  if (!words.overwrite && ::access(words.file.c_str(), F_OK) == 0)
    return complain(words.file + " exists already; --overwrite replaces it");
  // First, because a file that cannot be written needs no backup.
  auto file = NewFile::make(words.file);
  if (!file) return complain(file.error().what);
  auto made = control::ask_daemon(job.socket, {"backup-make", Json::object()}, kDeadline);
  if (!made) return complain(made.error(), job.json);
  const DaemonsCopy copy{job.socket, std::move(*made)};
  auto done = file->append_file(copy.path());
  if (done) done = file->place(words.overwrite ? Replaces::a_file : Replaces::nothing);
  if (!done) return complain(done.error().what);
  show_backup(copy.facts(), words.file, job.json);
  return 0;
}

Json array_of(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& one : list) out.push(one);
  return out;
}

int restore_backup(const Job& job, const Words& words) {
  const auto loaded =
      config::load_or_complain(words.config.empty() ? std::nullopt : std::optional{words.config});
  if (!loaded) return 1;
  std::error_code error;
  const auto absolute = [&](const std::string& path) {
    return std::filesystem::absolute(path, error).string();
  };
  const backup::Place place{absolute(loaded->config.site.state_dir),
                            absolute(config::database_path(loaded->config))};
  const auto restored = backup::restore(
      words.file, place, words.other_installation ? backup::Origin::any : backup::Origin::same,
      base::SystemClock{}.wall_now());
  if (!restored) return complain(restored.error().what);
  Json shown = Json::object({{"made_at", base::print_iso8601(restored->facts.made_at)},
                             {"release", restored->facts.release},
                             {"schema", restored->facts.schema},
                             {"database", restored->facts.identity},
                             {"restored", array_of(restored->written)},
                             {"kept", array_of(restored->kept)}});
  if (job.json) std::puts(shown.print_pretty().c_str());
  else std::printf("%sStart the daemon now.\n", print_list(shown).c_str());
  return 0;
}

}  // namespace

void add_backup(Line& line) {
  const auto words = std::make_shared<Words>();
  CLI::App* backup = line.add(line.app(), "backup",
                              "write a backup of a running daemon's database and secrets to FILE");
  backup->add_option("FILE", words->file, "made with mode 0600")->required();
  backup->add_flag("--overwrite", words->overwrite, "replace FILE if it exists");
  backup->callback([&line, words] {
    line.run(Job{"", false, [words](const Job& job) { return make_backup(job, *words); }});
  });
  CLI::App* restore = line.add(
      line.app(), "restore", "put a backup back while the daemon is stopped; keeps what was there");
  restore->add_option("FILE", words->file)->required();
  restore->add_option("--config", words->config,
                      "the daemon's configuration, which names the place of its database");
  restore->add_flag("--other-installation", words->other_installation,
                    "also take a backup of another installation");
  restore->callback([&line, words] {
    line.run(Job{"", false, [words](const Job& job) { return restore_backup(job, *words); }});
  });
}

}  // namespace ctl
