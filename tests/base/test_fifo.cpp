// SPDX-License-Identifier: MIT
#include "base/fifo.hpp"

#include <deque>
#include <string>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

std::string all(const base::Fifo<std::string>& queue) {
  std::string out;
  for (const std::string& item : queue) out += item + ' ';
  return out;
}

void gives_back_in_order() {
  base::Fifo<std::string> queue;
  CHECK(queue.empty());
  for (const char* item : {"a", "b", "c"}) queue.push_back(item);
  CHECK_EQ(queue.size(), std::size_t{3});
  CHECK_EQ(queue.front(), "a");
  CHECK_EQ(queue.back(), "c");
  queue.pop_front();
  CHECK_EQ(all(queue), "b c ");
  queue.clear();
  CHECK(queue.empty());
  CHECK_EQ(all(queue), "");
}

void removes_from_the_middle() {
  base::Fifo<std::string> queue;
  for (const char* item : {"a", "b", "c", "b", "d"}) queue.push_back(item);
  queue.pop_front();
  CHECK_EQ(queue.erase_if([](const std::string& item) { return item == "b"; }), std::size_t{2});
  CHECK_EQ(all(queue), "c d ");
}

// Against the queue of the standard library, through lengths at which it moves its items.
void is_a_queue_whatever_happens() {
  base::Fifo<std::string> queue;
  std::deque<std::string> model;
  lectern_test::SeededRandom dice{7};
  for (int step = 0; step < 20'000; ++step) {
    const std::uint32_t what = dice.below(1000);
    if (what < 510) {
      queue.push_back(std::to_string(step));
      model.push_back(std::to_string(step));
    } else if (what < 998 && !model.empty()) {
      queue.pop_front();
      model.pop_front();
    } else if (what == 998) {
      queue.clear();
      model.clear();
    } else {
      const auto odd = [](const std::string& item) { return (item.back() & 1) != 0; };
      CHECK_EQ(queue.erase_if(odd), std::erase_if(model, odd));
    }
    CHECK_EQ(queue.size(), model.size());
    CHECK_EQ(queue.empty(), model.empty());
    if (model.empty()) continue;
    CHECK_EQ(queue.front(), model.front());
    CHECK_EQ(queue.back(), model.back());
    if (step % 100 == 0) CHECK(std::equal(queue.begin(), queue.end(), model.begin(), model.end()));
  }
}

}  // namespace

int main() {
  return lectern_test::run("fifo", {TEST(gives_back_in_order), TEST(removes_from_the_middle),
                                    TEST(is_a_queue_whatever_happens)});
}
