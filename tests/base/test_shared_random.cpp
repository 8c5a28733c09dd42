// SPDX-License-Identifier: MIT
#include "base/shared_random.hpp"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

// Notices a second caller while the first is still inside.
class Watched final : public base::Random {
 public:
  void fill(base::MutableBytes out) noexcept override {
    if (inside_.exchange(true)) overlapped = true;
    seeded_.fill(out);
    inside_ = false;
  }
  std::atomic<bool> overlapped{false};

 private:
  std::atomic<bool> inside_{false};
  lectern_test::SeededRandom seeded_;
};

void threads_draw_one_after_another_and_each_its_own() {
  Watched source;
  base::SharedRandom shared{source};
  constexpr std::size_t kThreads = 4, kDraws = 2000;
  std::vector<std::vector<std::string>> drawn(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : drawn) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < kDraws; ++i) mine.push_back(shared.uuid());
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(!source.overlapped);
  std::set<std::string> all;
  for (const auto& mine : drawn) all.insert(mine.begin(), mine.end());
  CHECK_EQ(all.size(), kThreads * kDraws);
}

}  // namespace

int main() {
  return lectern_test::run("shared_random",
                           {TEST(threads_draw_one_after_another_and_each_its_own)});
}
