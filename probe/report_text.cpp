// SPDX-License-Identifier: MIT
// What `lecternctl turn test` shows: a block a way, a line a step.
#include <algorithm>

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

// What a server says of itself must not steer a terminal.
std::string harmless(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string upper(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  });
  return out;
}

std::string title(const Way& way) {
  const std::string address = way.server.print();
  std::string out = upper(to_string(way.transport)) + " to " + address;
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
      base::append_wrapped(out, line, indent, harmless(step.said));
      if (!step.hint.empty()) base::append_wrapped(out, indent, indent, harmless(step.hint));
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
