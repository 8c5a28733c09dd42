// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.hpp"
#include "ctl/check/checks.hpp"

namespace ctl::check {

void check_relay_loop(const std::vector<probe::Way>& ways, const turn::client::Account& account,
                      Findings& out) {
  probe::TestWish wish;
  wish.ways = ways;
  wish.account = account;
  wish.tls.insecure = true;  // check_certificate() judges the certificate
  wish.count = 5;
  for (const probe::Way& way : ways) {
    const probe::WayReport report = probe::test_way(way, wish);
    const std::string name = base::to_upper(to_string(way.transport)) + " " + way.server.print();
    const auto wrong =
        std::ranges::find(report.steps, probe::Step::Verdict::failed, &probe::Step::verdict);
    if (wrong != report.steps.end()) {
      out.error("relay loop", name + ": " + wrong->name + ": " + wrong->said,
                wrong->hint.empty() ? "lecternctl turn test shows every step" : wrong->hint);
      continue;
    }
    const base::Json echo = report.facts["echo"];
    out.ok("relay loop", name + ": allocation, permission and echo, " + echo["back"].print() +
                             " of " + echo["sent"].print());
  }
}

}  // namespace ctl::check
