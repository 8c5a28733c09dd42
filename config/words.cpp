// SPDX-License-Identifier: MIT
#include "config/words.hpp"

#include <cstddef>

namespace config {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

}  // namespace

std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t", at)) != std::string_view::npos) {
    Word word;
    const std::size_t stop = text.find_first_of("= \t", at);
    if (stop != std::string_view::npos && text[stop] == '=' &&
        is_name(text.substr(at, stop - at))) {
      word.name = text.substr(at, stop - at);
      at = stop + 1;
    }
    const bool quoted = at < text.size() && text[at] == '"';
    if (quoted) ++at;
    for (; at < text.size(); ++at) {
      if (quoted ? text[at] == '"' : (text[at] == ' ' || text[at] == '\t')) break;
      if (quoted && text[at] == '\\' && at + 1 < text.size()) ++at;
      word.value += text[at];
    }
    if (quoted && at < text.size()) ++at;
    words.push_back(std::move(word));
  }
  return words;
}

void append_word(std::string& out, std::string_view name, std::string_view value) {
  out.append(out.empty() ? "" : " ").append(name).append("=\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace config
