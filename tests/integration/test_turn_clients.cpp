// SPDX-License-Identifier: MIT
// The relay in this process against coturn's own clients: turnutils_uclient over UDP and TCP, client to client and to a peer,
// turnutils_stunclient. uclient exits with 0 whatever is lost, so what it prints is judged.
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/time.hpp"
#include "net/event_loop.hpp"
#include "net/front.hpp"
#include "net/tls_context.hpp"
#include "net/udp_socket.hpp"
#include "tests/support/check.hpp"
#include "turn/io/relay.hpp"

extern char** environ;

namespace {

using base::Endpoint;
using base::IpAddress;

const char* const kRealm = "lectern.test";

struct RunningRelay {
  explicit RunningRelay(unsigned workers) : log(base::LogLevel::warning, base::LogFormat::text) {
    turn::io::Settings settings;
    settings.core.realm = kRealm;
    settings.core.users.emplace("alice", base::Secret{"wonderland"});
    settings.core.secrets.emplace_back("first secret");
    settings.core.secrets.emplace_back("second secret");
    settings.core.allow_peers.push_back(*base::Cidr::parse("127.0.0.0/8"));
    settings.core.binding_rate = settings.core.challenge_rate = 0;
    settings.listen.push_back(Endpoint{IpAddress::v4(127, 0, 0, 1), 0});
    settings.relay_addresses.push_back(IpAddress::v4(127, 0, 0, 1));
    settings.workers = workers;
    relay = CHECK_OK(turn::io::Relay::start(std::move(settings), log, metrics));
    port = relay->bound().at(0).port;
  }
  base::Log log;
  base::Metrics metrics;
  std::unique_ptr<turn::io::Relay> relay;
  std::uint16_t port = 0;
};

bool have(const char* program) { return std::system((std::string{"command -v "} + program + " >/dev/null 2>&1").c_str()) == 0; }

// Standard output and error of a command; the runner's own time limit ends what hangs.
std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(("timeout 50 " + command + " 2>&1").c_str(), "r");
  CHECK(pipe != nullptr);
  std::string out;
  std::array<char, 4096> chunk;
  for (std::size_t n; (n = std::fread(chunk.data(), 1, chunk.size(), pipe)) > 0;) out.append(chunk.data(), n);
  ::pclose(pipe);
  return out;
}

// The last number behind `label`.
std::optional<long> number_after(const std::string& text, const std::string& label) {
  const std::size_t at = text.rfind(label);
  if (at == std::string::npos) return std::nullopt;
  return std::strtol(text.c_str() + at + label.size(), nullptr, 10);
}

void run_uclient(std::uint16_t port, const std::string& options, long least_messages) {
  if (!have("turnutils_uclient")) lectern_test::skip_test("turnutils_uclient (package coturn) is not installed");
  const std::string command = "turnutils_uclient -p " + std::to_string(port) + " " + options + " 127.0.0.1";
  const std::string out = output_of(command);
  const auto sent = number_after(out, "tot_send_msgs=");
  const auto received = number_after(out, "tot_recv_msgs=");
  const auto lost = number_after(out, "Total lost packets ");
  if (!sent || !received || !lost || *sent < least_messages || *received != *sent || *lost != 0) {
    lectern_test::check_failed(command + "\n" + out, __FILE__, __LINE__);
  }
}

void run_uclient(const RunningRelay& server, const std::string& options, long least_messages) {
  run_uclient(server.port, options, least_messages);
}

