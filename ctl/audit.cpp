// SPDX-License-Identifier: MIT
// lecternctl audit: who did what.
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {

using base::Json;

void add_audit(Line& line) {
  struct Words {
    std::string kind, email, cursor;
    std::int64_t limit = 100;
  };
  const auto words = std::make_shared<Words>();
  CLI::App* list = line.add(*line.group("audit", "the audit log"), "list",
                            "the latest administrative acts, the newest first");
  list->add_option("--kind", words->kind, "only these, such as user.disabled");
  list->add_option("--by", words->email, "only those of the account with this address");
  list->add_option("--limit", words->limit, "how many")->check(CLI::Range(1, 100));
  list->add_option("--cursor", words->cursor, "next_cursor of the page before (--json)");
  list->callback([&line, words] {
    Json arguments = Json::object({{"limit", words->limit}});
    if (!words->kind.empty()) arguments.set("kind", words->kind);
    if (!words->email.empty()) arguments.set("email", words->email);
    if (!words->cursor.empty()) arguments.set("cursor", words->cursor);
    line.ask("audit-list", std::move(arguments), [](const Json& answer) {
      return print_table(answer["entries"],
                         {{"AT", "at"},
                          {"KIND", "kind"},
                          {"ACTOR", "actor"},
                          {"BY", "by"},
                          {"NETWORK", "network"},
                          {"WHOM", "whom"},
                          {"MEETING", "meeting_id"},
                          {"OUTCOME", "outcome"},
                          {"DETAIL", "detail"}},
                         "Nothing was noted yet.");
    });
  });
}

}  // namespace ctl
