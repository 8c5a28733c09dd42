// SPDX-License-Identifier: MIT
#include "meetings/rate_table.hpp"

#include <algorithm>
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

base::TokenBucket& RateTable::bucket(Table& table, const Key& key) const {
  const auto found = table.index.find(key);
  if (found != table.index.end()) {
    table.buckets.splice(table.buckets.begin(), table.buckets, found->second);
    return table.buckets.front().tokens;
  }
  if (table.buckets.size() >= capacity_) {
    table.index.erase(table.buckets.back().key);
    table.buckets.pop_back();
  }
  table.buckets.push_front(Bucket{key, {}});
  table.index.emplace(key, table.buckets.begin());
  return table.buckets.front().tokens;
}

std::chrono::seconds RateTable::take(std::uint8_t rule, const Rate& rate, std::string_view subject,
                                     base::Instant now) {
  if (rate.burst == 0) return std::chrono::seconds{0};
  const base::TokenRate tokens{rate.burst, rate.every};
  const Key key = key_of(rule, subject);
  return table_.with([&](Table& table) {
    base::TokenBucket& bucket_of = bucket(table, key);
    if (bucket_of.take(tokens, now)) return std::chrono::seconds{0};
    return std::chrono::ceil<std::chrono::seconds>(bucket_of.wait(tokens, now));
  });
}

void RateTable::give_back(std::uint8_t rule, const Rate& rate, std::string_view subject) {
  if (rate.burst == 0) return;
  const Key key = key_of(rule, subject);
  table_.with([&](Table& table) { bucket(table, key).give_back({rate.burst, rate.every}); });
}

std::size_t RateTable::size() const {
  return table_.with([](const Table& table) { return table.buckets.size(); });
}

}  // namespace meetings
