// SPDX-License-Identifier: MIT
// RateTable: token buckets in one bounded table, found by the number of a rule and a subject (an
// address, an account, a meeting). It keeps hashes of the subjects, so neither addresses nor e-mail
// addresses stay in memory. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string_view>
#include <unordered_map>

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

class RateTable {
 public:
  // Keeps at most `capacity` buckets; a new one replaces the bucket that was unused longest.
  explicit RateTable(std::size_t capacity = 65'536);

  // Takes one token from the bucket of `subject` under `rule`. Returns zero if there was one,
  // otherwise the time until there is one.
  std::chrono::seconds take(std::uint8_t rule, const Rate& rate, std::string_view subject,
                            base::Instant now);
  // Puts one token back, because the attempt was no wrong guess.
  void give_back(std::uint8_t rule, const Rate& rate, std::string_view subject);

  std::size_t size() const;

 private:
  using Key = std::array<std::byte, 16>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Bucket {
    Key key;
    base::TokenBucket tokens;
  };
  struct Table {
    std::list<Bucket> buckets;  // the most recently used first
    std::unordered_map<Key, std::list<Bucket>::iterator, KeyHash> index;
  };

  static Key key_of(std::uint8_t rule, std::string_view subject);
  // The bucket of `key`, moved to the front; a new one if the table has none.
  base::TokenBucket& bucket(Table& table, const Key& key) const;

  const std::size_t capacity_;
  base::Guarded<Table> table_;
};

}  // namespace meetings
