// SPDX-License-Identifier: MIT
// The state folder: one owner, and secrets that stay.
#include "daemon/process/state_dir.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

static void the_state_folder_has_one_owner_and_keeps_secrets() {
  const lectern_test::TempFolder dir;
  const std::string path = dir.file("a/state");
  lectern_test::SeededRandom random;
  std::string made;
  {
    const StateDir state = CHECK_OK(StateDir::open(path));
    struct stat status {};
    CHECK(::stat(path.c_str(), &status) == 0);
    CHECK_EQ(status.st_mode & 0777, 0700u);
    const auto second = StateDir::open(path);
    CHECK(!second);
    CHECK(holds(second.error().what, "another lecternd uses " + path));
    made = CHECK_OK(state.secret("turn.secret", random)).reveal_text();
    CHECK(made.size() >= 40);
    CHECK(::stat(state.file("turn.secret").c_str(), &status) == 0);
    CHECK_EQ(status.st_mode & 0777, 0600u);
  }
  const StateDir again = CHECK_OK(StateDir::open(path));
  CHECK_EQ(CHECK_OK(again.secret("turn.secret", random)).reveal_text(), made);
  std::filesystem::resize_file(again.file("turn.secret"), 3);
  CHECK(!again.secret("turn.secret", random));
  CHECK(!StateDir::open("/proc/nonexistent/state"));
}

static void configured_secrets_win_over_a_generated_one() {
  const lectern_test::TempFolder dir;
  lectern_test::SeededRandom random;
  const StateDir state = CHECK_OK(StateDir::open(dir.file("state")));
  const auto configured = CHECK_OK(
      state.secrets({base::Secret{"first"}, base::Secret{"second"}}, "turn.secret", random));
  CHECK_EQ(configured.size(), 2u);
  CHECK_EQ(configured[0].reveal_text(), "first");
  CHECK(!std::filesystem::exists(state.file("turn.secret")));
  const auto generated = CHECK_OK(state.secrets({}, "turn.secret", random));
  CHECK_EQ(generated.size(), 1u);
  CHECK_EQ(generated[0].reveal_text(), CHECK_OK(state.secret("turn.secret", random)).reveal_text());
}

int main() {
  return lectern_test::run("state_dir", {TEST(the_state_folder_has_one_owner_and_keeps_secrets),
                                         TEST(configured_secrets_win_over_a_generated_one)});
}
