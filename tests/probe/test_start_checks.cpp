// SPDX-License-Identifier: MIT
// What a start would refuse on this machine although the values are right.
#include "probe/start_checks.hpp"

#include "tests/config/loading.hpp"

namespace {

using namespace lectern_test;

const std::string kHead = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

std::string problems(const std::string& text, const std::vector<base::Cidr>& own = {}) {
  std::string out;
  for (const std::string& what : probe::find_start_problems(taken_text(text).config, own))
    out += what + "\n";
  return out;
}

void what_this_machine_has_is_no_problem() {
  CHECK_EQ(problems(kHead), "");
  CHECK_EQ(problems(kHead + "[turn]\nlisten = [\"127.0.0.1:0\"]\nsession_log = \"/tmp/x.json\"\n"
                            "[store]\nurl = \"sqlite:/tmp/x.db\"\n"),
           "");
  // An address that this machine may get later
  CHECK_EQ(problems(kHead + "[turn]\nlisten = [\"192.0.2.1:3478\"]\n"), "");
  // A certificate that nothing uses
  CHECK_EQ(problems(kHead + "[tls]\ncertificate = \"/no/c\"\nkey = \"/no/k\"\n"), "");
}

void what_it_lacks_is_told_with_the_key() {
  // A link-local address without its link
  CHECK(holds(problems(kHead + "[turn]\nlisten = [\"udp:[fe80::1]:3478\"]\n"),
              "[turn] listen udp:[fe80::1]:3478: "));
  CHECK(holds(problems(kHead + "tls = true\n[tls]\ncertificate = \"/no/c\"\nkey = \"/no/k\"\n"),
              "[tls] certificate /no/c: No such file or directory"));
  CHECK(holds(problems(kHead + "[turn]\nsession_log = \"/no/such/log\"\n"),
              "[turn] session_log: there is no folder /no/such"));
  CHECK(holds(problems(kHead + "[store]\nurl = \"sqlite:/no/such/db\"\n"),
              "[store] url: there is no folder /no/such"));
  const std::string site = "[site]\nwebui_dir = \"/no/such\"\n";
  CHECK(holds(problems(site + kHead), "[site] webui_dir: /no/such is no folder"));
}

void an_interfaces_address_is_an_own_one() {
  const std::string text = kHead + "[turn]\nallow_peers = [\"10.0.0.5:3478\"]\n";
  CHECK_EQ(problems(text), "");
  CHECK(holds(problems(text, {*base::Cidr::parse("10.0.0.5")}),
              "[turn] allow_peers: 10.0.0.5:3478 contains port 3478"));
}

}  // namespace

int main() {
  return lectern_test::run("start_checks", {TEST(what_this_machine_has_is_no_problem),
                                            TEST(what_it_lacks_is_told_with_the_key),
                                            TEST(an_interfaces_address_is_an_own_one)});
}
