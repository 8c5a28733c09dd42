// SPDX-License-Identifier: MIT
#include "ctl/coturn/report.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace ctl::coturn {
namespace {

constexpr std::array kVerdicts{Verdict::mapped,      Verdict::ignored,   Verdict::changed,
                               Verdict::unsupported, Verdict::dangerous, Verdict::malformed,
                               Verdict::unknown};

std::string_view to_string(Conclusion conclusion) {
  switch (conclusion) {
    case Conclusion::clean: return "clean";
    case Conclusion::warnings: return "warnings";
    case Conclusion::dangerous_refused: return "dangerous-refused";
  }
  return "";
}

std::int64_t count(const std::vector<Finding>& findings, Verdict verdict) {
  return std::ranges::count(findings, verdict, &Finding::verdict);
}

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::mapped: return "mapped";
    case Verdict::ignored: return "ignored";
    case Verdict::changed: return "changed";
    case Verdict::unsupported: return "unsupported";
    case Verdict::dangerous: return "dangerous";
    case Verdict::malformed: return "malformed";
    case Verdict::unknown: return "unknown";
  }
  return "";
}

Conclusion conclude(const std::vector<Finding>& findings) noexcept {
  Conclusion worst = Conclusion::clean;
  for (const Finding& finding : findings) {
    if (finding.verdict == Verdict::dangerous && !finding.accepted)
      return Conclusion::dangerous_refused;
    if (finding.verdict != Verdict::mapped && finding.verdict != Verdict::ignored)
      worst = Conclusion::warnings;
  }
  return worst;
}

std::string print_report(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& finding : findings) {
    std::string line = finding.where + ": " + std::string{to_string(finding.verdict)};
    if (finding.accepted) line += " (accepted)";
    if (!finding.option.empty()) line += ": " + finding.option;
    if (!finding.target.empty()) line += " -> " + finding.target;
    if (!finding.text.empty()) line += ": " + finding.text;
    out.append(harmless(line, 1000)).append("\n");
  }
  std::string sums;
  for (const Verdict verdict : kVerdicts) {
    if (const auto n = count(findings, verdict); n > 0) {
      sums.append(sums.empty() ? "" : ", ")
          .append(std::to_string(n))
          .append(" ")
          .append(to_string(verdict));
    }
  }
  return out.append(sums.empty() ? "nothing found" : sums).append("\n");
}

base::Json report_json(const std::vector<Finding>& findings) {
  base::Json counts = base::Json::object();
  for (const Verdict verdict : kVerdicts) counts.set(to_string(verdict), count(findings, verdict));
  base::Json list = base::Json::array();
  for (const Finding& finding : findings) {
    base::Json item = base::Json::object({{"where", harmless(finding.where, 1000)},
                                          {"option", harmless(finding.option)},
                                          {"verdict", to_string(finding.verdict)},
                                          {"target", finding.target},
                                          {"text", harmless(finding.text, 1000)}});
    if (finding.verdict == Verdict::dangerous) item.set("accepted", finding.accepted);
    list.push(std::move(item));
  }
  return base::Json::object({{"conclusion", to_string(conclude(findings))},
                             {"counts", std::move(counts)},
                             {"findings", std::move(list)}});
}

std::string harmless(std::string_view text, std::size_t most) {
  std::string out{text.substr(0, most)};
  // Does not cut a character of several bytes in two.
  if (text.size() > most) {
    while (!out.empty() && (static_cast<unsigned char>(text[out.size()]) & 0xc0) == 0x80)
      out.pop_back();
  }
  out = base::harmless(out);
  return text.size() > most ? out + "…" : out;
}

}  // namespace ctl::coturn
