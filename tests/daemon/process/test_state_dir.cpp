// SPDX-License-Identifier: MIT
// The state folder: one owner, and secrets that stay.
#include "daemon/process/state_dir.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A log that keeps its lines.
struct Kept {
  std::string lines;
  base::Log log{base::LogLevel::info, base::LogFormat::text,
                [this](base::LogLevel, std::string_view line) { lines.append(line).append("\n"); }};
};

void write(const std::string& path, const std::string& content, mode_t mode) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  CHECK_EQ(::chmod(path.c_str(), mode), 0);
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  CHECK_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

}  // namespace

static void the_state_folder_has_one_owner_and_keeps_secrets() {
  const lectern_test::TempFolder dir;
  const std::string path = dir.file("a/state");
  lectern_test::SeededRandom random;
  Kept kept;
  std::string made;
  {
    const StateDir state = CHECK_OK(StateDir::open(path, kept.log));
    struct stat status {};
    CHECK(::stat(path.c_str(), &status) == 0);
    CHECK_EQ(status.st_mode & 0777, 0700u);
    const auto second = StateDir::open(path, kept.log);
    CHECK(!second);
    CHECK(holds(second.error().what, "another lecternd uses " + path));
    made = CHECK_OK(state.secret("turn.secret", random)).reveal_text();
    CHECK(made.size() >= 40);
    CHECK(::stat(state.file("turn.secret").c_str(), &status) == 0);
    CHECK_EQ(status.st_mode & 0777, 0600u);
  }
  const StateDir again = CHECK_OK(StateDir::open(path, kept.log));
  CHECK_EQ(CHECK_OK(again.secret("turn.secret", random)).reveal_text(), made);
  std::filesystem::resize_file(again.file("turn.secret"), 3);
  CHECK(!again.secret("turn.secret", random));
  CHECK(!StateDir::open("/proc/nonexistent/state", kept.log));
}

static void configured_secrets_win_over_a_generated_one() {
  const lectern_test::TempFolder dir;
  lectern_test::SeededRandom random;
  Kept kept;
  const StateDir state = CHECK_OK(StateDir::open(dir.file("state"), kept.log));
  const auto configured = CHECK_OK(
      state.secrets({base::Secret{"first"}, base::Secret{"second"}}, "turn.secret", random));
  CHECK_EQ(configured.size(), 2u);
  CHECK_EQ(configured[0].reveal_text(), "first");
  CHECK(!std::filesystem::exists(state.file("turn.secret")));
  const auto generated = CHECK_OK(state.secrets({}, "turn.secret", random));
  CHECK_EQ(generated.size(), 1u);
  CHECK_EQ(generated[0].reveal_text(), CHECK_OK(state.secret("turn.secret", random)).reveal_text());
}

static void modes_that_are_too_wide_are_mended() {
  const lectern_test::TempFolder dir;
  lectern_test::SeededRandom random;
  Kept kept;
  const std::string path = dir.file("state");
  std::string made;
  {
    const StateDir state = CHECK_OK(StateDir::open(path, kept.log));
    made = CHECK_OK(state.secret("jwt.secret", random)).reveal_text();
    CHECK_EQ(kept.lines, "");
  }
  for (const char* name : {"", "/lectern.lock", "/jwt.secret"})
    CHECK_EQ(::chmod((path + name).c_str(), 0777), 0);
  const StateDir state = CHECK_OK(StateDir::open(path, kept.log));
  CHECK_EQ(CHECK_OK(state.secret("jwt.secret", random)).reveal_text(), made);
  CHECK_EQ(mode_of(path), 0755u);
  CHECK_EQ(mode_of(path + "/lectern.lock") & 0077, 0u);
  CHECK_EQ(mode_of(path + "/jwt.secret") & 0077, 0u);
  for (const char* name : {" has mode", "/lectern.lock has mode", "/jwt.secret has mode"})
    CHECK(holds(kept.lines, path + name));
}

static void a_secret_that_is_none_is_refused() {
  const lectern_test::TempFolder dir;
  lectern_test::SeededRandom random;
  Kept kept;
  const StateDir state = CHECK_OK(StateDir::open(dir.file("state"), kept.log));
  const std::string file = state.file("jwt.secret");
  const auto refusal = [&] {
    const auto secret = state.secret("jwt.secret", random);
    return secret ? std::string{"(taken)"} : secret.error().what;
  };
  const std::string rest = "; to let the daemon make a new one at its start: rm " + file;
  write(file, std::string(32, '\0'), 0600);
  CHECK_EQ(refusal(),
           file + " holds no secret, because its content is one character, repeated" + rest);
  write(file, "", 0600);
  CHECK_EQ(refusal(),
           file + " holds no secret, because its content has less than 16 characters" + rest);
  write(file, "0123456789abcdef\r\n", 0600);
  CHECK_EQ(refusal(), "(taken)");
  std::filesystem::rename(file, dir.file("elsewhere"));
  std::filesystem::create_symlink(dir.file("elsewhere"), file);
  CHECK_EQ(refusal(), file + " is a symbolic link, not a file; to mend it: rm " + file);
}

static void another_users_folder_or_secret_is_refused() {
  if (::geteuid() != 0) lectern_test::skip_test("only root can give a file away");
  const lectern_test::TempFolder dir;
  lectern_test::SeededRandom random;
  Kept kept;
  const std::string path = dir.file("state");
  {
    const StateDir state = CHECK_OK(StateDir::open(path, kept.log));
    write(state.file("jwt.secret"), "0123456789abcdef", 0600);
    CHECK_EQ(::chown(state.file("jwt.secret").c_str(), 1000, 1000), 0);
    CHECK(holds(state.secret("jwt.secret", random).error().what, "belongs to the user 1000"));
  }
  CHECK_EQ(::chown(path.c_str(), 1000, 1000), 0);
  const auto refused = StateDir::open(path, kept.log);
  CHECK(!refused);
  CHECK_EQ(refused.error().what,
           path +
               " belongs to the user 1000, not to the daemon's user 0 or to root; to mend it: "
               "chown 0 " +
               path);
}

int main() {
  return lectern_test::run(
      "state_dir",
      {TEST(the_state_folder_has_one_owner_and_keeps_secrets),
       TEST(configured_secrets_win_over_a_generated_one), TEST(modes_that_are_too_wide_are_mended),
       TEST(a_secret_that_is_none_is_refused), TEST(another_users_folder_or_secret_is_refused)});
}
