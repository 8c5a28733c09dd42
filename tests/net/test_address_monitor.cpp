// SPDX-License-Identifier: MIT
// The monitor in a network of its own, whose addresses the test changes. Without root only the
// first reading is tested.
#include "net/address_monitor.hpp"

#include <algorithm>

#include "tests/support/check.hpp"
#include "tests/turn/io/own_network.hpp"

namespace {

using base::IpAddress;
using lectern_test::OwnNetwork;
using net::AddressMonitor;
using net::EventLoop;
using net::KernelView;

bool own_network = false;

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

bool lists(const KernelView& view, const IpAddress& address) {
  return std::ranges::find(view.addresses, address, &net::KernelAddress::ip) !=
         view.addresses.end();
}

// A monitor whose loop runs until its view has what the test waits for.
struct Watched {
  std::unique_ptr<EventLoop> loop = CHECK_OK(EventLoop::open("t"));
  KernelView seen;
  unsigned changes = 0;
  std::function<bool(const KernelView&)> awaited = [](const KernelView&) { return false; };
  net::Timer patience{*loop, [this] { loop->stop(); }};
  AddressMonitor monitor{*loop,
                         {[this](const KernelView& view) {
                            seen = view;
                            ++changes;
                            if (awaited(view)) loop->stop();
                          },
                          [](const base::Error&) {}}};

  // A loop runs once. The change was made before, so the monitor sees it in its first look.
  bool wait_for(std::function<bool(const KernelView&)> holds) {
    awaited = std::move(holds);
    patience.start_after(std::chrono::seconds{20});  // less than the look without a notice
    loop->run();
    return awaited(seen);
  }
};

}  // namespace

static void the_first_reading_is_there_at_once() {
  const Watched w;
  CHECK_EQ(w.changes, 1u);
  CHECK(w.seen == w.monitor.view());
  CHECK(std::ranges::any_of(w.seen.links, &net::KernelLink::loopback));
}

static void addresses_that_come_and_go_are_told() {
  if (!own_network) lectern_test::skip_test("no network of its own can be made here");
  {
    Watched w;
    OwnNetwork::add_v4(ip("203.0.113.7"), 1);
    CHECK(w.wait_for([](const KernelView& view) { return lists(view, ip("203.0.113.7")); }));
    CHECK(w.seen.has(ip("203.0.113.7")));
    CHECK_EQ(w.changes, 2u);  // and the notices of one change are one change
  }
  Watched w;
  CHECK(lists(w.seen, ip("203.0.113.7")));
  OwnNetwork::remove_v4(1);
  CHECK(w.wait_for([](const KernelView& view) { return !lists(view, ip("203.0.113.7")); }));
  CHECK(!w.seen.has(ip("203.0.113.7")));
}

// More notices than the socket has room for: some are lost, and the last state is told all the
// same.
static void a_flood_of_notices_hides_nothing() {
  if (!own_network) lectern_test::skip_test("no network of its own can be made here");
  Watched w;
  for (int i = 0; i < 2000; ++i) {
    OwnNetwork::add_v4(ip("203.0.113.8"), 2);
    OwnNetwork::remove_v4(2);
  }
  OwnNetwork::add_v4(ip("203.0.113.9"), 3);
  CHECK(w.wait_for([](const KernelView& view) { return lists(view, ip("203.0.113.9")); }));
  CHECK(!lists(w.seen, ip("203.0.113.8")));
  OwnNetwork::remove_v4(3);
}

static void an_ipv6_address_is_told() {
  if (!own_network) lectern_test::skip_test("no network of its own can be made here");
  Watched w;
  if (!OwnNetwork::add(ip("2001:db8:7::7"))) lectern_test::skip_test("no IPv6 on this machine");
  CHECK(w.wait_for([](const KernelView& view) { return view.has(ip("2001:db8:7::7")); }));
}

static void a_network_without_a_way_out_has_no_source() {
  if (!own_network) lectern_test::skip_test("no network of its own can be made here");
  const Watched w;
  CHECK(!w.seen.source_v4 && !w.seen.source_v6);
}

int main() {
  own_network = OwnNetwork::enter();
  return lectern_test::run(
      "address_monitor",
      {TEST(the_first_reading_is_there_at_once), TEST(addresses_that_come_and_go_are_told),
       TEST(a_flood_of_notices_hides_nothing), TEST(an_ipv6_address_is_told),
       TEST(a_network_without_a_way_out_has_no_source)});
}
