// SPDX-License-Identifier: MIT
#include "config/text.hpp"

#include <algorithm>

#include "base/wrapped_text.hpp"

namespace config {
namespace {

constexpr std::string_view kMask = "********";

std::string print_value(const Key& key, const Value& value) {
  if (key.rule.kind == Kind::secret_list) {
    return print_toml(key.rule, TextList(std::get<TextList>(value).size(), std::string{kMask}));
  }
  if (key.rule.kind == Kind::secret_map) {
    TextMap masked = std::get<TextMap>(value);
    for (auto& [name, password] : masked) password = kMask;
    return print_toml(key.rule, masked);
  }
  if (key.rule.kind == Kind::ice_server_list) {
    TextList masked = std::get<TextList>(value);
    for (std::string& server : masked) server = mask_external_server(server);
    return print_toml(key.rule, masked);
  }
  return print_toml(key.rule, value);
}

std::string print_default(const Key& key) {
  const auto value = parse_value(key.rule, key.standard);
  return value ? print_toml(key.rule, *value) : std::string{"\"\""};
}

// Of a feature that is not in this release: neither in the sample nor in the manual.
bool is_offered(const Key& key) { return key.rule.kind != Kind::absent; }
bool is_offered(const Section& section) {
  return std::ranges::any_of(
      keys(), [&](const Key& key) { return key.section == section.name && is_offered(key); });
}

std::string example_value(const Key& key) {
  if (key.example.empty()) return print_default(key);
  const auto value = parse_value(key.rule, key.example);
  return value ? print_toml(key.rule, *value) : print_default(key);
}

std::string origin_note(const Setting& setting) {
  return setting.origin.empty() ? std::string{"default"} : setting.origin;
}

void append_setting(std::string& out, const Key& key, const Setting& setting) {
  std::string line = std::string{key.name} + " = " + print_value(key, setting.value);
  if (line.size() < 44) line.resize(44, ' ');
  out.append(line).append("  # ").append(origin_note(setting)).append("\n");
}

// roff: a line must not begin with a control character, a backslash and a hyphen are written out.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else if (c == '"') out += "\\(dq";
    else out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

std::string manual_facts(const Key& key) {
  std::string facts = "Takes " + describe(key.rule) + ".";
  if (key.section != "listen") {
    const std::string standard = print_default(key);
    if (!key.standard.empty()) facts += " Default: " + standard + ".";
    facts += " Environment: " + variable_of(key) +
             (key.alias.empty() ? "" : " or " + std::string{key.alias}) + ".";
  } else if (!key.standard.empty()) {
    facts += " Default: " + print_default(key) + ".";
  }
  if (key.applies == Applies::at_reload) facts += " A reload applies it.";
  return facts;
}

constexpr std::string_view kManualHead = R"(.\" SPDX-License-Identifier: MIT
.\" Written by `lecternd --print-manual` from the table of configuration keys; a test compares
.\" the two.
.TH LECTERN.TOML 5 "" "Lectern" "File formats"
.SH NAME
lectern.toml \- configuration of lecternd
.SH DESCRIPTION
.I /etc/lectern/lectern.toml
is a TOML file. An unknown key, a value of the wrong type or out of range is an error that names
the file's line and the nearest right name;
.B lecternd \-\-check\-config
shows them without starting anything, and
.B lecternd \-\-print\-config
shows everything that is in force and where it was set, with secrets masked.
.PP
Units are part of the value: durations "500ms", "90s", "15m", "12h", "30d"; sizes "64KiB", "10MiB".
.PP
Every key can also come from the environment, which wins over the file: LECTERN_SECTION_KEY,
lists separated by commas. The listeners come from LECTERN_LISTEN, such as
"[::]:443 tls, [::]:80 redirect_to_https".
.PP
A reload (SIGHUP,
.BR "lecternctl reload" )
applies all of what it can apply or, when anything in the file is wrong, nothing; it logs every
difference and says which of them wait for a restart.
)";
constexpr std::string_view kManualTail = R"(.SH FILES
.TP
.I /etc/lectern/lectern.toml
read when lecternd is started without
.BR \-\-config .
Where it does not exist, a built\-in configuration for trying things out listens on loopback
addresses only.
.SH SEE ALSO
.BR lecternd (8),
.BR lecternctl (1)
)";

}  // namespace

