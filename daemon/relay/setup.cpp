// SPDX-License-Identifier: MIT
#include "daemon/relay/setup.hpp"

#include <algorithm>
#include <utility>

#include "config/schema.hpp"
#include "daemon/process/machine.hpp"

namespace lecternd {
namespace {

bool is_in(const std::vector<base::IpAddress>& list, const base::IpAddress& ip) {
  return std::ranges::find(list, ip) != list.end();
}

}  // namespace

RelaySetup::RelaySetup(const config::Config& config, turn::io::Settings settings,
                       const net::KernelView& network, probe::FoundAddresses found, Parts parts)
    : parts_(std::move(parts)),
      config_(config),
      settings_(std::move(settings)),
      network_(network),
      found_(std::move(found)) {
  const std::scoped_lock lock(mutex_);
  if (parts_.relay == nullptr) return;
  (void)follow_network();  // nothing is lost yet
  for (const auto& mapped : settings_.external)
    parts_.log.info("external_address",
                    {{"local", mapped.local.print()}, {"external", mapped.external.print()}});
  for (const std::string& said : found_.said)
    parts_.log.info("external_address_found", {{"how", said}});
  say_failures(found_.failed);
  say_idle_peers();
}

base::Result<std::function<void()>> RelaySetup::prepare(const config::Config& config) {
  TRY(auto secrets, parts_.secrets(config));
  {
    const std::scoped_lock lock(mutex_);
    TRY(check_peers(config::keep_until_restart(config_, config), own_addresses_of(settings_)));
  }
  return std::function<void()>{
      [this, config, secrets = std::move(secrets)] { apply(config, secrets); }};
}

void RelaySetup::apply(const config::Config& config, std::vector<base::Secret> secrets) {
  const std::scoped_lock lock(mutex_);
  config_ = config::keep_until_restart(config_, config);
  settings_.core = relay_core(config_, {machine_name(), network_, 0}, std::move(secrets));
  if (parts_.relay != nullptr) parts_.relay->reconfigure(settings_.core);
  take_network();
  say_idle_peers();
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

void RelaySetup::see(const net::KernelView& network) {
  const std::scoped_lock lock(mutex_);
  network_ = network;
  auto own = own_addresses(network_);
  if (own != settings_.core.own_addresses) {
    settings_.core.own_addresses = std::move(own);
    if (parts_.relay != nullptr) parts_.relay->reconfigure(settings_.core);
  }
  take_network();
  publish_locked();
}

void RelaySetup::take_network() {
  if (parts_.relay == nullptr) return;
  const auto lost = follow_network();
  // Before the allocations end: no new one may get a lost address after that.
  take_addresses();
  if (!lost.empty()) parts_.relay->addresses_lost(lost);
}

std::vector<base::IpAddress> RelaySetup::follow_network() {
  const auto before =
      std::exchange(addresses_, relay_addresses_of(config_, network_, addresses_.use));
  settings_.relay_addresses = addresses_.use;
  const base::WallTime now = base::SystemClock{}.wall_now();
  for (const base::IpAddress& ip : addresses_.use) {
    if (!is_in(before.use, ip)) used_since_[ip] = now;
  }
  std::vector<base::IpAddress> lost;
  for (const auto& [ip, since] : used_since_) {
    if (!network_.has(ip)) lost.push_back(ip);
  }
  for (const base::IpAddress& ip : lost) used_since_.erase(ip);
  log_addresses(before);
  return lost;
}

void RelaySetup::log_addresses(const RelayAddresses& before) {
  for (const base::IpAddress& ip : addresses_.use) {
    if (!is_in(before.use, ip)) parts_.log.info("turn_relaying", {{"address", ip.print()}});
  }
  for (const base::IpAddress& ip : before.use) {
    if (is_in(addresses_.use, ip)) continue;
    const bool lost = !network_.has(ip);
    parts_.log.warning("turn_relaying_no_more",
                       {{"address", ip.print()},
                        {"effect", lost ? "this machine lost it, so its allocations end"
                                        : "new allocations get another address"}});
  }
  for (const base::IpAddress& ip : addresses_.missing) {
    if (!is_in(before.missing, ip))
      parts_.log.warning(
          "relay_address_missing",
          {{"address", ip.print()},
           {"effect", "the relay waits until this machine has this address of relay_addresses"}});
  }
  if (addresses_.offline && !before.offline)
    parts_.log.warning("turn_offline",
                       {{"why", "this machine has no interface but its loopback"},
                        {"effect", "the relay relays on 127.0.0.1, for this machine only"}});
  const bool waited = std::exchange(waiting_, addresses_.use.empty());
  if (waiting_ && !waited)
    parts_.log.warning("turn_waits_for_address",
                       {{"why", "this machine has no address to relay on"},
                        {"effect", "new allocations get 508, and /readyz says not ready"}});
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

void RelaySetup::say_idle_peers() {
  if (parts_.relay == nullptr) return;
  for (const std::string& what : config::find_idle_peers(config_.turn, own_addresses_of(settings_)))
    parts_.log.warning("peers_without_effect", {{"what", what}});
}

void RelaySetup::publish(std::vector<base::Endpoint> tls) {
  const std::scoped_lock lock(mutex_);
  tls_ = std::move(tls);
  publish_locked();
}

void RelaySetup::publish_locked() {
  std::vector<RelayServer> turn;
  std::vector<std::string> tls;
  const auto url = [this](const base::Endpoint& bound, RelayWay way = RelayWay::plain) {
    return host_and_port(relay_host(config_, settings_, bound, way), bound.port);
  };
  if (parts_.relay != nullptr) {
    for (const base::ListenAddress& bound : parts_.relay->bound())
      turn.push_back({url(bound.endpoint), bound.udp, bound.tcp});
    for (const base::Endpoint& bound : tls_) tls.push_back(url(bound, RelayWay::tls));
  }
  parts_.ice_servers.set_servers(relay_urls(turn, tls), settings_.core.secrets,
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

std::vector<RelaySetup::Relaying> RelaySetup::relaying() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Relaying> out;
  for (const base::IpAddress& ip : addresses_.use)
    out.push_back({ip, turn::seen_as(settings_.external, ip), used_since_.at(ip)});
  return out;
}

std::vector<base::IpAddress> RelaySetup::missing() const {
  const std::scoped_lock lock(mutex_);
  return addresses_.missing;
}

bool RelaySetup::waits() const {
  const std::scoped_lock lock(mutex_);
  return parts_.relay != nullptr && addresses_.use.empty();
}

std::vector<std::string> RelaySetup::address_findings() const {
  const std::scoped_lock lock(mutex_);
  return found_.said;
}

std::vector<std::string> RelaySetup::address_failures() const {
  const std::scoped_lock lock(mutex_);
  return failed_before_;
}

}  // namespace lecternd
