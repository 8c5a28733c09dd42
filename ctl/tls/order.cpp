// SPDX-License-Identifier: MIT
#include "ctl/tls/order.hpp"

#include <algorithm>
#include <array>

#include "base/endpoint.hpp"
#include "base/secure_url.hpp"
#include "base/text.hpp"

namespace ctl::tls {
namespace {

using base::Json;

constexpr std::size_t kMostNames = 100;  // Let's Encrypt
constexpr std::size_t kLongestEmail = 254;

// Names that are nowhere in the DNS of the world: RFC 2606, RFC 6761, RFC 6762, RFC 8375, ICANN's
// "internal", and what home routers use.
constexpr std::array<std::string_view, 13> kPrivateEnds{
    ".local",     ".internal", ".localhost", ".test", ".example",  ".invalid", ".onion",
    ".home.arpa", ".lan",      ".home",      ".corp", ".intranet", ".private"};

bool is_private(std::string_view name) {
  return std::ranges::any_of(kPrivateEnds, [name](auto end) { return name.ends_with(end); });
}

bool is_public_authority(const Order& order) {
  return order.server.empty() || order.server == kStaging;
}

std::optional<std::string> find_name_fault(const std::string& name, const Order& order) {
  if (name.starts_with("*."))
    return name +
           " stands for many names: such a certificate needs a change of the DNS, which "
           "this command does not make. Name each host with --name.";
  if (base::IpAddress::parse(name))
    return name +
           " is an address. A certificate is for names: point a DNS name at this machine "
           "and say --name.";
  if (!base::is_host_name(name) || name.ends_with('.')) return "'" + name + "' is no DNS name.";
  if (name.find('.') == std::string::npos || (is_private(name) && is_public_authority(order)))
    return name +
           " is a private name: nobody outside of your network can find it in the DNS, so "
           "no public certificate authority signs it. Use a name below a domain of yours, "
           "such as meet.example.org, and set public_url to it. An authority of your own "
           "network is named with --server.";
  return std::nullopt;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.size() <= kLongestEmail && text.front() != '-' &&
         std::ranges::none_of(text, [](char c) {
           return base::is_control(c) || c == ' ' || c == ',' || c == '"' || c == '\\';
         });
}

}  // namespace

std::optional<std::string> find_order_fault(const Order& order) {
  if (!is_email(order.email)) return "'" + order.email + "' is no mail address.";
  if (order.names.empty())
    return "No name is known: set public_url in [site], or say --name meet.example.org.";
  if (order.names.size() > kMostNames)
    return "A certificate has " + std::to_string(kMostNames) + " names at most.";
  for (const std::string& name : order.names) {
    if (auto fault = find_name_fault(name, order)) return fault;
  }
  if (!is_public_authority(order) &&
      (!order.server.starts_with("https://") || !base::is_secure_url(order.server)))
    return "--server is 'staging' or the https address of a directory of ACME.";
  if (order.challenge != kHttpChallenge && order.challenge != kTlsChallenge)
    return "--challenge is http-01 or tls-alpn-01.";
  return std::nullopt;
}

std::string authority_of(const Order& order) {
  if (order.server.empty()) return "Let's Encrypt";
  return order.server == kStaging ? "the staging server of Let's Encrypt" : order.server;
}

int port_of(const Order& order) noexcept { return order.challenge == kTlsChallenge ? 443 : 80; }

Json to_json(const Order& order) {
  Json names = Json::array();
  for (const std::string& name : order.names) names.push(name);
  return Json::object({{"names", names},
                       {"email", order.email},
                       {"server", order.server},
                       {"challenge", order.challenge}});
}

base::Result<Order> parse_order(std::string_view text) {
  TRY(const Json json, Json::parse(text));
  Order order{json["email"].text(), {}, json["server"].text(), json["challenge"].text()};
  for (const Json& name : json["names"].items()) order.names.push_back(name.text());
  if (const auto fault = find_order_fault(order)) return base::failure(base::Errc::corrupt, *fault);
  return order;
}

}  // namespace ctl::tls
