// SPDX-License-Identifier: MIT
// The command line while it is parsed. Each file of this folder adds the commands of one noun to
// it. The callbacks own the values that the options write into. Main thread.
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

  // Both references outlive this object.
  Line(CLI::App& app, const Passwords& passwords);

  CLI::App& app() noexcept { return app_; }
  CLI::App* add(CLI::App& parent, const char* name, const char* help);
  // The group of that name; makes it where it does not exist yet.
  CLI::App* group(const char* name, const char* help);

  // For callbacks: the line asks the daemon, and `show` prints its answer.
  void ask(std::string command, base::Json arguments, Show show);
  // The same with an argument `password`, read from standard input or generated here; a generated
  // password is shown.
  void ask_with_password(std::string command, base::Json arguments, bool from_stdin);
  // For callbacks: the command line runs `task` instead of asking the daemon once.
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
void add_audit(Line& line);
void add_backup(Line& line);
void add_users(Line& line);
void add_meetings(Line& line);
void add_outbox(Line& line);
void add_mail(Line& line);
void add_turn(Line& line);
void add_turn_test(Line& line);
void add_check(Line& line);
void add_sessions(Line& line);
void add_capture(Line& line);
void add_drain(Line& line);
void add_import(Line& line);
void add_store(Line& line);
void add_tls(Line& line);

}  // namespace ctl
