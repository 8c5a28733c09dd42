// SPDX-License-Identifier: MIT
#include "config/schema_webhooks.hpp"

#include <array>

#include "config/rows.hpp"

namespace config {
namespace {

template <auto Path>
constexpr Member kWebhooks = kMember<&Config::webhooks, Path>;

constexpr std::array kRows{
    Key{
        .name = "allow_addresses",
        .rule = any(Kind::prefix_list),
        .example = "192.168.10.0/24",
        .shipped = commented(),
        .help = "Special-use addresses (private, loopback, …) that webhooks may be sent to. The "
                "address is judged when it is connected to, whatever the URL says. Link-local and "
                "multicast addresses are never right.",
        .member = kWebhooks<&WebhooksConfig::allow_addresses>,
    },
    Key{
        .name = "allow_http",
        .rule = any(Kind::boolean),
        .standard = "false",
        .help = "Whether the URL of a webhook may begin with http://, which encrypts nothing.",
        .member = kWebhooks<&WebhooksConfig::allow_http>,
    },
    Key{
        .name = "ca_file",
        .rule = any(Kind::path),
        .example = "/etc/lectern/webhooks-ca.pem",
        .help = "A PEM file with the authority of the receivers' certificates. Default: the "
                "system's authorities.",
        .member = kWebhooks<&WebhooksConfig::ca_file>,
    },
};

}  // namespace

std::span<const Key> webhook_rows() { return kRows; }

}  // namespace config
