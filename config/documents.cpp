// SPDX-License-Identifier: MIT
#include "config/documents.hpp"

#include <algorithm>

#include "base/wrapped_text.hpp"
#include "config/load.hpp"
#include "config/schema.hpp"

namespace config {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kNoteColumn = 46;

void append_lines(std::string& out, std::string_view before, std::string_view text) {
  base::append_wrapped(out, before, before, text, kColumns);
}

std::string print_text_form(const Key& key, std::string_view text) {
  const auto value = parse_value(key.rule, text);
  return value ? print_toml(key.rule, *value) : std::string{"\"\""};
}

std::string print_default(const Key& key) { return print_text_form(key, key.standard); }
std::string print_example(const Key& key) {
  return print_text_form(key, key.example.empty() ? key.standard : key.example);
}

// The shipped lectern.toml

constexpr std::string_view kSampleHead =
    R"(# The configuration of Lectern. lectern.toml(5) and docs/configuration.md describe every key.
#
#   lecternd --check-config --config /etc/lectern/lectern.toml
#       names every mistake with its line and the nearest right name.
#   systemctl reload lectern
#       applies a change and cuts no call.
#
# A key behind a # shows its default, or an example. Every key can also come from the environment:
# LECTERN_TURN_REALM sets realm in [turn].
)";

void append_shipped(std::string& out, const Key& key) {
  const Shipped& shipped = key.shipped;
  if (shipped.as == Shipped::As::nothing) return;
  const bool comment = shipped.as == Shipped::As::comment;
  std::string line{comment ? "# " : ""};
  line.append(key.name).append(" = ");
  line += comment ? print_example(key) : print_text_form(key, shipped.value);
  if (!shipped.note.empty()) {
    line.resize(std::max(line.size() + 1, kNoteColumn), ' ');
    line.append("# ").append(shipped.note);
  }
  out.append(line).append("\n");
}

// The blocks of a repeated section.
void append_blocks(std::string& out, const Section& section) {
  bool first = true;
  for (const std::string& item : split_list(section.shipped)) {
    out.append(first ? "" : "\n").append(title_of(section)).append("\n");
    first = false;
    const auto block = parse_listener(item);
    if (!block) continue;
    for (const Key& key : keys_of(section)) {
      if (const auto value = block->find(std::string{key.name}); value != block->end()) {
        out.append(key.name).append(" = ").append(print_toml(key.rule, value->second));
        out += '\n';
      }
    }
  }
}

bool is_shipped(const Section& section) {
  return !section.shipped.empty() || std::ranges::any_of(section.rows, [](const Key& key) {
    return key.shipped.as != Shipped::As::nothing;
  });
}

// The manual page

// Escapes a backslash, a hyphen and a quote; and a dot or an apostrophe at the beginning of a word,
// because every word may begin a line.
std::string roff(std::string_view text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    begins = c == ' ';
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else if (c == '"') out += "\\(dq";
    else out += c;
  }
  return out;
}

std::string print_choices(const Key& key) {
  std::string out;
  for (const ChoiceText& choice : key.rule.choices) {
    if (choice.meaning.empty()) continue;
    out.append(out.empty() ? " " : "; ").append(choice.word).append(" = ").append(choice.meaning);
  }
  return out.empty() ? out : out + ".";
}

std::string print_variables(const Key& key) {
  return variable_of(key) + (key.alias.empty() ? "" : " or " + std::string{key.alias});
}

std::string print_facts(const Key& key) {
  std::string facts = "Takes " + describe(key.rule) + "." + print_choices(key);
  if (!key.standard.empty()) facts += " Default: " + print_default(key) + ".";
  if (key.section != "listen") facts += " Environment: " + print_variables(key) + ".";
  if (key.applies == Applies::at_reload) facts += " A reload applies it.";
  return facts;
}

constexpr std::string_view kManualHead = R"(.\" SPDX-License-Identifier: MIT
.\" `lecternd --print-manual` prints this page from the schema; a test compares them.
.TH LECTERN.TOML 5 "" "Lectern" "File formats"
.SH NAME
lectern.toml \- configuration of lecternd
.SH DESCRIPTION
.I /etc/lectern/lectern.toml
is a TOML file. An unknown key, a value of the wrong type and a value out of range are errors that
name the line of the file and the nearest right name.
.B lecternd \-\-check\-config
shows them and starts nothing.
.B lecternd \-\-print\-config
shows every key in force and where it was set, with secrets masked.
.PP
Units are part of the value: durations "500ms", "90s", "15m", "12h", "30d"; sizes "64KiB", "10MiB".
.PP
Every key can also come from the environment, which wins over the file: LECTERN_SECTION_KEY, lists
separated by commas. The listeners come from LECTERN_LISTEN, such as "[::]:443 tls, [::]:80
redirect_to_https".
.PP
A reload (SIGHUP,
.BR "lecternctl reload" )
applies every change that it can apply or, when anything in the file is wrong, no change. It logs
every difference and says which of them wait for a restart.
)";
constexpr std::string_view kManualTail = R"(.SH FILES
.TP
.I /etc/lectern/lectern.toml
The file that lecternd reads when it is started without
.BR \-\-config .
Without this file lecternd uses a built\-in configuration for trying things out, which listens on
loopback addresses only.
.SH SEE ALSO
.BR lecternd (8),
.BR lecternctl (1)
)";

// The reference in Markdown

