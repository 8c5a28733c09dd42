// SPDX-License-Identifier: MIT
#include "ctl/coturn/database.hpp"

#include "base/sqlite.hpp"

namespace ctl::coturn {
namespace {

using base::sqlite::Database;

constexpr std::string_view kHasTable =
    "SELECT count(*) FROM sqlite_master WHERE name = ? AND type = 'table'";

class Reader {
 public:
  explicit Reader(Database& db) : db_(db) {}

  // Ignores a view of that name: reading it could take without end.
  bool has(std::string_view table) {
    auto query = db_.query(kHasTable, table);
    const bool there = query.step() && query.integer(0) == 1;
    if (there) ++tables_;
    return there;
  }

  // `select` returns realm, name and value.
  std::vector<Row> rows(std::string_view table, std::string_view select) {
    std::vector<Row> out;
    if (!has(table)) return out;
    auto query = db_.query(select);
    while (query.step()) {
      if (out.size() == kMostRows) {
        too_long_ = table;
        break;
      }
      out.push_back({cut(query.text(0)), cut(query.text(1)), cut(query.text(2))});
    }
    return out;
  }

  std::size_t count(std::string_view table, std::string_view select) {
    if (!has(table)) return 0;
    auto query = db_.query(select);
    return query.step() ? static_cast<std::size_t>(query.integer(0)) : 0;
  }

  unsigned tables() const { return tables_; }
  const std::string& too_long() const { return too_long_; }

 private:
  static std::string cut(std::string text) {
    if (text.size() > kMostTextBytes) text.resize(kMostTextBytes);
    return text;
  }

  Database& db_;
  unsigned tables_ = 0;
  std::string too_long_;
};

}  // namespace

base::Result<Tables> read_database(const std::string& path) {
  TRY(const auto db, Database::open_foreign(path));
  Reader reader(*db);
  Tables tables;
  tables.path = path;
  tables.users = reader.rows("turnusers_lt",
                             "SELECT realm, name, hmackey FROM turnusers_lt ORDER BY realm, name");
  tables.secrets =
      reader.rows("turn_secret", "SELECT realm, '', value FROM turn_secret ORDER BY realm, value");
  tables.allowed =
      reader.rows("allowed_peer_ip",
                  "SELECT realm, '', ip_range FROM allowed_peer_ip ORDER BY realm, ip_range");
  tables.denied = reader.rows(
      "denied_peer_ip", "SELECT realm, '', ip_range FROM denied_peer_ip ORDER BY realm, ip_range");
  tables.realm_options = reader.rows(
      "turn_realm_option", "SELECT realm, opt, value FROM turn_realm_option ORDER BY realm, opt");
  tables.origins =
      reader.count("turn_origin_to_realm", "SELECT count(*) FROM turn_origin_to_realm");
  tables.oauth_keys = reader.count("oauth_key", "SELECT count(*) FROM oauth_key");
  tables.administrators = reader.count("admin_user", "SELECT count(*) FROM admin_user");
  if (auto error = db->take_error()) return base::failure(std::move(*error));
  if (!reader.too_long().empty()) {
    return base::failure(base::Errc::exhausted, path + ": more than " + std::to_string(kMostRows) +
                                                    " rows in " + reader.too_long());
  }
  if (reader.tables() == 0)
    return base::failure(base::Errc::invalid_argument,
                         path + " is no database of coturn: it has none of its tables");
  return tables;
}

}  // namespace ctl::coturn
