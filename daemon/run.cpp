// SPDX-License-Identifier: MIT
#include "daemon/run.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/file_access.hpp"
#include "base/json.hpp"
#include "base/version.hpp"
#include "config/commands.hpp"
#include "daemon/app.hpp"
#include "daemon/process/handover_store.hpp"
#include "daemon/process/lifecycle.hpp"

namespace lecternd {
namespace {

constexpr const char* kUsualStatus = "running";

base::LogFormat log_format(config::LogFormatChoice choice) {
  switch (choice) {
    case config::LogFormatChoice::automatic: return base::detect_log_format();
    case config::LogFormatChoice::journald: return base::LogFormat::journald;
    case config::LogFormatChoice::json: return base::LogFormat::json;
    case config::LogFormatChoice::text: return base::LogFormat::text;
  }
  return base::LogFormat::text;
}

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string{} : path.string();
}

// The first folder of systemd's RUNTIME_DIRECTORY, which is a list with colons.
std::string runtime_dir() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* list = std::getenv("RUNTIME_DIRECTORY");
  const std::string text = list == nullptr ? "" : list;
  return text.substr(0, text.find(':'));
}

base::Result<config::Loaded, std::vector<config::Problem>> load_again(
    const std::optional<std::string>& file) {
  const auto source = config::find_config(file);
  if (!source)
    return base::failure(
        std::vector<config::Problem>{{file.value_or("configuration"), source.error().what}});
  return config::load_source(*source);
}

// Prints the links for people and the ready line for programs. The links go to a terminal only,
// because more people read the journal.
void announce(App& app, const ServiceManager& manager, const base::Log& log) {
  if (manager.present()) {
    log.info("hint", {{"text", "lecternctl link prints the link to open"}});
  } else if (const auto links = app.links()) {
    std::printf("Lectern is running: %s\n", links->url.c_str());
    if (links->admin_link)
      std::printf("To become the first admin, open (works once, for 24 hours): %s\n",
                  links->admin_link->c_str());
  } else {
    log.error("no_link", {{"why", links.error().what}});
  }
  std::printf("ready %s\n", app.listeners().to_json().print().c_str());
  std::fflush(stdout);
}

}  // namespace

int run_daemon(const std::optional<std::string>& config_file) {
  prepare_process();
  auto loaded = config::load_or_complain(config_file);
  if (!loaded) return 1;
  base::Log log{loaded->config.log.level, log_format(loaded->config.log.format)};
  log.info("configuration", {{"source", loaded->source}});
  for (const config::Problem& note : loaded->notes) {
    const bool exposed = note.what.find(base::kToMend) != std::string::npos;
    log.write(exposed ? base::LogLevel::warning : base::LogLevel::info, "configuration_note",
              {{"where", note.where}, {"what", note.what}});
  }

  auto main_loop = net::EventLoop::open("main");
  if (!main_loop) {
    log.error("start_failed", {{"why", main_loop.error().what}});
    return 1;
  }
  net::EventLoop& loop = **main_loop;
  ServiceManager manager;
  std::string status = kUsualStatus;
  ProcessServices process{own_program(),
                          runtime_dir(),
                          [config_file] { return load_again(config_file); },
                          [&](bool well) { manager.watchdog(well, loop.now()); },
                          [&] { loop.stop(); },
                          [&](const std::string& said) {
                            status = said.empty() ? kUsualStatus : said;
                            manager.status(status);
                          },
                          {},
                          {}};
  if (manager.present()) {
    process.hand_over = store_handover;
    process.hand_over_rooms = store_rooms;
  }
  auto inherited = take_handover(log);
  auto app = App::start(loop, std::move(*loaded), std::move(process), log, inherited);
  if (!app) {
    log.error("start_failed", {{"why", app.error().what}});
    // The allocations and the rooms wait for the next attempt.
    if (inherited.relay) (void)store_handover(std::move(*inherited.relay));
    if (inherited.rooms) (void)store_rooms(*inherited.rooms);
    return 1;
  }
  inherited.rooms.reset();
  auto signals =
      SignalWatch::open(loop, {[&] { loop.stop(); },
                               [&] {
                                 manager.reloading();
                                 (void)(*app)->reloader().reload();  // it logs the result
                                 manager.ready(status);
                               }});
  if (!signals) {
    log.error("start_failed", {{"why", signals.error().what}});
    return 1;
  }
  announce(**app, manager, log);
  log.info("started", {{"version", base::kVersion}});
  manager.ready(status);
  loop.run();

  log.info("stopping");
  limit_stopping(std::chrono::seconds{15});
  manager.stopping();
  (*app)->stop();
  log.info("stopped");
  return 0;
}

}  // namespace lecternd
