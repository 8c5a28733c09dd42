// SPDX-License-Identifier: MIT
// [google]: what is wrong with the section. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace config {

struct GoogleFinding {
  std::string key;
  std::string what;
};
// Empty: nothing. Without a client_id nothing else of the section counts.
std::vector<GoogleFinding> check_google(const GoogleConfig& google, const SiteConfig& site);

}  // namespace config
