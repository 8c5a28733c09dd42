// SPDX-License-Identifier: MIT
#include "turn/flow_index.hpp"

#include <map>
#include <random>
#include <vector>

#include "tests/support/check.hpp"

namespace {

struct Thing {
  std::uint32_t key = 0;
};
using Index = turn::FlowIndex<Thing>;

Thing* find(const Index& index, std::uint32_t hash, std::uint32_t key) {
  return index.find(hash, [key](const Thing& thing) { return thing.key == key; });
}

void an_empty_one_has_nothing() {
  Index index;
  CHECK(find(index, 7, 7) == nullptr);
  index.erase(7, Thing{});
  index.shrink();
  CHECK_EQ(index.size(), 0u);
  CHECK_EQ(index.capacity(), 0u);
}

void equal_hashes_are_told_apart_by_the_keys() {
  Index index;
  Thing a{1}, b{2}, c{3};
  for (Thing* thing : {&a, &b, &c}) index.insert(5, *thing);
  CHECK(find(index, 5, 2) == &b);
  index.erase(5, a);
  CHECK(find(index, 5, 1) == nullptr);
  CHECK(find(index, 5, 2) == &b);
  CHECK(find(index, 5, 3) == &c);
  index.erase(6, b);  // not with that hash
  CHECK(find(index, 5, 2) == &b);
  CHECK_EQ(index.size(), 2u);
}

void one_object_by_two_hashes() {
  Index index;
  Thing a{1};
  index.insert(5, a);
  index.insert(9, a);
  index.erase(5, a);
  CHECK(find(index, 5, 1) == nullptr);
  CHECK(find(index, 9, 1) == &a);
}

// Against std::map, with hashes so alike that long clusters form, also around the end of the array,
// and break up again.
void comes_and_goes_like_a_map() {
  std::mt19937 random{20};
  std::vector<Thing> things(400);
  Index index;
  std::map<std::uint32_t, std::uint32_t> model;  // key -> hash
  for (std::uint32_t i = 0; i < things.size(); ++i) things[i].key = i;
  for (int step = 0; step < 20000; ++step) {
    const auto key = static_cast<std::uint32_t>(random() % things.size());
    if (const auto there = model.find(key); there != model.end()) {
      index.erase(there->second, things[key]);
      model.erase(there);
    } else if (random() % 400 > model.size()) {
      const std::uint32_t hash = UINT32_MAX - 20 + static_cast<std::uint32_t>(random() % 40);
      index.insert(hash, things[key]);
      model.emplace(key, hash);
    }
    if (step % 1000 == 0) index.shrink();
    if (step % 50 != 0) continue;
    CHECK_EQ(index.size(), model.size());
    for (const auto& [each, hash] : model) CHECK(find(index, hash, each) == &things[each]);
  }
}

void a_smaller_crowd_needs_less() {
  std::vector<Thing> things(1000);
  Index index;
  for (std::uint32_t i = 0; i < things.size(); ++i) index.insert(i * 2654435761u, things[i]);
  CHECK(index.capacity() >= 1000u);
  for (std::uint32_t i = 5; i < things.size(); ++i) index.erase(i * 2654435761u, things[i]);
  index.shrink();
  CHECK(index.capacity() <= 16u);
  for (std::uint32_t i = 0; i < 5; ++i)
    CHECK(index.find(i * 2654435761u, [](const Thing&) { return true; }) == &things[i]);
}

// At most three quarters of the places are in use: twelve of sixteen.
void it_grows_when_three_quarters_are_in_use() {
  std::vector<Thing> things(25);
  Index index;
  for (std::uint32_t i = 0; i < things.size(); ++i) {
    things[i].key = i;
    index.insert(i, things[i]);
    CHECK_EQ(index.size(), i + 1);
    CHECK_EQ(index.capacity(), i < 12 ? 16u : i < 24 ? 32u : 64u);
    CHECK(index.size() * 4 <= index.capacity() * 3);
  }
}

// After it has shrunk, one more fits into half of the places.
void it_shrinks_to_twice_what_is_needed() {
  std::vector<Thing> things(100);
  Index index;
  for (std::uint32_t i = 0; i < things.size(); ++i) index.insert(i, things[i]);
  CHECK_EQ(index.capacity(), 256u);
  index.shrink();
  CHECK_EQ(index.capacity(), 256u);
  const auto shrink_to = [&](std::uint32_t size) {
    while (index.size() > size) {
      const auto last = static_cast<std::uint32_t>(index.size() - 1);
      index.erase(last, things[last]);
    }
    index.shrink();
    return index.capacity();
  };
  CHECK_EQ(shrink_to(64), 256u);
  CHECK_EQ(shrink_to(63), 128u);
  CHECK_EQ(shrink_to(8), 32u);
  CHECK_EQ(shrink_to(7), 16u);
  CHECK_EQ(shrink_to(0), 16u);
}

void each_entry_is_visited_with_its_hash() {
  Thing a{1}, b{2};
  Index index;
  index.insert(5, a);
  index.insert(21, b);  // the same place at first
  std::map<std::uint32_t, const Thing*> seen;
  index.for_each([&](const Thing& thing, std::uint32_t hash) { seen[hash] = &thing; });
  CHECK((seen == std::map<std::uint32_t, const Thing*>{{5, &a}, {21, &b}}));
  index.erase(21, a);  // another object's hash
  CHECK_EQ(index.size(), 2u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "flow_index",
      {TEST(an_empty_one_has_nothing), TEST(equal_hashes_are_told_apart_by_the_keys),
       TEST(one_object_by_two_hashes), TEST(comes_and_goes_like_a_map),
       TEST(a_smaller_crowd_needs_less), TEST(it_grows_when_three_quarters_are_in_use),
       TEST(it_shrinks_to_twice_what_is_needed), TEST(each_entry_is_visited_with_its_hash)});
}
