// SPDX-License-Identifier: MIT
// The four loads. Each returns its result as one JSON object, or why there is none.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "bench/relay/ground.hpp"
#include "bench/relay/options.hpp"

namespace bench {

// Data through allocations: sent, received, lost, wrong, late (came after they had been given up)
// beside what Reckoning counts (packets delivered).
base::Result<base::Json> run_relay(const Options& options, const Ground& ground);
// Binding requests from `clients` sockets: the same.
base::Result<base::Json> run_binding(const Options& options, const Ground& ground);
// Allocate (challenged), Allocate, Refresh(0), a new socket each, `at_once` at a time: cycles,
// refused, silent.
base::Result<base::Json> run_cycle(const Options& options, const Ground& ground);
// `clients` allocations with permission and channel, held and given back: resident memory and
// processor time of each stage.
base::Result<base::Json> run_hold(const Options& options, const Ground& ground);

}  // namespace bench
