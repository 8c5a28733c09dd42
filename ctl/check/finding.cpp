// SPDX-License-Identifier: MIT
#include "ctl/check/finding.hpp"

#include <algorithm>

#include "base/file_access.hpp"
#include "base/wrapped_text.hpp"

namespace ctl::check {
namespace {

using base::Json;

constexpr std::size_t kLevelColumn = 9;
constexpr std::size_t kTopicColumn = 15;

std::string_view word(Level level) {
  switch (level) {
    case Level::ok: return "ok";
    case Level::warning: return "WARNING";
    case Level::error: return "ERROR";
  }
  return "";
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count).append(" ").append(count == 1 ? one : many);
}

}  // namespace

Advice advice_of(const std::string& what) {
  const std::size_t mend = what.find(base::kToMend);
  if (mend == std::string::npos) return {what, {}};
  return {what.substr(0, mend), what.substr(mend + base::kToMend.size())};
}

std::size_t Findings::count(Level level) const noexcept {
  return static_cast<std::size_t>(std::ranges::count(list_, level, &Finding::level));
}

std::string Findings::print() const {
  std::string out;
  for (const Finding& finding : list_) {
    std::string head{word(finding.level)};
    head.resize(kLevelColumn, ' ');
    head += finding.topic;
    head.resize(std::max(head.size() + 1, kLevelColumn + kTopicColumn), ' ');
    const std::string indent(head.size(), ' ');
    base::append_wrapped(out, head, indent, finding.said);
    if (!finding.todo.empty())
      base::append_wrapped(out, indent.substr(3) + "-> ", indent, finding.todo);
  }
  return out + counted(count(Level::ok), "thing is well, ", "things are well, ") +
         counted(count(Level::warning), "warning, ", "warnings, ") +
         counted(count(Level::error), "error.\n", "errors.\n");
}

Json Findings::to_json() const {
  Json list = Json::array();
  for (const Finding& finding : list_) {
    const char* level = finding.level == Level::ok        ? "ok"
                        : finding.level == Level::warning ? "warning"
                                                          : "error";
    list.push(Json::object({{"level", level},
                            {"topic", finding.topic},
                            {"said", finding.said},
                            {"todo", finding.todo}}));
  }
  return Json::object({{"ok", count(Level::error) == 0}, {"findings", list}});
}

}  // namespace ctl::check
