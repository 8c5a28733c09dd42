// SPDX-License-Identifier: MIT
// The name of this machine, and its limits.
#include "daemon/process/machine.hpp"

#include <algorithm>
#include <limits>

#include "tests/support/check.hpp"

using namespace lecternd;

static void this_machine_has_a_name_and_descriptors() {
  CHECK(!machine_name().empty());
  CHECK(descriptor_limit() > 3);
}

// A quarter of few descriptors, and 128 of many, stay for those whom strangers cannot fill.
static void some_descriptors_are_kept() {
  CHECK_EQ(descriptor_ceiling(100), 75);
  CHECK_EQ(descriptor_ceiling(512), 384);
  CHECK_EQ(descriptor_ceiling(1024), 896);
  CHECK_EQ(descriptor_ceiling(524288), 524288 - 128);
  CHECK_EQ(descriptor_ceiling(0), std::numeric_limits<int>::max());
  CHECK_EQ(descriptor_ceiling(std::size_t{1} << 40), std::numeric_limits<int>::max());
}

int main() {
  return lectern_test::run(
      "machine", {TEST(this_machine_has_a_name_and_descriptors), TEST(some_descriptors_are_kept)});
}
