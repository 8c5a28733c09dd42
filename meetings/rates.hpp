// SPDX-License-Identifier: MIT
// The numbers of all limits on what an address, a person, an account or a meeting may ask of the
// API and the WebSocket, each with its reason. docs/limits.md has the same table; a test compares
// the two. The limits of connections are beside their tables, and those of one WebSocket session in
// signaling/rate_limit.cpp. Values; any thread.
//
// One idea of a school is behind them: a class of 30 to 60 people arrives within a minute behind
// one IPv4 address, and some of them mistype. An IPv6 client pays twice, see rate_table.hpp.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meetings/rate_table.hpp"

namespace meetings {

enum class Limit : std::uint8_t {
  hash_by_address,
  register_by_address,
  refresh_by_address,
  guest_by_address,
  join_by_address,
  create_by_account,
  invite_by_account,
  change_by_account,
  upload_by_account,
  change_by_guests,
  read_by_account,
  read_by_guests,
  look_up_by_address,
  api_token_by_address,
  mail_by_address,
  link_by_address,
  sign_in_by_address,
  code_by_address,
  login_by_address,
  login_by_address_long,
  login_by_known_address,
  login_by_account,
  login_under_attack,
  password_by_person,
  password_by_address,
  password_by_meeting,
  password_under_attack,
};

struct Rates {
  // Requests, right or wrong.
  //
  // A hash takes 25 ms of a core. Two classes log in together, and afterwards one address takes 5 %
  // of what one thread can do.
  Rate hash_by_address{120, std::chrono::milliseconds{500}};
  // A class registers together. An account stays in the store for ever.
  Rate register_by_address{60, std::chrono::seconds{5}};
  // Each tab renews its token every quarter of an hour; after a restart all tabs do at once.
  Rate refresh_by_address{200, std::chrono::milliseconds{200}};
  // A school behind one address opens the link of an assembly. A guest stays in the store for a
  // week. These three follow the configuration, see allow_joins().
  Rate guest_by_address{500, std::chrono::milliseconds{120}};
  Rate join_by_address{500, std::chrono::milliseconds{120}};
  // A school's secretary creates the meetings of a week.
  Rate create_by_account{60, std::chrono::seconds{5}};
  // Each request invites up to 50 people, and each of them gets a mail.
  Rate invite_by_account{20, std::chrono::seconds{30}};
  // A change is a write that the disk has to confirm.
  Rate change_by_account{60, std::chrono::seconds{1}};
  // Pieces of a recording: 256 KiB each at 10 MB/s are 40 a second.
  Rate upload_by_account{1200, std::chrono::milliseconds{25}};
  // Anybody with a meeting's link makes guests at will, so their requests count by address.
  Rate change_by_guests{500, std::chrono::milliseconds{120}};
  // Lists and TURN credentials: a page asks for some when it opens.
  Rate read_by_account{240, std::chrono::milliseconds{250}};
  Rate read_by_guests{600, std::chrono::milliseconds{50}};
  // Invitation pages, without a token: two classes open the link ten times.
  Rate look_up_by_address{600, std::chrono::milliseconds{50}};

  // An API token that does not exist, which has to be looked up all the same: a program that goes
  // on with a removed one.
  Rate api_token_by_address{60, std::chrono::seconds{1}};

  // A mail with a link: a class forgets its passwords over the holidays. One person gets one mail a
  // minute, see link_mail.hpp.
  Rate mail_by_address{60, std::chrono::seconds{10}};
  // Opening such a link. Its token has 256 bits: nobody guesses it.
  Rate link_by_address{60, std::chrono::seconds{1}};
  // A sign-in at another provider costs two: going there and coming back. A class signs in
  // together; the daemon asks the provider each time.
  Rate sign_in_by_address{120, std::chrono::seconds{1}};

