// SPDX-License-Identifier: MIT
// coturn's SQLite database: who and what stands in it. Read only, bounded; nothing of the file is
// changed. Blocks on the disk.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ctl::coturn {

// Longer tables are an error, longer texts are cut (and then fit nothing).
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
  // of what has no counterpart: how many rows there are
  std::size_t origins = 0;         // turn_origin_to_realm
  std::size_t oauth_keys = 0;      // oauth_key
  std::size_t administrators = 0;  // admin_user
};

// A table that is not there is empty. An error where the file is no SQLite database, holds none of
// these tables, or too much.
base::Result<Tables> read_database(const std::string& path);

}  // namespace ctl::coturn
