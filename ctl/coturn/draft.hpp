// SPDX-License-Identifier: MIT
// Draft: the content of coturn's lines and database so far, in coturn's terms, and the findings. It
// is filled line by line, because later lines change the meaning of earlier ones; settle() converts
// it to our keys. A value; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "config/value.hpp"
#include "ctl/coturn/ranges.hpp"
#include "ctl/coturn/report.hpp"

namespace ctl::coturn {

// A value and the index of its finding, whose verdict may change when all lines are known.
template <class T>
struct From {
  T value;
  std::size_t finding;
};

struct User {
  std::string name;
  std::string password;  // where is_key: "0x" and the key
  bool is_key = false;
};

struct Draft {
  bool accept_dangerous = false;
  std::vector<Finding> findings;

  // listeners
  std::optional<std::uint16_t> port;
  std::optional<std::uint16_t> tls_port;
  std::optional<std::uint16_t> alt_port;
  bool nat_discovery = false;  // a line asks for it; with two addresses 4.x has it on by default
  std::vector<From<base::IpAddress>> listening_ips;
  std::vector<From<base::Endpoint>> aux_servers;
  bool no_udp = false;
  bool no_tcp = false;
  bool no_tls = false;
  bool no_dtls = false;
  bool stun_only = false;
  std::string certificate;
  std::string key;

  // relay
  config::TextList relay_ips;
  config::TextList external_ips;
  config::TextList alternates;      // with ports
  config::TextList tls_alternates;  // with ports
  std::optional<std::uint16_t> min_port;
  std::optional<std::uint16_t> max_port;
  std::optional<std::int64_t> relay_threads;
  std::optional<std::int64_t> cpus;

  // credentials
  std::string realm;
  bool long_term = false;
  bool anonymous = false;
  bool timed = false;  // use-auth-secret, or a secret
  std::vector<From<std::string>> secrets;
  std::vector<From<User>> users;
  std::string database;  // path, where the file names one
  bool foreign_database = false;
  bool no_database_ranges = false;
  bool no_database_options = false;

  // peers
  std::vector<From<Range>> allowed;
  std::vector<From<Range>> denied;

  bool prometheus = false;
  std::uint16_t prometheus_port = 9641;
  std::string prometheus_address;

  // The keys that depend on one line only: "turn.user_quota" -> value.
  std::map<std::string, config::Value, std::less<>> keys;

  Finding& add(std::string where, std::string option, Verdict verdict, std::string text) {
    return findings.emplace_back(Finding{
        std::move(where), std::move(option), verdict, {}, std::move(text), accept_dangerous});
  }
  // Changes the verdict on the last line with that option; has no effect where there is no such
  // line.
  void amend(std::string_view option, Verdict verdict, std::string text) {
    for (auto finding = findings.rbegin(); finding != findings.rend(); ++finding) {
      if (finding->option != option) continue;
      finding->verdict = verdict;
      finding->text = std::move(text);
      return;
    }
  }
};

}  // namespace ctl::coturn
