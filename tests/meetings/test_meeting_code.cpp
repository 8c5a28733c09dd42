// SPDX-License-Identifier: MIT
#include "meetings/meeting_code.hpp"

#include <set>

#include "tests/meetings/world.hpp"

using namespace meetings;

namespace {

MeetingKey code(std::string value) { return {MeetingKey::By::code, std::move(value)}; }

void codes_can_be_said() {
  lectern_test::SeededRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string made = make_meeting_code(random);
    CHECK_EQ(made.size(), 14u);
    CHECK(made[4] == '-' && made[9] == '-');
    CHECK(parse_meeting_key(made) == code(made));
    seen.insert(made);
  }
  CHECK_EQ(seen.size(), 2000u);
}

void every_letter_comes_up() {
  lectern_test::SeededRandom random;
  std::set<char> letters;
  for (int i = 0; i < 500; ++i) {
    for (const char c : make_meeting_code(random)) letters.insert(c);
  }
  CHECK_EQ(letters.size(), 16u + 5u + 1u);
}

void people_type_codes_in_many_ways() {
  for (const std::string_view typed :
       {"kabo-rine-tuda", "KABO-RINE-TUDA", "kabo rine tuda", "kaborinetuda", " kabo-rine-tuda "}) {
    CHECK(parse_meeting_key(typed) == code("kabo-rine-tuda"));
  }
}

void ids_are_taken_in_either_case() {
  const auto key = parse_meeting_key("6F9619FF-8B86-4D01-B42D-00CF4FC964FF");
  CHECK(key == (MeetingKey{MeetingKey::By::id, "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}));
}

void everything_else_is_no_meeting() {
  for (const std::string& text :
       {std::string{""}, std::string{"kabo"}, std::string{"kabo-rine-tudaa"},
        std::string{"abok-rine-tuda"}, std::string{"kabo-rine-tud1"}, std::string{"kabo_rine_tuda"},
        std::string{"' OR 1=1 --x"}, std::string{"6f9619ff-8b86-4d01-b42d-00cf4fc964fg"},
        std::string{"6f9619ff8b864d01b42d00cf4fc964ff"}, std::string(100'000, 'a'),
        std::string(100'000, '-'), std::string("kabo-rine-tuda\0", 15)}) {
    CHECK(!parse_meeting_key(text));
  }
}

void every_hexadecimal_digit_makes_an_id() {
  const std::string id = "01234567-89ab-4cde-8f01-23456789abcf";
  CHECK(parse_meeting_key(id) == (MeetingKey{MeetingKey::By::id, id}));
  CHECK(parse_meeting_key("ABCDEF01-89AB-4CDE-8F01-23456789ABCF") ==
        (MeetingKey{MeetingKey::By::id, "abcdef01-89ab-4cde-8f01-23456789abcf"}));
  for (std::size_t i = 0; i < id.size(); ++i) {
    for (const char wrong : {'/', ':', '`', 'g', id[i] == '-' ? '0' : '-'}) {
      std::string changed = id;
      changed[i] = wrong;
      CHECK(!parse_meeting_key(changed));
    }
  }
  CHECK(!parse_meeting_key("01234567"));
}

void every_letter_of_a_code_has_its_place() {
  const std::string consonants = "bdfghjklmnprstvz";
  const std::string vowels = "aeiou";
  for (const char c : consonants)
    CHECK(parse_meeting_key(std::string(1, c) + "abo-rine-tuda").has_value());
  CHECK(parse_meeting_key("ZABO-ZUZA-ZAZU") == code("zabo-zuza-zazu"));
  const std::string good = "kaborinetuda";
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = i % 2 == 0 ? vowels[i % 5] : consonants[i];
    CHECK(!parse_meeting_key(changed));
  }
}

void at_most_64_bytes_are_read() {
  CHECK(parse_meeting_key("kabo-rine-tuda" + std::string(50, ' ')) == code("kabo-rine-tuda"));
  CHECK(!parse_meeting_key("kabo-rine-tuda" + std::string(51, ' ')));
}

}  // namespace

int main() {
  return lectern_test::run(
      "meeting_code",
      {TEST(codes_can_be_said), TEST(every_letter_comes_up), TEST(people_type_codes_in_many_ways),
       TEST(ids_are_taken_in_either_case), TEST(everything_else_is_no_meeting),
       TEST(every_hexadecimal_digit_makes_an_id), TEST(every_letter_of_a_code_has_its_place),
       TEST(at_most_64_bytes_are_read)});
}
