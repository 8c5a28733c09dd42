// SPDX-License-Identifier: MIT
// Prints the reports of `lecternctl turn test`: one block per way, one line per step. A server's
// own text must not steer a terminal (base::harmless()).
#include <algorithm>

#include "base/text.hpp"
#include "base/wrapped_text.hpp"
#include "probe/turn_test.hpp"
#include "turn/session.hpp"

namespace probe {
namespace {

using base::Json;
using Verdict = Step::Verdict;

constexpr std::size_t kNameColumn = 13;

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok: return "ok";
    case Verdict::warning: return "warning";
    case Verdict::failed: return "FAILED";
  }
  return "";
}

std::string title(const Way& way) {
  const std::string address = way.server.print();
  std::string out = base::to_upper(to_string(way.transport)) + " to " + address;
  if (way.host != way.server.ip.print()) out += " (" + way.host + ")";
  return out;
}

}  // namespace

std::string print_reports(const std::vector<WayReport>& reports) {
  std::string out;
  for (const WayReport& report : reports) {
    out += title(report.way) + "\n";
    for (const Step& step : report.steps) {
      std::string line = "  " + step.name;
      line.resize(std::max(line.size() + 1, kNameColumn + 2), ' ');
      line += word(step.verdict);
      line.resize(std::max(line.size() + 1, kNameColumn + 11), ' ');
      const std::string indent(line.size(), ' ');
      base::append_wrapped(out, line, indent, base::harmless(step.said));
      if (!step.hint.empty()) base::append_wrapped(out, indent, indent, base::harmless(step.hint));
    }
    out += "\n";
  }
  const auto good = std::ranges::count_if(reports, &WayReport::works);
  const std::size_t all = reports.size();
  if (static_cast<std::size_t>(good) == all)
    return out + (all == 1 ? "It works.\n" : "All " + std::to_string(all) + " ways work.\n");
  return out + std::to_string(good) + " of " + std::to_string(all) +
         (all == 1 ? " way works.\n" : " ways work.\n");
}

Json reports_to_json(const std::vector<WayReport>& reports) {
  Json list = Json::array();
  bool all = true;
  for (const WayReport& report : reports) {
    Json steps = Json::array();
    for (const Step& step : report.steps) {
      steps.push(Json::object(
          {{"step", step.name},
           {"verdict", step.verdict == Verdict::failed ? "failed" : word(step.verdict)},
           {"said", step.said},
           {"hint", step.hint}}));
    }
    all = all && report.works();
    list.push(Json::object({{"transport", to_string(report.way.transport)},
                            {"host", report.way.host},
                            {"server", report.way.server.print()},
                            {"works", report.works()},
                            {"steps", steps},
                            {"facts", report.facts}}));
  }
  return Json::object({{"works", all}, {"ways", list}});
}

}  // namespace probe
