// SPDX-License-Identifier: MIT
#include "meetings/google/consent.hpp"

#include <algorithm>
#include <cctype>

#include "base/json.hpp"
#include "meetings/form.hpp"

namespace meetings::google {
namespace {

constexpr std::size_t kLongestToken = 2048;    // Google's own limit
constexpr std::int64_t kLongestLife = 86'400;  // seconds
constexpr std::chrono::seconds kTooShort{60};  // of an access token's rest of life
constexpr std::size_t kLongestReason = 60;

// A token goes into a header, so a line's end in it would be another header.
std::optional<base::Secret> token_of(const base::Json& json) {
  const auto text = json.as_string();
  if (!text || text->empty() || text->size() > kLongestToken) return std::nullopt;
  const auto plain = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::all_of(text->begin(), text->end(), plain)) return std::nullopt;
  return base::Secret{std::string{*text}};
}

bool has_scope(std::string_view scopes) {
  while (!scopes.empty()) {
    const std::size_t end = std::min(scopes.find(' '), scopes.size());
    if (scopes.substr(0, end) == kScope) return true;
    scopes.remove_prefix(std::min(end + 1, scopes.size()));
  }
  return false;
}

// The code of RFC 6749 section 5.2: letters and underscores. Other texts may quote what was sent.
std::string code_of(const base::Json& json) {
  std::string code = json["error"].text();
  const auto plain = [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); };
  if (code.size() > kLongestReason || !std::all_of(code.begin(), code.end(), plain)) code.clear();
  return code;
}

NoTokens refused(int status, std::string_view body) {
  const auto json = base::Json::parse(body);
  const std::string code = json ? code_of(*json) : std::string{};
  const std::string reason = "status " + std::to_string(status) + (code.empty() ? "" : " " + code);
  if (code == "invalid_grant") return {Trouble::revoked, reason};
  const bool ours = status == 400 || status == 401 || status == 403;
  return {ours ? Trouble::forbidden : Trouble::later, reason};
}

}  // namespace

std::string consent_url(const Addresses& addresses, const SiteClient& client,
                        const BrowserErrand& errand, std::string_view purpose,
                        std::string_view email) {
  std::string url = addresses.authorization + '?' +
                    print_form({{"response_type", "code"},
                                {"client_id", client.id},
                                {"redirect_uri", client.redirect_uri},
                                {"scope", kScope},
                                {"access_type", "offline"},
                                {"prompt", "consent"},
                                {"state", errand.state(purpose)},
                                {"code_challenge", errand.challenge(purpose)},
                                {"code_challenge_method", "S256"}});
  if (!email.empty()) url += '&' + print_form({{"login_hint", email}});
  return url;
}

std::string code_form(const SiteClient& client, std::string_view code, std::string_view verifier) {
  return print_form({{"grant_type", "authorization_code"},
                     {"code", code},
                     {"redirect_uri", client.redirect_uri},
                     {"client_id", client.id},
                     {"client_secret", client.secret.reveal_text()},
                     {"code_verifier", verifier}});
}

std::string refresh_form(const SiteClient& client, const base::Secret& refresh_token) {
  return print_form({{"grant_type", "refresh_token"},
                     {"refresh_token", refresh_token.reveal_text()},
                     {"client_id", client.id},
                     {"client_secret", client.secret.reveal_text()}});
}

std::string revocation_form(const base::Secret& token) {
  return print_form({{"token", token.reveal_text()}});
}

std::variant<GrantedTokens, NoTokens> read_tokens(int status, std::string_view body,
                                                  base::WallTime now) {
  if (status == 0) return NoTokens{Trouble::later, "no answer"};
  if (status != 200) return refused(status, body);
  const auto json = base::Json::parse(body);
  auto access = json ? token_of((*json)["access_token"]) : std::nullopt;
  const auto life = json ? (*json)["expires_in"].as_integer() : std::nullopt;
  if (!access || !life || *life < 1) return NoTokens{Trouble::later, "an answer without a token"};
  // People may take the tick off at Google's page and consent to the rest.
  const auto scope = (*json)["scope"].as_string();
  if (scope && !has_scope(*scope)) return NoTokens{Trouble::unticked, "without the calendar"};
  GrantedTokens out{std::move(*access), now, token_of((*json)["refresh_token"])};
  out.until += std::max(std::chrono::seconds{std::min(*life, kLongestLife)} - kTooShort,
                        std::chrono::seconds{0});
  return out;
}

bool is_revoked(int status) noexcept { return status == 200 || status == 400; }

}  // namespace meetings::google
