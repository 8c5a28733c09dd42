// SPDX-License-Identifier: MIT
// REQUIRE: an invariant of a fuzz target; stays on in every build and ends the process, which is
// what a fuzzer looks for.
#pragma once

#include <cstdio>
#include <cstdlib>

#define REQUIRE(condition)                                                           \
  do {                                                                               \
    if (!(condition)) {                                                              \
      std::fprintf(stderr, "%s:%d: violated: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                  \
    }                                                                                \
  } while (false)
