// SPDX-License-Identifier: MIT
// lecternctl meeting: the open meetings.
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {

using base::Json;

void add_meetings(Line& line) {
  CLI::App* meeting = line.group("meeting", "meetings");
  line.add(*meeting, "list", "the open meetings, newest first")->callback([&line] {
    line.ask("meeting-list", Json::object(), [](const Json& answer) {
      return print_table(answer["meetings"],
                         {{"CODE", "code"},
                          {"TITLE", "title"},
                          {"HOST", "host"},
                          {"IN", "present"},
                          {"CREATED", "created_at"},
                          {"ID", "id"}},
                         "There is no open meeting.");
    });
  });
  CLI::App* end = line.add(*meeting, "end", "end a meeting for everybody");
  const auto id = std::make_shared<std::string>();
  end->add_option("ID", *id, "its id or code")->required();
  end->callback([&line, id] {
    line.ask("meeting-end", Json::object({{"id", *id}}),
             [](const Json&) { return std::string{"ended\n"}; });
  });
}

}  // namespace ctl
