// SPDX-License-Identifier: MIT
// The regular look at the external addresses: answers that come late, and looks that fail.
#include "daemon/relay/address_watch.hpp"

#include <atomic>

#include "tests/support/check.hpp"

using namespace lecternd;
using probe::AddressQuestion;
using probe::FoundAddresses;

namespace {

// A setup without a relay, which asks for one name.
struct Asking {
  static config::Config config() {
    config::Config c;
    c.turn.external_ip = {config::ExternalAddress{std::nullopt, "relay.example.org", std::nullopt}};
    c.turn.external_ip_interval = std::chrono::hours{1};
    return c;
  }
  static turn::io::Settings settings() {
    turn::io::Settings settings;
    settings.core.secrets = {base::Secret{"s"}};
    return settings;
  }
  std::unique_ptr<net::EventLoop> loop = CHECK_OK(net::EventLoop::open("t"));
  base::Log log{base::LogLevel::error, base::LogFormat::text,
                [](base::LogLevel, std::string_view) {}};
  IceServerList ice_servers{std::make_shared<turn::RevokedCredentials>()};
  RelaySetup setup{config(), settings(), net::KernelView{}, FoundAddresses{},
                   RelaySetup::Parts{nullptr, ice_servers, log, {}}};

  // Runs the loop until a look has been answered well.
  void wait_for_an_answer() {
    std::function<void()> poll;
    net::Timer timer{*loop, [&] { poll(); }};
    poll = [&] {
      if (!setup.address_findings().empty()) loop->stop();
      else timer.start_after(std::chrono::milliseconds{5});
    };
    poll();
    loop->run();
  }
};

FoundAddresses well() {
  FoundAddresses found;
  found.said = {"found"};
  return found;
}

}  // namespace

static void the_answer_of_the_first_look_comes_late() {
  Asking a;
  AddressLook look{[](const AddressQuestion&) { return well(); }};
  CHECK(look.begin(a.setup.question()));
  AddressWatch watch{*a.loop, look, a.setup, AddressWatch::First::pending};
  a.wait_for_an_answer();
  CHECK_EQ(a.setup.address_findings().at(0), "found");
}

// The interval is an hour; after a failure the next look comes after a second.
static void a_look_that_fails_is_repeated_soon() {
  Asking a;
  std::atomic<int> asked{0};
  AddressLook look{[&](const AddressQuestion& question) {
    CHECK_EQ(question.names.at(0), "relay.example.org");
    if (++asked == 2) return well();
    FoundAddresses failed;
    failed.failed = {"no answer"};
    return failed;
  }};
  AddressWatch watch{*a.loop, look, a.setup, AddressWatch::First::answered};
  watch.look_now();
  a.wait_for_an_answer();
  CHECK_EQ(asked.load(), 2);
  CHECK(a.setup.address_failures().empty());
}

int main() {
  return lectern_test::run("address_watch", {TEST(the_answer_of_the_first_look_comes_late),
                                             TEST(a_look_that_fails_is_repeated_soon)});
}
