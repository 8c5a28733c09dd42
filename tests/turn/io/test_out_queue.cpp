// SPDX-License-Identifier: MIT
// The queue to a slow stream: the frames that it drops, the frames that it never drops, and that
// frames stay whole.
#include "turn/io/out_queue.hpp"

#include <string>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace std::chrono_literals;
using turn::io::FrameKind;
using turn::io::OutQueue;

// Frames that say how long they are: one letter repeated, behind its length.
std::string frame(char letter, std::size_t size) {
  std::string f(size, letter);
  base::store_be32(reinterpret_cast<std::byte*>(f.data()), static_cast<std::uint32_t>(size));
  return f;
}

struct Queue {
  std::size_t push(const std::string& f, FrameKind kind = FrameKind::media) {
    return queue.push(base::as_bytes(f), kind, clock.now());
  }
  void take(std::size_t frames) {
    for (; frames > 0 && !queue.empty(); --frames) {
      out.append(base::as_text(queue.front()));
      queue.pop();
    }
  }
  // The letters of the frames that came out; fails where a frame is not whole.
  std::string letters() {
    take(SIZE_MAX);
    std::string found;
    for (std::size_t at = 0; at < out.size();) {
      const std::size_t size = base::load_be32(reinterpret_cast<const std::byte*>(out.data()) + at);
      CHECK(size >= 5 && out.size() - at >= size);
      const char letter = out[at + 4];
      for (std::size_t i = at + 4; i < at + size; ++i) CHECK(out[i] == letter);
      found += letter;
      at += size;
    }
    return found;
  }
  OutQueue queue;
  lectern_test::FakeClock clock;
  std::string out;
};

void keeps_order() {
  Queue q;
  for (const char c : std::string{"abc"}) CHECK_EQ(q.push(frame(c, 100)), 0u);
  CHECK_EQ(q.queue.size(), 300u);
  CHECK_EQ(q.letters(), "abc");
  CHECK(q.queue.empty());
}

void late_media_goes_and_answers_stay() {
  Queue q;
  q.push(frame('a', 100));
  q.push(frame('B', 100), FrameKind::control);
  q.push(frame('c', 100));
  q.clock.advance(501ms);
  CHECK_EQ(q.push(frame('d', 100)), 2u);
  CHECK_EQ(q.letters(), "Bd");
}

void the_oldest_media_makes_room() {
  Queue q;
  std::size_t shed = 0, pushed = 0;
  for (int i = 0; i < 2000; ++i) {
    shed += q.push(frame(static_cast<char>('a' + i % 26), 1000));
    ++pushed;
    CHECK(q.queue.size() <= OutQueue::kMaxBytes);
  }
  CHECK(shed > 1400);
  const std::string got = q.letters();
  CHECK_EQ(got.size(), pushed - shed);
  CHECK_EQ(got.back(), static_cast<char>('a' + 1999 % 26));  // the newest is there
}

void memory_of_what_was_sent_is_given_back() {
  Queue q;
  q.push(frame('a', 1000));
  for (int i = 0; i < 5000; ++i) {
    q.push(frame('b', 1000));
    q.out.clear();
    q.take(1);
  }
  CHECK_EQ(q.queue.size(), 1000u);
  q.queue.trim();  // something waits
  CHECK_EQ(q.queue.size(), 1000u);
  q.take(1);
  CHECK(q.queue.held() > 1000);
  q.queue.trim();
  CHECK_EQ(q.queue.held(), 0u);
}

}  // namespace

int main() {
  return lectern_test::run("out_queue", {TEST(keeps_order), TEST(late_media_goes_and_answers_stay),
                                         TEST(the_oldest_media_makes_room),
                                         TEST(memory_of_what_was_sent_is_given_back)});
}
