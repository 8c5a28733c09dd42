// SPDX-License-Identifier: MIT
// MeetingSettings: what the people in the room of a meeting may do (docs/meetings.md#settings).
// Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meetings {

enum class AllowedTo : std::uint8_t { everyone, hosts, off };
// "everyone", "hosts", "off"
std::string_view to_string(AllowedTo whom) noexcept;
std::optional<AllowedTo> parse_allowed_to(std::string_view text) noexcept;

struct MeetingSettings {
  AllowedTo chat = AllowedTo::everyone;
  AllowedTo share = AllowedTo::everyone;   // the screen
  AllowedTo unmute = AllowedTo::everyone;  // oneself
  AllowedTo whiteboard = AllowedTo::everyone;
  AllowedTo recording = AllowedTo::hosts;

  friend bool operator==(const MeetingSettings&, const MeetingSettings&) = default;
};

struct SettingRow {
  std::string_view name;
  AllowedTo MeetingSettings::*value;
};
// In the order in which the store has them.
inline constexpr std::array kSettings{
    SettingRow{"chat", &MeetingSettings::chat},
    SettingRow{"share", &MeetingSettings::share},
    SettingRow{"unmute", &MeetingSettings::unmute},
    SettingRow{"whiteboard", &MeetingSettings::whiteboard},
    SettingRow{"recording", &MeetingSettings::recording},
};

// The values that a request names, in the order of kSettings; the others stay as they are.
using SettingsChange = std::array<std::optional<AllowedTo>, kSettings.size()>;
MeetingSettings changed(MeetingSettings settings, const SettingsChange& change) noexcept;

// "everyone everyone everyone everyone hosts", for the store and for events, and back; nullopt for
// any other text.
std::string print_settings(const MeetingSettings& settings);
std::optional<MeetingSettings> parse_settings(std::string_view text) noexcept;

}  // namespace meetings
