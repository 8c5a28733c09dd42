// SPDX-License-Identifier: MIT
// The name of this machine, and its limits.
#include "daemon/process/machine.hpp"

#include "tests/support/check.hpp"

using namespace lecternd;

static void this_machine_has_a_name_and_descriptors() {
  CHECK(!machine_name().empty());
  CHECK(descriptor_limit() > 3);
}

int main() { return lectern_test::run("machine", {TEST(this_machine_has_a_name_and_descriptors)}); }
