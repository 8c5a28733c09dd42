// SPDX-License-Identifier: MIT
#include "ctl/coturn/import.hpp"

#include <map>

#include "base/placeholder.hpp"
#include "config/schema.hpp"
#include "ctl/coturn/handlers.hpp"
#include "ctl/coturn/lines.hpp"
#include "ctl/coturn/options.hpp"
#include "ctl/coturn/settle.hpp"

namespace ctl::coturn {
namespace {

constexpr unsigned kMostHints = 20;              // each hint compares with every option
constexpr std::size_t kMostTomlBytes = 1 << 20;  // the most that lecternd reads

// Reads one file, line by line, into a draft.
class Reading {
 public:
  explicit Reading(const Request& request) : source_(harmless(request.source, 200)) {
    draft_.accept_dangerous = request.accept_dangerous;
  }

  void take(const Line& line);
  Draft& draft() { return draft_; }
  const std::string& source() const { return source_; }

 private:
  void take_unknown(const Line& line);
  void apply(const Option& option, const Line& line);
  void supersede(const Option& option, unsigned line);
  std::string at(const Line& line) const { return source_ + ":" + std::to_string(line.number); }

  std::string source_;
  Draft draft_;
  std::map<std::string_view, std::size_t> seen_;  // option -> finding
  unsigned unknown_ = 0;
};

void Reading::take(const Line& line) {
  if (!line.mistake.empty()) {
    draft_.add(at(line), line.key, Verdict::malformed, line.mistake);
    return;
  }
  const Option* option = line.dashes == 1 && line.key.size() == 1 ? find_option(line.key.front())
                                                                  : find_option(line.key);
  if (option == nullptr) return take_unknown(line);
  supersede(*option, line.number);
  apply(*option, line);
}

void Reading::take_unknown(const Line& line) {
  const std::string hint = unknown_++ < kMostHints ? nearest_option(line.key) : std::string{};
  draft_.add(at(line), harmless(line.key), Verdict::unknown,
             "is no option of coturn, which passes over the line" + hint);
}

// Where an option does not repeat, only its last line counts.
void Reading::supersede(const Option& option, unsigned line) {
  if (!option.repeats) {
    if (const auto before = seen_.find(option.name); before != seen_.end()) {
      Finding& finding = draft_.findings[before->second];
      finding.verdict = Verdict::ignored;
      finding.text = "line " + std::to_string(line) + " says it again";
    }
  }
  seen_[option.name] = draft_.findings.size();
}

void Reading::apply(const Option& option, const Line& line) {
  const std::size_t index = draft_.findings.size();
  draft_.add(at(line), std::string{option.name}, option.verdict, std::string{option.reason})
      .target = option.target;
  Given given{line.value, true, index};
  Outcome outcome;
  if (option.argument == Argument::flag) {
    const auto on = read_flag(line.value);
    if (!on) {
      outcome = {Verdict::malformed, "wants on or off (yes, no, 1, 0, true, false)"};
    } else {
      given.on = *on;
    }
  } else if (option.argument == Argument::text && line.value.empty()) {
    outcome = {Verdict::malformed, "wants a value"};
  } else if (base::is_placeholder(line.value)) {
    outcome = {Verdict::malformed,
               "left out: its value is a placeholder that nobody has filled in"};
  }
  if (!outcome.verdict && option.handle != nullptr) outcome = option.handle(draft_, given);
  if (!outcome.verdict && !given.on) outcome = {Verdict::ignored, "is switched off"};
  Finding& finding = draft_.findings[index];
  if (outcome.verdict) finding.verdict = *outcome.verdict;
  if (!outcome.text.empty()) finding.text = std::move(outcome.text);
  if (line.dashes > 0 &&
      (finding.verdict == Verdict::mapped || finding.verdict == Verdict::ignored)) {
    finding.verdict = Verdict::changed;
    finding.text = "taken as on the command line; in a file coturn passes over a line with dashes";
  }
}

std::string head(const std::string& source) {
  return "# Made of " + source +
         " by `lecternctl import-coturn`. It holds secrets: only root and the daemon's user should "
         "read it.\n"
         "# What it means and what else there is: lectern.toml(5). Check changes with `lecternd "
         "--check-config --config "
         "THIS_FILE`.\n";
}

// coturn has no web interface. Ours listens on loopback, where it does not disturb other servers.
constexpr std::string_view kListen =
    "\n# The web interface and the API, on loopback so that they are in no other server's way. For "
    "meetings of one's own:\n"
    "#   address = \"[::]:443\" and tls = true, which also serves TURN over TLS on that port.\n"
    "[[listen]]\naddress = \"127.0.0.1:3000\"\n";

// [turn.users] has one line per user.
void append_users(std::string& out, const config::Key& key, const config::Value& value) {
  out.append("\n[turn.users]\n");
  for (const auto& user : std::get<config::TextMap>(value)) {
    // { name = "password" } without the braces
    const std::string pair = config::print_toml(key.rule, config::Value{config::TextMap{user}});
    out.append(pair, 2, pair.size() - 4).append("\n");
  }
}

std::string write_toml(const Draft& draft, const std::string& source) {
  std::string out = head(source);
  for (const config::Section& section : config::sections()) {
    if (section.name == "listen") out += kListen;
    std::string body;
    for (const config::Key& key : config::keys()) {
      const auto value =
          key.section == section.name ? draft.keys.find(config::path_of(key)) : draft.keys.end();
      if (value == draft.keys.end() || key.rule.kind == config::Kind::secret_map) continue;
      body.append(key.name)
          .append(" = ")
          .append(config::print_toml(key.rule, value->second))
          .append("\n");
    }
    if (!body.empty()) out.append("\n[").append(section.name).append("]\n").append(body);
    if (section.name != "turn") continue;
    if (const auto users = draft.keys.find("turn.users"); users != draft.keys.end()) {
      append_users(out, *config::find_key("turn", "users"), users->second);
    }
  }
  return out;
}

base::Status take_database(Reading& reading, const Request& request, const DatabaseReader& read) {
  Draft& draft = reading.draft();
  const std::string path = request.database.value_or(draft.database);
  if (path.empty()) return {};
  const auto tables = read(path);
  if (tables) {
    draft.foreign_database = false;
    add_database(draft, *tables);
    return {};
  }
  if (request.database) return base::failure(tables.error());
  for (const char* option : {"userdb", "db"}) {
    draft.amend(option, Verdict::unsupported,
                "cannot be read (name it with --database): " + tables.error().what);
  }
  return {};
}

}  // namespace

base::Result<Imported> import_config(const Request& request, const DatabaseReader& read) {
  const auto lines = split_lines(request.text);
  if (!lines) return base::failure(lines.error().code, request.source + ": " + lines.error().what);
  Reading reading(request);
  for (const Line& line : *lines) reading.take(line);
  TRY(take_database(reading, request, read));
  if (auto settled = settle(reading.draft(), reading.source()); !settled) {
    return base::failure(settled.error().code, request.source + ": " + settled.error().what);
  }
  std::string toml = write_toml(reading.draft(), reading.source());
  if (toml.size() > kMostTomlBytes)
    return base::failure(base::Errc::exhausted,
                         request.source + ": the result is larger than 1 MiB");
  return Imported{std::move(toml), std::move(reading.draft().findings)};
}

}  // namespace ctl::coturn
