// SPDX-License-Identifier: MIT
#include "probe/start_checks.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "config/listeners.hpp"
#include "config/peer_rules.hpp"
#include "net/tls_context.hpp"
#include "net/udp_socket.hpp"

namespace probe {
namespace {

// "turn.listen" as "[turn] listen ", "listen" as "[[listen]] ".
std::string named(std::string_view key) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) return "[[" + std::string{key} + "]] ";
  std::string out = "[";
  out.append(key.substr(0, dot)).append("] ").append(key.substr(dot + 1)).append(" ");
  return out;
}

class Checks {
 public:
  Checks(const config::Config& config, const std::vector<base::Cidr>& own)
      : config_(config), own_(own) {}

  std::vector<std::string> run() {
    certificate();
    listeners();
    if (config_.turn.enabled) peers();
    folders();
    return std::move(out_);
  }

 private:
  void refuse(std::string what) { out_.push_back(std::move(what)); }

  void certificate() {
    const bool wanted = std::ranges::any_of(config_.listen, &config::Listener::tls) ||
                        (config_.turn.enabled && !config_.turn.tls_listen.empty());
    if (!wanted || config_.tls.certificate.empty()) return;
    const auto tls = net::TlsContext::load(config_.tls.certificate, config_.tls.key);
    if (!tls) refuse("[tls] " + tls.error().what);
  }

  // A socket on port 0 tells whether the system binds the address, which may come later.
  void listeners() {
    for (const config::ListenerClaim& claim : config::listener_claims(config_)) {
      base::Endpoint at = claim.address.endpoint;  // with the link of a link-local address
      if (at.ip.is_unspecified()) continue;
      at.port = 0;
      net::UdpOptions options;
      options.free_bind = true;
      const auto socket = net::UdpSocket::open(at, options);
      if (!socket && socket.error().code != base::Errc::unsupported)
        refuse(named(claim.key) + claim.address.print() + ": " + socket.error().what);
    }
  }

  void peers() {
    config::OwnAddresses own = config::named_addresses(config_);
    own.other.insert(own.other.end(), own_.begin(), own_.end());
    for (const std::string& what : config::find_closed_ports(config_, own))
      refuse("[turn] allow_peers: " + what);
  }

  void folders() {
    if (config_.turn.enabled) folder_of("[turn] session_log", config_.turn.session_log);
    folder_of("[store] url", config_.store.sqlite_path);
    const std::string& webui = config_.site.webui_dir;
    std::error_code error;
    if (!webui.empty() && !std::filesystem::is_directory(webui, error))
      refuse("[site] webui_dir: " + webui + " is no folder");
  }

  void folder_of(const char* key, const std::string& file) {
    if (file.empty()) return;
    const auto folder = std::filesystem::absolute(file).parent_path();
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
      refuse(std::string{key} + ": there is no folder " + folder.string());
  }

  const config::Config& config_;
  const std::vector<base::Cidr>& own_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> find_start_problems(const config::Config& config,
                                             const std::vector<base::Cidr>& own) {
  return Checks{config, own}.run();
}

}  // namespace probe
