// SPDX-License-Identifier: MIT
#include "net/ready_set.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using net::EventLoop;
using net::Interest;
using net::IoHandler;
using net::ReadySet;

// A pipe whose reading end is watched; each readiness is noted and, unless told otherwise, one byte
// taken.
class Pipe final : public IoHandler {
 public:
  Pipe(ReadySet& set, std::string name, std::vector<std::string>& notes)
      : name_(std::move(name)), notes_(notes) {
    CHECK_EQ(::pipe(ends_.data()), 0);
    watch_.emplace(set, ends_[0], *this);
  }
  ~Pipe() {
    watch_.reset();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void write() const { CHECK_EQ(::write(ends_[1], "x", 1), ssize_t{1}); }

  std::function<void()> on_ready = [] {};

 private:
  void on_io(Interest ready) noexcept override {
    notes_.push_back(name_ + (ready == Interest::read ? "" : "?"));
    char byte = 0;
    if (::read(ends_[0], &byte, 1) != 1) notes_.push_back("nothing");
    on_ready();
  }

  std::string name_;
  std::vector<std::string>& notes_;
  std::array<int, 2> ends_{};
  std::optional<ReadySet::Watch> watch_;
};

struct World {
  std::unique_ptr<EventLoop> loop = CHECK_OK(EventLoop::open("ready"));
  std::vector<std::string> notes;
  int rounds_left = 1;
  std::unique_ptr<ReadySet> set = CHECK_OK(ReadySet::open(*loop, [this] {
    notes.emplace_back("done");
    if (--rounds_left == 0) loop->stop();
  }));
};

void a_round_tells_all_that_are_ready_and_then_its_end() {
  World world;
  Pipe a{*world.set, "a", world.notes}, b{*world.set, "b", world.notes},
      c{*world.set, "c", world.notes};
  a.write();
  c.write();
  world.loop->run();
  CHECK((world.notes == std::vector<std::string>{"a", "c", "done"}));
}

void what_is_still_there_is_told_again() {
  World world;
  world.rounds_left = 3;
  Pipe a{*world.set, "a", world.notes};
  for (int i = 0; i < 3; ++i) a.write();
  world.loop->run();
  CHECK((world.notes == std::vector<std::string>{"a", "done", "a", "done", "a", "done"}));
}

void a_watch_that_goes_in_a_round_is_not_called_in_it() {
  World world;
  auto a = std::make_unique<Pipe>(*world.set, "a", world.notes);
  auto b = std::make_unique<Pipe>(*world.set, "b", world.notes);
  Pipe c{*world.set, "c", world.notes};
  a->on_ready = [&] { b.reset(); };
  a->write();
  b->write();
  c.write();
  world.loop->run();
  CHECK((world.notes == std::vector<std::string>{"a", "c", "done"}));
}

void a_watch_may_end_itself() {
  World world;
  auto a = std::make_unique<Pipe>(*world.set, "a", world.notes);
  Pipe b{*world.set, "b", world.notes};
  Pipe* const raw = a.get();
  raw->on_ready = [&] { world.loop->post([&] { a.reset(); }); };
  a->write();
  b.write();
  world.rounds_left = 1;
  world.loop->run();
  CHECK((world.notes == std::vector<std::string>{"a", "b", "done"}));
}

void more_than_one_round_holds_are_all_told() {
  World world;
  std::vector<std::unique_ptr<Pipe>> pipes;
  for (int i = 0; i < 200; ++i) {
    pipes.push_back(std::make_unique<Pipe>(*world.set, "p", world.notes));
    pipes.back()->write();
  }
  world.rounds_left = 2;
  world.loop->run();
  CHECK_EQ(std::count(world.notes.begin(), world.notes.end(), "p"), std::ptrdiff_t{200});
}

}  // namespace

int main() {
  return lectern_test::run(
      "ready_set", {TEST(a_round_tells_all_that_are_ready_and_then_its_end),
                    TEST(what_is_still_there_is_told_again),
                    TEST(a_watch_that_goes_in_a_round_is_not_called_in_it),
                    TEST(a_watch_may_end_itself), TEST(more_than_one_round_holds_are_all_told)});
}
