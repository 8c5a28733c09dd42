// SPDX-License-Identifier: MIT
// Datagrams that the kernel drops because a listener's buffer is full are counted for operators:
// the loop of the relay stands still while more datagrams come than the buffer holds.
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <mutex>

#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::TurnClient;
using Over = TurnClient::Over;

const std::string kOverflows = "lectern_turn_listener_overflows_total";
constexpr int kMostSent = 100'000;  // of 1400 bytes; no buffer of ours holds so much

// The worker that tells of a session's end waits in it.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  bool somebody_waits() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 30s, [this] { return waiting_; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool waiting_ = false, open_ = false;
};

struct OpensAtEnd {
  ~OpensAtEnd() { gate.open(); }
  Gate& gate;
};

turn::io::Settings held_by(Gate& gate) {
  auto settings = lectern_test::plain_settings();
  settings.on_session_ended = [&gate](const turn::SessionRecord&) { gate.pass(); };
  return settings;
}

// The kernel's own count for the UDP socket at that address of this machine (`drops`, the last
// column). nullopt: the table was read while other sockets came and went, and this one was missed.
std::optional<std::uint64_t> looked_up(const base::Endpoint& at) {
  std::ifstream table{"/proc/self/net/udp"};
  // as the machine's own 32 bits, which are the other way round
  const auto octet = [&](std::size_t i) { return std::to_integer<unsigned>(at.ip.bytes()[i]); };
  char wanted[32];
  std::snprintf(wanted, sizeof wanted, ": %02X%02X%02X%02X:%04X ", octet(3), octet(2), octet(1),
                octet(0), at.port);
  for (std::string line; std::getline(table, line);) {
    if (line.find(wanted) == std::string::npos) continue;
    return std::stoull(line.substr(line.find_last_of(' ', line.find_last_not_of(' ')) + 1));
  }
  return std::nullopt;
}

std::uint64_t dropped_at(const base::Endpoint& at) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (const auto count = looked_up(at)) return *count;
  }
  lectern_test::check_failed("no such socket", __FILE__, __LINE__);
}

void what_a_full_buffer_loses_is_counted() {
  Gate gate;
  lectern_test::RunningRelay server{held_by(gate)};
  const OpensAtEnd opens{gate};
  TurnClient alice{server.at, Over::udp}, crowd{server.at, Over::udp};
  alice.allocate();
  CHECK_EQ(server.metric(kOverflows), 0.0);
  CHECK_EQ(dropped_at(server.at), 0u);
  // Her session ends, and the only worker stands still.
  alice.send(alice.make(
      stun::Class::request, stun::Method::refresh,
      [](stun::Builder& b) { b.u32(stun::Attr::lifetime, 0); }, true));
  CHECK(gate.somebody_waits());
  const lectern_test::ByteVector noise(1400);
  for (int sent = 0; dropped_at(server.at) == 0; sent += 100) {
    CHECK(sent < kMostSent);
    for (int i = 0; i < 100; ++i) crowd.send(noise);
  }
  gate.open();
  // The relay empties the buffer, reads the kernel's count every few seconds, and goes on serving.
  server.wait_until(
      [&] { return server.metric(kOverflows) == static_cast<double>(dropped_at(server.at)); });
  CHECK(server.metric(kOverflows) > 0);
  CHECK_EQ(alice.request(stun::Method::binding), 0);
}

}  // namespace

int main() {
  return lectern_test::run("listener_overflow", {TEST(what_a_full_buffer_loses_is_counted)});
}
