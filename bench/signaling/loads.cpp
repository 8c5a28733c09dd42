// SPDX-License-Identifier: MIT
#include "bench/signaling/loads.hpp"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "base/json.hpp"
#include "bench/relay/histogram.hpp"
#include "bench/relay/meter.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;
using base::Json;
using Clock = std::chrono::steady_clock;

constexpr auto kWarmUp = 500ms;
constexpr std::uint64_t kBurst = 4;  // the candidates that a browser has at once
constexpr auto kSettle = 2s;         // before memory is looked at

std::int64_t now_ns() { return Clock::now().time_since_epoch().count(); }

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

// The time that the server used since it was made.
class Charge {
 public:
  explicit Charge(const SignalingOptions& options)
      : options_(options), cpu_(cpu_time(options.charge).value_or(0ns)), began_(Clock::now()) {}
  double cpu() const { return seconds(cpu_time(options_.charge).value_or(0ns) - cpu_); }
  double passed() const { return seconds(Clock::now() - began_); }

 private:
  const SignalingOptions& options_;
  std::chrono::nanoseconds cpu_;
  Clock::time_point began_;
};

std::int64_t memory(const SignalingOptions& options) {
  std::int64_t total = 0;
  for (const int process : options.charge) total += resident_memory(process).value_or(0);
  return total;
}

void print(Json out) {
  std::cout << out.print() << '\n';
  std::cout.flush();
}

Json result(std::string_view phase, const Charge& charge, std::uint64_t messages) {
  const double each = messages == 0 ? 0 : charge.cpu() * 1e6 / static_cast<double>(messages);
  return Json::object({{"phase", phase},
                       {"messages", messages},
                       {"seconds", charge.passed()},
                       {"cpu_seconds", charge.cpu()},
                       {"cpu_us_each", each},
                       {"per_cpu_second", each == 0 ? 0 : 1e6 / each}});
}

// Sends messages that carry the time, and counts those that arrive.
class Traffic {
 public:
  Traffic(Crowd& crowd, const SignalingOptions& options, const Phase& phase)
      : crowd_(crowd), options_(options), phase_(phase), padding_(options.bytes, 'x') {}

  void run() {
    go_for(kWarmUp);
    latencies_ = std::make_unique<Histogram>();
    sent_in_all_ = sent_;
    const Charge charge{options_};
    go_for(std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(phase_.seconds)));
    const std::uint64_t arrived = latencies_->total();
    Json out = result(phase_.kind, charge, arrived);
    out.set("sent", sent_ - sent_in_all_)
        .set("p50_us", static_cast<double>(latencies_->percentile(0.5)) / 1e3)
        .set("p99_us", static_cast<double>(latencies_->percentile(0.99)) / 1e3);
    print(out);
    const auto end = Clock::now() + 300ms;  // what is still on its way belongs to nobody
    while (Clock::now() < end) turn(10ms);
  }

 private:
  void go_for(std::chrono::nanoseconds time) {
    const auto began = Clock::now();
    const std::uint64_t before = sent_;
    for (;;) {
      const auto passed = Clock::now() - began;
      if (passed >= time) return;
      if (phase_.rate > 0) {
        const auto due = static_cast<std::uint64_t>(phase_.rate * seconds(passed));
        // A burst leaves when all of it is due.
        while (sent_ - before + burst() <= due) send_burst();
        turn(std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 / phase_.rate)});
      } else {
        while (in_flight_ < options_.window) send_burst();
        turn(10ms);
      }
    }
  }

  void turn(std::chrono::nanoseconds longest) {
    crowd_.turn(longest, [this](Crowd::Guest&, std::string_view text) {
      const std::size_t at = text.find("sent-at:");
      if (at == std::string_view::npos) return;
      const std::int64_t sent = std::strtoll(text.data() + at + 8, nullptr, 10);
      if (in_flight_ > 0) --in_flight_;
      latencies_->add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, now_ns() - sent)));
    });
  }

  std::uint64_t burst() const { return phase_.kind == "burst" ? kBurst : 1; }
  void send_burst() {
    const std::size_t number = next_++ % crowd_.guests().size();
    for (std::uint64_t i = 0; i < burst(); ++i) send_from(number);
  }

  void send_from(std::size_t number) {
    Crowd::Guest& guest = *crowd_.guests()[number];
    std::string mark = "sent-at:" + std::to_string(now_ns()) + ' ';
    mark.append(padding_, 0, options_.bytes - std::min(options_.bytes, mark.size()));
    ++sent_;
    if (phase_.kind == "chat") {
      in_flight_ += crowd_.room_of(number).size();
      return crowd_.send(guest, R"({"type":"chat","message":")" + mark + "\"}");
    }
    const std::vector<Crowd::Guest*>& room = crowd_.room_of(number);
    const auto self = std::find(room.begin(), room.end(), &guest);
    const Crowd::Guest& peer =
        *room[static_cast<std::size_t>(self - room.begin() + 1) % room.size()];
    ++in_flight_;
    std::string text = R"({"type":"ice-candidate","targetId":")" + peer.peer_id;
    text.append(R"(","candidate":{"candidate":")").append(mark);
    crowd_.send(guest, text.append(R"(","sdpMid":"0","sdpMLineIndex":0}})"));
  }

  Crowd& crowd_;
  const SignalingOptions& options_;
  const Phase& phase_;
  const std::string padding_;
  std::unique_ptr<Histogram> latencies_ = std::make_unique<Histogram>();
  std::uint64_t sent_ = 0;
  std::uint64_t sent_in_all_ = 0;
  std::uint64_t in_flight_ = 0;
  std::size_t next_ = 0;
};

