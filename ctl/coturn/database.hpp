// SPDX-License-Identifier: MIT
// Reads coturn's SQLite database: users, secrets, ranges and options. Bounded; changes nothing in
// the file. Blocks on the disk.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ctl::coturn {

// A longer table is an error. A longer text is cut, and then matches nothing.
inline constexpr std::size_t kMostRows = 10'000;
inline constexpr std::size_t kMostTextBytes = 1024;

struct Row {
  std::string realm;
  std::string name;   // of a user or an option; "" in the other tables
  std::string value;  // key in hexadecimal, secret, range or number
};

struct Tables {
  std::string path;
  std::vector<Row> users;          // turnusers_lt
  std::vector<Row> secrets;        // turn_secret
  std::vector<Row> allowed;        // allowed_peer_ip
  std::vector<Row> denied;         // denied_peer_ip
  std::vector<Row> realm_options;  // turn_realm_option
  // The number of rows of tables that have no counterpart here.
  std::size_t origins = 0;         // turn_origin_to_realm
  std::size_t oauth_keys = 0;      // oauth_key
  std::size_t administrators = 0;  // admin_user
};

// A missing table is empty. Fails where the file is no SQLite database, has none of these tables,
// or has too many rows.
base::Result<Tables> read_database(const std::string& path);

}  // namespace ctl::coturn
