// SPDX-License-Identifier: MIT
#include <sys/statvfs.h>
#include <sys/timex.h>

#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>

#include "base/number.hpp"
#include "ctl/check/checks.hpp"

namespace ctl::check {
namespace {

// The buffer that the listeners ask for (turn/io/listening.hpp). The kernel grants up to
// net.core.rmem_max and doubles it for its own use.
constexpr std::uint64_t kWantedBuffer = 4 * 1024 * 1024;
constexpr std::uint64_t kMostOtherFiles = 4096;  // connections, listeners, the store
constexpr std::uint64_t kMiB = 1024 * 1024;

std::optional<std::uint64_t> number(const std::optional<std::string>& text) {
  return text ? base::parse_number<std::uint64_t>(*text) : std::nullopt;
}

// Two lines of /proc/net/snmp begin with "Udp:": the first holds names, the second values.
std::optional<std::uint64_t> udp_counter(const std::string& text, std::string_view wanted) {
  std::istringstream lines{text};
  std::string names, values;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Udp:")) (names.empty() ? names : values) = line;
  }
  std::istringstream name_words{names}, value_words{values};
  for (std::string name, value; name_words >> name && value_words >> value;) {
    if (name == wanted) return number(value);
  }
  return std::nullopt;
}

// The first number of "Max open files   1024   524288   files", the soft limit.
std::optional<std::uint64_t> open_files_of(const std::string& limits) {
  std::istringstream lines{limits};
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view kName = "Max open files";
    if (!line.starts_with(kName)) continue;
    std::istringstream words{line.substr(kName.size())};
    std::string soft;
    words >> soft;
    return soft == "unlimited" ? std::numeric_limits<std::uint64_t>::max() : number(soft);
  }
  return std::nullopt;
}

}  // namespace

Host this_host() {
  return {[](const std::string& path) -> std::optional<std::string> {
    std::ifstream in{path};
    if (!in) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (in.bad()) return std::nullopt;
    if (text.ends_with('\n')) text.pop_back();
    return text;
  }};
}

void check_buffers(const Host& host, Findings& out) {
  const auto most = number(host.read("/proc/sys/net/core/rmem_max"));
  if (most && *most < kWantedBuffer) {
    out.warning("buffers",
                "a UDP listener gets " + std::to_string(*most / 1024) +
                    " KiB of receive buffer (net.core.rmem_max) instead of the " +
                    std::to_string(kWantedBuffer / 1024) + " KiB it asks for: bursts are lost",
                "sysctl -w net.core.rmem_max=" + std::to_string(kWantedBuffer) +
                    ", for good in /etc/sysctl.d (the package's 60-lectern.conf has the line); "
                    "then restart");
  } else if (most) {
    out.ok("buffers", "UDP listeners get the " + std::to_string(kWantedBuffer / 1024) +
                          " KiB of receive buffer that they ask for");
  }
  const auto lost = udp_counter(host.read("/proc/net/snmp").value_or(""), "RcvbufErrors");
  if (lost && *lost != 0) {
    out.warning("buffers",
                "since it started this machine has lost " + std::to_string(*lost) +
                    " UDP packets to full receive buffers",
                "watch the number (nstat -az UdpRcvbufErrors); where it grows: more turn.workers, "
                "more cores, or less load");
  }
}

void check_conntrack(const Host& host, Findings& out) {
  const auto count = number(host.read("/proc/sys/net/netfilter/nf_conntrack_count"));
  const auto most = number(host.read("/proc/sys/net/netfilter/nf_conntrack_max"));
  if (!count || !most || *most == 0) return;  // the module is not loaded
  const std::string said = "connection tracking holds " + std::to_string(*count) + " of " +
                           std::to_string(*most) + " entries";
  const std::string todo =
      "do not track the relay's ports (notrack rules: docs/relay.md), or raise "
      "net.netfilter.nf_conntrack_max";
  if (*count * 10 > *most * 9)
    out.error("conntrack", said + ": packets are dropped when it is full", todo);
  else if (*most < 65536) out.warning("conntrack", said + "; each relayed flow takes one", todo);
  else out.ok("conntrack", said);
}

void check_files(const config::TurnConfig& turn, const std::optional<DaemonFacts>& facts,
                 const Host& host, Findings& out) {
  const std::string who = facts ? std::to_string(facts->pid) : "self";
  const auto limit = open_files_of(host.read("/proc/" + who + "/limits").value_or(""));
  if (!facts || !limit) return;
  const std::uint64_t ports = std::uint64_t{turn.relay_ports.last} - turn.relay_ports.first + 1u;
  const std::uint64_t allocations =
      turn.core.total_quota != 0 ? std::min<std::uint64_t>(turn.core.total_quota, ports) : ports;
  const std::string said = "the daemon may have " + std::to_string(*limit) + " files open; " +
                           std::to_string(allocations) +
                           " allocations and their connections want " +
                           std::to_string(allocations + kMostOtherFiles);
  if (*limit < allocations + kMostOtherFiles)
    out.warning("file limit", said,
                "LimitNOFILE= in a drop-in of lectern.service, or a lower total_quota");
  else out.ok("file limit", said);
}

void check_clock(Findings& out) {
  timex state{};
  const int result = ::adjtimex(&state);
  if (result == -1) return;
  if (result == TIME_ERROR || (state.status & STA_UNSYNC) != 0) {
    out.warning("clock", "is not synchronized: credentials and certificates are judged by it",
                "timedatectl set-ntp true (systemd-timesyncd or chrony); of a virtual machine the "
                "host's clock may be good enough");
  } else {
    out.ok("clock", "is synchronized");
  }
}

void check_disk(const std::string& state_dir, Findings& out) {
  struct statvfs space {};
  if (::statvfs(state_dir.c_str(), &space) != 0) return;
  const std::uint64_t free = std::uint64_t{space.f_bavail} * space.f_frsize / kMiB;
  const std::string said = std::to_string(free) + " MiB are free below " + state_dir;
  if (free < 50) out.error("disk", said + ": nothing can be stored soon", "make room");
  else if (free < 500) out.warning("disk", said, "make room");
  else out.ok("disk", said);
}

}  // namespace ctl::check
