// SPDX-License-Identifier: MIT
// Adds the content of coturn's database to the draft.
#include <algorithm>

#include "base/encoding.hpp"
#include "base/secret_strength.hpp"
#include "base/text.hpp"
#include "ctl/coturn/handlers.hpp"
#include "ctl/coturn/settle.hpp"

namespace ctl::coturn {
namespace {

bool is_clean(std::string_view text) {
  return base::is_utf8(text) && std::ranges::none_of(text, base::is_control);
}

// Adds the tables of a database, one after another.
class Importer {
 public:
  Importer(Draft& draft, const Tables& tables) : draft_(draft), tables_(tables) {}

  void add_all() {
    adopt_realm();
    add_users();
    add_secrets();
    add_peers_of("allowed_peer_ip", tables_.allowed, true);
    add_peers_of("denied_peer_ip", tables_.denied, false);
    add_realm_options();
    note("turn_origin_to_realm", tables_.origins, Verdict::unsupported, "there is one realm");
    note("oauth_key", tables_.oauth_keys, Verdict::unsupported,
         "third-party tokens (RFC 7635) are not taken");
    note("admin_user", tables_.administrators, Verdict::ignored,
         "administrators are made with lecternctl user add --admin");
  }

 private:
  std::string where(std::string_view table) const {
    return tables_.path + ": " + std::string{table};
  }
  static std::string count(std::size_t n, std::string_view what) {
    return std::to_string(n).append(" ").append(what);
  }

  void note(std::string_view table, std::size_t rows, Verdict verdict, std::string_view text) {
    if (rows > 0)
      draft_.add(where(table), "", verdict, count(rows, "rows left out: ").append(text));
  }

  // Where the file has no realm, coturn uses the machine's name; a database with a single realm
  // tells it.
  void adopt_realm() {
    if (!draft_.realm.empty() || draft_.timed || tables_.users.empty()) return;
    const std::string& realm = tables_.users.front().realm;
    const bool one =
        std::ranges::all_of(tables_.users, [&](const Row& row) { return row.realm == realm; });
    if (!one || realm.empty() || realm.size() > 127 || !is_clean(realm)) return;
    draft_.realm = realm;
    draft_
        .add(where("turnusers_lt"), "realm", Verdict::changed,
             "the file names no realm; all users have this one: taken")
        .target = "turn.realm";
  }

  bool has_user(const std::string& name) const {
    return std::ranges::any_of(draft_.users,
                               [&](const From<User>& user) { return user.value.name == name; });
  }

  // Adds one finding with the counts of one table.
  void conclude(std::string_view table, std::string_view target, std::string_view what,
                std::size_t taken, std::size_t foreign, std::size_t unusable) {
    std::string text = count(taken, what) + " taken";
    if (foreign > 0) text += ", " + count(foreign, "of other realms left out (there is one realm)");
    if (unusable > 0) text += ", " + count(unusable, "left out that cannot be used");
    const bool all = foreign == 0 && unusable == 0;
    draft_.add(where(table), "", all ? Verdict::mapped : Verdict::changed, std::move(text)).target =
        target;
  }

  void add_users() {
    if (tables_.users.empty()) return;
    if (draft_.timed)
      return note("turnusers_lt", tables_.users.size(), Verdict::ignored,
                  "coturn lets no users in beside secrets");
    const std::size_t finding = draft_.findings.size();
    std::size_t taken = 0, foreign = 0, unusable = 0;
    for (const Row& row : tables_.users) {
      if (row.realm != draft_.realm) {
        ++foreign;
      } else if (row.value.size() != 32 || !base::decode_hex(row.value) || row.name.empty() ||
                 !is_clean(row.name) || row.name.find(':') != std::string::npos) {
        ++unusable;
      } else if (!has_user(row.name)) {
        draft_.users.push_back({User{row.name, "0x" + row.value, true}, finding});
        ++taken;
      }
    }
    conclude("turnusers_lt", "turn.users", "users", taken, foreign, unusable);
  }

  void add_secrets() {
    if (tables_.secrets.empty()) return;
    if (!draft_.timed)
      return note("turn_secret", tables_.secrets.size(), Verdict::ignored,
                  "use-auth-secret is off");
    const std::size_t finding = draft_.findings.size();
    std::size_t taken = 0, foreign = 0, unusable = 0;
    for (const Row& row : tables_.secrets) {
      if (row.realm != draft_.realm) {
        ++foreign;
      } else if (!is_clean(row.value) || base::weakness_of(base::Secret{row.value}, 1)) {
        ++unusable;
      } else {
        if (std::ranges::find(draft_.secrets, row.value, &From<std::string>::value) ==
            draft_.secrets.end()) {
          draft_.secrets.push_back({row.value, finding});
        }
        ++taken;
      }
    }
    conclude("turn_secret", "turn.secrets", "secrets", taken, foreign, unusable);
  }

  void add_peers_of(std::string_view table, const std::vector<Row>& rows, bool allow) {
    if (rows.empty()) return;
    if (draft_.no_database_ranges)
      return note(table, rows.size(), Verdict::ignored, "no-dynamic-ip-list is on");
    std::size_t foreign = 0;
    for (const Row& row : rows) {
      if (!row.realm.empty() && row.realm != draft_.realm) {
        ++foreign;
        continue;
      }
      const std::size_t finding = draft_.findings.size();
      draft_.add(where(table), harmless(row.value), Verdict::mapped, "").target =
          allow ? "turn.allow_peers" : "turn.deny_peers";
      Outcome outcome = is_clean(row.value) ? add_peers(draft_, row.value, allow, finding)
                                            : Outcome{Verdict::malformed, "is no range"};
      if (outcome.verdict) draft_.findings[finding].verdict = *outcome.verdict;
      draft_.findings[finding].text = std::move(outcome.text);
    }
    note(table, foreign, Verdict::changed, "they are of other realms; there is one realm");
  }

  void add_realm_options() {
    if (tables_.realm_options.empty()) return;
    if (draft_.no_database_options) {
      return note("turn_realm_option", tables_.realm_options.size(), Verdict::ignored,
                  "no-dynamic-realms is on");
    }
    std::size_t foreign = 0;
    for (const Row& row : tables_.realm_options) {
      if (row.realm != draft_.realm) ++foreign;
      else add_realm_option(row);
    }
    note("turn_realm_option", foreign, Verdict::changed,
         "they are of other realms; there is one realm");
  }

  void add_realm_option(const Row& row) {
    Outcome outcome;
    std::string target;
    if (row.name == "user-quota" || row.name == "total-quota") {
      const std::string key = row.name == "user-quota" ? "user_quota" : "total_quota";
      target = "turn." + key;
      outcome = set_quota(draft_, key, row.value);
    } else if (row.name == "max-bps") {
      target = "turn.max_rate";
      outcome = set_rate(draft_, row.value);
    } else {
      outcome = {Verdict::unknown, "is no option of a realm"};
    }
    draft_
        .add(where("turn_realm_option"), harmless(row.name),
             outcome.verdict.value_or(Verdict::mapped), std::move(outcome.text))
        .target = target;
  }

  Draft& draft_;
  const Tables& tables_;
};

}  // namespace

void add_database(Draft& draft, const Tables& tables) { Importer(draft, tables).add_all(); }

}  // namespace ctl::coturn
