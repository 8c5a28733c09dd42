// SPDX-License-Identifier: MIT
#include "meetings/entering.hpp"

namespace meetings {
namespace {

bool asks_password(const EntryFacts& f, PasswordFact fact) noexcept {
  // Who was approved had given the right password before asking.
  return f.password == fact && !f.moderates && !f.seat_token && f.request != RequestFact::approved;
}

bool must_ask(const EntryFacts& f) noexcept {
  const bool closed = (f.access == MeetingAccess::approval && !f.invited) || f.waiting_room;
  return closed && !f.moderates && !f.seated && f.request != RequestFact::approved;
}

}  // namespace

bool is_hidden(const EntryFacts& f) noexcept {
  return f.access == MeetingAccess::private_ && !f.moderates && !f.seated && !f.invited;
}

const std::array<EntryRule, kEntryRuleCount> kEntryRules{{
    {Verdict::not_found, is_hidden},
    {Verdict::forbidden, [](const EntryFacts& f) { return f.bound_elsewhere; }},
    {Verdict::ended, [](const EntryFacts& f) { return f.ended; }},
    {Verdict::banned, [](const EntryFacts& f) { return f.banned; }},
    {Verdict::not_invited,
     [](const EntryFacts& f) {
       return f.access == MeetingAccess::private_ && !f.moderates && !f.invited;
     }},
    {Verdict::locked, [](const EntryFacts& f) { return f.locked && !f.moderates && !f.seated; }},
    {Verdict::not_started,
     [](const EntryFacts& f) { return f.early && !f.moderates && !f.seat_token; }},
    {Verdict::password_required,
     [](const EntryFacts& f) { return asks_password(f, PasswordFact::missing); }},
    {Verdict::check_password,
     [](const EntryFacts& f) { return asks_password(f, PasswordFact::unchecked); }},
    {Verdict::password_wrong,
     [](const EntryFacts& f) { return asks_password(f, PasswordFact::wrong); }},
    {Verdict::denied,
     [](const EntryFacts& f) { return must_ask(f) && f.request == RequestFact::denied; }},
    {Verdict::ask, must_ask},
    {Verdict::full, [](const EntryFacts& f) { return f.full; }},
}};

Verdict decide(const EntryFacts& facts) noexcept {
  for (const EntryRule& rule : kEntryRules) {
    if (rule.applies(facts)) return rule.verdict;
  }
  return Verdict::enter;
}

}  // namespace meetings
