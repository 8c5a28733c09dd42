// SPDX-License-Identifier: MIT
#include "net/bridge.hpp"

#include <fcntl.h>
#include <poll.h>

#include <thread>

#include "tests/net/client.hpp"
#include "tests/net/loop_thread.hpp"
#include "tests/support/check.hpp"

namespace {

using base::UniqueFd;
using lectern_test::LoopThread;
using lectern_test::read_exactly;
using lectern_test::read_to_end;
using lectern_test::send_all;
using net::Bridge;
using namespace std::chrono_literals;

struct Meter final : net::BridgeMeter {
  void on_moved(std::uint64_t from_client, std::uint64_t to_client) noexcept override {
    up += from_client;
    down += to_client;
  }
  std::uint64_t up = 0;
  std::uint64_t down = 0;
};

// client <-> outer [bridge] near <-> far: the test holds the two ends that block.
class BridgeTest {
 public:
  explicit BridgeTest(std::string first = {}, net::BridgeLimits limits = {},
                      std::unique_ptr<net::BridgeFilter> filter = nullptr)
      : scratch_(Bridge::kScratch) {
    auto [client_end, outer] = make_pair();
    auto [far_end, near] = make_pair();
    client = std::move(client_end);
    far = std::move(far_end);
    ended_ = done_.get_future();
    loop.on_loop([&] {
      const base::Bytes bytes = base::as_bytes(first);
      bridge_ = std::make_unique<Bridge>(
          loop.loop(),
          std::make_unique<net::TcpStream>(std::move(outer), base::Endpoint{}, base::Endpoint{}),
          std::move(near), std::vector<std::byte>(bytes.begin(), bytes.end()), scratch_, limits,
          [this](Bridge&) {
            bridge_.reset();
            done_.set_value();
          },
          &meter, std::move(filter));
      bridge_->start();
    });
  }
  ~BridgeTest() {
    loop.stop();
    bridge_.reset();
  }

  bool ends() { return ended_.wait_for(10s) == std::future_status::ready; }
  bool alive() {
    return loop.on_loop([this] { return bridge_ != nullptr; });
  }
  std::size_t held() {
    return loop.on_loop([this] { return bridge_ ? bridge_->held() : 0; });
  }

  Meter meter;  // read once the bridge has ended
  LoopThread loop;
  base::UniqueFd client;
  base::UniqueFd far;

 private:
  static std::pair<base::UniqueFd, base::UniqueFd> make_pair() {
    int fds[2] = {-1, -1};
    CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    lectern_test::set_deadline(fds[0]);
    const int flags = ::fcntl(fds[1], F_GETFL);
    CHECK_EQ(::fcntl(fds[1], F_SETFL, flags | O_NONBLOCK), 0);
    return {base::UniqueFd{fds[0]}, base::UniqueFd{fds[1]}};
  }

