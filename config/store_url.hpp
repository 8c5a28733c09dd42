// SPDX-License-Identifier: MIT
// The value of [store] url: "sqlite", "sqlite:PATH" or "postgresql://…". Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace config {

struct StoreUrl {
  std::string sqlite_path;  // "" = the file in state_dir
  std::string postgres;     // "" = SQLite
};

base::Result<StoreUrl> parse_store_url(std::string_view text);
// "postgresql://…" or "postgres://…"; "" = none.
bool is_postgres_url_or_empty(std::string_view text);
// The URL without the passwords in it, for people.
std::string mask_store_url(std::string_view text);

}  // namespace config
