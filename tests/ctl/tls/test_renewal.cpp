// SPDX-License-Identifier: MIT
#include "ctl/tls/renewal.hpp"

#include "ctl/tls/certificate.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using base::WallTime;
using ctl::tls::Served;
using ctl::tls::Validity;

const WallTime kStart = base::from_unix_seconds(1'800'000'000);
constexpr auto kDay = 24h;

void a_third_of_the_own_lifetime_is_left() {
  for (const int days : {6, 45, 90, 200}) {
    const Validity validity{kStart, kStart + kDay * days};
    CHECK_EQ(base::unix_seconds(ctl::tls::renewal_time(validity)),
             base::unix_seconds(kStart + kDay * days * 2 / 3));
  }
}

void late_is_a_sixth() {
  const Validity validity{kStart, kStart + kDay * 60};
  CHECK(!ctl::tls::is_late(validity, kStart + kDay * 50 - 1us));
  CHECK(ctl::tls::is_late(validity, kStart + kDay * 50));
  CHECK(ctl::tls::is_late(validity, kStart + kDay * 100));
}

void a_current_certificate_is_that_of_the_order() {
  const Served served{
      {"a.example.org", "b.example.org"}, "CA", {kStart, kStart + kDay * 90}, "acme"};
  const auto current = [&](const Served& one, const std::vector<std::string>& names, WallTime now) {
    return ctl::tls::is_current(one, names, now);
  };
  CHECK(current(served, {"b.example.org"}, kStart));
  CHECK(current(served, {"a.example.org"}, kStart + kDay * 60 - 1us));
  CHECK(!current(served, {"a.example.org"}, kStart + kDay * 60));
  CHECK(!current(served, {"a.example.org", "c.example.org"}, kStart));
  Served other = served;
  other.origin = "self-signed";
  CHECK(!current(other, {"a.example.org"}, kStart));
}

void reads_what_the_daemon_says() {
  const auto json = base::Json::parse(
      R"({"names":["a"],"issuer":"CA","valid_from":"2026-12-01T00:00:00Z",
          "expires":"2027-03-01T00:00:00Z","origin":"acme"})");
  const auto served = ctl::tls::read_served(CHECK_OK(json));
  CHECK(served.has_value());
  CHECK(served->names == std::vector<std::string>{"a"});
  CHECK_EQ(served->issuer, "CA");
  CHECK(served->validity.until - served->validity.from == kDay * 90);
  CHECK(!ctl::tls::read_served(base::Json{}));
  CHECK(!ctl::tls::read_served(CHECK_OK(base::Json::parse(R"({"expires":"soon"})"))));
}

}  // namespace

int main() {
  return lectern_test::run(
      "renewal",
      {TEST(a_third_of_the_own_lifetime_is_left), TEST(late_is_a_sixth),
       TEST(a_current_certificate_is_that_of_the_order), TEST(reads_what_the_daemon_says)});
}
