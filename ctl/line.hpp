// SPDX-License-Identifier: MIT
// The command line while it is parsed: what the files of this folder, one a noun, add their
// commands to. What options write into is each file's own and lives as long as the callbacks that
// hold it. Main thread.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ctl/options.hpp"

namespace ctl {

class Line {
 public:
  using Show = std::function<std::string(const base::Json&)>;

  // Both outlive this.
  Line(CLI::App& app, const Passwords& passwords);

  CLI::App& app() noexcept { return app_; }
  CLI::App* add(CLI::App& parent, const char* name, const char* help);
  // The group of that name; made where it is not there yet.
  CLI::App* group(const char* name, const char* help);

  // For callbacks: what this line means.
  void ask(std::string command, base::Json arguments, Show show);
  // The password, given or made, is the argument `password`; a made one is shown.
  void ask_with_password(std::string command, base::Json arguments, bool from_stdin);
  // Needs no daemon, or more than one question.
  void run(Task task) { task_ = std::move(task); }

  bool json() const noexcept { return json_; }
  std::string socket() const;
  Task task() &&;

 private:
  CLI::App& app_;
  const Passwords& passwords_;
  std::string socket_;
  bool json_ = false;
  Task task_ = ExitStatus{2};
};

void add_general(Line& line);
void add_users(Line& line);
void add_meetings(Line& line);
void add_turn(Line& line);
void add_turn_test(Line& line);
void add_check(Line& line);
void add_sessions(Line& line);
void add_capture(Line& line);
void add_drain(Line& line);
void add_import(Line& line);

}  // namespace ctl
