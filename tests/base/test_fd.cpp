// SPDX-License-Identifier: MIT
#include "base/fd.hpp"

#include <fcntl.h>

#include "tests/support/check.hpp"

namespace {

using base::UniqueFd;

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

int opened() {
  const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  CHECK(fd >= 0);
  return fd;
}

void an_empty_one_holds_minus_one() {
  UniqueFd fd;
  CHECK(!fd);
  CHECK_EQ(fd.get(), -1);
  CHECK_EQ(fd.release(), -1);
  fd.reset();
  CHECK_EQ(fd.get(), -1);
}

void the_end_of_its_life_closes_the_descriptor() {
  const int number = opened();
  {
    const UniqueFd fd{number};
    CHECK(static_cast<bool>(fd));
    CHECK_EQ(fd.get(), number);
    CHECK(is_open(number));
  }
  CHECK(!is_open(number));
}

void a_released_descriptor_stays_open() {
  UniqueFd fd{opened()};
  const int number = fd.release();
  CHECK_EQ(fd.get(), -1);
  fd.reset();
  CHECK(is_open(number));
  ::close(number);
}

void a_reset_closes_the_old_one_and_takes_the_new_one() {
  const int first = opened();
  UniqueFd fd{first};
  const int second = opened();
  fd.reset(second);
  CHECK(!is_open(first));
  CHECK_EQ(fd.get(), second);
  CHECK(is_open(second));
  fd.reset();
  CHECK(!is_open(second));
  CHECK_EQ(fd.get(), -1);
}

void moving_leaves_the_source_empty() {
  const int number = opened();
  UniqueFd source{number};
  UniqueFd target{std::move(source)};
  CHECK_EQ(source.get(), -1);  // NOLINT: what is tested
  CHECK_EQ(target.get(), number);
  const int old = opened();
  UniqueFd other{old};
  other = std::move(target);
  CHECK(!is_open(old));
  CHECK_EQ(other.get(), number);
  CHECK_EQ(target.get(), -1);  // NOLINT: as above
  UniqueFd& same = other;
  other = std::move(same);  // NOLINT: moving onto itself must not close
  CHECK_EQ(other.get(), number);
  CHECK(is_open(number));
}

// 0 is a descriptor like any other: a daemon may have closed its standard input.
void descriptor_zero_is_owned_like_any_other() {
  const UniqueFd saved{::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)};
  ::close(STDIN_FILENO);
  {
    const UniqueFd zero{opened()};  // the lowest free number
    CHECK_EQ(zero.get(), 0);
    CHECK(static_cast<bool>(zero));
  }
  const bool closed = !is_open(0);
  if (saved) ::dup2(saved.get(), STDIN_FILENO);
  CHECK(closed);
}

}  // namespace

int main() {
  return lectern_test::run(
      "fd", {TEST(an_empty_one_holds_minus_one), TEST(the_end_of_its_life_closes_the_descriptor),
             TEST(a_released_descriptor_stays_open),
             TEST(a_reset_closes_the_old_one_and_takes_the_new_one),
             TEST(moving_leaves_the_source_empty), TEST(descriptor_zero_is_owned_like_any_other)});
}