// The front of the daemon with a self-signed certificate, handing TURN over TLS to the relay.
class TlsFront {
 public:
  explicit TlsFront(RunningRelay& server)
      : folder_(std::filesystem::temp_directory_path() / ("lectern-turn-tls-" + std::to_string(::getpid()))),
        loop_(CHECK_OK(net::EventLoop::open("front"))) {
    std::filesystem::create_directories(folder_);
    auto tls = CHECK_OK(net::TlsContext::self_signed(folder_, {"localhost", "127.0.0.1"}));
    net::FrontSinks sinks;
    sinks.turn = [&relay = *server.relay](std::unique_ptr<net::Stream> stream, std::vector<std::byte> first) {
      relay.adopt(std::move(stream), std::move(first));
    };
    sinks.websocket = sinks.http = [](net::UniqueFd, Endpoint, Endpoint, bool) {};
    front_ = CHECK_OK(
        net::Front::open(*loop_, {{Endpoint{IpAddress::v4(127, 0, 0, 1), 0}, true}}, tls, sinks, server.log, server.metrics));
    thread_ = std::jthread([this] { loop_->run(); });
  }
  ~TlsFront() {
    loop_->stop();
    thread_.join();
    std::filesystem::remove_all(folder_);
  }
  TlsFront(const TlsFront&) = delete;
  TlsFront& operator=(const TlsFront&) = delete;
  std::uint16_t port() const { return front_->bound().at(0).port; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<net::EventLoop> loop_;
  std::unique_ptr<net::Front> front_;
  std::jthread thread_;
};

// turnutils_peer on a port that was free a moment ago; ended by its process id.
class EchoPeer {
 public:
  EchoPeer() {
    if (!have("turnutils_peer")) lectern_test::skip_test("turnutils_peer (package coturn) is not installed");
    port_ = CHECK_OK(net::UdpSocket::open(Endpoint{IpAddress::v4(127, 0, 0, 2), 0}, {})).local().port;
    std::vector<std::string> words{"turnutils_peer", "-L", "127.0.0.2", "-p", std::to_string(port_)};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    CHECK(::posix_spawnp(&pid_, argv[0], nullptr, nullptr, argv.data(), environ) == 0);
    wait_until_it_echoes();
  }
  ~EchoPeer() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  EchoPeer(const EchoPeer&) = delete;
  EchoPeer& operator=(const EchoPeer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  void wait_until_it_echoes() const {
    auto probe = CHECK_OK(net::UdpSocket::open(Endpoint{IpAddress::v4(127, 0, 0, 1), 0}, {}));
    net::ReceiveBatch batch{1, 64, 0};
    const auto deadline = base::SystemClock{}.now() + std::chrono::seconds{10};
    while (base::SystemClock{}.now() < deadline) {
      (void)probe.send_to(Endpoint{IpAddress::v4(127, 0, 0, 2), port_}, base::as_bytes("are you there"));
      pollfd readable{probe.fd(), POLLIN, 0};
      (void)::poll(&readable, 1, 50);  // asked again while nobody has bound the port yet
      if (probe.receive(batch) != 0) return;
    }
    lectern_test::check_failed("turnutils_peer does not echo", __FILE__, __LINE__);
  }
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

const std::string kUser = "-u alice -w wonderland ";

void client_to_client_over_udp() { run_uclient(RunningRelay{2}, kUser + "-y -m 4 -n 50 -l 171 -z 5", 200); }
void client_to_client_over_tcp() { run_uclient(RunningRelay{2}, kUser + "-t -y -m 4 -n 50 -l 171 -z 5", 200); }
void client_to_client_with_send_indications() { run_uclient(RunningRelay{2}, kUser + "-s -y -m 4 -n 50 -z 5", 200); }
void client_to_client_without_rtcp() { run_uclient(RunningRelay{1}, kUser + "-c -y -m 4 -n 50 -z 5", 200); }
void client_to_client_in_large_packets() { run_uclient(RunningRelay{2}, kUser + "-c -y -m 2 -n 30 -l 1400 -z 5", 60); }
void dont_fragment_and_padding() { run_uclient(RunningRelay{2}, kUser + "-y -g -D -m 2 -n 30 -z 5", 60); }

void time_limited_credentials_of_each_secret() {
  const RunningRelay server{2};
  run_uclient(server, "-u bob -W 'first secret' -c -y -m 2 -n 20 -z 5", 40);
  run_uclient(server, "-u bob -W 'second secret' -c -y -m 2 -n 20 -z 5", 40);
}

void to_a_peer(const std::string& options) {
  const RunningRelay server{2};
  const EchoPeer peer;
  run_uclient(server, kUser + options + " -m 4 -n 50 -z 5 -e 127.0.0.2 -r " + std::to_string(peer.port()), 200);
}
void to_a_peer_over_udp() { to_a_peer("-c"); }
void to_a_peer_over_udp_with_even_ports() { to_a_peer(""); }
void to_a_peer_over_tcp() { to_a_peer("-t -c"); }
void to_a_peer_with_send_indications() { to_a_peer("-s -c"); }
void to_a_peer_with_send_indications_over_tcp() { to_a_peer("-s -t -c"); }

void client_to_client_over_tls_through_the_front() {
  RunningRelay server{2};
  const TlsFront front{server};
  run_uclient(front.port(), kUser + "-t -S -y -m 4 -n 50 -l 171 -z 5", 200);
}
void to_a_peer_over_tls_through_the_front() {
  RunningRelay server{2};
  const TlsFront front{server};
  const EchoPeer peer;
  run_uclient(front.port(), kUser + "-t -S -c -m 4 -n 50 -z 5 -e 127.0.0.2 -r " + std::to_string(peer.port()), 200);
}

void a_wrong_password_relays_nothing() {
  if (!have("turnutils_uclient")) lectern_test::skip_test("turnutils_uclient (package coturn) is not installed");
  const RunningRelay server{1};
  const std::string out =
      output_of("turnutils_uclient -p " + std::to_string(server.port) + " -u alice -w looking-glass -c -y -m 1 -n 5 127.0.0.1");
  if (out.find("Cannot complete Allocation") == std::string::npos) lectern_test::check_failed(out, __FILE__, __LINE__);
  const std::string metrics = server.metrics.print_prometheus();
  CHECK(metrics.find("lectern_turn_allocations_total 0\n") != std::string::npos);
  CHECK(metrics.find("lectern_turn_auth_failures_total{reason=\"bad_integrity\"} 0\n") == std::string::npos);
}

void stunclient_learns_its_address() {
  if (!have("turnutils_stunclient")) lectern_test::skip_test("turnutils_stunclient (package coturn) is not installed");
  const RunningRelay server{2};
  const std::string out = output_of("turnutils_stunclient -p " + std::to_string(server.port) + " 127.0.0.1");
  if (out.find("UDP reflexive addr: 127.0.0.1:") == std::string::npos) lectern_test::check_failed(out, __FILE__, __LINE__);
}

}  // namespace

int main() {
  return lectern_test::run(
      "turn_clients",
      {TEST(client_to_client_over_udp), TEST(client_to_client_over_tcp), TEST(client_to_client_with_send_indications),
       TEST(client_to_client_without_rtcp), TEST(client_to_client_in_large_packets), TEST(dont_fragment_and_padding),
       TEST(time_limited_credentials_of_each_secret), TEST(to_a_peer_over_udp), TEST(to_a_peer_over_udp_with_even_ports),
       TEST(to_a_peer_over_tcp), TEST(to_a_peer_with_send_indications), TEST(to_a_peer_with_send_indications_over_tcp),
       TEST(client_to_client_over_tls_through_the_front), TEST(to_a_peer_over_tls_through_the_front),
       TEST(a_wrong_password_relays_nothing), TEST(stunclient_learns_its_address)});
}
