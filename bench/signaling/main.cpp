// SPDX-License-Identifier: MIT
// The load program of bench/signaling.py; see bench/README.md.
#include "bench/signaling/loads.hpp"
#include "bench/signaling/options.hpp"

int main(int count, char** words) {
  const auto options = bench::read_signaling_options(count, words);
  return options ? bench::run_signaling(*options) : 2;
}
