// SPDX-License-Identifier: MIT
// The addresses and the name of this machine.
#include "daemon/process/machine.hpp"

#include <algorithm>

#include "tests/support/check.hpp"

using namespace lecternd;

static void this_machine_has_addresses_and_a_name() {
  const auto own = interface_addresses();
  CHECK(std::find(own.begin(), own.end(), base::IpAddress::v4(127, 0, 0, 1)) != own.end());
  CHECK(!machine_name().empty());
  CHECK(descriptor_limit() > 3);
}

int main() { return lectern_test::run("machine", {TEST(this_machine_has_addresses_and_a_name)}); }
