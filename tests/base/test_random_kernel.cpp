// SPDX-License-Identifier: MIT
// What SystemRandom asks the kernel for. A getrandom(2) of this program stands in front of the C
// library's, so that the bytes are known and a call can be interrupted.
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/random.hpp"
#include "tests/support/check.hpp"

namespace {

struct Kernel {
  std::vector<std::size_t> asked;  // the sizes of all calls
  unsigned flags = 0;              // of all calls
  int interruptions = 0;           // so many calls fail with EINTR
  std::size_t most = SIZE_MAX;     // so many bytes come at a time
  unsigned next = 0;               // the bytes count up
};
Kernel kernel;

std::byte byte_at(std::size_t position) { return static_cast<std::byte>(position % 251); }

// True where `random` gives the kernel's bytes from `from` on.
bool gives(base::Random& random, std::size_t from, std::size_t size) {
  std::vector<std::byte> out(size);
  random.fill(out);
  for (std::size_t i = 0; i < size; ++i) {
    if (out[i] != byte_at(from + i)) return false;
  }
  return true;
}

using Sizes = std::vector<std::size_t>;

void reads_pieces_of_256_bytes_and_gives_each_byte_once() {
  kernel = {};
  base::SystemRandom random;
  CHECK(gives(random, 0, 1));
  CHECK(kernel.asked == Sizes{256});
  CHECK(gives(random, 1, 254));
  CHECK(gives(random, 255, 1));
  CHECK(kernel.asked == Sizes{256});
  CHECK(gives(random, 256, 1));
  CHECK(kernel.asked == (Sizes{256, 256}));
  CHECK(gives(random, 257, 256));  // 255 of this piece and 1 of the next
  CHECK(kernel.asked == (Sizes{256, 256, 256}));
  CHECK_EQ(kernel.flags, 0u);  // waits until the kernel is seeded
}

void more_than_a_piece_comes_at_once() {
  kernel = {};
  base::SystemRandom random;
  CHECK(gives(random, 0, 257));
  CHECK(gives(random, 257, 1000));
  CHECK(kernel.asked == (Sizes{257, 1000}));
}

void interruptions_and_short_answers_leave_no_gap() {
  kernel = {};
  kernel.interruptions = 2;
  kernel.most = 100;
  base::SystemRandom random;
  CHECK(gives(random, 0, 256));
  CHECK(kernel.asked == (Sizes{256, 256, 256, 156, 56}));
  CHECK(gives(random, 256, 300));
}

void nothing_is_asked_for_nothing() {
  kernel = {};
  base::SystemRandom random;
  random.fill({});
  CHECK(kernel.asked.empty());
}

}  // namespace

extern "C" ssize_t getrandom(void* out, std::size_t size, unsigned flags) {
  kernel.asked.push_back(size);
  kernel.flags |= flags;
  if (kernel.interruptions > 0) {
    --kernel.interruptions;
    errno = EINTR;
    return -1;
  }
  const std::size_t given = std::min(size, kernel.most);
  for (std::size_t i = 0; i < given; ++i) static_cast<std::byte*>(out)[i] = byte_at(kernel.next++);
  return static_cast<ssize_t>(given);
}

int main() {
  return lectern_test::run(
      "random_kernel",
      {TEST(reads_pieces_of_256_bytes_and_gives_each_byte_once),
       TEST(more_than_a_piece_comes_at_once), TEST(interruptions_and_short_answers_leave_no_gap),
       TEST(nothing_is_asked_for_nothing)});
}
