// SPDX-License-Identifier: MIT
// docs/limits.md names the relay's built-in limits with their numbers.
#include <string>

#include "base/text_file.hpp"
#include "net/front.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"
#include "turn/io/auth_log.hpp"
#include "turn/io/client_input.hpp"
#include "turn/io/relay.hpp"

namespace {

using std::to_string;

struct Row {
  std::string_view limit;
  std::string number;
};

std::string seconds(std::chrono::seconds time) { return to_string(time.count()) + " s"; }
std::string kib(std::size_t bytes) { return to_string(bytes / 1024) + " KiB"; }
std::string mib(std::size_t bytes) { return to_string(bytes / 1024 / 1024) + " MiB"; }
std::string lines(base::TokenRate rate) {
  return to_string(rate.burst) + ", then " + to_string(std::chrono::seconds{1} / rate.interval) +
         " a second";
}

void the_documented_numbers_are_those_of_the_code() {
  using namespace turn::io;
  const Settings settings;
  const turn::Config core;
  const DtlsClients::Limits dtls;
  const net::FrontLimits front;
  const Row rows[] = {
      {"TCP and TLS connections of one address to `[turn] listen`",
       to_string(settings.max_streams_per_address)},
      {"connections of one address to the listeners of `[[listen]]`, and to `[turn] tls_listen`",
       to_string(front.connections_per_address)},
      {"TCP and TLS connections of a worker", to_string(settings.max_streams)},
      {"DTLS associations of a worker", to_string(dtls.sessions)},
      {"DTLS associations of one address and worker", to_string(dtls.sessions_per_address)},
      {"DTLS handshakes of a worker", to_string(dtls.handshakes)},
      {"DTLS handshakes of one address and worker", to_string(dtls.handshakes_per_address)},
      {"time for a DTLS handshake", seconds(dtls.handshake_time)},
      {"silence of a DTLS association without an allocation", seconds(dtls.idle)},
      {"silence of a TCP or TLS connection without an allocation", seconds(Streams::kIdle)},
      {"time in which a TCP or TLS client reads nothing that waits for it",
       seconds(Streams::kStuck)},
      {"a message of a TCP or TLS client without an allocation",
       to_string(ClientInput::kLongestFrameWithoutAllocation) + " bytes"},
      {"data that waits for one TCP or TLS client", kib(OutQueue::kMaxBytes)},
      {"data that waits because of `max_rate`, of a worker", mib(Delayed::kMost)},
      {"permissions of one allocation", to_string(core.max_permissions)},
      {"channels of one allocation", to_string(core.max_channels)},
      {"TCP connections of one allocation to peers", to_string(core.max_connections)},
      {"TCP connections of one identity to peers", to_string(core.user_connections)},
      {"TCP connections of all clients to peers", to_string(core.total_connections)},
      {"time for a TCP connection to a peer", seconds(core.connect_timeout)},
      {"time for a client to bind a peer's connection", seconds(core.bind_timeout)},
      {"lifetime of an allocation that one request can ask for", seconds(core.max_lifetime)},
      {"lifetime of a reserved port", seconds(core.reservation_lifetime)},
      {"lifetime of a nonce", seconds(core.nonce_lifetime)},
      {"clients of one worker that have moved to an allocation of another one",
       to_string(MovedClients::kMostClients)},
      {"ports that are tried for one allocation while other programs hold them",
       to_string(turn::Allocating::kMostTried)},
      {"captures of one worker at a time", to_string(Captures::kMost)},
      {"workers", to_string(Relay::kMostWorkers)},
      {"lines about guessed passwords of one worker", lines(AuthLog::kLines)}};
  const std::string page =
      CHECK_OK(base::read_text_file(lectern_test::in_source_tree("docs/limits.md")));
  std::size_t found = 0;
  for (const Row& row : rows) {
    const std::string line = "| " + std::string{row.limit} + " | " + row.number + " |";
    if (page.find(line) == std::string::npos)
      lectern_test::check_failed("docs/limits.md lacks: " + line, __FILE__, __LINE__);
    ++found;
  }
  const std::string first =
      "after " + seconds(Streams::kFirstFrame) + " if it has sent no message at all";
  CHECK(page.find(first) != std::string::npos);
  // The page has no row that is not checked here.
  const std::string table = page.substr(page.find("## The relay"));
  std::size_t documented = 0;
  for (std::size_t at = table.find("\n| "); at != std::string::npos;
       at = table.find("\n| ", at + 1))
    ++documented;
  CHECK_EQ(documented, found + 1);  // and the head of the table
}

}  // namespace

int main() {
  return lectern_test::run("documented_limits",
                           {TEST(the_documented_numbers_are_those_of_the_code)});
}
