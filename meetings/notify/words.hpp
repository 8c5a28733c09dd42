// SPDX-License-Identifier: MIT
// The words of the mails, one table for each language. "{title}" and the like stand for what
// fill() puts there. Constant data; any thread.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace meetings::notify {

struct Words {
  std::string_view code;                     // BCP 47
  std::string_view direction;                // "ltr" or "rtl"
  std::array<std::string_view, 7> weekdays;  // from Sunday
  std::array<std::string_view, 12> months;
  std::string_view date;    // of {weekday}, {day}, {month}, {year}
  std::string_view at;      // of {date} and {time}
  std::string_view span;    // of {from} and {to}
  std::string_view quoted;  // of {title}
  // The labels of facts.
  std::string_view when, host, code_label, message, link_hint, sent_by, unexpected;
  // The kinds of mails.
  std::string_view invite_subject, invite_heading, invite_text, join_button;
  std::string_view update_subject, update_heading, update_text;
  std::string_view cancel_subject, cancel_heading, cancel_text;
  std::string_view date_cancel_heading, date_cancel_text, date_update_heading, date_update_text;
  std::string_view revoke_subject, revoke_heading, revoke_text;
  std::string_view reminder_subject, reminder_heading, reminder_text, stop_reminders;
  std::string_view in_minutes, in_one_hour, in_hours, in_days;
  std::string_view request_subject, request_heading, request_text, request_button;
  std::string_view approved_subject, approved_heading, approved_text;
  std::string_view denied_subject, denied_heading, denied_text;
  std::string_view verify_subject, verify_heading, verify_text, verify_button;
  std::string_view trial_subject, trial_heading, trial_text;  // of a test by an administrator
  std::string_view reset_subject, reset_heading, reset_text, reset_button, valid_until;
};

// The languages of the mails. The first is for everybody who chose none of them.
extern const Words kEnglish, kGerman, kFrench, kSpanish, kArabic;
inline constexpr std::array kLanguages{&kEnglish, &kGerman, &kFrench, &kSpanish, &kArabic};

// The table of "de", also for "de-AT"; English for a language without a table.
const Words& words_of(std::string_view language) noexcept;

using Filling = std::pair<std::string_view, std::string_view>;  // "title", the text
// Each "{name}" of the pattern becomes the text of that name; what is filled in is not looked at.
std::string fill(std::string_view pattern, std::initializer_list<Filling> fillings);

}  // namespace meetings::notify
