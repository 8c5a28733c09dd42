// SPDX-License-Identifier: MIT
#include "api/device_words.hpp"

#include <algorithm>
#include <array>

namespace api {
namespace {

struct Word {
  std::string_view mark;  // in the User-Agent
  std::string_view word;
};

// In this order: most browsers also name those that they descend from.
constexpr std::array<Word, 14> kPrograms{{{"Edg/", "Edge"},
                                          {"EdgA/", "Edge"},
                                          {"EdgiOS/", "Edge"},
                                          {"OPR/", "Opera"},
                                          {"SamsungBrowser/", "Samsung Internet"},
                                          {"Vivaldi/", "Vivaldi"},
                                          {"YaBrowser/", "Yandex Browser"},
                                          {"FxiOS/", "Firefox"},
                                          {"Firefox/", "Firefox"},
                                          {"CriOS/", "Chrome"},
                                          {"HeadlessChrome/", "Chrome"},
                                          {"Chromium/", "Chromium"},
                                          {"Chrome/", "Chrome"},
                                          {"Safari/", "Safari"}}};
constexpr std::array<Word, 8> kMachines{{{"iPhone", "iPhone"},
                                         {"iPad", "iPad"},
                                         {"Android", "Android"},
                                         {"CrOS", "ChromeOS"},
                                         {"Windows", "Windows"},
                                         {"Macintosh", "macOS"},
                                         {"Linux", "Linux"},
                                         {"FreeBSD", "FreeBSD"}}};
constexpr std::size_t kLongestProduct = 24;

template <std::size_t N>
std::string_view find(const std::array<Word, N>& words, std::string_view user_agent) noexcept {
  for (const Word& word : words) {
    if (user_agent.find(word.mark) != std::string_view::npos) return word.word;
  }
  return {};
}

bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

// "curl" of "curl/7.88.1"; empty for a name that is long or has other characters.
std::string_view product(std::string_view user_agent) noexcept {
  const std::string_view name = user_agent.substr(0, user_agent.find_first_of("/ "));
  const bool plain =
      name.size() <= kLongestProduct && std::all_of(name.begin(), name.end(), is_plain);
  return plain && name != "Mozilla" ? name : std::string_view{};
}

}  // namespace

std::string device_words(std::string_view user_agent) {
  std::string_view program = find(kPrograms, user_agent);
  if (program.empty()) program = product(user_agent);
  const std::string_view machine = find(kMachines, user_agent);
  if (program.empty()) return std::string{machine};
  std::string words{program};
  if (!machine.empty()) words.append(" on ").append(machine);
  return words;
}

meetings::Client client_of(const Request& request) {
  return {request.client.ip, device_words(request.header("user-agent"))};
}

}  // namespace api
