// SPDX-License-Identifier: MIT
// lecternd: reads the command line, does the task, returns its status.
#include <cstdio>

#include "config/commands.hpp"
#include "config/documents.hpp"
#include "daemon/process/options.hpp"
#include "daemon/relay/relay_addresses.hpp"
#include "daemon/run.hpp"
#include "net/address_monitor.hpp"
#include "probe/start_checks.hpp"

namespace {

std::vector<std::string> start_problems(const config::Config& config) {
  const auto loop = net::EventLoop::open("check");
  if (!loop) return {loop.error().what};
  const net::AddressMonitor monitor{**loop,
                                    {[](const net::KernelView&) {}, [](const base::Error&) {}}};
  return probe::find_start_problems(config, lecternd::own_addresses(monitor.view()));
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lecternd;
  const auto parsed = parse_options(argc, argv);
  if (const auto* status = std::get_if<ExitStatus>(&parsed)) return status->value;
  const Options& options = std::get<Options>(parsed);
  switch (options.task) {
    case Task::run: return run_daemon(options.config_file);
    case Task::check_config: return config::check_config(options.config_file, start_problems);
    case Task::print_config: return config::print_config(options.config_file);
    case Task::print_sample: std::fputs(config::print_sample().c_str(), stdout); return 0;
    case Task::print_manual: std::fputs(config::print_manual().c_str(), stdout); return 0;
    case Task::print_reference: std::fputs(config::print_reference().c_str(), stdout); return 0;
  }
  return 2;
}
