// SPDX-License-Identifier: MIT
// Letter: the contents of a mail, printed as plain text and as HTML. The HTML is in the colours of
// the brand, by day and by night (prefers-color-scheme), fits a phone, loads nothing, and runs from
// right to left where the language does. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meetings/notify/words.hpp"

namespace meetings::notify {

struct Link {
  std::string label;
  std::string url;
};

struct Letter {
  const Words* words = &kEnglish;
  std::string site;
  std::string color = "#313d6a";  // of the head, the button and the links by day
  std::string subject;
  std::string heading;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> facts;  // label and value
  std::optional<Link> button{};
  std::vector<std::string> small_print{};
  std::optional<Link> unsubscribe{};
};

std::string print_text(const Letter& letter);
std::string print_html(const Letter& letter);

}  // namespace meetings::notify
