// SPDX-License-Identifier: MIT
// RateTable: token buckets in one bounded table, found by the number of a rule and a subject (an
// address, an account, a meeting). It keeps hashes of the subjects, so neither addresses nor e-mail
// addresses stay in memory.
//
// Nobody can wash the table out: when it is full, a new bucket replaces the one that is full again
// first. A full bucket carries no information; among the others the least guilty subject goes.
// Rules by address count an IPv6 client twice, by its site (/64) and by its network (/48), because
// a /48 has 65,536 sites. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"
#include "base/time.hpp"
#include "base/token_bucket.hpp"

namespace meetings {

// A bucket holds at most `burst` tokens and gets one more each `every`. A burst of 0 switches the
// rule off.
struct Rate {
  std::uint32_t burst = 0;
  std::chrono::milliseconds every{1000};
};

// One token of one bucket.
struct RateCost {
  std::uint8_t rule = 0;  // less than 128
  Rate rate;
  std::string subject;
};

// An IPv6 network has so many times the tokens of one site: enough for the neighbours at a provider
// that gives each of them a /64, and far less than its 65,536 sites would have.
inline constexpr std::uint32_t kSitesPerNetwork = 8;

// What a client's address pays under a rule: a token of its site, and a token of its network where
// that is another address (IPv6). `subject` may name something besides the address.
std::vector<RateCost> costs_by_address(std::uint8_t rule, const Rate& rate,
                                       const base::IpAddress& client,
                                       std::string_view subject = {});

class RateTable {
 public:
  struct Wait {
    std::chrono::seconds time{0};  // 0: no need to wait
    std::uint8_t rule = 0;         // the rule that asks for it
  };

  // Keeps at most `capacity` buckets.
  explicit RateTable(std::size_t capacity = 65'536);

  // Takes all the tokens or none. Returns the longest time until a missing one is there; 0 if all
  // were taken.
  Wait take(std::span<const RateCost> costs, base::Instant now);
  // The same for one token.
  std::chrono::seconds take(std::uint8_t rule, const Rate& rate, std::string_view subject,
                            base::Instant now);
  // Puts the tokens back, because the attempt was no wrong guess.
  void give_back(std::span<const RateCost> costs);
  void give_back(std::uint8_t rule, const Rate& rate, std::string_view subject);
  struct Left {
    std::uint32_t tokens = 0;
    std::chrono::seconds full_in{0};  // until the bucket has its burst again
  };
  // What the scarcest of the buckets has left; nullopt if all these rules are switched off.
  std::optional<Left> left(std::span<const RateCost> costs, base::Instant now) const;
  // Whether take() would have to wait for this token.
  bool is_empty(const RateCost& cost, base::Instant now) const;

  std::size_t size() const;

 private:
  using Key = std::array<std::byte, 16>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  using Order = std::multimap<base::Instant, Key>;  // by the instant at which a bucket is full
  struct Bucket {
    base::TokenBucket tokens;
    Order::iterator at;
  };
  struct Table {
    std::unordered_map<Key, Bucket, KeyHash> buckets;
    Order order;
  };

  static Key key_of(const RateCost& cost);
  static std::chrono::seconds wait(const Table& table, const RateCost& cost, base::Instant now);
  void pay(Table& table, const RateCost& cost, base::Instant now) const;

  const std::size_t capacity_;
  base::Guarded<Table> table_;
};

}  // namespace meetings
