// SPDX-License-Identifier: MIT
// The addresses and the name of this machine.
#include "daemon/process/machine.hpp"

#include <algorithm>
#include <limits>

#include "tests/support/check.hpp"

using namespace lecternd;

static void this_machine_has_addresses_and_a_name() {
  const auto own = interface_addresses();
  CHECK(std::find(own.begin(), own.end(), base::IpAddress::v4(127, 0, 0, 1)) != own.end());
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
      "machine", {TEST(this_machine_has_addresses_and_a_name), TEST(some_descriptors_are_kept)});
}
