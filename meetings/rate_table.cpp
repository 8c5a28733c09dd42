// SPDX-License-Identifier: MIT
#include "meetings/rate_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "base/crypto.hpp"

namespace meetings {

RateTable::RateTable(std::size_t capacity) : capacity_(std::max<std::size_t>(capacity, 1)) {}

std::size_t RateTable::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, key.data(), sizeof out);
  return out;
}

RateTable::Key RateTable::key_of(std::uint8_t rule, std::string_view subject) {
  std::string text(1, static_cast<char>(rule));
  text.append(subject);
  const base::Sha256Digest digest = base::sha256(base::as_bytes(text));
  Key key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

RateTable::Bucket& RateTable::refilled(Table& table, const Key& key, const Rate& rate,
                                       base::Instant now) const {
  const auto found = table.index.find(key);
  if (found == table.index.end()) {
    if (table.buckets.size() >= capacity_) {
      table.index.erase(table.buckets.back().key);
      table.buckets.pop_back();
    }
    table.buckets.push_front(Bucket{key, rate.burst, now});
    table.index.emplace(key, table.buckets.begin());
    return table.buckets.front();
  }
  table.buckets.splice(table.buckets.begin(), table.buckets, found->second);
  Bucket& bucket = table.buckets.front();
  // Two threads may bring their `now` in either order.
  if (now > bucket.at) {
    const std::chrono::duration<double> passed = now - bucket.at;
    const std::chrono::duration<double> every = rate.every;
    bucket.tokens = std::min(rate.burst, bucket.tokens + passed / every);
    bucket.at = now;
  }
  return bucket;
}

std::chrono::seconds RateTable::take(std::uint8_t rule, const Rate& rate, std::string_view subject,
                                     base::Instant now) {
  if (rate.burst <= 0) return std::chrono::seconds{0};
  const Key key = key_of(rule, subject);
  return table_.with([&](Table& table) {
    Bucket& bucket = refilled(table, key, rate, now);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return std::chrono::seconds{0};
    }
    const std::chrono::duration<double> every = rate.every;
    const auto wait = static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) * every.count()));
    return std::chrono::seconds{std::max<std::int64_t>(wait, 1)};
  });
}

void RateTable::give_back(std::uint8_t rule, const Rate& rate, std::string_view subject,
                          base::Instant now) {
  if (rate.burst <= 0) return;
  const Key key = key_of(rule, subject);
  table_.with([&](Table& table) {
    Bucket& bucket = refilled(table, key, rate, now);
    bucket.tokens = std::min(rate.burst, bucket.tokens + 1);
  });
}

std::size_t RateTable::size() const {
  return table_.with([](const Table& table) { return table.buckets.size(); });
}

}  // namespace meetings
