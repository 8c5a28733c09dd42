// SPDX-License-Identifier: MIT
#include "meetings/meeting_settings.hpp"

namespace meetings {

std::string_view to_string(AllowedTo whom) noexcept {
  switch (whom) {
    case AllowedTo::everyone: return "everyone";
    case AllowedTo::hosts: return "hosts";
    case AllowedTo::off: break;
  }
  return "off";
}

std::optional<AllowedTo> parse_allowed_to(std::string_view text) noexcept {
  for (const AllowedTo whom : {AllowedTo::everyone, AllowedTo::hosts, AllowedTo::off}) {
    if (to_string(whom) == text) return whom;
  }
  return std::nullopt;
}

MeetingSettings changed(MeetingSettings settings, const SettingsChange& change) noexcept {
  for (std::size_t i = 0; i < kSettings.size(); ++i)
    settings.*kSettings[i].value = change[i].value_or(settings.*kSettings[i].value);
  return settings;
}

std::string print_settings(const MeetingSettings& settings) {
  std::string out;
  for (const SettingRow& row : kSettings)
    out.append(out.empty() ? "" : " ").append(to_string(settings.*row.value));
  return out;
}

std::optional<MeetingSettings> parse_settings(std::string_view text) noexcept {
  MeetingSettings out;
  for (const SettingRow& row : kSettings) {
    const std::size_t end = text.find(' ');
    const bool is_last = &row == &kSettings.back();
    const auto whom = parse_allowed_to(text.substr(0, end));
    if (!whom || is_last != (end == std::string_view::npos)) return std::nullopt;
    out.*row.value = *whom;
    text.remove_prefix(is_last ? text.size() : end + 1);
  }
  return out;
}

}  // namespace meetings
