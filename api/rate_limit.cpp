// SPDX-License-Identifier: MIT
#include "api/rate_limit.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "meetings/meeting_code.hpp"

namespace api {

RateLimits::RateLimits(RateSettings settings, std::size_t capacity)
    : settings_(settings), capacity_(std::max<std::size_t>(capacity, 1)) {}

std::size_t RateLimits::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, key.data(), sizeof out);
  return out;
}

RateLimits::Key RateLimits::key_of(Limit limit, std::string_view subject) {
  std::string text(1, static_cast<char>(limit));
  text.append(subject);
  const base::Sha256Digest digest = base::sha256(base::as_bytes(text));
  Key key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

const Rate& RateLimits::rate_of(Limit limit) const noexcept {
  switch (limit) {
    case Limit::login_by_address: return settings_.login_by_address;
    case Limit::login_by_account: return settings_.login_by_account;
    case Limit::login_by_account_and_address: return settings_.login_by_account_and_address;
    case Limit::register_by_address: return settings_.register_by_address;
    case Limit::refresh_by_address: return settings_.refresh_by_address;
    case Limit::guest_by_address: return settings_.guest_by_address;
    case Limit::join_by_address: return settings_.join_by_address;
    case Limit::lookup_by_address: return settings_.lookup_by_address;
    case Limit::create_by_account: return settings_.create_by_account;
    case Limit::password_by_meeting_and_address: return settings_.password_by_meeting_and_address;
    case Limit::password_by_meeting: return settings_.password_by_meeting;
  }
  return settings_.login_by_address;
}

RateLimits::Bucket& RateLimits::refilled(Table& table, const Key& key, const Rate& rate,
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

std::chrono::seconds RateLimits::take(Limit limit, std::string_view subject, base::Instant now) {
  const Rate& rate = rate_of(limit);
  if (rate.burst <= 0) return std::chrono::seconds{0};
  const Key key = key_of(limit, subject);
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

void RateLimits::give_back(Limit limit, std::string_view subject, base::Instant now) {
  const Rate& rate = rate_of(limit);
  if (rate.burst <= 0) return;
  const Key key = key_of(limit, subject);
  table_.with([&](Table& table) {
    Bucket& bucket = refilled(table, key, rate, now);
    bucket.tokens = std::min(rate.burst, bucket.tokens + 1);
  });
}

namespace {

// One name for all spellings of a code: they must not be ways around the limit. What names no
// meeting has no password to be guessed either, and shares one bucket.
std::string canonical(std::string_view meeting) {
  const auto key = meetings::parse_meeting_key(meeting);
  return key ? key->value : std::string{};
}

}  // namespace

std::chrono::seconds RateLimits::take_guess(std::string_view meeting, const base::IpAddress& client,
                                            base::Instant now) {
  const std::string name = canonical(meeting);
  const std::string both = name + '\n' + address_key(client);
  const auto wait = take(Limit::password_by_meeting_and_address, both, now);
  if (wait.count() > 0) return wait;
  const auto crowd = take(Limit::password_by_meeting, name, now);
  if (crowd.count() > 0) give_back(Limit::password_by_meeting_and_address, both, now);
  return crowd;
}

void RateLimits::give_back_guess(std::string_view meeting, const base::IpAddress& client,
                                 base::Instant now) {
  const std::string name = canonical(meeting);
  give_back(Limit::password_by_meeting_and_address, name + '\n' + address_key(client), now);
  give_back(Limit::password_by_meeting, name, now);
}

std::string RateLimits::address_key(const base::IpAddress& ip) {
  if (ip.is_v4()) return ip.print();
  std::vector<std::byte> prefix(ip.bytes().begin(), ip.bytes().end());
  std::fill(prefix.begin() + 8, prefix.end(), std::byte{0});
  return base::IpAddress::from_bytes(prefix).print() + "/64";
}

std::size_t RateLimits::size() const {
  return table_.with([](const Table& table) { return table.buckets.size(); });
}

}  // namespace api
