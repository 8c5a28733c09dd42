// SPDX-License-Identifier: MIT
#include "meetings/notify/letters.hpp"

#include <chrono>

#include "base/encoding.hpp"
#include "meetings/store/time_zones.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace meetings::notify;
using namespace std::chrono_literals;

const base::WallTime kStart = *base::parse_iso8601("2026-03-02T09:00:00Z");

NamedZone zone(const char* name) {
  static const meetings::store::TimeZones zones;
  return {name, zones.find(name)};
}

MeetingFacts latin() {
  return {"Latin & <Greek>",
          "Ada",
          "kabo-rine-tuda",
          "https://meet.example.org/j/kabo-rine-tuda#invitation=x&y",
          kStart,
          60min};
}

void a_time_is_on_the_readers_clocks() {
  CHECK_EQ(print_when(kEnglish, zone("Europe/Berlin"), kStart, 60min),
           "Monday, 2 March 2026, 10:00 to 11:00 (Europe/Berlin, UTC+01:00)");
  CHECK_EQ(print_when(kGerman, zone("America/New_York"), kStart),
           "Montag, 2. März 2026, 04:00 Uhr (America/New_York, UTC-05:00)");
  CHECK_EQ(print_when(kFrench, zone("Asia/Kolkata"), kStart),
           "lundi 2 mars 2026 à 14:30 (Asia/Kolkata, UTC+05:30)");
  CHECK_EQ(print_when(kSpanish, {}, kStart), "lunes, 2 de marzo de 2026, 09:00 (UTC)");
  CHECK_EQ(print_when(kArabic, {}, kStart), "الاثنين 2 مارس 2026، 09:00 (UTC)");
  // Two days before, on the other side of the date line and of the month.
  CHECK_EQ(
      print_when(kEnglish, zone("Pacific/Honolulu"), *base::parse_iso8601("2026-03-01T05:00:00Z")),
      "Saturday, 28 February 2026, 19:00 (Pacific/Honolulu, UTC-10:00)");
}

void what_is_left_is_said_in_the_nearest_unit() {
  CHECK_EQ(print_remaining(kEnglish, 9min + 40s), "In 10 minutes");
  CHECK_EQ(print_remaining(kEnglish, 59min), "In one hour");
  CHECK_EQ(print_remaining(kEnglish, 2h - 20s), "In 2 hours");
  CHECK_EQ(print_remaining(kGerman, 24h - 3s), "In 24 Stunden");
  CHECK_EQ(print_remaining(kEnglish, 48h - 3s), "In 2 days");
  CHECK_EQ(print_remaining(kEnglish, -5s), "In 1 minutes");
}

void a_language_with_a_region_has_its_table() {
  CHECK_EQ(words_of("de-AT").code, "de");
  CHECK_EQ(words_of("AR").code, "ar");
  CHECK_EQ(words_of("tlh").code, "en");
  CHECK_EQ(words_of("").code, "en");
}

void what_is_filled_in_is_not_looked_at() {
  CHECK_EQ(fill("{a}{b}", {{"a", "{b}"}, {"b", "x"}}), "{b}x");
  CHECK_EQ(fill("{unknown} {", {{"a", "y"}}), " ");
}

// Each kind in each language has all of its words, says the title once in the subject, and is
// escaped in HTML.
void every_letter_is_whole_in_every_language() {
  for (const Words* words : kLanguages) {
    const Reader reader{words, zone("Europe/Berlin"), "Example School"};
    std::vector<Letter> letters;
    for (const InvitationNews news :
         {InvitationNews::invited, InvitationNews::changed, InvitationNews::cancelled,
          InvitationNews::date_changed, InvitationNews::date_cancelled, InvitationNews::revoked})
      letters.push_back(invitation_letter(reader, news, latin(), "Bring a <pen>"));
    letters.push_back(reminder_letter(reader, latin(), 10min, "https://meet.example.org/u"));
    letters.push_back(request_letter(reader, latin(), "Bob", "It is me"));
    letters.push_back(answer_letter(reader, latin(), true));
    letters.push_back(answer_letter(reader, latin(), false));
    for (const Letter& letter : letters) {
      CHECK(letter.subject.find("Latin & <Greek>") != std::string::npos);
      CHECK(!letter.heading.empty() && !letter.paragraphs.at(0).empty());
      const std::string html = print_html(letter), text = print_text(letter);
      CHECK(base::is_utf8(html) && base::is_utf8(text));
      CHECK(html.find("<Greek>") == std::string::npos && html.find("<pen>") == std::string::npos);
      CHECK(html.find("Latin &amp; &lt;Greek&gt;") != std::string::npos);
      CHECK(text.find("Latin & <Greek>") != std::string::npos);
      CHECK(text.find('{') == std::string::npos);
      CHECK(html.find("dir=\"" + std::string{words->direction}) != std::string::npos);
      if (letter.button) CHECK(text.find(letter.button->url) != std::string::npos);
    }
    const Letter reset =
        proof_letter(reader, {true, "https://meet.example.org/reset#token=t", kStart});
    CHECK(print_text(reset).find("10:00") != std::string::npos);
    CHECK(reset.subject != proof_letter(reader, {false, "u", kStart}).subject);
  }
}

void a_letter_says_no_more_than_it_should() {
  const Reader reader{&kEnglish, {}, "Example School"};
  for (const InvitationNews gone : {InvitationNews::cancelled, InvitationNews::revoked})
    CHECK(!invitation_letter(reader, gone, latin(), "").button);
  CHECK(!answer_letter(reader, latin(), false).button);
  MeetingFacts instant = latin();
  instant.starts_at.reset();
  CHECK(print_text(invitation_letter(reader, InvitationNews::invited, instant, "")).find("When") ==
        std::string::npos);
  CHECK(!reminder_letter(reader, latin(), 10min, "").unsubscribe);
}

}  // namespace

int main() {
  return lectern_test::run(
      "letters",
      {TEST(a_time_is_on_the_readers_clocks), TEST(what_is_left_is_said_in_the_nearest_unit),
       TEST(a_language_with_a_region_has_its_table), TEST(what_is_filled_in_is_not_looked_at),
       TEST(every_letter_is_whole_in_every_language), TEST(a_letter_says_no_more_than_it_should)});
}