  // Wrong guesses. A right one costs nothing.
  //
  // Everybody of a class mistypes the code once. With 10,000 meetings one guess in 26 million hits:
  // ten months at one a second.
  Rate code_by_address{60, std::chrono::seconds{1}};
  // Wrong passwords for one account from one address: some tries, and then longer and longer
  // delays, 300 tries a day.
  Rate login_by_address{10, std::chrono::seconds{20}};
  Rate login_by_address_long{30, std::chrono::minutes{5}};
  // Instead of both, from an address from which the account signed in during the last 30 days.
  // Pupils who guess at their teacher's password have the teacher's address.
  Rate login_by_known_address{60, std::chrono::seconds{20}};
  // Wrong passwords for one account from all addresses. While these tokens are used up, the account
  // is under attack: nobody is refused for that, but login_under_attack applies, too.
  Rate login_by_account{60, std::chrono::seconds{10}};
  // One address has a few tries at an account under attack, so the owner gets in from everywhere.
  Rate login_under_attack{3, std::chrono::minutes{2}};
  // Wrong passwords of one guest or account for one meeting.
  Rate password_by_person{10, std::chrono::seconds{10}};
  // From one address, of people who hold no seat of the meeting yet: a class that forgets the
  // capital letter twice.
  Rate password_by_address{60, std::chrono::seconds{10}};
  // From all addresses; it marks a meeting as under attack, as login_by_account does an account.
  Rate password_by_meeting{100, std::chrono::seconds{2}};
  Rate password_under_attack{30, std::chrono::seconds{20}};
};

// So many people may come in from one address within a minute ([limits] joins_per_minute).
inline void allow_joins(Rates& rates, std::uint32_t per_minute) noexcept {
  constexpr std::uint32_t kMinute = 60'000;  // milliseconds
  const Rate rate{per_minute, std::chrono::milliseconds{kMinute / per_minute}};
  rates.guest_by_address = rates.join_by_address = rates.change_by_guests = rate;
}

// How long an address stays known after a right login.
inline constexpr std::chrono::hours kKnownAddressLifetime{24 * 30};
// The known addresses of one account: home, work, school and those on the way.
inline constexpr std::size_t kKnownAddressesPerUser = 50;

struct LimitRow {
  Limit limit;
  std::string_view name;  // in docs/limits.md and in the metrics
  Rate Rates::*rate;
};

inline constexpr std::array kLimits{
    LimitRow{Limit::hash_by_address, "hash-by-address", &Rates::hash_by_address},
    LimitRow{Limit::register_by_address, "register-by-address", &Rates::register_by_address},
    LimitRow{Limit::refresh_by_address, "refresh-by-address", &Rates::refresh_by_address},
    LimitRow{Limit::guest_by_address, "guest-by-address", &Rates::guest_by_address},
    LimitRow{Limit::join_by_address, "join-by-address", &Rates::join_by_address},
    LimitRow{Limit::create_by_account, "create-by-account", &Rates::create_by_account},
    LimitRow{Limit::invite_by_account, "invite-by-account", &Rates::invite_by_account},
    LimitRow{Limit::change_by_account, "change-by-account", &Rates::change_by_account},
    LimitRow{Limit::upload_by_account, "upload-by-account", &Rates::upload_by_account},
    LimitRow{Limit::change_by_guests, "change-by-guests", &Rates::change_by_guests},
    LimitRow{Limit::read_by_account, "read-by-account", &Rates::read_by_account},
    LimitRow{Limit::read_by_guests, "read-by-guests", &Rates::read_by_guests},
    LimitRow{Limit::look_up_by_address, "look-up-by-address", &Rates::look_up_by_address},
    LimitRow{Limit::api_token_by_address, "api-token-by-address", &Rates::api_token_by_address},
    LimitRow{Limit::mail_by_address, "mail-by-address", &Rates::mail_by_address},
    LimitRow{Limit::link_by_address, "link-by-address", &Rates::link_by_address},
    LimitRow{Limit::sign_in_by_address, "sign-in-by-address", &Rates::sign_in_by_address},
    LimitRow{Limit::code_by_address, "code-by-address", &Rates::code_by_address},
    LimitRow{Limit::login_by_address, "login-by-address", &Rates::login_by_address},
    LimitRow{Limit::login_by_address_long, "login-by-address-long", &Rates::login_by_address_long},
    LimitRow{Limit::login_by_known_address, "login-by-known-address",
             &Rates::login_by_known_address},
    LimitRow{Limit::login_by_account, "login-by-account", &Rates::login_by_account},
    LimitRow{Limit::login_under_attack, "login-under-attack", &Rates::login_under_attack},
    LimitRow{Limit::password_by_person, "password-by-person", &Rates::password_by_person},
    LimitRow{Limit::password_by_address, "password-by-address", &Rates::password_by_address},
    LimitRow{Limit::password_by_meeting, "password-by-meeting", &Rates::password_by_meeting},
    LimitRow{Limit::password_under_attack, "password-under-attack", &Rates::password_under_attack},
};

constexpr std::size_t index_of(Limit limit) noexcept { return static_cast<std::size_t>(limit); }
static_assert(
    [] {
      for (std::size_t i = 0; i < kLimits.size(); ++i) {
        if (index_of(kLimits[i].limit) != i) return false;
      }
      return kLimits.size() == index_of(Limit::password_under_attack) + 1;
    }(),
    "one row for each limit, in their order");

constexpr const Rate& rate_of(const Rates& rates, Limit limit) noexcept {
  return rates.*kLimits[index_of(limit)].rate;
}
const Rate& rate_of(Rates&&, Limit) = delete;  // it would dangle

}  // namespace meetings
