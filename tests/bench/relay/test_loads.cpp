// SPDX-License-Identifier: MIT
// The load program's loads against a real relay in this process, on loopback ports that the kernel
// chooses: what they count must add up. How much it is, is no matter here.
#include "bench/relay/loads.hpp"

#include "tests/support/check.hpp"
#include "turn/io/relay.hpp"

namespace {

using namespace std::chrono_literals;
using bench::Direction;
using bench::Framing;
using bench::Mode;
using bench::Options;
using bench::Transport;

const base::IpAddress kLoopback = base::IpAddress::v4(127, 0, 0, 1);
const base::IpAddress kPeers = base::IpAddress::v4(127, 0, 0, 2);

struct Running {
  Running()
      : log(base::LogLevel::error, base::LogFormat::text, [](base::LogLevel, std::string_view) {}) {
    turn::io::Settings settings;
    settings.core.users.emplace("bench", base::Secret{"secret"});
    settings.core.allow_peers.push_back(base::Cidr{kPeers, 32});
    settings.core.binding_rate = settings.core.challenge_rate = 0;
    settings.listen.push_back(base::Endpoint{kLoopback, 0});
    settings.relay_addresses.push_back(kLoopback);
    settings.workers = 1;
    relay = CHECK_OK(turn::io::Relay::start(std::move(settings), log, metrics));
  }
  Options options(Mode mode) const {
    Options o;
    o.mode = mode;
    o.server = relay->bound().at(0).endpoint;
    o.peer_ip = kPeers;
    o.clients = 5;
    o.window = 16;
    o.at_once = 4;
    o.warm_up = 10ms;
    o.measure = 200ms;  // long enough for a relay that waits for its turn on a busy machine
    return o;
  }
  base::Log log;
  base::Metrics metrics;
  std::unique_ptr<turn::io::Relay> relay;
};

using Load = base::Result<base::Json> (*)(const Options&, const bench::Ground&);

base::Json measured(Load load, const Options& options) {
  const auto ground = CHECK_OK(bench::Ground::open(options));
  return CHECK_OK(load(options, ground));
}

std::int64_t number(const base::Json& result, const char* name) {
  const auto value = result[name].as_integer();
  CHECK(value.has_value());
  return *value;
}

void check_sums(const base::Json& result) {
  CHECK(number(result, "count") > 0);
  CHECK(number(result, "received") >= number(result, "count"));
  CHECK(number(result, "received") <= number(result, "sent"));
  CHECK_EQ(number(result, "wrong"), 0);
}

void payloads_arrive_as_they_were_sent_on_every_way() {
  Running server;
  for (const Transport transport : {Transport::udp, Transport::tcp}) {
    for (const Framing framing : {Framing::channel, Framing::indication}) {
      for (const Direction direction : {Direction::up, Direction::down, Direction::both}) {
        Options options = server.options(Mode::relay);
        options.transport = transport;
        options.framing = framing;
        options.direction = direction;
        options.burst = 3;
        options.size = 201;
        const base::Json result = measured(bench::run_relay, options);
        check_sums(result);
        CHECK_EQ(number(result, "received") + number(result, "lost"), number(result, "sent"));
      }
    }
  }
  CHECK(server.relay->sessions().empty());  // all were given back
}

void a_pace_is_kept() {
  Running server;
  Options options = server.options(Mode::relay);
  options.rate = 500;
  const base::Json result = measured(bench::run_relay, options);
  check_sums(result);
  CHECK(number(result, "sent") <= 500 * 210 / 1000 + 2);  // 10 ms of warm-up belong to it
}

void bindings_and_cycles_are_counted() {
  Running server;
  check_sums(measured(bench::run_binding, server.options(Mode::binding)));
  const base::Json cycles = measured(bench::run_cycle, server.options(Mode::cycle));
  CHECK(number(cycles, "count") > 0);
  CHECK_EQ(number(cycles, "refused"), 0);
  // Who is not answered in time leaves its allocation behind.
  CHECK(server.relay->sessions().size() <= static_cast<std::size_t>(number(cycles, "silent")));
}

void a_server_that_refuses_is_an_error_and_no_figure() {
  Running server;
  for (const auto& [load, mode] : {std::pair<Load, Mode>{bench::run_relay, Mode::relay},
                                   {bench::run_cycle, Mode::cycle},
                                   {bench::run_hold, Mode::hold}}) {
    Options options = server.options(mode);
    options.password = "another";
    const auto ground = CHECK_OK(bench::Ground::open(options));
    const auto result = load(options, ground);
    CHECK(!result);
    CHECK(result.error().what.find("401") != std::string::npos);
  }
}

void packets_that_do_not_come_back_are_no_figure() {
  Running server;
  Options options = server.options(Mode::relay);
  options.peer_ip =
      kLoopback;  // the relay's own address: granted, and dropped but for live relayed addresses
  const auto ground = CHECK_OK(bench::Ground::open(options));
  const auto result = bench::run_relay(options, ground);
  CHECK(!result);
}

}  // namespace

int main() {
  return lectern_test::run(
      "bench loads",
      {TEST(payloads_arrive_as_they_were_sent_on_every_way), TEST(a_pace_is_kept),
       TEST(bindings_and_cycles_are_counted), TEST(a_server_that_refuses_is_an_error_and_no_figure),
       TEST(packets_that_do_not_come_back_are_no_figure)});
}
