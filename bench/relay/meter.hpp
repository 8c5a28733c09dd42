// SPDX-License-Identifier: MIT
// Meter: the cost of a server, as the kernel counts it: processor time of processes and kernel
// threads, and resident memory. Reads /proc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace bench {

// Processor time of all threads of these processes since they began (/proc/PID/task/*/schedstat:
// nanoseconds, right to a scheduler's tick). nullopt where one of them is not there.
std::optional<std::chrono::nanoseconds> cpu_time(const std::vector<int>& processes);

// Bytes of resident memory; nullopt where the process is not there.
std::optional<std::int64_t> resident_memory(int process);

}  // namespace bench
