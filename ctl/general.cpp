// SPDX-License-Identifier: MIT
// The commands of lecternctl about the daemon itself, and the commands that need no daemon.
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {
namespace {

using base::Json;

std::string show_link(const Json& answer) {
  std::string out = answer["url"].text() + "\n";
  if (const Json link = answer["admin_link"]; link.is_string())
    out += "To become the first admin, open (works once, for 24 hours):\n" + link.text() + "\n";
  return out;
}

// One sentence for each relay address instead of its object.
std::string show_status(const Json& answer) {
  Json shown = Json::object();
  for (const auto& [name, value] : answer.members()) {
    if (name != "relay_addresses") {
      shown.set(name, value);
      continue;
    }
    Json sentences = Json::array();
    for (const Json& one : value.items()) {
      std::string said = one["address"].text();
      if (one["seen_as"].text() != said) said += " seen as " + one["seen_as"].text();
      sentences.push(said + " since " + one["since"].text());
    }
    shown.set(name, sentences);
  }
  return print_list(shown);
}

std::string show_reload(const Json& answer) {
  std::string out = "Certificates were read again.\n";
  if (answer["changes"].size() == 0) return out + "Nothing differs in the configuration.\n";
  return out +
         print_table(
             answer["changes"],
             {{"KEY", "key"}, {"BEFORE", "before"}, {"AFTER", "after"}, {"APPLIES", "applies"}},
             "");
}

std::string show_nodes(const Json& answer) {
  Json rows = Json::array();
  for (const Json& node : answer["nodes"].items()) {
    std::string rooms;
    for (const Json& room : node["rooms"].items())
      rooms += (rooms.empty() ? "" : " ") + room.text();
    Json row = node;
    row.set("name", node["name"].text() + (node["here"].as_bool().value_or(false) ? " *" : ""));
    row.set("rooms", rooms);
    row.set("relay", node["relay_refused"].as_bool().value_or(false) ? std::string{"other secret"}
                     : node["relay"].size() == 0                     ? std::string{"none"}
                                                                     : node["relay"].at(0).text());
    rows.push(row);
  }
  return print_table(rows,
                     {{"NODE", "name"},
                      {"REGION", "region"},
                      {"SINCE", "since"},
                      {"PEOPLE", "people"},
                      {"TURN SESSIONS", "allocations"},
                      {"RELAY", "relay"},
                      {"ROOMS", "rooms"}},
                     "");
}

}  // namespace

void add_general(Line& line) {
  line.add(line.app(), "status", "what runs, where it listens, who is in")->callback([&line] {
    line.ask("status", Json::object(), show_status);
  });
  line.add(line.app(), "nodes", "the nodes of the site, and which rooms each has (* answers)")
      ->callback([&line] { line.ask("nodes", Json::object(), show_nodes); });
  line.add(line.app(), "link",
           "the link to open, and one to become the first admin while there is none")
      ->callback([&line] { line.ask("link", Json::object(), show_link); });
  line.add(line.app(), "reload", "read configuration and certificates again; calls go on")
      ->callback([&line] { line.ask("reload", Json::object(), show_reload); });
  CLI::App* check = line.add(*line.group("config", "the configuration file"), "check",
                             "say what is wrong with FILE; needs no daemon");
  const auto file = std::make_shared<std::string>();
  check->add_option("FILE", *file)->required();
  check->callback([&line, file] { line.run(ConfigCheck{*file}); });
}

void add_import(Line& line) {
  const auto call = std::make_shared<coturn::ImportCall>();
  CLI::App* command =
      line.add(line.app(), "import-coturn", "make a configuration of coturn's; needs no daemon");
  command->add_option("FILE", call->file, "turnserver.conf, or /dev/stdin");
  command->add_option("-o,--output", call->output,
                      "a new file for the result, mode 0600 (default: standard output)");
  command->add_option("--database", call->database,
                      "coturn's SQLite database, instead of the one that FILE names");
  command->add_flag("--accept-dangerous", call->accept_dangerous,
                    "also take over what opens more than is safe");
  command->add_flag("--options", call->options,
                    "only show what becomes of each option of coturn's");
  command->callback([&line, call] {
    if (call->file.empty() && !call->options) throw CLI::RequiredError("FILE");
    line.run(*call);
  });
}

}  // namespace ctl
