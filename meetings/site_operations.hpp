// SPDX-License-Identifier: MIT
// How the site does, as administrators see it: the state of each part, the curves of the last day,
// and the sessions of the relay. The daemon implements it; values. Everything is about the node
// that is asked, except where something else is written.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace meetings {

// off: the configuration does without it. attention: it works, but somebody should look.
enum class PartState : std::uint8_t { ok, off, attention, failing };
std::string_view to_string(PartState state) noexcept;

struct SitePart {
  std::string name;  // "store", "relay", …: docs/administration.md lists them
  PartState state = PartState::ok;
  // Why it is not ok: a word that pages translate ("expires-soon"); empty where it is ok or off.
  std::string reason;
  std::string detail;  // a sentence for whoever mends it, in English; may be empty
};

struct SiteDisk {
  std::int64_t total = 0;  // bytes
  std::int64_t free = 0;   // bytes, for the daemon's user
};

struct SiteCertificate {
  std::vector<std::string> names;
  base::WallTime expires;
  bool self_signed = false;
};

struct SiteState {
  std::vector<SitePart> parts;
  base::WallTime started_at;
  std::size_t people = 0;  // in the rooms
  std::size_t rooms = 0;   // with somebody in them
  std::size_t allocations = 0;
  std::optional<SiteDisk> disk;                // of the state folder
  std::optional<SiteDisk> recordings_disk;     // of the folder of recordings, if they are kept
  std::optional<SiteCertificate> certificate;  // absent: no listener speaks TLS
  bool sends_mail = false;
};

// One minute. Rates are means over the time since the sample before.
struct ChartSample {
  base::WallTime at;
  double people = 0;
  double meetings = 0;
  double allocations = 0;
  double relay_bytes = 0;  // a second, both directions
  double requests = 0;     // a second
  double errors = 0;       // a minute: answers of the class 5xx

  friend bool operator==(const ChartSample&, const ChartSample&) = default;
};

// A session of the relay. Addresses of clients are shortened as the audit log shortens them.
struct RelaySession {
  std::string id;
  std::string user_id;     // who got the credentials; of other credentials their name
  std::string meeting_id;  // empty: the credentials were not made for a meeting
  std::string network;     // of the client
  std::string transport;   // "udp", "tcp", "tls", "dtls"
  std::vector<std::string> relayed;
  std::chrono::seconds age{0};
  std::chrono::seconds expires_in{0};
  std::uint64_t bytes_to_peers = 0;
  std::uint64_t bytes_to_client = 0;
  std::uint64_t dropped = 0;  // datagrams
  // Bytes a second since the last look at the list; absent: it is the first look for a while.
  std::optional<double> rate_to_peers;
  std::optional<double> rate_to_client;
};

class SiteOperations {
 public:
  static constexpr std::chrono::minutes kChartInterval{1};
  static constexpr std::size_t kChartSamples = 24 * 60;

  virtual ~SiteOperations() = default;
  // The calls may wait for other threads for a moment: worker threads only.
  virtual SiteState state() = 0;
  // The oldest first, at most kChartSamples. They live in memory and begin anew with the daemon.
  virtual std::vector<ChartSample> charts() = 0;
  // By their ids. Empty while the relay is off.
  virtual std::vector<RelaySession> relay_sessions() = 0;
  // False if there is no such session.
  virtual bool end_relay_session(std::string_view id) = 0;
};

}  // namespace meetings
