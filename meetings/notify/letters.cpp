// SPDX-License-Identifier: MIT
#include "meetings/notify/letters.hpp"

namespace meetings::notify {
namespace {

// The patterns of a letter about a meeting.
struct Patterns {
  std::string_view subject, heading, text;
};

Patterns patterns_of(const Words& words, InvitationNews news) noexcept {
  switch (news) {
    case InvitationNews::invited:
      return {words.invite_subject, words.invite_heading, words.invite_text};
    case InvitationNews::changed:
      return {words.update_subject, words.update_heading, words.update_text};
    case InvitationNews::cancelled:
      return {words.cancel_subject, words.cancel_heading, words.cancel_text};
    case InvitationNews::date_changed:
      return {words.update_subject, words.date_update_heading, words.date_update_text};
    case InvitationNews::date_cancelled:
      return {words.cancel_subject, words.date_cancel_heading, words.date_cancel_text};
    case InvitationNews::revoked: break;
  }
  return {words.revoke_subject, words.revoke_heading, words.revoke_text};
}

// A letter about a meeting; `name` and `in` are those of the patterns.
Letter about(const Reader& reader, const MeetingFacts& meeting, const Patterns& patterns,
             std::string_view name = {}, std::string_view in = {}) {
  const Words& words = *reader.words;
  const std::string quoted = fill(words.quoted, {{"title", meeting.title}});
  const auto filled = [&](std::string_view pattern, std::string_view title) {
    return fill(pattern, {{"title", title}, {"host", meeting.host}, {"name", name}, {"in", in}});
  };
  Letter letter;
  letter.words = reader.words;
  letter.site = reader.site;
  letter.subject = filled(patterns.subject, meeting.title);
  letter.heading = filled(patterns.heading, meeting.title);
  letter.paragraphs = {filled(patterns.text, quoted)};
  return letter;
}

void add_when(Letter& letter, const Reader& reader, const MeetingFacts& meeting) {
  if (!meeting.starts_at) return;
  letter.facts.emplace_back(reader.words->when, print_when(*reader.words, reader.zone,
                                                           *meeting.starts_at, meeting.duration));
}

void add_host(Letter& letter, const MeetingFacts& meeting) {
  if (!meeting.host.empty()) letter.facts.emplace_back(letter.words->host, meeting.host);
}

void add_way_in(Letter& letter, const MeetingFacts& meeting) {
  if (!meeting.code.empty()) letter.facts.emplace_back(letter.words->code_label, meeting.code);
  if (!meeting.url.empty()) letter.button = {std::string{letter.words->join_button}, meeting.url};
}

void add_message(Letter& letter, const std::string& message) {
  if (!message.empty()) letter.facts.emplace_back(letter.words->message, message);
}

}  // namespace

Letter invitation_letter(const Reader& reader, InvitationNews news, const MeetingFacts& meeting,
                         const std::string& message) {
  Letter letter = about(reader, meeting, patterns_of(*reader.words, news));
  const bool takes_place = news == InvitationNews::invited || news == InvitationNews::changed ||
                           news == InvitationNews::date_changed;
  add_when(letter, reader, meeting);
  add_host(letter, meeting);
  if (takes_place) add_way_in(letter, meeting);
  add_message(letter, message);
  if (news == InvitationNews::invited) letter.small_print.emplace_back(reader.words->unexpected);
  return letter;
}

Letter reminder_letter(const Reader& reader, const MeetingFacts& meeting, std::chrono::seconds left,
                       const std::string& unsubscribe_url) {
  const Words& words = *reader.words;
  Letter letter =
      about(reader, meeting, {words.reminder_subject, words.reminder_heading, words.reminder_text},
            {}, print_remaining(words, left));
  add_when(letter, reader, meeting);
  add_host(letter, meeting);
  add_way_in(letter, meeting);
  if (!unsubscribe_url.empty())
    letter.unsubscribe = {std::string{words.stop_reminders}, unsubscribe_url};
  return letter;
}

Letter request_letter(const Reader& reader, const MeetingFacts& meeting, const std::string& name,
                      const std::string& message) {
  const Words& words = *reader.words;
  Letter letter = about(reader, meeting,
                        {words.request_subject, words.request_heading, words.request_text}, name);
  add_when(letter, reader, meeting);
  add_message(letter, message);
  letter.button = {std::string{words.request_button}, meeting.url};
  return letter;
}

Letter answer_letter(const Reader& reader, const MeetingFacts& meeting, bool approved) {
  const Words& words = *reader.words;
  Letter letter =
      about(reader, meeting,
            approved ? Patterns{words.approved_subject, words.approved_heading, words.approved_text}
                     : Patterns{words.denied_subject, words.denied_heading, words.denied_text});
  add_when(letter, reader, meeting);
  add_host(letter, meeting);
  if (approved) add_way_in(letter, meeting);
  return letter;
}

Letter trial_letter(const Reader& reader) {
  const Words& words = *reader.words;
  Letter letter;
  letter.words = reader.words;
  letter.site = reader.site;
  letter.subject = words.trial_subject;
  letter.heading = words.trial_heading;
  letter.paragraphs = {fill(words.trial_text, {{"site", reader.site}})};
  return letter;
}

Letter proof_letter(const Reader& reader, const ProofFacts& proof) {
  const Words& words = *reader.words;
  Letter letter;
  letter.words = reader.words;
  letter.site = reader.site;
  letter.subject = proof.resets ? words.reset_subject : words.verify_subject;
  letter.heading = proof.resets ? words.reset_heading : words.verify_heading;
  letter.paragraphs = {
      std::string{proof.resets ? words.reset_text : words.verify_text},
      fill(words.valid_until, {{"time", print_when(words, reader.zone, proof.valid_until)}})};
  letter.button = {std::string{proof.resets ? words.reset_button : words.verify_button}, proof.url};
  letter.small_print = {std::string{words.unexpected}};
  return letter;
}

}  // namespace meetings::notify
