// SPDX-License-Identifier: MIT
#include "config/external_server.hpp"

#include <algorithm>
#include <set>

#include "base/placeholder.hpp"
#include "config/words.hpp"

namespace config {
namespace {

using base::Errc;
using base::failure;

// No blanks, user or path.
bool is_ice_url(std::string_view text) {
  for (const std::string_view scheme : {"turn:", "turns:", "stun:", "stuns:"}) {
    if (text.starts_with(scheme) && text.size() > scheme.size() &&
        text.find_first_of(" \t/@\"") == std::string_view::npos)
      return true;
  }
  return false;
}

base::Status check_whole(const ExternalServer& server, const std::set<std::string>& names) {
  const auto has = [&](const char* name) { return names.contains(name); };
  if (server.urls.empty())
    return failure(Errc::invalid_argument,
                   "a server wants a URL, such as turn:turn.example.org:3478");
  if (has("secret") && has("secret_file"))
    return failure(Errc::invalid_argument, "a server takes secret or secret_file");
  if (has("password") && has("password_file"))
    return failure(Errc::invalid_argument, "a server takes password or password_file");
  const bool password = has("password") || has("password_file");
  if (has("username") != password)
    return failure(Errc::invalid_argument, "a server wants both username and password, or neither");
  if (password && (has("secret") || has("secret_file"))) {
    return failure(Errc::invalid_argument,
                   "a server takes a secret or a username with its password");
  }
  return {};
}

}  // namespace

base::Result<ExternalServer> parse_external_server(std::string_view text) {
  ExternalServer server;
  std::set<std::string> names;
  for (Word& word : split_words(text)) {
    if (word.name.empty()) {
      if (!is_ice_url(word.value)) {
        return failure(Errc::invalid_argument,
                       "a server's URL is one of turn:, turns:, stun: or stuns:, such as "
                       "turn:turn.example.org:3478?transport=udp, and names follow as name=value");
      }
      server.urls.push_back(std::move(word.value));
      continue;
    }
    if (!names.insert(word.name).second)
      return failure(Errc::invalid_argument, word.name + " stands twice");
    if (word.value.empty()) return failure(Errc::invalid_argument, word.name + " is empty");
    if (base::is_placeholder(word.value)) {
      return failure(Errc::invalid_argument,
                     word.name + " is a placeholder that nobody has filled in");
    }
    if (word.name == "secret") server.secret = base::Secret{std::move(word.value)};
    else if (word.name == "secret_file") server.secret_file = std::move(word.value);
    else if (word.name == "username") server.username = std::move(word.value);
    else if (word.name == "password") server.password = base::Secret{std::move(word.value)};
    else if (word.name == "password_file") server.password_file = std::move(word.value);
    else
      return failure(Errc::invalid_argument,
                     "a server has no " + word.name +
                         "; it takes urls, secret, secret_file, username, password, password_file");
  }
  if (auto checked = check_whole(server, names); !checked) return failure(checked.error());
  return server;
}

std::string print_external_server(const std::vector<std::string>& urls,
                                  std::span<const std::pair<std::string, std::string>> members) {
  std::string out;
  for (const std::string& url : urls) out.append(out.empty() ? "" : " ").append(url);
  for (const auto& [name, value] : members) append_word(out, name, value);
  return out;
}

std::string mask_external_server(std::string_view text) {
  std::string out;
  for (const Word& word : split_words(text)) {
    if (word.name.empty()) out.append(out.empty() ? "" : " ").append(word.value);
    else
      append_word(out, word.name,
                  word.name == "secret" || word.name == "password" ? "********"
                                                                   : std::string_view{word.value});
  }
  return out;
}

}  // namespace config
