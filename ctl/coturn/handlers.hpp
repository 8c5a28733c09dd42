// SPDX-License-Identifier: MIT
// The handlers of the table of options: each takes one option (or a family of options) into the
// draft. They read values as coturn does: numbers by atoi(), booleans by their first letter. Pure;
// any thread.
#pragma once

#include <optional>
#include <string_view>

#include "ctl/coturn/options.hpp"

namespace ctl::coturn {

// Reads a boolean as coturn does; nullopt where coturn refuses to start.
std::optional<bool> read_flag(std::string_view value);

namespace on {

// For options that set one member: it becomes `When` where the option is on, and the opposite where
// it is off.
template <bool Draft::*Member, bool When = true>
Outcome flag(Draft& draft, const Given& given) {
  draft.*Member = given.on == When;
  return {};
}
template <std::string Draft::*Member>
Outcome text(Draft& draft, const Given& given) {
  draft.*Member = given.value;
  return {};
}

// listeners
Outcome listening_port(Draft& draft, const Given& given);
Outcome tls_listening_port(Draft& draft, const Given& given);
Outcome listening_ip(Draft& draft, const Given& given);
Outcome aux_server(Draft& draft, const Given& given);
Outcome alt_listening_port(Draft& draft, const Given& given);
Outcome no_rfc5780(Draft& draft, const Given& given);
Outcome prometheus_port(Draft& draft, const Given& given);
Outcome prometheus_address(Draft& draft, const Given& given);
Outcome prometheus_path(Draft& draft, const Given& given);

// relay and limits
Outcome no_tcp_relay(Draft& draft, const Given& given);
Outcome mobility(Draft& draft, const Given& given);
Outcome alternate_server(Draft& draft, const Given& given);
Outcome alternate_tls_server(Draft& draft, const Given& given);
Outcome relay_ip(Draft& draft, const Given& given);
Outcome external_ip(Draft& draft, const Given& given);
Outcome min_port(Draft& draft, const Given& given);
Outcome max_port(Draft& draft, const Given& given);
Outcome relay_threads(Draft& draft, const Given& given);
Outcome cpus(Draft& draft, const Given& given);
Outcome user_quota(Draft& draft, const Given& given);
Outcome total_quota(Draft& draft, const Given& given);
Outcome max_bps(Draft& draft, const Given& given);
Outcome bps_capacity(Draft& draft, const Given& given);
Outcome allowed_peer(Draft& draft, const Given& given);
Outcome denied_peer(Draft& draft, const Given& given);
Outcome loopback_peers(Draft& draft, const Given& given);
Outcome stale_nonce(Draft& draft, const Given& given);
Outcome max_allocate_lifetime(Draft& draft, const Given& given);
Outcome channel_lifetime(Draft& draft, const Given& given);
Outcome permission_lifetime(Draft& draft, const Given& given);
Outcome default_family(Draft& draft, const Given& given);
Outcome verbose_logging(Draft& draft, const Given& given);
Outcome log_level(Draft& draft, const Given& given);

// credentials
Outcome realm(Draft& draft, const Given& given);
Outcome use_auth_secret(Draft& draft, const Given& given);
Outcome static_auth_secret(Draft& draft, const Given& given);
Outcome user(Draft& draft, const Given& given);
Outcome rest_api_separator(Draft& draft, const Given& given);
Outcome sqlite_database(Draft& draft, const Given& given);
Outcome foreign_database(Draft& draft, const Given& given);

}  // namespace on

// settle_database.cpp uses these, too.
Outcome add_peers(Draft& draft, std::string_view range, bool allow, std::size_t finding);
Outcome set_quota(Draft& draft, const std::string& key, std::string_view value);
Outcome set_rate(Draft& draft, std::string_view bytes_per_second);

}  // namespace ctl::coturn
