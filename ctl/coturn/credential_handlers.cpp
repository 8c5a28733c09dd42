// SPDX-License-Identifier: MIT
// Handlers for credentials: realm, secrets, users and coturn's databases. No text of these handlers
// repeats a secret.
#include <algorithm>

#include "base/encoding.hpp"
#include "base/placeholder.hpp"
#include "base/secret_strength.hpp"
#include "ctl/coturn/handlers.hpp"

namespace ctl::coturn {
namespace {

constexpr std::size_t kKeyDigits = 32;  // MD5 in hexadecimal
constexpr std::size_t kMostRealmBytes = 127;

}  // namespace

namespace on {

Outcome realm(Draft& draft, const Given& given) {
  if (given.value.size() > kMostRealmBytes) return Outcome::malformed("is longer than 127 bytes");
  draft.realm = given.value;
  if (given.value.find('#') != std::string::npos)
    return Outcome::changed("the # and what follows are part of the realm, as for coturn");
  return {};
}

// coturn ignores the value: the presence of the option switches it on.
Outcome use_auth_secret(Draft& draft, const Given& given) {
  draft.timed = true;
  return given.on ? Outcome{}
                  : Outcome{Verdict::changed, "coturn does not look at the value: it is on"};
}

Outcome static_auth_secret(Draft& draft, const Given& given) {
  draft.timed = true;
  if (const auto weakness = base::weakness_of(base::Secret{given.value}, 1))
    return Outcome::malformed("left out: it " + *weakness + ", and lecternd refuses that");
  if (std::ranges::find(draft.secrets, given.value, &From<std::string>::value) !=
      draft.secrets.end()) {
    return {Verdict::ignored, "the same secret stands there already"};
  }
  draft.secrets.push_back({given.value, given.finding});
  if (given.value.size() < 16)
    return Outcome::changed("taken; with less than 16 characters it can be guessed");
  return {};
}

// name:password or name:0xKEY
Outcome user(Draft& draft, const Given& given) {
  const std::size_t colon = given.value.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == given.value.size())
    return Outcome::malformed("wants NAME:PASSWORD");
  User made{given.value.substr(0, colon), given.value.substr(colon + 1), false};
  made.password.erase(0, made.password.find_first_not_of(" \t"));
  if (made.password.empty()) return Outcome::malformed("wants NAME:PASSWORD");
  if (base::is_placeholder(made.name) || base::is_placeholder(made.password))
    return Outcome::malformed("left out: it is a placeholder that nobody has filled in");
  Outcome outcome;
  if (made.password.starts_with("0x")) {
    const std::string digits = made.password.substr(2, kKeyDigits);
    if (digits.size() < kKeyDigits || !base::decode_hex(digits))
      return Outcome::malformed("wants 32 hexadecimal digits behind 0x");
    made.is_key = true;
    made.password = "0x" + digits;
    outcome.text = "the key holds for this realm only: realm must stay as it is";
  }
  const auto same = std::ranges::find_if(
      draft.users, [&](const From<User>& u) { return u.value.name == made.name; });
  if (same != draft.users.end()) {
    draft.findings[same->finding].verdict = Verdict::ignored;
    draft.findings[same->finding].text = "the user stands there again: the last one counts";
    draft.users.erase(same);
  }
  draft.users.push_back({std::move(made), given.finding});
  return outcome;
}

Outcome rest_api_separator(Draft&, const Given& given) {
  if (given.value.starts_with(':')) return {};
  return {Verdict::unsupported,
          "the time and the name of a credential are parted by a colon: whoever issues them must "
          "change"};
}

Outcome sqlite_database(Draft& draft, const Given& given) {
  draft.database = given.value;
  draft.foreign_database = false;
  return {};
}

// coturn uses the database that is named last.
Outcome foreign_database(Draft& draft, const Given&) {
  draft.database.clear();
  draft.foreign_database = true;
  return {};
}

}  // namespace on
}  // namespace ctl::coturn
