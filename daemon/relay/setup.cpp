// SPDX-License-Identifier: MIT
#include "daemon/relay/setup.hpp"

#include <algorithm>

#include "config/schema.hpp"
#include "daemon/process/machine.hpp"

namespace lecternd {

RelaySetup::RelaySetup(const config::Config& config, turn::io::Settings settings,
                       probe::FoundAddresses found, Parts parts)
    : parts_(std::move(parts)),
      config_(config),
      settings_(std::move(settings)),
      found_(std::move(found)) {
  const std::scoped_lock lock(mutex_);
  if (parts_.relay == nullptr) return;
  for (const auto& mapped : settings_.external)
    parts_.log.info("external_address",
                    {{"local", mapped.local.print()}, {"external", mapped.external.print()}});
  for (const std::string& said : found_.said)
    parts_.log.info("external_address_found", {{"how", said}});
  say_failures(found_.failed);
}

base::Result<std::function<void()>> RelaySetup::prepare(const config::Config& config) {
  TRY(auto secrets, parts_.secrets(config));
  return std::function<void()>{
      [this, config, secrets = std::move(secrets)] { apply(config, secrets); }};
}

void RelaySetup::apply(const config::Config& config, std::vector<base::Secret> secrets) {
  const std::scoped_lock lock(mutex_);
  config_ = config::keep_until_restart(config_, config);
  const MachineFacts machine{machine_name(), interface_addresses(), std::nullopt, 0};
  settings_.core = relay_core(config_, machine, std::move(secrets));
  if (parts_.relay != nullptr) parts_.relay->reconfigure(settings_.core);
  take_addresses();
  publish_locked();
}

void RelaySetup::use(probe::FoundAddresses found) {
  const std::scoped_lock lock(mutex_);
  const auto question = probe::question_of(config_.turn, settings_.relay_addresses);
  say_failures(found.failed);
  found_ = probe::keep_known(std::move(found), found_, question);
  take_addresses();
  publish_locked();
}

void RelaySetup::take_addresses() {
  if (parts_.relay == nullptr) return;
  auto next =
      probe::external_addresses(config_.turn.external_ip, settings_.relay_addresses, found_);
  for (const base::IpAddress& local : settings_.relay_addresses) {
    const base::IpAddress before = turn::seen_as(settings_.external, local),
                          after = turn::seen_as(next, local);
    if (before == after) continue;
    parts_.log.info("external_address",
                    {{"local", local.print()},
                     {"external", after.print()},
                     {"before", before.print()},
                     {"effect", "for new allocations; those that run keep theirs"}});
  }
  settings_.external = std::move(next);
  // Call it also where nothing differs: the relay then forgets an address that no allocation has.
  parts_.relay->set_addresses(settings_.relay_addresses, settings_.external);
}

void RelaySetup::say_failures(const std::vector<std::string>& failed) {
  if (failed != failed_before_) {
    for (const std::string& why : failed) {
      parts_.log.warning(
          "external_address_not_found",
          {{"why", why}, {"effect", "what was known before stays; else the local address"}});
    }
  }
  failed_before_ = failed;
}

void RelaySetup::publish(std::vector<base::Endpoint> tls) {
  const std::scoped_lock lock(mutex_);
  tls_ = std::move(tls);
  publish_locked();
}

void RelaySetup::publish_locked() {
  std::vector<std::string> turn;
  std::vector<std::string> tls;
  const auto url = [this](const base::Endpoint& bound) {
    return host_and_port(relay_host(config_, settings_, bound), bound.port);
  };
  if (parts_.relay != nullptr) {
    for (const base::Endpoint& bound : parts_.relay->bound()) turn.push_back(url(bound));
    for (const base::Endpoint& bound : tls_) tls.push_back(url(bound));
  }
  parts_.ice_servers.set_servers(relay_urls(turn, tls), settings_.core.secrets.front(),
                                 config_.turn.credential_lifetime, config_.turn.external_servers);
}

probe::AddressQuestion RelaySetup::question() const {
  const std::scoped_lock lock(mutex_);
  return probe::question_of(config_.turn, settings_.relay_addresses);
}

std::chrono::seconds RelaySetup::interval() const {
  const std::scoped_lock lock(mutex_);
  return config_.turn.external_ip_interval;
}

base::Secret RelaySetup::issuing_secret() const {
  const std::scoped_lock lock(mutex_);
  return settings_.core.secrets.front();
}

std::chrono::seconds RelaySetup::credential_lifetime() const {
  const std::scoped_lock lock(mutex_);
  return config_.turn.credential_lifetime;
}

std::vector<turn::RelayAddress> RelaySetup::external() const {
  const std::scoped_lock lock(mutex_);
  return settings_.external;
}

std::vector<std::string> RelaySetup::address_findings() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> out = found_.said;
  out.insert(out.end(), failed_before_.begin(), failed_before_.end());
  return out;
}

}  // namespace lecternd
