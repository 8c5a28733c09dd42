// SPDX-License-Identifier: MIT
#include "config/load.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/secret_strength.hpp"
#include "base/text.hpp"
#include "config/file.hpp"
#include "config/google.hpp"
#include "config/listeners.hpp"
#include "config/turn_rules.hpp"
#include "turn/config.hpp"

namespace config {
namespace {

std::string named_variable(const std::string& name) {
  return std::string{kEnvironmentOrigin} + name;
}

// A name of the file as a message shows it.
std::string shown(std::string_view name) { return base::harmless(base::shortened(name, 64)); }

std::string known_keys_hint(std::string_view section, std::string_view name) {
  std::vector<std::string> here;
  for (const Key& key : keys()) {
    if (key.section == section) here.emplace_back(key.name);
  }
  if (const std::string hint = nearest(name, here); !hint.empty())
    return "; did you mean " + hint + "?";
  for (const Key& key : keys()) {
    if (key.name == name) return "; there is one in [" + std::string{key.section} + "]";
  }
  return {};
}

std::string known_sections_hint(std::string_view name) {
  std::vector<std::string> all;
  for (const Section& section : sections()) all.emplace_back(section.name);
  const std::string hint = nearest(name, all);
  return hint.empty() ? std::string{} : "; did you mean [" + hint + "]?";
}

// Loads one configuration: collects settings and problems, then builds the Config.
class Loader {
 public:
  Loader(const ConfigSource& source, const FileReader& read_file)
      : source_(source), read_file_(read_file) {}

  void take_file();
  void take_environment(const Environment& environment);
  base::Result<Loaded, std::vector<Problem>> finish(const Environment& environment);

 private:
  void take_entry(const FileEntry& entry);
  void take_variable(const Key& key, const std::string& variable, const std::string& text);
  void take_listeners(const std::string& variable, const std::string& text);
  void build();
  void read_secrets(const Environment& environment);
  std::vector<base::Secret> secrets_in(const std::string& path, const std::string& directory,
                                       const std::string& key_path);
  void read_external_secrets(const std::string& directory);
  void read_issuer_keys(const std::string& directory);
  void read_provider_secrets(const std::string& directory);
  void add_older_stack(const Environment& environment);
  void check_issuers();
  void cross_check();
  void note_without_effect();
  void problem(std::string where, const std::string& what) {
    if (enough()) return;
    const bool last = problems_.size() == kMostProblems;
    problems_.push_back({std::move(where), last ? "more is wrong from here on"
                                                : base::shortened(what, kMostProblemBytes)});
  }
  bool enough() const noexcept { return problems_.size() > kMostProblems; }
  std::string at(unsigned line) const { return source_.name + ":" + std::to_string(line); }
  // Where the key was set, for the message of a check across keys.
  std::string origin(const std::string& path) const {
    const auto found = out_.settings.values.find(path);
    return found == out_.settings.values.end() || found->second.origin.empty()
               ? source_.name
               : found->second.origin;
  }

