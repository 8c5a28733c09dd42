// SPDX-License-Identifier: MIT
// lecternctl store move: takes the database from SQLite to PostgreSQL while the daemon is stopped.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/text_file.hpp"
#include "config/commands.hpp"
#include "config/state_files.hpp"
#include "config/store_url.hpp"
#include "ctl/complain.hpp"
#include "ctl/line.hpp"
#include "ctl/text.hpp"
#include "meetings/store/move/move.hpp"

namespace ctl {
namespace {

using base::Json;
namespace move = meetings::store::move;

struct Words {
  std::string url, config, password_file;
};

base::Result<base::postgres::Server> target_of(const Words& words, const config::Config& config) {
  base::postgres::Server server{words.url.empty() ? config.store.postgres_url : words.url,
                                config.store.password};
  if (server.url.empty() || !config::is_postgres_url_or_empty(server.url)) {
    return base::failure(base::Errc::invalid_argument,
                         "where to? give --to postgresql://…, or let url in [store] name it");
  }
  if (words.password_file.empty()) return server;
  TRY(std::string text, base::read_text_file(words.password_file));
  server.password = base::Secret{text.substr(0, text.find_first_of("\r\n"))};
  return server;
}

void show(const move::Moved& moved, const std::string& url, bool json) {
  Json tables = Json::array();
  for (const move::MovedTable& table : moved.tables)
    tables.push(Json::object({{"table", table.name}, {"rows", table.rows}}));
  const Json shown = Json::object({{"database", moved.identity},
                                   {"to", config::mask_store_url(url)},
                                   {"kept", moved.kept_file},
                                   {"tables", tables}});
  if (json) return void(std::puts(shown.print_pretty().c_str()));
  std::printf(
      "%sEvery row was read back and is the same. SQLite's file is kept as %s.\n"
      "Let url in [store] name the new database, and start the daemon.\n",
      print_table(tables, {{"TABLE", "table"}, {"ROWS", "rows"}}, "").c_str(),
      moved.kept_file.c_str());
}

int run_move(const Job& job, const Words& words) {
  const auto loaded =
      config::load_or_complain(words.config.empty() ? std::nullopt : std::optional{words.config});
  if (!loaded) return 1;
  const auto target = target_of(words, loaded->config);
  if (!target) return complain(target.error().what);
  const std::string lock = loaded->config.site.state_dir + "/" + config::kLockFile;
  const auto moved = move::to_postgres({config::database_path(loaded->config), lock}, *target);
  if (!moved) return complain(moved.error().what);
  show(*moved, target->url, job.json);
  return 0;
}

}  // namespace

void add_store(Line& line) {
  const auto words = std::make_shared<Words>();
  CLI::App* command = line.add(*line.group("store", "the database"), "move",
                               "copy everything from SQLite to an empty PostgreSQL database, while "
                               "the daemon is stopped");
  command->add_option("--to", words->url,
                      "postgresql://… (default: url in [store] of the configuration)");
  command->add_option("--config", words->config,
                      "the daemon's configuration, which names the place of its database");
  command->add_option("--password-file", words->password_file,
                      "a file with the password for PostgreSQL");
  command->callback([&line, words] {
    line.run(Job{"", false, [words](const Job& job) { return run_move(job, *words); }});
  });
}

}  // namespace ctl
