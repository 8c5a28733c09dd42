// SPDX-License-Identifier: MIT
// A person's consent that we write into their Google Calendar: OAuth 2 of a web server application
// (RFC 6749 section 4.1) with offline access and PKCE (RFC 7636). What is sent to Google and what
// its answers mean; the caller sends it. Pure; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "meetings/browser_errand.hpp"

namespace meetings::google {

// Where Google listens; a test has others.
struct Addresses {
  std::string authorization = "https://accounts.google.com/o/oauth2/v2/auth";
  std::string token = "https://oauth2.googleapis.com/token";
  std::string revocation = "https://oauth2.googleapis.com/revoke";
  std::string calendar = "https://www.googleapis.com/calendar/v3";
};

// The site as Google knows it.
struct SiteClient {
  std::string id;
  base::Secret secret;
  std::string redirect_uri;
};

// To see and to change events, and nothing else: no list of calendars, no sharing.
inline constexpr std::string_view kScope = "https://www.googleapis.com/auth/calendar.events";

// Where the browser goes. `purpose` is the session that asks, so that only this session can bring
// the answer. Google shows the question each time: without that, who has consented once gets no
// refresh token the second time.
std::string consent_url(const Addresses& addresses, const SiteClient& client,
                        const BrowserErrand& errand, std::string_view purpose,
                        std::string_view email);

// Bodies of POST requests, as forms. They hold secrets.
std::string code_form(const SiteClient& client, std::string_view code, std::string_view verifier);
std::string refresh_form(const SiteClient& client, const base::Secret& refresh_token);
std::string revocation_form(const base::Secret& token);

struct GrantedTokens {
  base::Secret access;
  base::WallTime until;                   // of the access token
  std::optional<base::Secret> refresh{};  // absent: the one that there is goes on
};

enum class Trouble : std::uint8_t {
  later,      // Google does not answer, or not now
  revoked,    // the person has taken the consent back, or it has expired: ask for a new one
  unticked,   // the person consented, but not to the calendar
  forbidden,  // the client's id, secret or redirect address is wrong: the operator's business
};

struct NoTokens {
  Trouble trouble = Trouble::later;
  std::string reason;  // for the operator; holds no secret
};

// The answer of the token endpoint, to either form. `status` 0: there was none.
std::variant<GrantedTokens, NoTokens> read_tokens(int status, std::string_view body,
                                                  base::WallTime now);

// Whether a revocation has had its effect: done, or the token was dead already.
bool is_revoked(int status) noexcept;

}  // namespace meetings::google