  std::vector<std::byte> scratch_;
  std::unique_ptr<Bridge> bridge_;
  std::promise<void> done_;
  std::future<void> ended_;
};

std::string pattern(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>((i * 31 + i / 251) & 0xff);
  return out;
}

void what_was_read_already_comes_first() {
  BridgeTest t("GET / HTTP/1.1\r\n");
  CHECK_EQ(read_exactly(t.far.get(), 16), "GET / HTTP/1.1\r\n");
  send_all(t.client.get(), "Host: x\r\n\r\n");
  CHECK_EQ(read_exactly(t.far.get(), 11), "Host: x\r\n\r\n");
}

void carries_both_ways_at_once() {
  BridgeTest t;
  const std::string up = pattern(3'000'000);
  const std::string down = pattern(2'000'001);
  std::string got_up;
  std::string got_down;
  std::thread a([&] { send_all(t.client.get(), up); });
  std::thread b([&] { send_all(t.far.get(), down); });
  std::thread c([&] { got_up = read_exactly(t.far.get(), up.size()); });
  got_down = read_exactly(t.client.get(), down.size());
  a.join();
  b.join();
  c.join();
  CHECK(got_up == up);
  CHECK(got_down == down);
  CHECK_EQ(t.held(), std::size_t{0});  // an idle bridge holds no buffer
}

// Sends until the kernel's buffers are full too; the bridge holds one record at most.
void fill(BridgeTest& t, int fd, std::size_t most_held = Bridge::kScratch,
          std::size_t least_sent = 100'000) {
  const std::string part = pattern(65536);
  std::size_t sent = 0;
  for (;;) {
    pollfd p{fd, POLLOUT, 0};
    if (::poll(&p, 1, 1000) == 0) break;
    const ssize_t n = ::send(fd, part.data(), part.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0) break;  // the bridge has ended
    sent += static_cast<std::size_t>(n);
    CHECK(sent < 64u << 20);  // somebody buffers without end
  }
  CHECK(sent > least_sent);
  CHECK(t.held() <= most_held);
}

void a_library_that_does_not_read_stops_the_client() {
  BridgeTest t;
  fill(t, t.client.get());
  CHECK(t.alive());
}

void a_client_that_does_not_read_stops_the_library() {
  BridgeTest t;
  fill(t, t.far.get());
  CHECK(t.alive());
}

void a_client_that_never_reads_is_dropped() {
  net::BridgeLimits limits;
  limits.stall = 100ms;
  BridgeTest t({}, limits);
  fill(t, t.far.get());
  CHECK(t.ends());
  CHECK(::send(t.far.get(), "x", 1, MSG_NOSIGNAL) < 0);
}

void a_slow_reader_is_not_dropped() {
  net::BridgeLimits limits;
  limits.stall = 1500ms;
  BridgeTest t({}, limits);
  std::thread writer([&] { send_all(t.far.get(), pattern(1'500'000)); });
  // Takes longer than the stall time in all, but something well within it.
  std::string got;
  for (int i = 0; i < 20; ++i) {
    got += read_exactly(t.client.get(), 50000);
    std::this_thread::sleep_for(100ms);
  }
  got += read_exactly(t.client.get(), 500'000);
  writer.join();
  CHECK(got == pattern(1'500'000));
  CHECK(t.alive());
}

// A client that has sent all still gets the whole answer.
void half_close_by_the_client() {
  BridgeTest t;
  send_all(t.client.get(), "request");
  ::shutdown(t.client.get(), SHUT_WR);
  CHECK_EQ(read_to_end(t.far.get()), "request");
  CHECK(t.alive());
  const std::string answer = pattern(700'000);
  std::thread writer([&] {
    send_all(t.far.get(), answer);
    t.far.reset();
  });
  CHECK(read_to_end(t.client.get()) == answer);
  writer.join();
  CHECK(t.ends());
  CHECK_EQ(t.meter.up, std::uint64_t{7});
  CHECK_EQ(t.meter.down, std::uint64_t{700'000});
}

// The bytes that the client sent before it closed are not lost, although the near side is slow and
// has already closed its own half.
void a_slow_near_side_gets_all_after_both_have_closed() {
  BridgeTest t;
  const std::string sent = pattern(900'000);
  std::thread writer([&] {
    send_all(t.client.get(), sent);
    ::shutdown(t.client.get(), SHUT_WR);
  });
  ::shutdown(t.far.get(), SHUT_WR);
  CHECK_EQ(read_to_end(t.client.get()), "");
  CHECK(read_to_end(t.far.get()) == sent);
  writer.join();
  CHECK(t.ends());
  CHECK_EQ(t.meter.up, std::uint64_t{900'000});
  CHECK_EQ(t.meter.down, std::uint64_t{0});
}

void a_library_that_closes_leaves_its_answer() {
  BridgeTest t;
  const std::string answer = pattern(150'000);
  send_all(t.far.get(), answer);
  t.far.reset();  // with bytes of the client unread
  send_all(t.client.get(), "more");
  CHECK(read_to_end(t.client.get()) == answer);
  t.client.reset();
  CHECK(t.ends());
}

void a_client_that_stays_after_the_end_is_dropped() {
  net::BridgeLimits limits;
  limits.linger = 50ms;
  BridgeTest t({}, limits);
  t.far.reset();
  CHECK_EQ(read_to_end(t.client.get()), "");
  CHECK(t.ends());
}

void a_client_that_vanishes_is_told_to_the_library() {
  BridgeTest t;
  send_all(t.far.get(), "x");
  t.client.reset();
  CHECK_EQ(read_to_end(t.far.get()), "");
  t.far.reset();
  CHECK(t.ends());
}

// A toy language: "(…)" is passed on without its brackets once it is whole, '!' ends the
// conversation, and '?' is held back until the near side has sent something.
class BracketFilter final : public net::BridgeFilter {
 public:
  Passage from_client(base::MutableBytes bytes) override {
    Passage passage;
    while (!passage.end) {
      const std::string_view rest = base::as_text(bytes).substr(passage.taken);
      if (rest.starts_with('!')) {
        passage.end = true;
        ++passage.taken;
      } else if (rest.starts_with('?') && near_spoke_) {
        ++passage.taken;
      } else if (const auto end = rest.find(')'); rest.starts_with('(') && end != rest.npos) {
        for (const char c : rest.substr(1, end - 1)) bytes[passage.pass++] = std::byte(c);
        passage.taken += end + 1;
      } else {
        break;
      }
    }
    return passage;
  }
  void to_client(base::Bytes) override { near_spoke_ = true; }
  std::string last_words() override { return "bye"; }

 private:
  bool near_spoke_ = false;
};

void a_filter_passes_what_it_has_understood() {
  const std::string said = "(one)(two)(three)";
  for (std::size_t split = 0; split <= said.size(); ++split) {
    BridgeTest t(said.substr(0, split), {}, std::make_unique<BracketFilter>());
    send_all(t.client.get(), said.substr(split));
    CHECK_EQ(read_exactly(t.far.get(), 11), "onetwothree");
    CHECK_EQ(t.held(), std::size_t{0});
  }
}

void a_filter_gets_single_bytes() {
  BridgeTest t({}, {}, std::make_unique<BracketFilter>());
  std::thread writer([&] {
    for (const char c : std::string{"(slow)(er)"}) send_all(t.client.get(), std::string(1, c));
  });
  CHECK_EQ(read_exactly(t.far.get(), 6), "slower");
  writer.join();
}

// The near side hears of the end, its answer comes first, then the filter's words.
void a_filter_ends_the_conversation() {
  BridgeTest t({}, {}, std::make_unique<BracketFilter>());
  send_all(t.client.get(), "(last)!(never)");
  CHECK_EQ(read_to_end(t.far.get()), "last");
  send_all(t.client.get(), "(never)" + pattern(100'000));  // is neither judged nor passed on
  CHECK(t.alive());
  const std::string answer = pattern(300'000);
  std::thread writer([&] {
    send_all(t.far.get(), answer);
    t.far.reset();
  });
  CHECK(read_to_end(t.client.get()) == answer + "bye");
  writer.join();
  t.client.reset();
  CHECK(t.ends());
  CHECK_EQ(t.meter.up, std::uint64_t{4});
  CHECK_EQ(t.meter.down, std::uint64_t{300'003});
}

// A client that goes on sending is dropped after the linger time.
void an_ended_conversation_does_not_stay() {
  net::BridgeLimits limits;
  limits.linger = 50ms;
  BridgeTest t("!", limits, std::make_unique<BracketFilter>());
  t.far.reset();
  CHECK_EQ(read_to_end(t.client.get()), "bye");
  CHECK(t.ends());
}

// The near side closes first: there is nothing left to judge, and nothing to say.
void a_filter_is_not_asked_after_the_near_side_has_closed() {
  BridgeTest t({}, {}, std::make_unique<BracketFilter>());
  t.far.reset();
  CHECK_EQ(read_to_end(t.client.get()), "");
  send_all(t.client.get(), "!");
  t.client.reset();
  CHECK(t.ends());
  CHECK_EQ(t.meter.down, std::uint64_t{0});
}

// A reader that takes a short read for the last one must not miss the end behind it.
void the_end_comes_when_the_near_side_has_read_all() {
  BridgeTest t("(last)!", {}, std::make_unique<BracketFilter>());
  pollfd p{t.far.get(), POLLIN | POLLRDHUP, 0};
  CHECK_EQ(::poll(&p, 1, 10'000), 1);
  std::this_thread::sleep_for(50ms);
  CHECK_EQ(::poll(&p, 1, 0), 1);
  CHECK_EQ(p.revents & POLLRDHUP, 0);
  CHECK_EQ(read_exactly(t.far.get(), 4), "last");
  CHECK_EQ(read_to_end(t.far.get()), "");
}

void a_filter_waits_for_the_near_side() {
  BridgeTest t("?(held)", {}, std::make_unique<BracketFilter>());
  send_all(t.client.get(), "(back)");
  CHECK(t.alive());
  send_all(t.far.get(), "speak");
  CHECK_EQ(read_exactly(t.client.get(), 5), "speak");
  CHECK_EQ(read_exactly(t.far.get(), 8), "heldback");
}

void a_filter_holds_back_a_bounded_part() {
  BridgeTest t("?", {}, std::make_unique<BracketFilter>());
  // A vector may have twice the room that it needs.
  fill(t, t.client.get(), 2 * (Bridge::kMostHeld + Bridge::kScratch), Bridge::kMostHeld);
  CHECK(t.alive());
}

}  // namespace

int main() {
  return lectern_test::run(
      "bridge",
      {TEST(what_was_read_already_comes_first), TEST(carries_both_ways_at_once),
       TEST(a_library_that_does_not_read_stops_the_client),
       TEST(a_client_that_does_not_read_stops_the_library),
       TEST(a_client_that_never_reads_is_dropped), TEST(a_slow_reader_is_not_dropped),
       TEST(half_close_by_the_client), TEST(a_slow_near_side_gets_all_after_both_have_closed),
       TEST(a_library_that_closes_leaves_its_answer),
       TEST(a_client_that_stays_after_the_end_is_dropped),
       TEST(a_client_that_vanishes_is_told_to_the_library),
       TEST(a_filter_passes_what_it_has_understood), TEST(a_filter_gets_single_bytes),
       TEST(a_filter_ends_the_conversation), TEST(an_ended_conversation_does_not_stay),
       TEST(a_filter_is_not_asked_after_the_near_side_has_closed),
       TEST(the_end_comes_when_the_near_side_has_read_all), TEST(a_filter_waits_for_the_near_side),
       TEST(a_filter_holds_back_a_bounded_part)});
}
