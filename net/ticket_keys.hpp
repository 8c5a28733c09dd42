// SPDX-License-Identifier: MIT
// TicketKeys: the keys that seal TLS session tickets. OpenSSL alone would use one key for the life
// of the process, and an attacker who learns it could decrypt earlier resumed sessions. Here a key
// seals tickets for half a day, and opens them for half a day more. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>

#include "base/guarded.hpp"
#include "base/time.hpp"

struct ssl_ctx_st;
struct ssl_st;
struct evp_cipher_ctx_st;
struct evp_mac_ctx_st;

namespace net {

class TicketKeys {
 public:
  static constexpr std::chrono::hours kSeals{12};

  // The clock outlives the keys.
  explicit TicketKeys(const base::Clock& clock) noexcept : clock_(clock) {}
  ~TicketKeys();
  TicketKeys(const TicketKeys&) = delete;
  TicketKeys& operator=(const TicketKeys&) = delete;

  // Makes the context use these keys and own them, because connections may outlive the maker of the
  // context. False where OpenSSL has no memory.
  static bool attach(std::unique_ptr<TicketKeys> keys, ssl_ctx_st* context) noexcept;

 private:
  struct Key {
    std::array<unsigned char, 16> name{};  // stands in the ticket
    std::array<unsigned char, 32> cipher{};
    std::array<unsigned char, 32> mac{};
    base::Instant made{};
  };
  struct Keys {
    std::optional<Key> current;
    std::optional<Key> previous;
  };
  enum class Opens : int { no = 0, yes = 1, yes_and_renew = 2 };  // OpenSSL's return values

  static int on_ticket(ssl_st* ssl, unsigned char* name, unsigned char* iv,
                       evp_cipher_ctx_st* cipher, evp_mac_ctx_st* mac, int sealing) noexcept;
  // Drops keys that are too old.
  static void age(Keys& keys, base::Instant now) noexcept;
  std::optional<Key> sealing_key();
  std::optional<Key> opening_key(const unsigned char* name, Opens& opens);

  const base::Clock& clock_;
  base::Guarded<Keys> keys_;
};

}  // namespace net
