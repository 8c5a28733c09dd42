// SPDX-License-Identifier: MIT
// The captures of relay sessions that run: each a tap in its worker, and the pcapng file that is
// made of what comes from it, piece by piece as lecternctl asks for it. Any thread; each capture is
// for one reader.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "base/time.hpp"
#include "turn/io/relay.hpp"
#include "turn/pcapng.hpp"

namespace lecternd {

struct CaptureLimits {
  std::chrono::seconds time{0};  // 0: none
  std::uint64_t packets = 0;     // 0: none
  std::uint64_t bytes = 0;       // of the file; 0: none
  std::uint32_t snaplen = 65535;
};

// One capture on its way into a file.
class CaptureFile {
 public:
  CaptureFile(std::shared_ptr<turn::io::CaptureTap> tap, const turn::SessionInfo& session,
              const CaptureLimits& limits, base::Instant now);

  enum class End : std::uint8_t { running, session_ended, time, packets, size, stopped };
  // The next piece; at the end with the interfaces' statistics. The buffer is the file's own.
  const turn::pcapng::Buffer& read(base::Instant now, base::WallTime wall, bool stop);
  End end() const noexcept { return end_; }
  std::uint64_t packets() const noexcept { return packets_; }
  std::uint64_t lost() const noexcept { return tap_->lost(); }
  const std::shared_ptr<turn::io::CaptureTap>& tap() const noexcept { return tap_; }
  bool forgotten(base::Instant now) const noexcept;

 private:
  void add(const turn::io::CapturedPacket& packet, base::Bytes payload);
  void begin(const turn::SessionInfo& session);

  std::shared_ptr<turn::io::CaptureTap> tap_;
  const CaptureLimits limits_;
  const base::Instant started_;
  base::Instant read_at_;
  turn::pcapng::Buffer piece_;
  std::vector<std::byte> packet_;
  std::uint64_t packets_ = 0;
  std::uint64_t by_leg_[2] = {0, 0};
  std::uint64_t bytes_ = 0;
  std::uint32_t from_client_ = 1;  // TCP's sequence numbers, made up
  std::uint32_t to_client_ = 1;
  bool begun_ = false;  // the first piece was handed out
  End end_ = End::running;
};
std::string_view to_string(CaptureFile::End end) noexcept;

class Captures {
 public:
  // The relay outlives this.
  explicit Captures(turn::io::Relay& relay) : relay_(relay) {}

  // Its number; nullopt: no such session, or too many run.
  std::optional<std::uint64_t> start(const turn::SessionId& session, const CaptureLimits& limits);
  struct Piece {
    std::string data;  // base64url
    std::uint64_t packets = 0;
    std::uint64_t lost = 0;
    CaptureFile::End end = CaptureFile::End::running;
  };
  // nullopt: there is none of that number (any more). After its end it is gone.
  std::optional<Piece> read(std::uint64_t number, bool stop);

  // Those that nobody reads any more: their memory is given back. Often, from any thread.
  void forget_old();

 private:
  struct Running {
    turn::SessionId session;
    CaptureFile file;
  };
  struct Table {
    std::map<std::uint64_t, std::unique_ptr<Running>> running;
    std::uint64_t next = 1;
  };

  turn::io::Relay& relay_;
  base::SystemClock clock_;
  base::Guarded<Table> table_;
};

}  // namespace lecternd
