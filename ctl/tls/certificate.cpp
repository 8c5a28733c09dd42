// SPDX-License-Identifier: MIT
#include "ctl/tls/certificate.hpp"

#include <algorithm>

namespace ctl::tls {

std::optional<Served> read_served(const base::Json& certificate) {
  const auto from = base::parse_iso8601(certificate["valid_from"].text());
  const auto until = base::parse_iso8601(certificate["expires"].text());
  if (!from || !until) return std::nullopt;
  Served served{{}, certificate["issuer"].text(), {*from, *until}, certificate["origin"].text()};
  for (const base::Json& name : certificate["names"].items()) served.names.push_back(name.text());
  return served;
}

bool is_current(const Served& served, const std::vector<std::string>& names, base::WallTime now) {
  const bool covered = std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::find(served.names, name) != served.names.end();
  });
  return served.origin == "acme" && covered && now < renewal_time(served.validity);
}

}  // namespace ctl::tls
