// SPDX-License-Identifier: MIT
#include "net/connection_table.hpp"

#include <thread>
#include <vector>

#include "tests/support/check.hpp"

namespace {

using net::ConnectionTable;

base::IpAddress ip(const char* text) { return *base::IpAddress::parse(text); }

void counts_all() {
  const auto table = ConnectionTable::make(10, true);
  auto a = table->admit();
  auto b = table->admit();
  CHECK(a && b);
  CHECK_EQ(table->size(), std::size_t{2});
  a.reset();
  CHECK_EQ(table->size(), std::size_t{1});
}

void counts_addresses_apart() {
  const auto table = ConnectionTable::make(2, true);
  auto a = table->admit();
  auto b = table->admit();
  auto c = table->admit();
  CHECK(a->claim(ip("192.0.2.1")));
  CHECK(b->claim(ip("192.0.2.1")));
  CHECK(!c->claim(ip("192.0.2.1")));
  CHECK(table->admit()->claim(ip("192.0.2.2")));
  c.reset();  // a refused claim gives nothing back twice
  a.reset();
  CHECK(table->admit()->claim(ip("192.0.2.1")));
}

void counts_ipv6_by_its_64() {
  const auto table = ConnectionTable::make(1, true);
  auto a = table->admit();
  CHECK(a->claim(ip("2001:db8:0:1::1")));
  CHECK(!table->admit()->claim(ip("2001:db8:0:1:ffff::2")));
  CHECK(table->admit()->claim(ip("2001:db8:0:2::1")));
}

void loopback_is_exempt_only_if_said() {
  const auto exempt = ConnectionTable::make(0, true);
  CHECK(exempt->admit()->claim(ip("127.0.0.1")));
  CHECK(exempt->admit()->claim(ip("::1")));
  CHECK(!ConnectionTable::make(0, false)->admit()->claim(ip("127.0.0.1")));
}

void threads_leave_nothing_behind() {
  const auto table = ConnectionTable::make(1000, true);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&table] {
      for (int i = 0; i < 1000; ++i) {
        auto ticket = table->admit();
        ticket->claim(ip("192.0.2.1"));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK_EQ(table->size(), std::size_t{0});
}

}  // namespace

int main() {
  return lectern_test::run(
      "connection_table",
      {TEST(counts_all), TEST(counts_addresses_apart), TEST(counts_ipv6_by_its_64),
       TEST(loopback_is_exempt_only_if_said), TEST(threads_leave_nothing_behind)});
}
