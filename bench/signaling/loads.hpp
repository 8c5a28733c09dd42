// SPDX-License-Identifier: MIT
// The loads of the signaling bench. Each prints one JSON object on a line. One thread.
#pragma once

#include "bench/signaling/crowd.hpp"
#include "bench/signaling/options.hpp"

namespace bench {

// Connects and joins everybody, and goes through the phases. The exit status.
int run_signaling(const SignalingOptions& options);

}  // namespace bench
