// SPDX-License-Identifier: MIT
// ApiTokens: the tokens that a person makes for programs, each with scopes and an end. The text of
// a token is shown once; the store keeps its SHA-256. Authentication (meetings/authentication.hpp)
// accepts them. A token's id takes the place of a session's id in the claims, so what a token has
// opened (a seat, a WebSocket) ends with it. The calls block: worker threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meetings/services.hpp"

namespace meetings {

inline constexpr std::size_t kApiTokensPerUser = 50;
inline constexpr std::chrono::hours kApiTokenLifetime{24 * 90};  // where none is asked for
inline constexpr std::chrono::hours kLongestApiTokenLifetime{24 * 366};

struct NewApiToken {
  std::string name;
  std::vector<std::string> scopes;
  std::optional<base::WallTime> expires_at;
};

struct MadeApiToken {
  std::string text;  // shown once
  StoredApiToken stored;
};

class ApiTokens {
 public:
  explicit ApiTokens(Services services) : s_(services) {}

  // The account's tokens that have not expired, the newest first.
  Outcome<std::vector<StoredApiToken>> list(const Claims& claims);
  // Refuses with bad_field for a bad name, scope or time, with forbidden for the scope `admin` of
  // somebody who is no administrator, and with too_many for more than kApiTokensPerUser.
  Outcome<MadeApiToken> make(const Claims& claims, const NewApiToken& fields);
  // not_found if the account has no such token.
  Outcome<void> remove(const Claims& claims, std::string_view id);

 private:
  Services s_;
};

// Whether `text` has the form of an API token, whoever made it: the prefix that people and scanners
// for lost secrets recognise.
bool is_api_token(std::string_view text) noexcept;

}  // namespace meetings
