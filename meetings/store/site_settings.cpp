// SPDX-License-Identifier: MIT
// The settings of the site in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {

SiteChange SqlSiteSettings::all() {
  SiteChange found;
  Query rows = db_.query("SELECT setting, value FROM site_settings");
  while (rows.step()) found.emplace(rows.text(0), rows.text(1));
  return found;
}

void SqlSiteSettings::put(std::string_view name, std::string_view value, base::WallTime at) {
  db_.run(
      "INSERT INTO site_settings (setting, value, changed_at) VALUES (?, ?, ?) ON CONFLICT "
      "(setting) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
      name, value, at);
}

void SqlSiteSettings::remove(std::string_view name) {
  db_.run("DELETE FROM site_settings WHERE setting = ?", name);
}

}  // namespace meetings::store
