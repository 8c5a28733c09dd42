// SPDX-License-Identifier: MIT
// Listeners whose address this machine does not have.
#include "daemon/process/network.hpp"

#include <string>

#include "tests/support/check.hpp"

using namespace lecternd;

namespace {

base::Endpoint at(std::string_view text) { return *base::Endpoint::parse(text); }

}  // namespace

static void a_wildcard_is_never_missing() {
  net::KernelView view;
  view.addresses = {{.ip = base::IpAddress::v4(10, 0, 0, 5)}};
  const auto missing = missing_listeners(
      {at("0.0.0.0:80"), at("[::]:80"), at("10.0.0.5:80"), at("10.0.0.6:80"), at("[fd00::5]:80")},
      view);
  CHECK_EQ(missing.size(), 2u);
  CHECK_EQ(missing[0], at("10.0.0.6:80"));
  CHECK_EQ(missing[1], at("[fd00::5]:80"));
}

static void the_log_names_what_is_missing_once() {
  std::string lines;
  const base::Log log{base::LogLevel::info, base::LogFormat::text,
                      [&](base::LogLevel, std::string_view line) { lines += line; }};
  const auto loop = CHECK_OK(net::EventLoop::open("t"));
  Network network{*loop, log};
  CHECK(network.view().has(base::IpAddress::v4(127, 0, 0, 1)));
  network.watch_listeners({at("127.0.0.1:80"), at("203.0.113.99:80")});
  CHECK_EQ(network.missing_listeners().size(), 1u);
  CHECK(lines.find("listener_without_address") != std::string::npos);
  CHECK(lines.find("203.0.113.99:80") != std::string::npos);
  CHECK(lines.find("127.0.0.1:80") == std::string::npos);
  lines.clear();
  network.watch_listeners({at("203.0.113.99:80")});
  CHECK_EQ(lines, "");
  network.watch_listeners({});
  CHECK(lines.find("listener_has_address") != std::string::npos);
  CHECK(network.missing_listeners().empty());
}

int main() {
  return lectern_test::run(
      "network", {TEST(a_wildcard_is_never_missing), TEST(the_log_names_what_is_missing_once)});
}
