// SPDX-License-Identifier: MIT
// The name of this machine, its zone and its limits.
#include "daemon/process/machine.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

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

// In all forms that TZ takes for a zone by name.
static void the_zone_of_the_machine_has_a_name() {
  const std::pair<const char*, const char*> cases[] = {
      {"Europe/Berlin", "Europe/Berlin"},
      {":Europe/Berlin", "Europe/Berlin"},
      {"/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"},
      {":/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"},
      {"/somewhere/else", "UTC"},
      {":", "UTC"},
      {"UTC", "UTC"},
  };
  for (const auto& [tz, name] : cases) {
    ::setenv("TZ", tz, 1);
    CHECK_EQ(machine_timezone(), name);
  }
  for (const char* none : {"", static_cast<const char*>(nullptr)}) {
    if (none != nullptr) ::setenv("TZ", none, 1);
    else ::unsetenv("TZ");
    const std::string name = machine_timezone();  // whatever /etc/localtime leads to
    CHECK(!name.empty() && name.front() != '/');
  }
}

int main() {
  return lectern_test::run(
      "machine", {TEST(this_machine_has_a_name_and_descriptors), TEST(some_descriptors_are_kept),
                  TEST(the_zone_of_the_machine_has_a_name)});
}
