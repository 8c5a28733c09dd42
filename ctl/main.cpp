// SPDX-License-Identifier: MIT
// lecternctl: asks a running daemon and shows its answer. Exit status: 0 done, 1 refused, 2 wrong
// usage, 3 no daemon answers; import-coturn also returns 4 and 5 (ctl/coturn/command.hpp).
#include <cstdio>
#include <iostream>
#include <string>

#include "base/random.hpp"
#include "config/commands.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/options.hpp"
#include "probe/start_checks.hpp"

namespace {

using namespace ctl;

int run(const Call& call) {
  const control::Answer answer = control::ask_daemon(call.socket, call.request);
  if (!answer) return complain(answer.error(), call.json);
  if (call.json) std::puts(answer->print_pretty().c_str());
  else std::fputs(call.show(*answer).c_str(), stdout);
  return 0;
}

std::string read_password() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

std::string make_password() { return base::SystemRandom{}.base64url(12); }

}  // namespace

int main(int argc, char** argv) {
  const Task task = parse_options(argc, argv, {read_password, make_password});
  if (const auto* call = std::get_if<Call>(&task)) return run(*call);
  if (const auto* check = std::get_if<ConfigCheck>(&task)) {
    return config::check_config(check->file, [](const config::Config& config) {
      return probe::find_start_problems(config, {});
    });
  }
  if (const auto* job = std::get_if<Job>(&task)) return job->run(*job);
  if (const auto* import = std::get_if<coturn::ImportCall>(&task))
    return coturn::import_command(*import);
  return std::get<ExitStatus>(task).value;
}
