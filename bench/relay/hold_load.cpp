// SPDX-License-Identifier: MIT
// What an allocation costs that does nothing: memory and processor time of the server while many
// are made, held and given back.
#include <thread>

#include "bench/relay/flows.hpp"
#include "bench/relay/loads.hpp"
#include "bench/relay/meter.hpp"
#include "bench/relay/reckoning.hpp"

namespace bench {
namespace {

// After the last Refresh(0): a server may tidy up some moments later.
constexpr std::chrono::seconds kTidy{7};

class Stages {
 public:
  explicit Stages(const Options& options) : options_(options) { look(); }

  // Processor seconds since the look before.
  double look() {
    memory_ = options_.memory_of == 0 ? std::nullopt : resident_memory(options_.memory_of);
    const auto cpu = options_.charge.empty() ? std::nullopt : cpu_time(options_.charge);
    const double used = cpu && cpu_ ? static_cast<double>((*cpu - *cpu_).count()) / 1e9 : 0;
    cpu_ = cpu;
    return used;
  }
  const std::optional<std::int64_t>& memory() const noexcept { return memory_; }

 private:
  const Options& options_;
  std::optional<std::int64_t> memory_;
  std::optional<std::chrono::nanoseconds> cpu_;
};

}  // namespace

base::Result<base::Json> run_hold(const Options& options, const Ground& ground) {
  Stages stages{options};
  const auto empty = stages.memory();
  const std::uint64_t start = steady_nanoseconds();
  Flows flows{options, ground};
  TRY(flows.open());
  const double setup_seconds = static_cast<double>(steady_nanoseconds() - start) / 1e9;
  const double setup_cpu = stages.look();
  const auto held = stages.memory();
  std::this_thread::sleep_for(options.measure);
  const double idle_cpu = stages.look();
  flows.release();
  std::this_thread::sleep_for(kTidy);
  (void)stages.look();
  const auto after = stages.memory();

  const auto count = static_cast<double>(options.clients);
  base::Json out =
      base::Json::object({{"allocations", options.clients}, {"setup_seconds", setup_seconds}});
  out.set("setup_cpu_us_each", setup_cpu * 1e6 / count);
  out.set("idle_cpu_seconds", idle_cpu);
  out.set("rss_empty", empty).set("rss_held", held).set("rss_after", after);
  if (empty && held) out.set("rss_bytes_each", static_cast<double>(*held - *empty) / count);
  out.set("wrong", 0).set("loss_percent", 0.0);
  return out;
}

}  // namespace bench
