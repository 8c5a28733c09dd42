// SPDX-License-Identifier: MIT
// lecternctl outbox: the mails that wait or could not be delivered.
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {
namespace {

using base::Json;

void add_list(Line& line, CLI::App& outbox) {
  struct Words {
    std::string state, cursor;
    std::int64_t limit = 100;
  };
  const auto words = std::make_shared<Words>();
  CLI::App* list = line.add(outbox, "list", "the mails that wait or failed, the oldest first");
  list->add_option("--state", words->state, "only these: waiting, sending or dead");
  list->add_option("--limit", words->limit, "how many")->check(CLI::Range(1, 100));
  list->add_option("--cursor", words->cursor, "next_cursor of the page before (--json)");
  list->callback([&line, words] {
    Json arguments = Json::object({{"limit", words->limit}});
    if (!words->state.empty()) arguments.set("state", words->state);
    if (!words->cursor.empty()) arguments.set("cursor", words->cursor);
    line.ask("outbox-list", std::move(arguments), [](const Json& answer) {
      return print_table(answer["entries"],
                         {{"ID", "id"},
                          {"MAIL", "template"},
                          {"STATE", "state"},
                          {"ATTEMPTS", "attempts"},
                          {"MADE", "created_at"},
                          {"DUE", "due_at"},
                          {"LAST ERROR", "last_error"}},
                         "No mail waits.");
    });
  });
}

// A command with the id of an entry.
void add_act(Line& line, CLI::App& outbox, const char* name, const char* help, const char* command,
             const char* done) {
  CLI::App* act = line.add(outbox, name, help);
  const auto id = std::make_shared<std::int64_t>(0);
  act->add_option("ID", *id, "its id")->required();
  act->callback([&line, id, command, done] {
    line.ask(command, Json::object({{"id", *id}}),
             [done](const Json&) { return std::string{done}; });
  });
}

}  // namespace

void add_outbox(Line& line) {
  CLI::App* outbox = line.group("outbox", "mails on their way out");
  add_list(line, *outbox);
  add_act(line, *outbox, "retry", "send a mail again now", "outbox-retry", "will be sent\n");
  add_act(line, *outbox, "drop", "remove a mail", "outbox-drop", "dropped\n");
}

}  // namespace ctl