constexpr std::string_view kReferenceHead =
    R"(<!-- `lecternd --print-reference` prints this page from the schema; a test compares them. -->

# Configuration

`/etc/lectern/lectern.toml` is a TOML file; this page describes every key, as `man lectern.toml`
does. The file that the packages ship sets some keys to other values than their defaults; the
column "shipped" shows these values. `lecternd --print-config` shows the values in force and where
they were set.

The environment wins over the file. A list in a variable is separated by commas. An alias is a
variable of the older stack: it wins over the file, and the LECTERN variable wins over it. A key
that applies at a reload changes with `systemctl reload lectern` or `lecternctl reload`, and running
calls go on; the other keys wait for a restart.
)";

std::string code(std::string_view text) {
  return text.empty() ? std::string{} : "`" + std::string{text} + "`";
}

std::string print_shipped_value(const Key& key) {
  if (key.shipped.as != Shipped::As::setting || key.shipped.value == key.standard) return {};
  return code(print_text_form(key, key.shipped.value));
}

std::string variables_cell(const Key& key) {
  if (key.section == "listen") return code("LECTERN_LISTEN");
  return code(variable_of(key)) +
         (key.alias.empty() ? std::string{} : " (alias " + code(key.alias) + ")");
}

void append_table(std::string& out, const Key& key) {
  const std::string shipped = print_shipped_value(key);
  const auto row = [&](std::string_view type, std::string_view standard, std::string_view value,
                       std::string_view example, std::string_view applies,
                       std::string_view variable) {
    out.append("| ").append(type).append(" | ").append(standard);
    if (!shipped.empty()) out.append(" | ").append(value);
    if (!key.example.empty()) out.append(" | ").append(example);
    out.append(" | ").append(applies).append(" | ").append(variable).append(" |\n");
  };
  row("takes", "default", "shipped", "example", "applies", "environment");
  row("---", "---", "---", "---", "---", "---");
  row(describe(key.rule), key.standard.empty() ? "" : code(print_default(key)), shipped,
      key.example.empty() ? "" : code(print_example(key)),
      key.applies == Applies::at_reload ? "at a reload" : "at a restart", variables_cell(key));
}

void append_reference(std::string& out, const Key& key) {
  out.append("\n### `").append(key.name).append("`\n\n");
  append_lines(out, "", key.help);
  out += '\n';
  for (const ChoiceText& choice : key.rule.choices) {
    if (choice.meaning.empty()) continue;
    base::append_wrapped(out, "* ", "  ",
                         code(choice.word) + ": " + std::string{choice.meaning} + ".", kColumns);
  }
  if (!key.rule.choices.empty()) out += '\n';
  append_table(out, key);
}

constexpr std::string_view kVariablesHead = R"(
## Environment variables

Every variable that the daemon reads. Of a variable that begins with `LECTERN_` and is not in this
table the daemon says at its start that it is not used; an empty variable counts as not set. Lists
are separated by commas. `LECTERN_LISTEN` holds the listeners, such as
`[::]:443 tls, [::]:80 redirect_to_https`, and replaces all `[[listen]]` blocks of the file. Only a
block can hold `trusted_proxies`.

| variable | sets | takes |
| --- | --- | --- |
)";

// One table of all variables, for those who look for one and not for a key.
void append_variables(std::string& out) {
  out.append(kVariablesHead).append("| `LECTERN_LISTEN` | `[[listen]]` | listeners |\n");
  const auto row = [&out](std::string_view variable, const Key& key, std::string_view note) {
    out.append("| ").append(code(variable)).append(" | ");
    out.append(code("[" + std::string{key.section} + "] " + std::string{key.name}));
    const bool one_secret = variable == key.alias && key.rule.kind == Kind::secret_list;
    out.append(note).append(" | ");
    out.append(one_secret ? "one secret; a comma is part of it" : describe(key.rule))
        .append(" |\n");
  };
  for (const Key& key : keys()) {
    if (key.section == "listen") continue;
    row(variable_of(key), key, "");
    if (!key.alias.empty()) row(key.alias, key, ", as the older stack calls it");
  }
}

}  // namespace

std::string print_sample() {
  std::string out{kSampleHead};
  for (const Section& section : sections()) {
    if (!is_shipped(section)) continue;
    out += '\n';
    append_lines(out, "# ", section.help);
    if (section.repeated) {
      append_blocks(out, section);
      continue;
    }
    out.append(title_of(section)).append("\n");
    for (const Key& key : section.rows) append_shipped(out, key);
  }
  return out;
}

std::string print_manual() {
  std::string out{kManualHead};
  for (const Section& section : sections()) {
    out.append(".SH \"").append(title_of(section)).append("\"\n");
    append_lines(out, "", roff(section.help));
    for (const Key& key : keys_of(section)) {
      out.append(".TP\n.B ").append(roff(key.name)).append("\n");
      append_lines(out, "", roff(key.help));
      out += ".br\n";
      append_lines(out, "", roff(print_facts(key)));
    }
  }
  return out.append(kManualTail);
}

std::string print_reference() {
  std::string out{kReferenceHead};
  for (const Section& section : sections()) {
    out.append("\n## ").append(code(title_of(section))).append("\n\n");
    append_lines(out, "", section.help);
    for (const Key& key : keys_of(section)) append_reference(out, key);
  }
  append_variables(out);
  return out;
}

}  // namespace config
