// SPDX-License-Identifier: MIT
#include "daemon/process/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "daemon/process/machine.hpp"

namespace lecternd {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double processor_seconds() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

// /proc/self/statm begins with the pages of the address space and those that are resident.
double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double resident = 0;
  if (!(file >> all >> resident)) return 0;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator all("/proc/self/fd", error);
  if (error) return 0;
  // One of them is the folder that is being read.
  return static_cast<double>(std::distance(begin(all), end(all)) - 1);
}

}  // namespace

void add_process_metrics(base::Metrics& metrics) {
  metrics.counter_reader("process_cpu_seconds_total",
                         "Processor time that this process has used, in seconds.",
                         processor_seconds);
  metrics.gauge_reader("process_resident_memory_bytes",
                       "Memory of this process that is in main memory, in bytes.", resident_bytes);
  metrics.gauge_reader("process_open_fds", "Descriptors that this process has open.",
                       open_descriptors);
  metrics.gauge_reader("process_max_fds", "Descriptors that this process may have open.",
                       [] { return static_cast<double>(descriptor_limit()); });
}

}  // namespace lecternd
