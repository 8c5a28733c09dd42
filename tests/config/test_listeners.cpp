// SPDX-License-Identifier: MIT
// Listeners that are in each other's way, over UDP and over TCP.
#include "config/listeners.hpp"

#include "tests/config/loading.hpp"

using namespace config;
using namespace lectern_test;

namespace {

// The problems of a web listener, of turn.listen and turn.tls_listen.
std::string problems(const std::string& web, const std::string& listen,
                     const std::string& tls_listen = "", const std::string& metrics = "") {
  return problems_of("[[listen]]\naddress = \"" + web + "\"\n[turn]\nlisten = [" + listen +
                     "]\ntls_listen = [" + tls_listen + "]\n[metrics]\nlisten = \"" + metrics +
                     "\"\n");
}

void udp_443_stands_beside_the_web_on_tcp_443() {
  CHECK_EQ(problems("[::]:443", R"("[::]:3478", "udp:[::]:443")"), "");
  CHECK_EQ(problems("0.0.0.0:443", R"("udp:0.0.0.0:443")", R"("udp:[::1]:443")"), "");
  CHECK_EQ(problems("127.0.0.1:1", R"("udp:[::]:3478", "tcp:[::]:3478")"), "");
  CHECK(holds(problems("[::]:443", R"("[::]:443")"), "two listeners on [::]:443 over TCP"));
  CHECK(holds(problems("[::]:443", R"("tcp:[::]:443")"), "two listeners on [::]:443 over TCP"));
  CHECK(holds(problems("[::]:80", R"("udp:[::]:443")", R"("udp:[::]:443")"),
              "two listeners on [::]:443 over UDP"));
}

void a_wildcard_takes_every_address_of_its_port() {
  CHECK(holds(problems("127.0.0.1:1", R"("127.0.0.1:3478", "0.0.0.0:3478")"),
              "lectern.toml:4: 0.0.0.0:3478 (turn.listen) takes 127.0.0.1:3478 (turn.listen) "
              "already, over UDP: leave one of them out"));
  CHECK(holds(problems("[::]:443", R"("[::]:3478")", R"("10.0.0.5:443")"), "takes 10.0.0.5:443"));
  CHECK(
      holds(problems("127.0.0.1:1", R"("[::]:9641")", "", "127.0.0.1:9641"), "already, over TCP"));
  CHECK(holds(problems("127.0.0.1:1", R"("[::]:3478", "[::1]:3478")"), "takes [::1]:3478"));
  // Another port, another family, another carrier
  CHECK_EQ(problems("127.0.0.1:1", R"("127.0.0.1:3478", "0.0.0.0:3479")"), "");
  CHECK_EQ(problems("127.0.0.1:1", R"("0.0.0.0:3478", "[::1]:3478")"), "");
  CHECK_EQ(problems("127.0.0.1:1", R"("udp:127.0.0.1:3478", "tcp:0.0.0.0:3478")"), "");
  // In one list "[::]" leaves IPv4 to the other address.
  CHECK_EQ(problems("127.0.0.1:1", R"("[::]:3478", "0.0.0.0:3478")"), "");
  CHECK_EQ(problems("127.0.0.1:1", R"("[::]:3478", "10.0.0.5:3478")"), "");
  CHECK_EQ(problems("127.0.0.1:1", R"("0.0.0.0:0", "127.0.0.1:0")"), "");
}

void tls_alone_is_enough() {
  CHECK(holds(problems("127.0.0.1:1", ""), "turn.listen is empty"));
  CHECK_EQ(problems("127.0.0.1:1", "", R"("[::]:5349")"), "");
}

void every_listener_gives_its_port() {
  const auto loaded = taken_text(R"(
[[listen]]
address = "[::]:443"
[turn]
listen = ["[::]:3478", "udp:[::]:443"]
tls_listen = ["[::]:5349", "127.0.0.1:0"]
nat_discovery = ["192.0.2.1:3478", "192.0.2.2:3479"]
)");
  CHECK(listener_ports(loaded.config) == (std::vector<std::uint16_t>{443, 3478, 3479, 5349, 9641}));
}

}  // namespace

int main() {
  return lectern_test::run(
      "listeners", {TEST(udp_443_stands_beside_the_web_on_tcp_443),
                    TEST(a_wildcard_takes_every_address_of_its_port), TEST(tls_alone_is_enough),
                    TEST(every_listener_gives_its_port)});
}
