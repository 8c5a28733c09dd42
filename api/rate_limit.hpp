// SPDX-License-Identifier: MIT
// RateLimits: token buckets before everything that can be guessed or flooded, in one bounded table.
// A bucket's key is a hash, so that neither addresses nor e-mails are kept; IPv6 counts by /64. Any
// thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/endpoint.hpp"
#include "base/guarded.hpp"
#include "base/time.hpp"

namespace api {

// `burst` at once, then one more each `every`. A burst of 0 switches the limit off.
struct Rate {
  double burst = 0;
  std::chrono::milliseconds every{1000};
};

// The defaults let a class behind one address arrive together and stop a guesser within seconds.
struct RateSettings {
  Rate login_by_address{60, std::chrono::milliseconds{1000}};
  Rate login_by_account{60, std::chrono::milliseconds{10'000}};              // from wherever
  Rate login_by_account_and_address{10, std::chrono::milliseconds{20'000}};  // failed attempts
  Rate register_by_address{60, std::chrono::milliseconds{5000}};
  Rate refresh_by_address{200, std::chrono::milliseconds{200}};
  Rate guest_by_address{120, std::chrono::milliseconds{500}};
  Rate join_by_address{240, std::chrono::milliseconds{250}};
  Rate lookup_by_address{60, std::chrono::milliseconds{
                                 1000}};  // of meetings that are none: nobody finds codes by trying
  Rate create_by_account{60, std::chrono::milliseconds{5000}};
  Rate password_by_meeting_and_address{10, std::chrono::milliseconds{10'000}};  // wrong guesses
  Rate password_by_meeting{100, std::chrono::milliseconds{2000}};  // wrong guesses from wherever
};

enum class Limit : std::uint8_t {
  login_by_address,
  login_by_account,
  login_by_account_and_address,
  register_by_address,
  refresh_by_address,
  guest_by_address,
  join_by_address,
  lookup_by_address,
  create_by_account,
  password_by_meeting_and_address,
  password_by_meeting,
};

class RateLimits {
 public:
  explicit RateLimits(RateSettings settings = {}, std::size_t capacity = 65'536);

  // Takes one token from the bucket of `subject` under `limit`. Zero: taken; else how long until
  // there is one.
  std::chrono::seconds take(Limit limit, std::string_view subject, base::Instant now);
  // Puts one back: the attempt turned out to be honest (a right password).
  void give_back(Limit limit, std::string_view subject, base::Instant now);

  // Guesses at a meeting's password, by meeting and address and by meeting alone. `meeting` as the
  // client named it: spellings of one code count as one. Both doors of a meeting (REST, WebSocket)
  // take a guess before they ask the domain, and give it back unless the answer was that the
  // password is wrong.
  std::chrono::seconds take_guess(std::string_view meeting, const base::IpAddress& client,
                                  base::Instant now);
  void give_back_guess(std::string_view meeting, const base::IpAddress& client, base::Instant now);

  // What take() counts an address by: the address, or an IPv6 address's /64.
  static std::string address_key(const base::IpAddress& ip);

  std::size_t size() const;

 private:
  using Key = std::array<std::byte, 16>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Bucket {
    Key key;
    double tokens;
    base::Instant at;
  };
  // Least recently used last: the table forgets who was quiet longest.
  struct Table {
    std::list<Bucket> buckets;
    std::unordered_map<Key, std::list<Bucket>::iterator, KeyHash> index;
  };

  static Key key_of(Limit limit, std::string_view subject);
  const Rate& rate_of(Limit limit) const noexcept;
  // The bucket, refilled up to `now` and moved to the front.
  Bucket& refilled(Table& table, const Key& key, const Rate& rate, base::Instant now) const;

  const RateSettings settings_;
  const std::size_t capacity_;
  base::Guarded<Table> table_;
};

}  // namespace api
