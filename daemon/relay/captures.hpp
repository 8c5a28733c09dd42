// SPDX-License-Identifier: MIT
// The running captures of relay sessions. Each capture is a tap in the session's worker, and a
// pcapng file that is made from the tap's packets, one piece for each request of lecternctl. Any
// thread; each capture has one reader.
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

// One capture and the pcapng file that is made from it. The daemon never writes the file to a disk:
// read() returns the next piece. One thread at a time.
class CaptureFile {
 public:
  CaptureFile(std::shared_ptr<turn::io::CaptureTap> tap, const turn::SessionInfo& session,
              const CaptureLimits& limits, base::Instant now);

  enum class End : std::uint8_t { running, session_ended, time, packets, size, stopped };
  // Returns the next piece of the file; the last piece ends with the interfaces' statistics. `stop`
  // ends the capture. The buffer belongs to this object and holds until the next call.
  const turn::pcapng::Buffer& read(base::Instant now, base::WallTime wall, bool stop);
  End end() const noexcept { return end_; }
  std::uint64_t packets() const noexcept { return packets_; }
  std::uint64_t lost() const noexcept { return tap_->lost(); }
  const std::shared_ptr<turn::io::CaptureTap>& tap() const noexcept { return tap_; }
  // True if read() was not called for a minute.
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
  std::uint32_t from_client_ = 1;  // sequence numbers of the synthetic TCP headers
  std::uint32_t to_client_ = 1;
  bool begun_ = false;  // read() has returned the first piece
  End end_ = End::running;
};
std::string_view to_string(CaptureFile::End end) noexcept;

class Captures {
 public:
  // The relay outlives this.
  explicit Captures(turn::io::Relay& relay) : relay_(relay) {}

  // Returns the capture's number; nullopt where the session does not exist or too many captures
  // run.
  std::optional<std::uint64_t> start(const turn::SessionId& session, const CaptureLimits& limits);
  struct Piece {
    std::string data;  // base64url
    std::uint64_t packets = 0;
    std::uint64_t lost = 0;
    CaptureFile::End end = CaptureFile::End::running;
  };
  // Returns the next piece of a capture; nullopt where no capture has that number. A piece whose
  // `end` is not `running` is the last one.
  std::optional<Piece> read(std::uint64_t number, bool stop);

  // Frees the forgotten captures. Call it often.
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
