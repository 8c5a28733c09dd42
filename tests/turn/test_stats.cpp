// SPDX-License-Identifier: MIT
// Counters: each event counts once, and under its own name.
#include "turn/stats.hpp"

#include <set>

#include "tests/support/check.hpp"
#include "turn/stun/wire.hpp"

namespace {

using base::Family;
using stun::ErrorCode;
using turn::Stats;
using turn::Transport;

void every_error_code_is_counted_in_a_place_of_its_own() {
  constexpr std::array kCodes{ErrorCode::try_alternate,
                              ErrorCode::bad_request,
                              ErrorCode::unauthenticated,
                              ErrorCode::forbidden,
                              ErrorCode::mobility_forbidden,
                              ErrorCode::unknown_attribute,
                              ErrorCode::allocation_mismatch,
                              ErrorCode::stale_nonce,
                              ErrorCode::address_family_not_supported,
                              ErrorCode::wrong_credentials,
                              ErrorCode::unsupported_transport,
                              ErrorCode::peer_address_family_mismatch,
                              ErrorCode::connection_already_exists,
                              ErrorCode::connection_timeout_or_failure,
                              ErrorCode::allocation_quota_reached,
                              ErrorCode::server_error,
                              ErrorCode::insufficient_capacity};
  CHECK_EQ(turn::kCountedErrors.size(), kCodes.size());
  Stats stats;
  for (const ErrorCode code : kCodes) stats.error(static_cast<std::uint16_t>(code));
  stats.error(499);  // no code of ours
  for (std::size_t i = 0; i < stats.errors.size(); ++i) CHECK_EQ(stats.errors[i].value(), 1u);
}

template <class Reason>
void has_a_name_for_each() {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Reason::count_); ++i) {
    const auto name = to_string(static_cast<Reason>(i));
    CHECK(name != "unknown");
    CHECK(names.insert(name).second);
  }
  CHECK_EQ(to_string(Reason::count_), "unknown");
}
void every_reason_has_its_name() {
  has_a_name_for_each<turn::Drop>();
  has_a_name_for_each<turn::Refused>();
  has_a_name_for_each<turn::AuthFailure>();
}

void a_reason_counts_for_itself_only() {
  Stats stats;
  stats.drop(turn::Drop::malformed);
  stats.drop(turn::Drop::malformed);
  CHECK_EQ(stats.dropped(turn::Drop::malformed), 2u);
  CHECK_EQ(stats.dropped(turn::Drop::not_turn), 0u);
  CHECK_EQ(stats.dropped(turn::Drop::bad_fingerprint), 0u);
}

// "a count for each limit, and one for longer sessions": a limit belongs to its own count.
void a_session_as_long_as_a_limit_counts_under_it() {
  constexpr std::array<std::uint64_t, 8> kLimits{1, 10, 60, 300, 900, 3600, 14400, 86400};
  turn::SessionLengths lengths;
  std::uint64_t seconds = 0;
  for (std::size_t i = 0; i < kLimits.size(); ++i) {
    lengths.add(kLimits[i]);
    CHECK_EQ(lengths.counts[i].value(), i == 0 ? 1u : 2u);
    lengths.add(kLimits[i] + 1);
    CHECK_EQ(lengths.counts[i + 1].value(), 1u);
    seconds += 2 * kLimits[i] + 1;
  }
  CHECK_EQ(lengths.seconds.value(), seconds);
}

void payload_is_summed_over_transports_and_families() {
  turn::LegStats legs;
  std::uint64_t bytes = 0;
  std::uint64_t size = 1;
  for (const auto transport : {Transport::udp, Transport::tcp, Transport::tls, Transport::dtls}) {
    for (const auto family : {Family::v4, Family::v6}) {
      legs.of(transport, family).add(size);
      bytes += size;
      const turn::LegStats& read = legs;
      CHECK_EQ(read.of(transport, family).packets.value(), 1u);
      CHECK_EQ(read.of(transport, family).bytes.value(), size);
      size *= 2;
    }
  }
  CHECK_EQ(legs.packets(), 8u);
  CHECK_EQ(legs.bytes(), bytes);
}

void kinds_of_allocations_are_told_apart() {
  Stats stats;
  std::set<const void*> places;
  for (std::uint8_t transport = 0; transport < turn::kTransports; ++transport) {
    for (const std::uint8_t family : {Stats::kV4, Stats::kV6, Stats::kBoth})
      CHECK(places.insert(&stats.of({transport, family})).second);
  }
  CHECK_EQ(places.size(), 12u);
  CHECK_EQ(stats.population.size(), 4u);
  CHECK_EQ(stats.population[0].size(), 3u);
  CHECK_EQ(int{Stats::Kind{}.transport}, 0);  // UDP over IPv4
  CHECK_EQ(int{Stats::Kind{}.family}, int{Stats::kV4});
}

}  // namespace

int main() {
  return lectern_test::run(
      "stats",
      {TEST(every_error_code_is_counted_in_a_place_of_its_own), TEST(every_reason_has_its_name),
       TEST(a_reason_counts_for_itself_only), TEST(a_session_as_long_as_a_limit_counts_under_it),
       TEST(payload_is_summed_over_transports_and_families),
       TEST(kinds_of_allocations_are_told_apart)});
}