std::string print_settings(const Settings& settings) {
  std::string out;
  for (const Section& section : sections()) {
    if (!is_offered(section)) continue;
    if (section.repeated) {
      for (const auto& block : settings.listen) {
        out.append(out.empty() ? "[[" : "\n[[").append(section.name).append("]]\n");
        for (const Key& key : keys()) {
          const auto found = key.section == section.name ? block.find(key.name) : block.end();
          if (found != block.end()) append_setting(out, key, found->second);
        }
      }
      continue;
    }
    out.append(out.empty() ? "[" : "\n[").append(section.name).append("]\n");
    for (const Key& key : keys()) {
      if (key.section != section.name || !is_offered(key)) continue;
      const auto found = settings.values.find(path_of(key));
      if (found != settings.values.end()) append_setting(out, key, found->second);
    }
  }
  return out;
}

std::string print_sample() {
  std::string out;
  base::append_wrapped(out, "# ", "# ",
                       "Lectern's configuration: lectern.toml(5). What stands here as a comment "
                       "shows the default, or an example.");
  for (const Section& section : sections()) {
    if (!is_offered(section)) continue;
    out += '\n';
    base::append_wrapped(out, "# ", "# ", section.help);
    out.append(section.repeated ? "[[" : "[")
        .append(section.name)
        .append(section.repeated ? "]]\n" : "]\n");
    for (const Key& key : keys()) {
      if (key.section != section.name || !is_offered(key)) continue;
      base::append_wrapped(out, "# ", "# ", key.help);
      const bool required = section.repeated && key.standard.empty();
      out.append(required ? "" : "# ")
          .append(key.name)
          .append(" = ")
          .append(example_value(key))
          .append("\n");
    }
  }
  return out;
}

std::string print_manual() {
  std::string out{kManualHead};
  for (const Section& section : sections()) {
    if (!is_offered(section)) continue;
    const std::string title = section.repeated ? "[[" + std::string{section.name} + "]]"
                                               : "[" + std::string{section.name} + "]";
    out.append(".SH \"").append(title).append("\"\n").append(roff(section.help)).append("\n");
    for (const Key& key : keys()) {
      if (key.section != section.name || !is_offered(key)) continue;
      out.append(".TP\n.B ")
          .append(roff(key.name))
          .append("\n")
          .append(roff(key.help))
          .append("\n.br\n");
      out.append(roff(manual_facts(key))).append("\n");
    }
  }
  return out.append(kManualTail);
}

std::vector<Change> compare_settings(const Settings& before, const Settings& after) {
  std::vector<Change> changes;
  for (const Key& key : keys()) {
    const auto was = before.values.find(path_of(key));
    const auto is = after.values.find(path_of(key));
    if (was == before.values.end() || is == after.values.end() ||
        was->second.value == is->second.value)
      continue;
    Change change{path_of(key), print_value(key, was->second.value),
                  print_value(key, is->second.value), key.applies};
    if (change.before == change.after) change.after += " (another one)";  // masked
    changes.push_back(std::move(change));
  }
  const auto blocks = [](const Settings& settings) {
    std::string text;
    for (const auto& block : settings.listen) {
      text += text.empty() ? "{ " : ", { ";
      bool first = true;
      for (const auto& [name, setting] : block) {
        text.append(first ? "" : ", ")
            .append(name)
            .append(" = ")
            .append(print_toml(find_key("listen", name)->rule, setting.value));
        first = false;
      }
      text += " }";
    }
    return text;
  };
  std::string was = blocks(before);
  std::string is = blocks(after);
  if (was != is) changes.push_back({"listen", std::move(was), std::move(is), Applies::at_restart});
  return changes;
}

}  // namespace config
