// SPDX-License-Identifier: MIT
#include "config/file.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "config/external_server.hpp"
#include "config/toml_limits.hpp"

#define TOML_EXCEPTIONS 0
// toml++ asserts what a broken file can make false ("[[[": no key), and with NDEBUG tells clang to
// assume it. Each such place also checks and reports: let it.
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

namespace config {
namespace {

unsigned line_of(const toml::node& node) { return static_cast<unsigned>(node.source().begin.line); }

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::floating_point: return "a number with a fraction";
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time: return "a date or time";
    case toml::node_type::array: return "a list of something else than texts";
    case toml::node_type::table: return "a table of something else than texts";
    default: return "a value of another kind";
  }
}

// A table in a list, { urls = […], secret_file = "…" }, in the text form of its kind; nullopt where
// a member is of another type.
std::optional<std::string> server_text(const toml::table& table) {
  TextList urls;
  TextMap members;
  for (const auto& [key, node] : table) {
    if (const auto* text = node.as_string()) {
      if (key.str() == "urls") urls.push_back(text->get());
      else members.emplace_back(std::string{key.str()}, text->get());
      continue;
    }
    const auto* array = key.str() == "urls" ? node.as_array() : nullptr;
    if (array == nullptr) return std::nullopt;
    for (const toml::node& item : *array) {
      if (!item.is_string()) return std::nullopt;
      urls.push_back(item.as_string()->get());
    }
  }
  return print_external_server(urls, members);
}

// Sets `value`, or `wrong_type`.
void convert(const toml::node& node, FileEntry& entry) {
  if (const auto* text = node.as_string()) {
    entry.value = text->get();
  } else if (const auto* flag = node.as_boolean()) {
    entry.value = flag->get();
  } else if (const auto* number = node.as_integer()) {
    entry.value = number->get();
  } else if (const auto* array = node.as_array()) {
    TextList list;
    for (const toml::node& item : *array) {
      const auto* member = item.as_table();
      const auto made = member != nullptr ? server_text(*member) : item.value_exact<std::string>();
      if (!made) entry.wrong_type = type_name(node);
      else list.push_back(*made);
    }
    entry.value = std::move(list);
  } else if (const auto* table = node.as_table()) {
    TextMap map;
    for (const auto& [key, item] : *table) {
      if (!item.is_string()) entry.wrong_type = type_name(node);
      else map.emplace_back(std::string{key.str()}, item.as_string()->get());
    }
    entry.value = std::move(map);
  } else {
    entry.wrong_type = type_name(node);
  }
}

void add_table(FileContent& content, const std::string& section, std::size_t block,
               const toml::table& table) {
  content.entries.push_back(FileEntry{section, block, {}, {}, {}, line_of(table)});
  for (const auto& [key, node] : table) {
    FileEntry entry{section, block, std::string{key.str()},
                    {},      {},    static_cast<unsigned>(key.source().begin.line)};
    convert(node, entry);
    content.entries.push_back(std::move(entry));
  }
}

bool is_array_of_tables(const toml::node& node) {
  const auto* array = node.as_array();
  return array != nullptr && !array->empty() && array->is_homogeneous(toml::node_type::table);
}

}  // namespace

base::Result<FileContent, FileSyntaxError> parse_file(std::string_view text) {
  if (auto excess = find_excess(text)) return base::failure(std::move(*excess));
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return base::failure(FileSyntaxError{static_cast<unsigned>(parsed.error().source().begin.line),
                                         base::shortened(parsed.error().description(), 200)});
  }
  FileContent content;
  for (const auto& [key, node] : parsed.table()) {
    const std::string section{key.str()};
    if (const auto* table = node.as_table()) {
      add_table(content, section, 0, *table);
    } else if (is_array_of_tables(node)) {
      std::size_t block = 0;
      for (const toml::node& item : *node.as_array())
        add_table(content, section, block++, *item.as_table());
    } else {
      FileEntry entry{{}, 0, section, {}, {}, static_cast<unsigned>(key.source().begin.line)};
      convert(node, entry);
      content.entries.push_back(std::move(entry));
    }
  }
  std::ranges::stable_sort(content.entries, {}, &FileEntry::line);
  return content;
}

}  // namespace config
