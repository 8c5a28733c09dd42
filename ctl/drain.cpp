// SPDX-License-Identifier: MIT
// lecternctl drain: takes this node away without cutting a call.
#include "config/value.hpp"
#include "ctl/line.hpp"
#include "ctl/units.hpp"

namespace ctl {
namespace {

using base::Json;

std::string counted(std::int64_t count, const char* one, const char* many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

std::string show_drain(const Json& answer) {
  const auto left = answer["allocations"].as_integer().value_or(0);
  const auto people = answer["people"].as_integer().value_or(0);
  if (answer["draining"].as_bool() != true)
    return "New allocations are taken again; " + counted(left, "is", "are") + " there.\n";
  std::string out = "Draining: " + counted(left, "allocation is left", "allocations are left") +
                    ", new ones are refused.\n";
  const auto deadline = answer["deadline_seconds"].as_integer();
  out += deadline
             ? "lecternd ends when there is none, in " + short_time(*deadline) + " at the latest.\n"
             : std::string{
                   "lecternd ends when there is none, however long that takes (--deadline sets an "
                   "end).\n"};
  if (people > 0)
    out += counted(people, "person is", "people are") +
           " in meetings, and will have to join again elsewhere.\n";
  return out +
         "`lecternctl status` shows how many are left, `lecternctl drain --cancel` calls it off.\n";
}

}  // namespace

void add_drain(Line& line) {
  struct Words {
    std::string deadline;
    bool cancel = false;
  };
  const auto words = std::make_shared<Words>();
  CLI::App* drain =
      line.add(line.app(), "drain", "take no new allocation, and end when the last one is gone");
  drain->add_option("--deadline", words->deadline,
                    "end after this long at the latest, such as 10m; default: no limit");
  drain->add_flag("--cancel", words->cancel, "call it off");
  drain->callback([&line, words] {
    Json arguments = Json::object({{"cancel", words->cancel}});
    if (!words->deadline.empty()) {
      const auto limit = words->deadline == "0" ? base::Result<std::int64_t>{0}
                                                : config::parse_duration_ms(words->deadline);
      if (!limit || *limit < 0)
        throw CLI::ValidationError("--deadline", "wants a duration such as 10m");
      arguments.set("deadline_seconds", *limit / 1000);
    }
    line.ask("drain", std::move(arguments), show_drain);
  });
}

}  // namespace ctl
