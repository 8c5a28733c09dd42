// SPDX-License-Identifier: MIT
#include "base/write_all.hpp"

#include <fcntl.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/fd.hpp"
#include "base/text_file.hpp"
#include "tests/base/interrupts.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using base::UniqueFd;
using base::write_all;

UniqueFd created(const std::string& path) {
  return UniqueFd{::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)};
}

void writes_any_number_of_bytes() {
  const lectern_test::TempFolder folder;
  const UniqueFd file = created(folder.file("f"));
  CHECK(write_all(file.get(), {}));
  CHECK(write_all(file.get(), base::as_bytes("a")));
  CHECK(write_all(file.get(), base::as_bytes("bc")));
  CHECK_EQ(CHECK_OK(base::read_text_file(folder.file("f"))), "abc");
  CHECK(write_all(-1, {}));  // no byte, no call
}

void an_error_is_told_by_errno() {
  errno = 0;
  CHECK(!write_all(-1, base::as_bytes("abc")));
  CHECK_EQ(errno, EBADF);
}

// A file that reaches its limit takes the first bytes: the second call says why no more fit.
void a_part_may_have_been_written_before_an_error() {
  const lectern_test::TempFolder folder;
  const UniqueFd file = created(folder.file("f"));
  rlimit before{};
  CHECK_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 100;
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  CHECK_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string text(150, 'x');
  errno = 0;
  const bool written = write_all(file.get(), base::as_bytes(text));
  const int error = errno;
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  CHECK(!written);
  CHECK_EQ(error, EFBIG);
  CHECK_EQ(CHECK_OK(base::read_text_file(folder.file("f"))), std::string(100, 'x'));
}

std::string read_to_the_end(int fd) {
  std::string out;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n <= 0) return out;
    out.append(buffer, static_cast<std::size_t>(n));
  }
}

// A pipe that nobody reads for a while and a timer whose signal interrupts: write(2) returns after
// a part of the bytes, and then with EINTR.
void signals_neither_lose_nor_repeat_bytes() {
  int ends[2];
  CHECK_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd from{ends[0]};
  UniqueFd to{ends[1]};
  std::string text;
  for (int i = 0; text.size() < 300'000; ++i) text += std::to_string(i) + ' ';

  std::string got;
  std::thread reader = lectern_test::Interrupts::start([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{60});
    got = read_to_the_end(from.get());
  });
  bool written = false;
  {
    const lectern_test::Interrupts interrupts;
    written = write_all(to.get(), base::as_bytes(text));
  }
  to.reset();
  reader.join();
  CHECK(written);
  CHECK(got == text);
}

}  // namespace

int main() {
  return lectern_test::run("write_all",
                           {TEST(writes_any_number_of_bytes), TEST(an_error_is_told_by_errno),
                            TEST(a_part_may_have_been_written_before_an_error),
                            TEST(signals_neither_lose_nor_repeat_bytes)});
}
