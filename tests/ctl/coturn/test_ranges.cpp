// SPDX-License-Identifier: MIT
// Ranges of addresses as prefixes: exactly those addresses, as few prefixes as possible.
#include "ctl/coturn/ranges.hpp"

#include <random>

#include "tests/support/check.hpp"

using namespace ctl::coturn;

namespace {

std::string prefixes(std::string_view range) {
  std::string out;
  for (const base::Cidr& prefix : prefixes_of(CHECK_OK(parse_range(range)).range)) {
    out.append(out.empty() ? "" : " ").append(prefix.print());
  }
  return out;
}

std::vector<base::Cidr> cidrs(std::initializer_list<std::string_view> texts) {
  std::vector<base::Cidr> out;
  for (const std::string_view text : texts) out.push_back(*base::Cidr::parse(text));
  return out;
}

base::IpAddress v4(std::uint32_t n) {
  return base::IpAddress::v4(static_cast<std::uint8_t>(n >> 24), static_cast<std::uint8_t>(n >> 16),
                             static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n));
}

}  // namespace

static void a_range_becomes_the_fewest_prefixes() {
  CHECK_EQ(prefixes("10.0.0.0-10.255.255.255"), "10.0.0.0/8");
  CHECK_EQ(prefixes("192.0.2.7"), "192.0.2.7/32");
  CHECK_EQ(prefixes("192.0.2.7-192.0.2.7"), "192.0.2.7/32");
  CHECK_EQ(prefixes("10.0.0.1-10.0.0.6"), "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32");
  CHECK_EQ(prefixes("0.0.0.0-255.255.255.255"), "0.0.0.0/0");
  CHECK_EQ(prefixes("255.255.255.254-255.255.255.255"), "255.255.255.254/31");
  CHECK_EQ(prefixes("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "::/0");
  CHECK_EQ(prefixes("fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "fc00::/7");
  CHECK_EQ(prefixes("2001:db8::ffff-2001:db8::1:0"), "2001:db8::ffff/128 2001:db8::1:0/128");
  // the worst there is
  CHECK_EQ(prefixes_of(CHECK_OK(parse_range("0.0.0.1-255.255.255.254")).range).size(), 62u);
  CHECK_EQ(prefixes_of(CHECK_OK(parse_range("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")).range)
               .size(),
           254u);
}

// Against counting: the prefixes follow on each other without gap or overlap, and no two neighbours
// are one.
static void random_ranges_are_covered_exactly() {
  std::mt19937 random{20260807};
  for (int round = 0; round < 500; ++round) {
    auto first = static_cast<std::uint32_t>(random() >> (round % 17));
    auto last = static_cast<std::uint32_t>(random() >> (round % 13));
    if (last < first) std::swap(first, last);
    std::uint64_t at = first;
    for (const base::Cidr& prefix : prefixes_of({v4(first), v4(last)})) {
      CHECK_EQ(prefix.network(), v4(static_cast<std::uint32_t>(at)));
      at += std::uint64_t{1} << (32 - prefix.prefix_length());
      // it could not have been twice as wide
      const unsigned wider = prefix.prefix_length() - 1;
      const bool can_widen = prefix.prefix_length() > 0 &&
                             base::Cidr(prefix.network(), wider).network() == prefix.network() &&
                             range_of(base::Cidr(prefix.network(), wider)).last <= v4(last);
      CHECK(!can_widen);
    }
    CHECK_EQ(at, std::uint64_t{last} + 1);
  }
}

static void prefixes_are_taken_and_told() {
  const ParsedRange parsed = CHECK_OK(parse_range("10.1.2.3/8"));
  CHECK(parsed.cidr);
  CHECK_EQ(parsed.range.first.print(), "10.0.0.0");
  CHECK_EQ(parsed.range.last.print(), "10.255.255.255");
  CHECK_EQ(CHECK_OK(parse_range("2001:db8::/32")).range.last.print(),
           "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void what_is_no_range_is_refused() {
  for (const std::string_view text :
       {"", "-", "10.0.0.1-", "-10.0.0.1", "10.0.0.300", "10.0.0.2-10.0.0.1", "10.0.0.1-::1",
        "host.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8-10.0.0.1", "::/129", "10.0.0.0/-1",
        "10.0.0.1-10.0.0.2-10.0.0.3"}) {
    CHECK(!parse_range(text).has_value());
  }
}

static void what_another_contains_goes() {
  const auto kept = without_covered(
      cidrs({"10.1.0.0/16", "192.0.2.0/24", "10.0.0.0/8", "10.0.0.0/8", "::/0", "2001:db8::/32"}));
  CHECK(kept == cidrs({"10.0.0.0/8", "192.0.2.0/24", "::/0"}));
  CHECK(is_covered(*base::Cidr::parse("10.200.0.0/16"), kept));
  CHECK(is_covered(*base::Cidr::parse("10.0.0.0/8"), kept));
  CHECK(is_covered(*base::Cidr::parse("fe80::/10"), kept));
  CHECK(!is_covered(*base::Cidr::parse("10.0.0.0/7"), kept));
  CHECK(!is_covered(*base::Cidr::parse("192.0.3.0/24"), kept));
  CHECK(!is_covered(*base::Cidr::parse("9.0.0.0/8"), kept));
  CHECK(!is_covered(*base::Cidr::parse("0.0.0.0/0"), {}));
}

int main() {
  return lectern_test::run(
      "coturn_ranges", {TEST(a_range_becomes_the_fewest_prefixes),
                        TEST(random_ranges_are_covered_exactly), TEST(prefixes_are_taken_and_told),
                        TEST(what_is_no_range_is_refused), TEST(what_another_contains_goes)});
}
