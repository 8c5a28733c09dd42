// SPDX-License-Identifier: MIT
// The hourly task and the metrics of Upkeep; test_loop_watch has the watch.
#include "daemon/process/upkeep.hpp"

#include <atomic>

#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;

namespace {

struct UpkeepTest {
  lectern_test::TempFolder folder;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  std::unique_ptr<net::EventLoop> main = CHECK_OK(net::EventLoop::open("main"));
  std::unique_ptr<net::EventLoop> other = CHECK_OK(net::EventLoop::open("other"));
  Foundation foundation{*main, {}, {}, log, CHECK_OK(StateDir::open(folder.file("state"), log))};
  std::atomic<int> hourly{0};
  Upkeep upkeep{foundation, {other.get()}, {{}, [this] { ++hourly; }}};
};

}  // namespace

static void the_hourly_task_runs_at_the_start_on_a_worker() {
  UpkeepTest t;
  CHECK_EQ(t.hourly.load(), 0);
  t.upkeep.start();
  t.foundation.workers.stop();
  CHECK_EQ(t.hourly.load(), 1);
}

static void its_metrics_are_printed() {
  UpkeepTest t;
  const std::string text = t.foundation.metrics.print_prometheus();
  CHECK(text.find("lectern_stalled_loops 0") != std::string::npos);
  CHECK(text.find("lectern_workers_waiting_jobs 0") != std::string::npos);
  CHECK(text.find("lectern_build_info{version=") != std::string::npos);
}

int main() {
  return lectern_test::run("upkeep", {TEST(the_hourly_task_runs_at_the_start_on_a_worker),
                                      TEST(its_metrics_are_printed)});
}
