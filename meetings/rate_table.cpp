// SPDX-License-Identifier: MIT
#include "meetings/rate_table.hpp"

#include <algorithm>
#include <cstring>

#include "base/crypto.hpp"

namespace meetings {
namespace {

// Added to a rule's number for the buckets of networks: the first /64 of a /48 prints like the /48.
constexpr std::uint8_t kByNetwork = 128;

base::TokenRate token_rate(const Rate& rate) noexcept { return {rate.burst, rate.every}; }

std::string with_address(std::string_view subject, const base::IpAddress& address) {
  std::string text{subject};
  return text.append(1, '\n').append(address.print());
}

}  // namespace

std::vector<RateCost> costs_by_address(std::uint8_t rule, const Rate& rate,
                                       const base::IpAddress& client, std::string_view subject) {
  const base::IpAddress site = client.site();
  const base::IpAddress network = client.network();
  std::vector<RateCost> costs{{rule, rate, with_address(subject, site)}};
  if (site.is_v6()) {
    const Rate shared{rate.burst * kSitesPerNetwork, rate.every / kSitesPerNetwork};
    costs.push_back(
        {static_cast<std::uint8_t>(rule + kByNetwork), shared, with_address(subject, network)});
  }
  return costs;
}

RateTable::RateTable(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 1)) {}

std::size_t RateTable::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, key.data(), sizeof out);
  return out;
}

RateTable::Key RateTable::key_of(const RateCost& cost) {
  std::string text(1, static_cast<char>(cost.rule));
  text.append(cost.subject);
  const base::Sha256Digest digest = base::sha256(base::as_bytes(text));
  Key key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

std::chrono::seconds RateTable::wait(const Table& table, const RateCost& cost, base::Instant now) {
  if (cost.rate.burst == 0) return std::chrono::seconds{0};
  const auto found = table.buckets.find(key_of(cost));
  if (found == table.buckets.end()) return std::chrono::seconds{0};
  return std::chrono::ceil<std::chrono::seconds>(
      found->second.tokens.wait(token_rate(cost.rate), now));
}

void RateTable::pay(Table& table, const RateCost& cost, base::Instant now) const {
  if (cost.rate.burst == 0) return;
  const Key key = key_of(cost);
  auto found = table.buckets.find(key);
  if (found == table.buckets.end()) {
    if (table.buckets.size() >= capacity_) {
      table.buckets.erase(table.order.begin()->second);
      table.order.erase(table.order.begin());
    }
    found = table.buckets.emplace(key, Bucket{{}, table.order.end()}).first;
  } else {
    table.order.erase(found->second.at);
  }
  (void)found->second.tokens.take(token_rate(cost.rate), now);
  found->second.at = table.order.emplace(found->second.tokens.full_at(), key);
}

RateTable::Wait RateTable::take(std::span<const RateCost> costs, base::Instant now) {
  return table_.with([&](Table& table) {
    Wait longest;
    for (const RateCost& cost : costs) {
      const auto time = wait(table, cost, now);
      if (time > longest.time) longest = {time, static_cast<std::uint8_t>(cost.rule % kByNetwork)};
    }
    if (longest.time.count() > 0) return longest;
    for (const RateCost& cost : costs) pay(table, cost, now);
    return longest;
  });
}

std::chrono::seconds RateTable::take(std::uint8_t rule, const Rate& rate, std::string_view subject,
                                     base::Instant now) {
  return take(std::array{RateCost{rule, rate, std::string{subject}}}, now).time;
}

void RateTable::give_back(std::span<const RateCost> costs) {
  table_.with([&](Table& table) {
    for (const RateCost& cost : costs) {
      const auto found = table.buckets.find(key_of(cost));
      if (found == table.buckets.end()) continue;
      table.order.erase(found->second.at);
      found->second.tokens.give_back(token_rate(cost.rate));
      found->second.at = table.order.emplace(found->second.tokens.full_at(), found->first);
    }
  });
}

void RateTable::give_back(std::uint8_t rule, const Rate& rate, std::string_view subject) {
  give_back(std::array{RateCost{rule, rate, std::string{subject}}});
}

std::optional<RateTable::Left> RateTable::left(std::span<const RateCost> costs,
                                               base::Instant now) const {
  return table_.with([&](const Table& table) {
    std::optional<Left> least;
    for (const RateCost& cost : costs) {
      if (cost.rate.burst == 0) continue;
      const auto found = table.buckets.find(key_of(cost));
      const auto missing =
          found == table.buckets.end()
              ? std::chrono::nanoseconds{0}
              : std::max(found->second.tokens.full_at() - now, std::chrono::nanoseconds{0});
      const auto every = std::chrono::nanoseconds{cost.rate.every};
      const auto taken =
          static_cast<std::uint32_t>((missing + every - std::chrono::nanoseconds{1}) / every);
      const Left left{cost.rate.burst - std::min(taken, cost.rate.burst),
                      std::chrono::ceil<std::chrono::seconds>(missing)};
      if (!least || left.tokens < least->tokens) least = left;
    }
    return least;
  });
}

bool RateTable::is_empty(const RateCost& cost, base::Instant now) const {
  return table_.with([&](const Table& table) { return wait(table, cost, now).count() > 0; });
}

std::size_t RateTable::size() const {
  return table_.with([](const Table& table) { return table.buckets.size(); });
}

}  // namespace meetings
