// SPDX-License-Identifier: MIT
#include "base/time.hpp"

#include "tests/support/check.hpp"

namespace {

using base::parse_iso8601;
using base::print_iso8601;

std::int64_t micros(const char* text) { return base::unix_micros(parse_iso8601(text).value()); }

void prints_utc() {
  CHECK_EQ(print_iso8601(base::from_unix_seconds(0)), "1970-01-01T00:00:00Z");
  CHECK_EQ(print_iso8601(base::from_unix_seconds(951'782'400)), "2000-02-29T00:00:00Z");
  CHECK_EQ(print_iso8601(base::from_unix_micros(1'795'359'845'999'999)),
           "2026-11-22T15:04:05Z");  // cut, not rounded
  CHECK_EQ(base::print_http_date(base::from_unix_seconds(784'111'777)),
           "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK_EQ(base::print_http_date(base::from_unix_seconds(951'782'400)),
           "Tue, 29 Feb 2000 00:00:00 GMT");
  CHECK_EQ(base::print_http_date(base::from_unix_seconds(1'798'761'599)),
           "Thu, 31 Dec 2026 23:59:59 GMT");
  CHECK_EQ(print_iso8601(base::from_unix_seconds(253'402'300'799)), "9999-12-31T23:59:59Z");
}

// RFC 3339 section 5.8.
void reads_the_examples_of_the_rfc() {
  CHECK_EQ(micros("1985-04-12T23:20:50.52Z"), std::int64_t{482'196'050'520'000});
  CHECK_EQ(micros("1996-12-19T16:39:57-08:00"), micros("1996-12-20T00:39:57Z"));
  CHECK_EQ(micros("1990-12-31T23:59:60Z"), micros("1991-01-01T00:00:00Z"));  // a leap second
  CHECK_EQ(micros("1990-12-31T15:59:60-08:00"), micros("1990-12-31T23:59:60Z"));
}

void reads_zones_and_fractions() {
  CHECK_EQ(micros("2026-11-22T15:04:05Z"), std::int64_t{1'795'359'845'000'000});
  CHECK_EQ(micros("1970-01-01T00:00:00Z"), std::int64_t{0});
  CHECK_EQ(micros("2026-11-22T23:59:59.999999Z") - micros("2026-11-22T00:00:00Z"),
           std::int64_t{86'399'999'999});
  CHECK_EQ(micros("2026-11-22t15:04:05z"), micros("2026-11-22T15:04:05Z"));
  CHECK_EQ(micros("2026-11-22T16:34:05+01:30"), micros("2026-11-22T15:04:05Z"));
  CHECK_EQ(micros("2026-11-22T15:04:05-00:00"), micros("2026-11-22T15:04:05Z"));
  CHECK_EQ(micros("2026-11-22T15:04:05.000001Z") - micros("2026-11-22T15:04:05Z"), std::int64_t{1});
  CHECK_EQ(micros("2026-11-22T15:04:05.1234569Z") - micros("2026-11-22T15:04:05Z"),
           std::int64_t{123'456});
}

void offsets_reach_to_a_minute_below_a_day() {
  // RFC 3339 section 5.6: time-numoffset is time-hour, 00 to 23, and time-minute, 00 to 59.
  CHECK_EQ(micros("2026-11-22T23:00:00+23:00"), micros("2026-11-22T00:00:00Z"));
  CHECK_EQ(micros("2026-11-22T23:59:00+23:59"), micros("2026-11-22T00:00:00Z"));
  CHECK_EQ(micros("2026-11-22T00:00:00-23:59"), micros("2026-11-22T23:59:00Z"));
}

void a_fraction_has_any_number_of_digits_up_to_forty_characters() {
  const std::string text = "2026-11-22T15:04:05.1234567890123456789Z";
  CHECK_EQ(text.size(), std::size_t{40});
  CHECK_EQ(micros(text.c_str()) - micros("2026-11-22T15:04:05Z"), std::int64_t{123'456});
  CHECK(!parse_iso8601("2026-11-22T15:04:05.12345678901234567890Z"));
}

void nothing_behind_the_end_is_read() {
  const std::string_view text = "2026-11-22T15:04:05Z";
  for (std::size_t n = 0; n < text.size(); ++n) CHECK(!parse_iso8601(text.substr(0, n)));
  CHECK(!parse_iso8601(std::string_view{"2026-11-22T15:04:05.12Z"}.substr(0, 21)));
}

void refuses_the_rest() {
  for (const char* text : {"",
                           "2026-11-22",
                           "2026-11-22T15:04Z",
                           "2026-11-22T15:04:05",
                           "2026-11-22 15:04:05Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2100-02-29T00:00:00Z",
                           "2026-11-31T00:00:00Z",
                           "2026-11-00T00:00:00Z",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T23:60:00Z",
                           "2026-11-22T23:59:61Z",
                           "2026-11-22T15:04:05.Z",
                           "2026-11-22T15:04:05+24:00",
                           "2026-11-22T15:04:05+01:60",
                           "2026-11-22T15:04:05+0100",
                           "2026-11-22T15:04:05ZZ",
                           " 2026-11-22T15:04:05Z",
                           "2026-1-22T15:04:05Z",
                           "+2026-11-22T15:04:05Z",
                           "1969-12-31T23:59:59Z",
                           "12026-11-22T15:04:05Z",
                           "2026-11-2aT15:04:05Z",
                           "1970-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:59-00:01",
                           "9999-12-31T23:59:60Z",
                           "2026-11-22T15:04:05.0000000000000000000000000000001Z"}) {
    CHECK(!parse_iso8601(text));
  }
}

void prints_what_it_reads() {
  for (std::int64_t s = 0; s < 253'402'300'800; s += 86'400LL * 37 + 12'345) {
    CHECK_EQ(base::unix_seconds(parse_iso8601(print_iso8601(base::from_unix_seconds(s))).value()),
             s);
  }
}

void seconds_and_micros() {
  CHECK_EQ(base::unix_seconds(base::from_unix_micros(1'999'999)), std::int64_t{1});
  CHECK_EQ(base::unix_seconds(base::from_unix_micros(-1)), std::int64_t{-1});  // floor
  CHECK_EQ(base::unix_micros(base::from_unix_seconds(5)), std::int64_t{5'000'000});
}

void the_system_clock_goes_forward() {
  const base::SystemClock clock;
  const auto a = clock.now();
  const auto b = clock.now();
  CHECK(b >= a);
  CHECK(clock.wall_now() > parse_iso8601("2024-01-01T00:00:00Z").value());
}

}  // namespace

int main() {
  return lectern_test::run(
      "time",
      {TEST(prints_utc), TEST(reads_the_examples_of_the_rfc), TEST(reads_zones_and_fractions),
       TEST(refuses_the_rest), TEST(prints_what_it_reads), TEST(seconds_and_micros),
       TEST(the_system_clock_goes_forward), TEST(offsets_reach_to_a_minute_below_a_day),
       TEST(a_fraction_has_any_number_of_digits_up_to_forty_characters),
       TEST(nothing_behind_the_end_is_read)});
}
