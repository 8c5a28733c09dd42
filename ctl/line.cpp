// SPDX-License-Identifier: MIT
#include "ctl/line.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "control/client.hpp"
#include "ctl/text.hpp"

namespace ctl {

using base::Json;

Line::Line(CLI::App& app, const Passwords& passwords) : app_(app), passwords_(passwords) {
  app_.require_subcommand(1);
  app_.add_option(
      "--socket", socket_,
      "the daemon's control socket (default: /run/lectern/control.sock, else ./var/control.sock)");
  app_.add_flag("--json", json_, "the answer as JSON, for programs");
  app_.fallthrough();  // options of the program may stand behind the command, too
}

CLI::App* Line::add(CLI::App& parent, const char* name, const char* help) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->fallthrough();
  return command;
}

CLI::App* Line::group(const char* name, const char* help) {
  const auto there =
      app_.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  if (!there.empty()) return there.front();
  CLI::App* made = add(app_, name, help);
  made->require_subcommand(1);
  return made;
}

void Line::ask(std::string command, Json arguments, Show show) {
  task_ = Call{"", false, {std::move(command), std::move(arguments)}, std::move(show)};
}

void Line::ask_with_password(std::string command, Json arguments, bool from_stdin) {
  const std::string password = from_stdin ? passwords_.read() : passwords_.make();
  arguments.set("password", password);
  ask(std::move(command), std::move(arguments),
      [shown = from_stdin ? std::string{} : password](const Json& answer) {
        std::string out = print_list(answer);
        if (!shown.empty()) out += "password: " + shown + "   (shown only now)\n";
        return out;
      });
}

// In a container the variable that names the daemon's folder is in the environment of both.
std::string Line::socket() const {
  if (!socket_.empty()) return socket_;
  std::vector<std::string> candidates{"/run/lectern/control.sock", "var/control.sock"};
  if (const char* folder = std::getenv("LECTERN_SITE_RUNTIME_DIR");
      folder != nullptr && *folder != '\0')
    candidates.insert(candidates.begin(), std::string{folder} + "/control.sock");
  return control::choose_socket(candidates);
}

// --json and --socket may stand behind the command, so they are known only after parsing.
Task Line::task() && {
  if (auto* call = std::get_if<Call>(&task_)) {
    call->json = json_;
    call->socket = socket();
  } else if (auto* job = std::get_if<Job>(&task_)) {
    job->json = json_;
    job->socket = socket();
  } else if (auto* import = std::get_if<coturn::ImportCall>(&task_)) {
    import->json = json_;
  }
  return std::move(task_);
}

}  // namespace ctl