// Hands of the listeners go up, and then down again, one after the other. The first guest hosts the
// lecture.
class Hands {
 public:
  Hands(Crowd& crowd, const SignalingOptions& options, const Phase& phase)
      : crowd_(crowd), options_(options), phase_(phase) {}

  void run() {
    const Charge charge{options_};
    std::uint64_t sent = 0;
    while (charge.passed() < phase_.seconds) {
      while (static_cast<double>(sent) < phase_.rate * charge.passed()) raise(sent++);
      crowd_.turn(5ms, [this](Crowd::Guest& guest, std::string_view) { count(guest); });
    }
    print(result("hands", charge, sent)
              .set("host_hears_a_second", static_cast<double>(host_) / charge.passed())
              .set("listener_hears_a_second", static_cast<double>(listener_) / charge.passed()));
  }

 private:
  void raise(std::uint64_t number) {
    const std::uint64_t listeners = crowd_.guests().size() - 1;
    const bool up = number / listeners % 2 == 0;
    crowd_.send(*crowd_.guests()[1 + number % listeners],
                std::string{R"({"type":"media-state","hand":)"} + (up ? "true}" : "false}"));
  }
  void count(const Crowd::Guest& guest) {
    if (&guest == crowd_.guests().front().get()) ++host_;
    if (&guest == crowd_.guests().back().get()) ++listener_;
  }

  Crowd& crowd_;
  const SignalingOptions& options_;
  const Phase& phase_;
  std::uint64_t host_ = 0;
  std::uint64_t listener_ = 0;
};

void settle(Crowd& crowd) {
  const auto end = Clock::now() + kSettle;
  while (Clock::now() < end) crowd.turn(100ms, nullptr);
}

void hold(Crowd& crowd, const SignalingOptions& options, std::int64_t before) {
  settle(crowd);
  const auto each =
      static_cast<double>(memory(options) - before) / static_cast<double>(crowd.guests().size());
  print(Json::object({{"phase", "hold"},
                      {"sessions", std::uint64_t{crowd.guests().size()}},
                      {"bytes_each", each}}));
}

template <class Act>
bool everybody(std::string_view name, Crowd& crowd, const SignalingOptions& options, Act act) {
  const Charge charge{options};
  const bool done = act();
  print(result(name, charge, crowd.guests().size()));
  return done;
}

}  // namespace

int run_signaling(const SignalingOptions& options) {
  Crowd crowd{options, options.tls ? make_client_tls() : nullptr};
  const std::int64_t before = memory(options);
  if (!everybody("connect", crowd, options, [&] { return crowd.connect(); })) return 1;
  if (!everybody("join", crowd, options, [&] { return crowd.join(); })) return 1;
  settle(crowd);
  for (const Phase& phase : options.phases) {
    if (phase.kind == "hold") hold(crowd, options, before);
    else if (phase.kind == "storm") {
      if (!everybody("storm", crowd, options, [&] { return crowd.resume(); })) return 1;
    } else if (phase.kind == "hands") Hands{crowd, options, phase}.run();
    else Traffic{crowd, options, phase}.run();
  }
  return crowd.lost() == 0 ? 0 : 1;
}

}  // namespace bench
