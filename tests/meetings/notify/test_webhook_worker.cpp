// SPDX-License-Identifier: MIT
// Where webhooks may go. What the worker sends is in tests/integration/webhooks.py.
#include "meetings/notify/webhook_worker.hpp"

#include "tests/support/check.hpp"

using namespace meetings::notify;

namespace {

bool may(const char* address, const std::vector<base::Cidr>& allowed = {}) {
  return may_tell(*base::IpAddress::parse(address), allowed);
}

void only_public_addresses_are_told() {
  CHECK(may("8.8.8.8") && may("2606:4700::1111"));
  for (const char* text :
       {"127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.1.1", "169.254.169.254",
        "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "fc00::1",
        "fe80::1", "ff02::1", "224.0.0.1", "fd00:ec2::254"})
    CHECK_EQ(may(text) ? text : "", "");
}

void the_operator_opens_private_ones_and_never_those_of_the_cloud() {
  const std::vector<base::Cidr> all{*base::Cidr::parse("0.0.0.0/0"), *base::Cidr::parse("::/0")};
  CHECK(may("127.0.0.1", all) && may("192.168.1.1", all) && may("fd00::1", all));
  for (const char* text : {"169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "ff02::1",
                           "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"})
    CHECK_EQ(may(text, all) ? text : "", "");
  const std::vector<base::Cidr> some{*base::Cidr::parse("192.168.10.0/24")};
  CHECK(may("192.168.10.7", some) && !may("192.168.11.7", some));
}

}  // namespace

int main() {
  return lectern_test::run("webhook_worker",
                           {TEST(only_public_addresses_are_told),
                            TEST(the_operator_opens_private_ones_and_never_those_of_the_cloud)});
}
