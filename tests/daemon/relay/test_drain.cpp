// SPDX-License-Identifier: MIT
// A drain on a loop: it ends with the last allocation, at its deadline, or when it is cancelled.
#include "daemon/relay/drain.hpp"

#include <atomic>

#include "net/event_loop.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lecternd::Drain;

struct Drained {
  explicit Drained(std::size_t left_at_first) : left(left_at_first) {}
  std::atomic<std::size_t> left;
  bool refusing = false;
  std::optional<bool> at_deadline;
  std::vector<std::string> told;
  base::Log log{base::LogLevel::error, base::LogFormat::text};
  std::unique_ptr<net::EventLoop> loop = CHECK_OK(net::EventLoop::open("test"));
  Drain drain{*loop,
              {[this](bool draining) { refusing = draining; }, [this] { return left.load(); },
               [this](bool late) {
                 at_deadline = late;
                 loop->stop();
               },
               [this](const std::string& text) {
                 told.push_back(text);
                 left = 0;  // the last one goes when we are told that it is the last
               }},
              log};
};

void it_leaves_when_nobody_is_left() {
  Drained d{1};
  d.drain.start(std::nullopt);
  CHECK(d.refusing);
  CHECK(!d.drain.remaining());
  d.loop->run();
  CHECK(d.at_deadline == false);
  CHECK_EQ(d.told.size(), 1u);
  CHECK_EQ(d.told[0], "draining, 1 allocation left");
}

void it_leaves_at_the_deadline() {
  Drained d{7};
  d.drain.start(0s);
  d.loop->run();
  CHECK(d.at_deadline == true);
}

void it_may_be_called_off() {
  Drained d{7};
  CHECK(!d.drain.cancel());
  d.drain.start(1h);
  CHECK(d.drain.remaining().value() > 3590s);
  CHECK(d.drain.cancel());
  CHECK(!d.refusing);
  CHECK(!d.drain.state().active);
  (void)d.loop->post([&] { d.loop->stop(); });
  d.loop->run();
  CHECK(!d.at_deadline);
}

}  // namespace

int main() {
  return lectern_test::run("drain", {TEST(it_leaves_when_nobody_is_left),
                                     TEST(it_leaves_at_the_deadline), TEST(it_may_be_called_off)});
}
