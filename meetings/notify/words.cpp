// SPDX-License-Identifier: MIT
#include "meetings/notify/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace meetings::notify {

const Words& words_of(std::string_view language) noexcept {
  const std::string_view main = language.substr(0, language.find('-'));
  const auto found = std::ranges::find_if(kLanguages, [&](const Words* words) {
    return base::equals_ignoring_case(words->code, main);
  });
  return found == kLanguages.end() ? kEnglish : **found;
}

std::string fill(std::string_view pattern, std::initializer_list<Filling> fillings) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    const auto* found = std::ranges::find(fillings, name, &Filling::first);
    if (found != fillings.end()) out += found->second;
    pattern.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace meetings::notify
