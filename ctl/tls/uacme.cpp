// SPDX-License-Identifier: MIT
#include "ctl/tls/uacme.hpp"

#include <unistd.h>

#include <utility>

namespace ctl::tls {
namespace {

Words begin(const Order& order, const std::string& folder) {
  Words words{"-c", folder};
  if (order.server == kStaging) words.emplace_back("-s");
  else if (!order.server.empty()) words.insert(words.end(), {"-a", order.server});
  return words;
}

Words with(Words words, std::initializer_list<std::string> more) {
  words.insert(words.end(), more);
  return words;
}

// For the shell: in single quotes.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += "'\\''";
    else out += c;
  }
  return out += "'";
}

}  // namespace

std::optional<std::string> find_uacme() {
  for (const char* path : {"/usr/bin/uacme", "/usr/local/bin/uacme", "/usr/sbin/uacme"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return std::nullopt;
}

Words make_account(const Order& order, const std::string& folder, bool agree) {
  Words words = begin(order, folder);
  if (agree) words.emplace_back("-y");
  return with(std::move(words), {"-t", "EC", "new", order.email});
}

Words change_email(const Order& order, const std::string& folder) {
  return with(begin(order, folder), {"update", order.email});
}

Words issue(const Order& order, const std::string& folder) {
  // -f: the caller knows that a certificate is needed; -o: and does not ask for its revocation.
  Words words =
      with(begin(order, folder), {"-f", "-o", "-t", "EC", "-h", hook_file(folder), "issue"});
  words.insert(words.end(), order.names.begin(), order.names.end());
  return words;
}

Words revoke(const Order& order, const std::string& folder, int reason) {
  return with(begin(order, folder),
              {"-r", std::to_string(reason), "revoke", certificate_file(order, folder)});
}

std::string certificate_file(const Order& order, const std::string& folder) {
  return folder + "/" + order.names.front() + "/cert.pem";
}

std::string key_file(const Order& order, const std::string& folder) {
  return folder + "/private/" + order.names.front() + "/key.pem";
}

std::string hook_file(const std::string& folder) { return folder + "/hook"; }

std::string make_hook(const std::string& lecternctl, const std::string& socket,
                      const Order& order) {
  return "#!/bin/sh\n"
         "# lecternctl wrote this file: uacme runs it for each challenge.\n"
         "exec " +
         quoted(lecternctl) + " --socket " + quoted(socket) + " tls hook --challenge " +
         quoted(order.challenge) + " -- \"$@\"\n";
}

}  // namespace ctl::tls
