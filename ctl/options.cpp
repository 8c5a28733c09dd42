// SPDX-License-Identifier: MIT
#include "ctl/options.hpp"

#include "base/version.hpp"
#include "ctl/line.hpp"

namespace ctl {

Task parse_options(int argc, const char* const* argv, const Passwords& passwords) {
  CLI::App app{"Talks to a running lecternd", "lecternctl"};
  app.set_version_flag("--version", "lecternctl " + std::string{base::kVersion});
  ctl::Line line(app, passwords);
  for (const auto add : {ctl::add_general, ctl::add_backup, ctl::add_audit, ctl::add_users,
                         ctl::add_meetings, ctl::add_outbox, ctl::add_mail, ctl::add_turn,
                         ctl::add_sessions, ctl::add_capture, ctl::add_drain, ctl::add_turn_test,
                         ctl::add_check, ctl::add_import, ctl::add_store, ctl::add_tls})
    add(line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return ExitStatus{status == 0 ? 0 : 2};
  }
  return std::move(line).task();
}

}  // namespace ctl
