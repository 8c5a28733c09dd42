// SPDX-License-Identifier: MIT
// BrowserErrand: a browser goes to another site and comes back with a code (OAuth 2, RFC 6749
// section 4.1, with PKCE, RFC 7636). Nothing is kept here meanwhile. The browser holds a cookie
// with one random text, from which state, nonce and PKCE verifier are computed; so an answer counts
// only in the browser that asked, and only for the purpose that it asked for. A value; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace meetings {

class BrowserErrand {
 public:
  // A browser has this long to come back.
  static constexpr std::chrono::minutes kPatience{10};

  static BrowserErrand begin(base::Random& random, base::WallTime now);
  // nullopt for a text that is no cookie of ours, or is too old.
  static std::optional<BrowserErrand> resume(std::string_view cookie, base::WallTime now);

  const std::string& cookie() const noexcept { return text_; }
  // `purpose` is the provider's name, or what else the answer is for: a session, for example.
  std::string state(std::string_view purpose) const { return part("state", purpose); }
  std::string nonce(std::string_view purpose) const { return part("nonce", purpose); }
  // RFC 7636 section 4.1: 43 characters.
  std::string verifier(std::string_view purpose) const { return part("verifier", purpose); }
  // Of the verifier, by S256 (section 4.2).
  std::string challenge(std::string_view purpose) const;
  // Whether this is the state of that purpose; in constant time.
  bool began(std::string_view state, std::string_view purpose) const noexcept;

 private:
  explicit BrowserErrand(std::string text) : text_(std::move(text)) {}
  std::string part(std::string_view use, std::string_view purpose) const;

  std::string text_;
};

}  // namespace meetings
