// SPDX-License-Identifier: MIT
// What each kind of value takes, and how it prints: one row a kind.
#include "config/kinds.hpp"

#include <algorithm>
#include <array>

#include "base/redis_url.hpp"
#include "config/address_rules.hpp"
#include "config/external_server.hpp"
#include "config/jwt_issuer.hpp"
#include "config/oidc_provider.hpp"
#include "config/store_url.hpp"

namespace config {
namespace {

using base::Errc;
using base::failure;
using base::Result;

// Checks of one text. `Right` decides, and the rule's words are the error.
template <bool (*Right)(std::string_view)>
base::Status check_that(const ValueRule& rule, std::string_view text) {
  if (Right(text)) return {};
  return failure(Errc::invalid_argument, quote_toml(text) + " is not " + describe(rule));
}

// `Parse` decides, and has words of its own.
template <auto Parse>
base::Status check_parses(const ValueRule& /*rule*/, std::string_view text) {
  TRY(Parse(text));
  return {};
}

// An address that parses, and that `Fault` finds nothing wrong with.
const base::IpAddress& address_of(const base::IpAddress& ip) { return ip; }
const base::IpAddress& address_of(const base::Endpoint& at) { return at.ip; }
const base::IpAddress& address_of(const base::ListenAddress& at) { return at.endpoint.ip; }

template <class T, std::optional<std::string> (*Fault)(const base::IpAddress&)>
base::Status check_address(const ValueRule& rule, std::string_view text) {
  const auto parsed = T::parse(text);
  if (!parsed)
    return failure(Errc::invalid_argument, quote_toml(text) + " is not " + describe(rule));
  const auto fault = Fault(address_of(*parsed));
  if (!fault) return {};
  return failure(Errc::invalid_argument,
                 quote_toml(text) + ": " + address_of(*parsed).print() + " " + *fault);
}

base::Status check_endpoint(const ValueRule& rule, std::string_view text) {
  if (text.empty()) return {};
  return check_address<base::Endpoint, fault_of_listener>(rule, text);
}

template <bool (*Right)(std::string_view)>
bool is_empty_or(std::string_view text) {
  return text.empty() || Right(text);
}

Result<HostPort> parse_stun_server(std::string_view text) {
  return parse_host_port(text, kStunPort);
}

base::Status check_choice(const ValueRule& rule, std::string_view text) {
  if (std::ranges::find(rule.choices, text, &ChoiceText::word) != rule.choices.end()) return {};
  return failure(Errc::invalid_argument, quote_toml(text) + " is not " + describe(rule));
}

base::Status check_secret(const ValueRule& /*rule*/, std::string_view text) {
  if (!text.empty()) return {};
  return failure(Errc::invalid_argument, "holds an empty secret");
}

base::Status check_redis_url(const ValueRule& /*rule*/, std::string_view text) {
  if (text.empty()) return {};
  const auto url = base::parse_redis_url(text);
  if (url) return {};
  return failure(Errc::invalid_argument, url.error().what);
}

constexpr std::string_view kMask = "********";

Value mask_url(const Value& value) { return mask_store_url(std::get<std::string>(value)); }

Value mask_secrets(const Value& value) {
  return TextList(std::get<TextList>(value).size(), std::string{kMask});
}

Value mask_passwords(const Value& value) {
  TextMap masked = std::get<TextMap>(value);
  for (auto& [name, password] : masked) password = kMask;
  return masked;
}

Value mask_servers(const Value& value) {
  TextList masked = std::get<TextList>(value);
  for (std::string& server : masked) server = mask_external_server(server);
  return masked;
}

Value mask_issuers(const Value& value) {
  TextList masked = std::get<TextList>(value);
  for (std::string& issuer : masked) issuer = mask_jwt_issuer(issuer);
  return masked;
}

Value mask_providers(const Value& value) {
  TextList masked = std::get<TextList>(value);
  for (std::string& provider : masked) provider = mask_oidc_provider(provider);
  return masked;
}

constexpr std::array kKinds{
    KindRow{
        .kind = Kind::boolean,
        .words = "true or false",
        .shape = &kFlag,
    },
    KindRow{
        .kind = Kind::integer,
        .words = "a whole number",
        .shape = &kNumber,
    },
    KindRow{
        .kind = Kind::duration,
        .words = "a duration such as \"90s\" or \"12h\"",
        .shape = &kNumber,
        .units = kDurationUnits,
    },
    KindRow{
        .kind = Kind::size,
        .words = "a size such as \"64KiB\" or \"10MiB\"",
        .shape = &kNumber,
        .units = kSizeUnits,
    },
    KindRow{
        .kind = Kind::rate,
        .words = "a rate such as \"3Mbit\"",
        .shape = &kNumber,
        .units = kRateUnits,
    },
    KindRow{
        .kind = Kind::text,
        .words = "a text",
        .shape = &kText,
    },
    KindRow{
        .kind = Kind::choice,
        .words = "one of ",
        .shape = &kText,
        .check = check_choice,
    },
    KindRow{
        .kind = Kind::path,
        .words = "a path",
        .shape = &kText,
    },
    KindRow{
        .kind = Kind::url,
        .words = "a URL of scheme and host, such as \"https://meet.example.org\"",
        .shape = &kText,
        .check = check_that<is_empty_or<is_http_origin>>,
    },
    KindRow{
        .kind = Kind::store_url,
        .words = "\"sqlite\", \"sqlite:PATH\" or a URL such as \"postgresql://lectern@db/lectern\"",
        .shape = &kText,
        .check = check_parses<parse_store_url>,
        .mask = mask_url,
    },
    KindRow{
        .kind = Kind::postgres_url,
        .words = "a URL such as \"postgresql://lectern@db/lectern\"",
        .shape = &kText,
        .check = check_that<is_postgres_url_or_empty>,
        .mask = mask_url,
    },
    KindRow{
        .kind = Kind::redis_url,
        .words = "a URL such as \"redis://lectern@redis.example.org:6379/0\" or "
                 "\"unix:///run/redis/redis.sock\"",
        .shape = &kText,
        .check = check_redis_url,
        .mask = mask_url,
    },
    KindRow{
        .kind = Kind::endpoint,
        .words = "an address and a port, such as \"127.0.0.1:9641\" or \"[::1]:9641\"",
        .shape = &kText,
        .check = check_endpoint,
    },
    KindRow{
        .kind = Kind::port_range,
        .words = "a range of ports, such as \"49152-65535\"",
        .shape = &kText,
        .check = check_parses<parse_port_range>,
    },
    KindRow{
        .kind = Kind::endpoint_list,
        .words =
            "an address and a port, such as \"0.0.0.0:3478\" or \"[::]:3478\" (a list of them)",
        .shape = &kList,
        .check = check_address<base::Endpoint, fault_of_local>,
    },
    KindRow{
        .kind = Kind::listen_list,
        .words = "an address and a port, such as \"[::]:3478\", or of UDP or TCP alone, such as "
                 "\"udp:[::]:443\" (a list of them)",
        .shape = &kList,
        .check = check_address<base::ListenAddress, fault_of_listener>,
    },
    KindRow{
        .kind = Kind::address_list,
        .words = "an IP address, such as \"192.0.2.1\" (a list of them)",
        .shape = &kList,
        .check = check_address<base::IpAddress, fault_of_local>,
    },
    KindRow{
        .kind = Kind::prefix_list,
        .words = "an address prefix, such as \"10.0.0.0/8\" (a list of them)",
        .shape = &kList,
        .check = check_parses<parse_prefix>,
    },
    KindRow{
        .kind = Kind::peer_list,
        .words = "an address prefix, such as \"10.0.0.0/8\", or ports of one address, such as "
                 "\"192.0.2.1:20000-40000\" (a list of them)",
        .shape = &kList,
        .check = check_parses<parse_allowed_peer>,
    },
    KindRow{
        .kind = Kind::external_list,
        .words = "\"PUBLIC\", \"PUBLIC/PRIVATE\" or \"auto\" (a list of them)",
        .shape = &kList,
        .check = check_parses<parse_external_address>,
    },
    KindRow{
        .kind = Kind::stun_list,
        .words = "a server, such as \"stun.example.org:3478\" (a list of them)",
        .shape = &kList,
        .check = check_parses<parse_stun_server>,
    },
    KindRow{
        .kind = Kind::origin_list,
        .words = "an origin, such as \"https://www.example.org\" (a list of them)",
        .shape = &kList,
        .check = check_that<is_http_origin>,
    },
    KindRow{
        .kind = Kind::ice_server_list,
        .words = "a server's URL, or a table of its urls and secret_file (a list of them)",
        .shape = &kList,
        .check = check_parses<parse_external_server>,
        .mask = mask_servers,
    },
    KindRow{
        .kind = Kind::jwt_issuer_list,
        .words = "a table of an issuer's name, algorithm and keys (a list of them)",
        .shape = &kList,
        .check = check_parses<parse_jwt_issuer>,
        .mask = mask_issuers,
    },
    KindRow{
        .kind = Kind::oidc_provider_list,
        .words = "a table of a provider's name, issuer, client_id and client_secret_file (a list "
                 "of them)",
        .shape = &kList,
        .check = check_parses<parse_oidc_provider>,
        .mask = mask_providers,
    },
    KindRow{
        .kind = Kind::secret_list,
        .words = "a list of secrets",
        .shape = &kList,
        .check = check_secret,
        .mask = mask_secrets,
    },
    KindRow{
        .kind = Kind::secret_map,
        .words = "a table of names and passwords",
        .shape = &kMap,
        .mask = mask_passwords,
    },
};

consteval bool rows_follow_the_enumerators() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i].kind != static_cast<Kind>(i)) return false;
  }
  return kKinds.back().kind == Kind::secret_map;
}
static_assert(rows_follow_the_enumerators());

}  // namespace

const KindRow& row_of(Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string describe(const ValueRule& rule) {
  const KindRow& row = row_of(rule.kind);
  std::string out{row.words};
  if (row.shape == &kNumber) out += ", " + print_range(rule);
  for (const ChoiceText& choice : rule.choices)
    out.append(&choice == rule.choices.data() ? "" : ", ").append(choice.word);
  return out;
}

Result<Value> check_value(const ValueRule& rule, const Value& written) {
  return row_of(rule.kind).shape->take(rule, written);
}

Result<Value> parse_value(const ValueRule& rule, std::string_view text) {
  return row_of(rule.kind).shape->parse(rule, text);
}

std::string print_toml(const ValueRule& rule, const Value& value) {
  return row_of(rule.kind).shape->print(rule, value);
}

std::string print_masked(const ValueRule& rule, const Value& value) {
  const auto mask = row_of(rule.kind).mask;
  return print_toml(rule, mask == nullptr ? value : mask(value));
}

}  // namespace config
