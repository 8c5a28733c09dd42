// SPDX-License-Identifier: MIT
// The table of docs/meetings.md is the oracle: every combination of facts gets the answer that the
// table gives.
#include "meetings/entering.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/text_file.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

using namespace meetings;

namespace {

// One row of the table: of whom the question is asked, and the code of the answer.
struct Row {
  bool moderator, seated, seat_token, approved, invited;
  std::string code;
};

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  line.remove_prefix(1);
  while (!line.empty()) {
    const std::size_t end = line.find('|');
    if (end == std::string_view::npos) break;
    cells.emplace_back(base::trim(line.substr(0, end)));
    line.remove_prefix(end + 1);
  }
  return cells;
}

std::vector<Row> read_table() {
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/meetings.md")));
  std::string_view rest = page;
  rest.remove_prefix(rest.find("| the door asks |"));
  std::vector<Row> rows;
  for (int line = 0; rest.starts_with('|'); ++line) {
    const auto cells = cells_of(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(rest.find('\n') + 1);
    if (line < 2) continue;
    CHECK_EQ(cells.size(), 7u);
    const std::string& answer = cells[6];
    const std::size_t from = answer.find('`') + 1;
    rows.push_back({cells[1] == "yes", cells[2] == "yes", cells[3] == "yes", cells[4] == "yes",
                    cells[5] == "yes", answer.substr(from, answer.rfind('`') - from)});
  }
  return rows;
}

// Whether the question with this answer is answered with yes.
bool is_so(const std::string& code, const EntryFacts& f) {
  if (code == "not-found" || code == "not-invited") return f.access == MeetingAccess::private_;
  if (code == "forbidden") return f.bound_elsewhere;
  if (code == "ended") return f.ended;
  if (code == "banned") return f.banned;
  if (code == "locked") return f.locked;
  if (code == "not-started") return f.early;
  if (code == "password-required") return f.password == PasswordFact::missing;
  if (code == "password-wrong") return f.password == PasswordFact::wrong;
  const bool lets_in = f.waiting_room || (f.access == MeetingAccess::approval && !f.invited);
  if (code == "denied") return lets_in && f.request == RequestFact::denied;
  if (code == "pending") return lets_in;
  if (code == "full") return f.full;
  lectern_test::check_failed("the table has an unknown answer: " + code, __FILE__, __LINE__);
}

bool is_asked(const Row& row, const EntryFacts& f) {
  return (row.moderator || !f.moderates) && (row.seated || !f.seated) &&
         (row.seat_token || !f.seat_token) &&
         (row.approved || f.request != RequestFact::approved) && (row.invited || !f.invited);
}

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_found: return "not-found";
    case Verdict::forbidden: return "forbidden";
    case Verdict::ended: return "ended";
    case Verdict::banned: return "banned";
    case Verdict::not_invited: return "not-invited";
    case Verdict::locked: return "locked";
    case Verdict::not_started: return "not-started";
    case Verdict::password_required: return "password-required";
    case Verdict::check_password: return "check-password";
    case Verdict::password_wrong: return "password-wrong";
    case Verdict::denied: return "denied";
    case Verdict::ask: return "pending";
    case Verdict::full: return "full";
    case Verdict::enter: break;
  }
  return "enter";
}

std::string answer_of(const std::vector<Row>& table, const EntryFacts& f) {
  for (const Row& row : table) {
    if (!is_asked(row, f)) continue;
    // The rule says with this verdict that it needs to know whether the password is wrong.
    if (row.code == "password-wrong" && f.password == PasswordFact::unchecked)
      return "check-password";
    if (is_so(row.code, f)) return row.code;
  }
  return "enter";
}

void walk(const std::function<void(const EntryFacts&)>& visit) {
  constexpr unsigned kFlags = 11;
  for (const auto access :
       {MeetingAccess::public_, MeetingAccess::private_, MeetingAccess::approval}) {
    for (const auto password : {PasswordFact::none, PasswordFact::missing, PasswordFact::unchecked,
                                PasswordFact::wrong, PasswordFact::right}) {
      for (unsigned bits = 0; bits < 1u << kFlags; ++bits) {
        auto bit = [&, next = 0u]() mutable { return (bits >> next++ & 1u) != 0; };
        EntryFacts f;
        f.access = access;
        f.password = password;
        f.ended = bit();
        f.locked = bit();
        f.early = bit();
        f.bound_elsewhere = bit();
        f.moderates = bit();
        f.seated = bit();
        f.seat_token = bit() && f.seated;
        f.banned = bit();
        f.full = bit();
        f.waiting_room = bit();
        f.invited = bit();
        for (const auto request : {RequestFact::none, RequestFact::pending, RequestFact::approved,
                                   RequestFact::denied}) {
          f.request = request;
          visit(f);
        }
      }
    }
  }
}

void every_combination_has_the_answer_of_the_page() {
  const auto table = read_table();
  CHECK_EQ(table.size(), kEntryRuleCount - 1);  // check_password is no answer
  std::map<std::string, int> seen;
  walk([&](const EntryFacts& f) {
    const std::string expected = answer_of(table, f);
    CHECK_EQ(name_of(decide(f)), expected);
    ++seen[expected];
  });
  CHECK_EQ(seen.size(), table.size() + 2);  // each answer occurs, check-password and enter, too
}

// Nothing about a hidden meeting changes the answer.
void a_hidden_meeting_has_one_answer() {
  walk([&](const EntryFacts& f) {
    if (is_hidden(f)) CHECK_EQ(decide(f), Verdict::not_found);
  });
}

}  // namespace

int main() {
  return lectern_test::run("entering", {TEST(every_combination_has_the_answer_of_the_page),
                                        TEST(a_hidden_meeting_has_one_answer)});
}
