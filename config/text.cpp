// SPDX-License-Identifier: MIT
#include "config/text.hpp"

namespace config {
namespace {

constexpr std::size_t kOriginColumn = 44;

void append_setting(std::string& out, const Key& key, const Setting& setting) {
  std::string line = std::string{key.name} + " = " + print_masked(key.rule, setting.value);
  if (line.size() < kOriginColumn) line.resize(kOriginColumn, ' ');
  const std::string_view origin{setting.origin};
  out.append(line).append("  # ").append(origin.empty() ? "default" : origin).append("\n");
}

void append_head(std::string& out, std::string_view title) {
  out.append(out.empty() ? "" : "\n").append(title).append("\n");
}

std::string print_listeners(const Settings& settings) {
  std::string text;
  for (const SettingMap& block : settings.listen) {
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
}

}  // namespace

std::string print_settings(const Settings& settings) {
  std::string out;
  for (const Section& section : sections()) {
    if (section.repeated) {
      for (const SettingMap& block : settings.listen) {
        append_head(out, title_of(section));
        for (const Key& key : keys_of(section)) {
          if (const auto found = block.find(key.name); found != block.end())
            append_setting(out, key, found->second);
        }
      }
      continue;
    }
    append_head(out, title_of(section));
    for (const Key& key : keys_of(section)) {
      const auto found = settings.values.find(path_of(key));
      if (found != settings.values.end()) append_setting(out, key, found->second);
    }
  }
  return out;
}

std::vector<Change> compare_settings(const Settings& before, const Settings& after) {
  std::vector<Change> changes;
  for (const Key& key : keys()) {
    const auto was = before.values.find(path_of(key));
    const auto is = after.values.find(path_of(key));
    if (was == before.values.end() || is == after.values.end() ||
        was->second.value == is->second.value)
      continue;
    Change change{path_of(key), print_masked(key.rule, was->second.value),
                  print_masked(key.rule, is->second.value), key.applies};
    if (change.before == change.after) change.after += " (another one)";  // masked
    changes.push_back(std::move(change));
  }
  std::string was = print_listeners(before);
  std::string is = print_listeners(after);
  // Listeners are compared as a whole, and their keys apply together.
  if (was != is) {
    changes.push_back(
        {"listen", std::move(was), std::move(is), find_key("listen", "address")->applies});
  }
  return changes;
}

}  // namespace config