  const ConfigSource& source_;
  const FileReader& read_file_;
  Loaded out_;
  std::vector<Problem> problems_;
};

void Loader::take_file() {
  const auto content = parse_file(source_.text);
  if (!content) return problem(at(content.error().line), content.error().what);
  for (const FileEntry& entry : content->entries) {
    if (enough()) return;
    take_entry(entry);
  }
}

void Loader::take_entry(const FileEntry& entry) {
  if (entry.section.empty()) {
    if (find_section(entry.key) != nullptr)
      return problem(at(entry.line), "[" + entry.key + "] is a section, not a key");
    return problem(at(entry.line), "unknown key " + shown(entry.key) + " outside of any section" +
                                       known_keys_hint("", entry.key));
  }
  const Section* section = find_section(entry.section);
  if (section == nullptr) {
    if (entry.key.empty())
      problem(at(entry.line), "unknown section [" + shown(entry.section) + "]" +
                                  known_sections_hint(entry.section));
    return;
  }
  if (entry.key.empty()) {
    if (!section->repeated && entry.block > 0)
      problem(at(entry.line), "[" + entry.section + "] may stand only once");
    if (section->repeated) {
      if (out_.settings.listen.size() <= entry.block) out_.settings.listen.resize(entry.block + 1);
      // The place of the block itself, for the message about a missing address.
      out_.settings.listen[entry.block][""] = Setting{std::string{}, at(entry.line)};
    }
    return;
  }
  const Key* key = find_key(entry.section, entry.key);
  if (key == nullptr) {
    return problem(at(entry.line), "unknown key " + shown(entry.key) + " in [" + entry.section +
                                       "]" + known_keys_hint(entry.section, entry.key));
  }
  if (!entry.wrong_type.empty()) {
    return problem(at(entry.line),
                   path_of(*key) + " wants " + describe(key->rule) + ", not " + entry.wrong_type);
  }
  auto checked = check_value(key->rule, entry.value);
  if (!checked) return problem(at(entry.line), path_of(*key) + ": " + checked.error().what);
  Setting setting{std::move(*checked), at(entry.line)};
  if (section->repeated) out_.settings.listen[entry.block][entry.key] = std::move(setting);
  else out_.settings.values[path_of(*key)] = std::move(setting);
}

void Loader::take_variable(const Key& key, const std::string& variable, const std::string& text) {
  // A variable of the older stack holds one secret, which may contain commas.
  const bool one_secret = variable == key.alias && key.rule.kind == Kind::secret_list;
  auto value = one_secret ? check_value(key.rule, TextList{text}) : parse_value(key.rule, text);
  if (!value) return problem(named_variable(variable), path_of(key) + ": " + value.error().what);
  if (key.rule.kind == Kind::secret_list && std::get<TextList>(*value).size() > 1) {
    out_.notes.push_back({named_variable(variable),
                          "holds " + std::to_string(std::get<TextList>(*value).size()) +
                              " secrets, because commas part them; a secret with a comma belongs "
                              "into the file"});
  }
  if (one_secret && text.find(',') != std::string::npos) {
    out_.notes.push_back(
        {named_variable(variable),
         "is one secret, with the comma; several belong into " + variable_of(key)});
  }
  out_.settings.values[path_of(key)] = Setting{std::move(*value), named_variable(variable)};
}

// "[::]:443 tls, [::]:80 redirect_to_https"
void Loader::take_listeners(const std::string& variable, const std::string& text) {
  const std::string where = named_variable(variable);
  out_.settings.listen.clear();
  for (const std::string& item : split_list(text)) {
    const auto values = parse_listener(item);
    if (!values) {
      problem(where, "listen: " + values.error().what);
      continue;
    }
    auto& block = out_.settings.listen.emplace_back();
    block[""] = Setting{std::string{}, where};
    for (const auto& [name, value] : *values) block[name] = Setting{value, where};
  }
}

void Loader::take_environment(const Environment& environment) {
  std::set<std::string> own;
  std::vector<std::string> known;
  for (const Key& key : keys()) {
    if (key.section != "listen") known.push_back(variable_of(key));
  }
  known.emplace_back("LECTERN_LISTEN");
  for (const auto& [name, text] : environment) {
    if (!name.starts_with("LECTERN_")) continue;
    const auto key = std::ranges::find_if(keys(), [&wanted = name](const Key& k) {
      return k.section != "listen" && variable_of(k) == wanted;
    });
    if (key != keys().end()) {
      own.insert(path_of(*key));
      take_variable(*key, name, text);
    } else if (name == "LECTERN_LISTEN") {
      take_listeners(name, text);
    } else {
      const std::string hint = nearest(name, known);
      out_.notes.push_back(
          {named_variable(name),
           "is not used" + (hint.empty() ? std::string{} : "; did you mean " + hint + "?")});
    }
  }
  for (const auto& [name, text] : environment) {
    if (text.empty()) continue;  // compose files pass an unset variable on as an empty one
    const auto key = std::ranges::find_if(
        keys(), [&wanted = name](const Key& k) { return !k.alias.empty() && k.alias == wanted; });
    if (key != keys().end() && !own.contains(path_of(*key))) take_variable(*key, name, text);
    if (std::ranges::find(aliases_without_part(), name) != aliases_without_part().end()) {
      out_.notes.push_back(
          {named_variable(name), "is not used yet: its part does not exist in this release"});
    }
  }
}

// Takes the default of every key that is not set, then stores every value in its member.
void Loader::build() {
  for (const Key& key : keys()) {
    if (key.section == "listen") continue;
    auto& setting = out_.settings.values[path_of(key)];
    if (setting.origin.empty()) setting.value = *parse_value(key.rule, key.standard);
    if (key.member.store != nullptr) key.member.store(out_.config, setting.value);
  }
  for (auto& block : out_.settings.listen) {
    out_.config.listen.emplace_back();
    const std::string where = block[""].origin;
    block.erase("");
    const auto address = block.find("address");
    if (address == block.end() || std::get<std::string>(address->second.value).empty()) {
      problem(where, "[[listen]] has no address");
      continue;
    }
    for (const Key& key : keys()) {
      if (key.section != "listen") continue;
      auto& setting = block[std::string{key.name}];
      if (setting.origin.empty()) setting.value = *parse_value(key.rule, key.standard);
      key.member.store(out_.config, setting.value);
    }
    const Listener& made = out_.config.listen.back();
    if (made.tls && made.redirect_to_https)
      problem(where, "[[listen]]: redirect_to_https is for a listener without tls");
  }
}

// The lines of a file. A file without lines is a problem.
std::vector<base::Secret> Loader::secrets_in(const std::string& path, const std::string& directory,
                                             const std::string& key_path) {
  std::vector<base::Secret> out;
  base::Result<std::string> content = base::failure(base::Errc::not_found, "");
  if (!directory.empty() && path.front() != '/') content = read_file_(directory + "/" + path);
  if (!content) content = read_file_(path);
  if (!content) {
    problem(origin(key_path), key_path + ": " + content.error().what);
    return out;
  }
  std::string_view rest = *content;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) out.emplace_back(std::string{line});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (out.empty()) problem(origin(key_path), key_path + ": " + path + " holds no secret");
  return out;
}

void Loader::read_external_secrets(const std::string& directory) {
  const auto read_one = [&](const std::string& path, base::Secret& out) {
    if (path.empty()) return;
    auto secrets = secrets_in(path, directory, "turn.external_servers");
    if (!secrets.empty()) out = std::move(secrets.front());
  };
  for (ExternalServer& server : out_.config.turn.external_servers) {
    read_one(server.secret_file, server.secret);
    read_one(server.password_file, server.password);
  }
}

void Loader::read_issuer_keys(const std::string& directory) {
  for (JwtIssuer& issuer : out_.config.auth.jwt_issuers) {
    if (!issuer.secret_file.empty())
      issuer.secrets = secrets_in(issuer.secret_file, directory, "auth.jwt_issuers");
    if (issuer.key_file.empty()) continue;
    auto content = read_file_(issuer.key_file);
    if (content) issuer.key = std::move(*content);
    else problem(origin("auth.jwt_issuers"), "auth.jwt_issuers: " + content.error().what);
  }
}

void Loader::read_provider_secrets(const std::string& directory) {
  for (OidcProvider& provider : out_.config.auth.oidc_providers) {
    if (provider.client_secret_file.empty()) continue;
    auto secrets = secrets_in(provider.client_secret_file, directory, "auth.oidc_providers");
    if (!secrets.empty()) provider.client_secret = std::move(secrets.front());
  }
}

// Django signs with either, whichever its settings name.
void Loader::add_older_stack(const Environment& environment) {
  JwtIssuer issuer = older_stack_issuer();
  for (const auto& [name, text] : environment) {
    if ((name == "JWT_SECRET" || name == "DJANGO_SECRET_KEY") && !text.empty())
      issuer.secrets.emplace_back(text);
  }
  if (!issuer.secrets.empty()) out_.config.auth.jwt_issuers.push_back(std::move(issuer));
  std::map<std::string, std::string> variables;
  for (const auto& [name, text] : environment) {
    if (!text.empty()) variables.emplace(name, text);
  }
  add_older_mail(out_.config.mail, variables);
}

void Loader::check_issuers() {
  const std::vector<base::Secret>& own = out_.config.auth.jwt_secrets;
  // Accounts are kept apart by these names. One `iss` names its people alike in both its kinds of
  // tokens (OpenID Connect Core 1.0, section 2), so a provider and an issuer of it may share one.
  std::map<std::string, std::string> providers;
  std::set<std::string> issuers;
  for (const OidcProvider& provider : out_.config.auth.oidc_providers) {
    if (!providers.emplace(provider.name, provider.issuer).second)
      problem(origin("auth.oidc_providers"),
              "auth.oidc_providers: two providers have the name " + provider.name);
  }
  for (const JwtIssuer& issuer : out_.config.auth.jwt_issuers) {
    if (!issuers.insert(issuer.name).second)
      problem(origin("auth.jwt_issuers"),
              "auth.jwt_issuers: two issuers have the name " + issuer.name);
    const auto provider = providers.find(issuer.name);
    if (provider != providers.end() && provider->second != issuer.issuer)
      problem(
          origin("auth.jwt_issuers"),
          "auth.jwt_issuers: " + issuer.name +
              " is the name of a provider, too, whose issuer is another one: " + provider->second);
    for (const base::Secret& secret : issuer.secrets) {
      // JWT_SECRET signs our tokens, too: it has been told already.
      if (std::ranges::find(own, secret) != own.end()) continue;
      if (const auto weakness = base::weakness_of(secret, base::kLeastSecretBytes))
        problem(origin("auth.jwt_issuers"),
                "auth.jwt_issuers: a secret of " + issuer.name + " " + *weakness);
    }
  }
}

void Loader::read_secrets(const Environment& environment) {
  const auto credentials =
      std::ranges::find(environment, "CREDENTIALS_DIRECTORY", &Environment::value_type::first);
  const std::string directory =
      credentials == environment.end() ? std::string{} : credentials->second;
  const auto append_from = [&](const std::string& path, std::vector<base::Secret>& out,
                               const std::string& key_path) {
    if (path.empty()) return;
    std::ranges::move(secrets_in(path, directory, key_path), std::back_inserter(out));
  };
  TurnConfig& turn = out_.config.turn;
  AuthConfig& auth = out_.config.auth;
  append_from(turn.secret_file, turn.core.secrets, "turn.secret_file");
  append_from(auth.jwt_secret_file, auth.jwt_secrets, "auth.jwt_secret_file");
  if (!out_.config.store.password_file.empty()) {
    auto lines = secrets_in(out_.config.store.password_file, directory, "store.password_file");
    if (!lines.empty()) out_.config.store.password = std::move(lines.front());
  }
  if (!out_.config.cluster.password_file.empty()) {
    auto lines = secrets_in(out_.config.cluster.password_file, directory, "cluster.password_file");
    if (!lines.empty()) out_.config.cluster.password = std::move(lines.front());
  }
  if (!out_.config.cluster.sentinel_password_file.empty()) {
    auto lines = secrets_in(out_.config.cluster.sentinel_password_file, directory,
                            "cluster.sentinel_password_file");
    if (!lines.empty()) out_.config.cluster.sentinel_password = std::move(lines.front());
  }
  if (!out_.config.mail.password_file.empty()) {
    auto lines = secrets_in(out_.config.mail.password_file, directory, "mail.password_file");
    if (!lines.empty()) out_.config.mail.password = std::move(lines.front());
  }
  if (!out_.config.google.client_secret_file.empty()) {
    auto lines =
        secrets_in(out_.config.google.client_secret_file, directory, "google.client_secret_file");
    if (!lines.empty()) out_.config.google.client_secret = std::move(lines.front());
  }
  read_external_secrets(directory);
  read_issuer_keys(directory);
  read_provider_secrets(directory);
  add_older_stack(environment);
  const auto note_short = [&](const std::vector<base::Secret>& secrets, std::size_t least,
                              const std::string& path) {
    if (std::ranges::any_of(secrets, [&](const base::Secret& s) { return s.size() < least; })) {
      out_.notes.push_back({origin(path), path + " holds a secret of less than " +
                                              std::to_string(least) + " characters"});
    }
  };
  const auto refuse_weak = [&](const std::vector<base::Secret>& secrets, std::size_t least,
                               const std::string& path) {
    for (const base::Secret& secret : secrets) {
      if (const auto weakness = base::weakness_of(secret, least))
        problem(origin(path),
                path + ": a secret " + *weakness + "; to make a good one: openssl rand -base64 32");
    }
  };
  // Other TURN servers and their clients know a short secret of the relay already: it is noted. Our
  // own tokens are signed by the other one, and whoever guesses it is an administrator.
  refuse_weak(turn.core.secrets, 1, "turn.secrets");
  refuse_weak(auth.jwt_secrets, base::kLeastSecretBytes, "auth.jwt_secrets");
  note_short(turn.core.secrets, base::kLeastSecretBytes, "turn.secrets");
  note_short(auth.jwt_secrets, 32, "auth.jwt_secrets");
  check_issuers();
}

void Loader::cross_check() {
  const Config& c = out_.config;
  if (c.tls.certificate.empty() != c.tls.key.empty()) {
    problem(origin(c.tls.key.empty() ? "tls.certificate" : "tls.key"),
            "[tls] wants both certificate and key, or neither");
  }
  if (c.site.state_dir.empty()) problem(origin("site.state_dir"), "site.state_dir is empty");
  if (c.listen.empty()) problem(source_.name, "no [[listen]] block: nothing would be served");
  if (!c.store.replica_url.empty() && c.store.postgres_url.empty())
    problem(origin("store.replica_url"), "store.replica_url is for a url of PostgreSQL");
  if (!c.cluster.redis_url.empty() && c.store.postgres_url.empty())
    problem(origin("cluster.redis_url"),
            "cluster.redis_url is for daemons that share a database: store.url has to name one of "
            "PostgreSQL");
  if (!c.cluster.redis_url.empty() && c.auth.jwt_secrets.empty())
    problem(origin("cluster.redis_url"),
            "cluster.redis_url is for daemons that take each other's tokens: auth.jwt_secrets (or "
            "jwt_secret_file) has to be the same for all");
  if (!c.cluster.sentinels.empty() && !c.cluster.redis_url.starts_with("redis://"))
    problem(origin("cluster.sentinels"),
            "cluster.sentinels needs a cluster.redis_url that begins with redis://, for the user "
            "and the database");
  if (c.cluster.sentinels.empty() != c.cluster.master_name.empty())
    problem(origin(c.cluster.sentinels.empty() ? "cluster.master_name" : "cluster.sentinels"),
            "[cluster] wants both sentinels and master_name, or neither");
  if (c.cluster.listen && c.cluster.redis_url.empty())
    problem(origin("cluster.listen"), "cluster.listen needs cluster.redis_url");
  if (c.cluster.listen && c.cluster.listen->ip.is_unspecified())
    problem(origin("cluster.listen"),
            "cluster.listen is the address that the other daemons connect to: it cannot be " +
                c.cluster.listen->ip.print());
  for (const MailFinding& finding : check_mail(c.mail))
    problem(origin(finding.key),
            finding.what.starts_with("mail.") ? finding.what : finding.key + ": " + finding.what);
  for (GoogleFinding& finding : check_google(c.google, c.site))
    problem(origin(finding.key), std::move(finding.what));
  for (TurnFinding& finding : config::check_turn(c)) {
    if (finding.refused) problem(origin(finding.key), finding.what);
    else out_.notes.push_back({origin(finding.key), std::move(finding.what)});
  }
  for (const Collision& collision : find_collisions(listener_claims(c))) {
    const ListenerClaim& claim = collision.claim;
    problem(claim.key == "listen" ? out_.settings.listen[claim.index]["address"].origin
                                  : origin(std::string{claim.key}),
            collision.what);
  }
  note_without_effect();
}

// Keys outside of [turn] that do nothing without another one.
void Loader::note_without_effect() {
  const Config& c = out_.config;
  const bool tls = std::ranges::any_of(c.listen, &Listener::tls) ||
                   (c.turn.enabled && !c.turn.tls_listen.empty());
  if (!tls && !c.tls.certificate.empty())
    out_.notes.push_back(
        {origin("tls.certificate"),
         "[tls] has no effect: no listener has tls, and turn.tls_listen is empty"});
  const std::string& domain =
      std::get<std::string>(out_.settings.values["turn.alternate_domain"].value);
  if (!domain.empty() && std::ranges::none_of(c.turn.core.alternates, &turn::Alternate::secure))
    out_.notes.push_back({origin("turn.alternate_domain"),
                          "turn.alternate_domain has no effect without alternate_tls_servers"});
}

base::Result<Loaded, std::vector<Problem>> Loader::finish(const Environment& environment) {
  // Each step relies on the checks of the step before.
  if (problems_.empty()) build();
  if (problems_.empty()) read_secrets(environment);
  if (problems_.empty()) cross_check();
  if (!problems_.empty()) return base::failure(std::move(problems_));
  out_.source = source_.name;
  return std::move(out_);
}

}  // namespace

base::Result<std::map<std::string, Value>> parse_listener(std::string_view words) {
  std::map<std::string, Value> block;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::string word{words.substr(0, end)};
    words.remove_prefix(std::min(end + 1, words.size()));
    if (word.empty()) continue;
    const Key* key = find_key("listen", word);
    if (key != nullptr && key->rule.kind == Kind::boolean) {
      block[word] = true;
      continue;
    }
    TRY(auto address, parse_value(find_key("listen", "address")->rule, word));
    block["address"] = std::move(address);
  }
  return block;
}

base::Result<Loaded, std::vector<Problem>> load_config(const ConfigSource& source,
                                                       const Environment& environment,
                                                       const FileReader& read_file) {
  Loader loader(source, read_file);
  loader.take_file();
  loader.take_environment(environment);
  return loader.finish(environment);
}

}  // namespace config
