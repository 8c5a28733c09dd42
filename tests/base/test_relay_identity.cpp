// SPDX-License-Identifier: MIT
#include "base/relay_identity.hpp"

#include "tests/support/check.hpp"

namespace {

using base::RelayIdentity;

constexpr std::string_view kUser = "11111111-2222-4333-8444-555555555555";
constexpr std::string_view kMeeting = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

void what_is_printed_is_parsed() {
  const std::string both = RelayIdentity{kUser, kMeeting}.print();
  CHECK_EQ(both, "11111111-2222-4333-8444-555555555555.aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
  CHECK_EQ(RelayIdentity::parse(both).user, kUser);
  CHECK_EQ(RelayIdentity::parse(both).meeting, kMeeting);
  const std::string alone = RelayIdentity{kUser, {}}.print();
  CHECK_EQ(alone, kUser);
  CHECK_EQ(RelayIdentity::parse(alone).user, kUser);
  CHECK_EQ(RelayIdentity::parse(alone).meeting, "");
}

void a_foreign_name_is_a_user_whatever_its_dots() {
  const std::string user{kUser}, meeting{kMeeting};
  for (const std::string& foreign :
       {std::string{}, std::string{"."}, std::string{"alice"}, std::string{"a.b"},
        std::string{"@alice:example.org"}, user + '.', '.' + meeting, user + ".." + meeting,
        user + '.' + meeting + '.', user + '.' + meeting + '.' + meeting, "x." + meeting,
        user + ".AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee"}) {
    CHECK_EQ(RelayIdentity::parse(foreign).user, foreign);
    CHECK_EQ(RelayIdentity::parse(foreign).meeting, "");
    CHECK_EQ(RelayIdentity::parse(foreign).print(), foreign);
  }
}

}  // namespace

int main() {
  return lectern_test::run("relay_identity", {TEST(what_is_printed_is_parsed),
                                              TEST(a_foreign_name_is_a_user_whatever_its_dots)});
}
