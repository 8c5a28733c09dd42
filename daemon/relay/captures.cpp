// SPDX-License-Identifier: MIT
#include "daemon/relay/captures.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/version.hpp"
#include "turn/synthetic_packet.hpp"

namespace lecternd {
namespace {

using turn::io::CapturedPacket;
using turn::io::CaptureLeg;

constexpr std::uint32_t kClient = 0, kRelay = 1;
// Programs recognize STUN and TURN by this port. The client's leg is shown on it where its own port
// stands for another protocol (decrypted TLS).
constexpr std::uint16_t kStunPort = 3478;
constexpr auto kPatience = std::chrono::seconds{60};

bool shown_on_stun_port(turn::Transport transport) noexcept {
  return transport != turn::Transport::udp;
}
bool is_stream(turn::Transport transport) noexcept {
  return transport == turn::Transport::tcp || transport == turn::Transport::tls;
}

std::string client_description(const turn::SessionInfo& s) {
  std::string text = "client " + s.client.print() + " over " + std::string{to_string(s.transport)};
  if (!s.security.empty()) text += " (" + s.security + "), decrypted";
  if (shown_on_stun_port(s.transport)) text += "; the server's port is shown as 3478";
  return text + "; headers below STUN are made up";
}

}  // namespace

std::string_view to_string(CaptureFile::End end) noexcept {
  switch (end) {
    case CaptureFile::End::running: return "running";
    case CaptureFile::End::session_ended: return "session-ended";
    case CaptureFile::End::time: return "time";
    case CaptureFile::End::packets: return "packets";
    case CaptureFile::End::size: return "size";
    case CaptureFile::End::stopped: return "stopped";
  }
  return "unknown";
}

CaptureFile::CaptureFile(std::shared_ptr<turn::io::CaptureTap> tap,
                         const turn::SessionInfo& session, const CaptureLimits& limits,
                         base::Instant now)
    : tap_(std::move(tap)), limits_(limits), started_(now), read_at_(now) {
  begin(session);
}

void CaptureFile::begin(const turn::SessionInfo& s) {
  turn::pcapng::append_section(piece_, "lecternd " + std::string{base::kVersion},
                               "TURN session " + s.id + " of " + s.identity);
  turn::pcapng::append_interface(piece_, "client", client_description(s), 0);
  turn::pcapng::append_interface(piece_, "relay",
                                 "relayed address " + s.relayed.print() + " and its peers", 0);
}

const turn::pcapng::Buffer& CaptureFile::read(base::Instant now, base::WallTime wall, bool stop) {
  if (std::exchange(begun_, true)) piece_.clear();
  read_at_ = now;
  const bool goes_on = tap_->drain(
      now, [&](const CapturedPacket& packet, base::Bytes payload) { add(packet, payload); });
  bytes_ += piece_.size();
  if (end_ == End::running) {
    if (stop) end_ = End::stopped;
    else if (!goes_on) end_ = End::session_ended;
    else if (limits_.time.count() != 0 && now - started_ >= limits_.time) end_ = End::time;
  }
  if (end_ != End::running) {
    // Both legs share one buffer, so only one leg counts the lost packets.
    turn::pcapng::append_statistics(piece_, kClient, wall, by_leg_[kClient] + tap_->lost(),
                                    tap_->lost());
    turn::pcapng::append_statistics(piece_, kRelay, wall, by_leg_[kRelay], 0);
  }
  return piece_;
}

void CaptureFile::add(const CapturedPacket& p, base::Bytes payload) {
  if (end_ != End::running) return;
  const std::uint32_t leg = p.leg == CaptureLeg::client ? kClient : kRelay;
  turn::SyntheticPacket packet{p.source, p.destination, false, 0, 0, payload, p.original};
  if (leg == kClient && shown_on_stun_port(p.transport))
    (p.outbound ? packet.source : packet.destination).port = kStunPort;
  if (leg == kClient && is_stream(p.transport)) {
    packet.tcp = true;
    std::uint32_t& sent = p.outbound ? to_client_ : from_client_;
    packet.sequence = sent;
    packet.acknowledged = p.outbound ? from_client_ : to_client_;
    sent += p.original;
  }
  const std::size_t original = turn::write_packet(packet_, packet);
  turn::pcapng::append_packet(
      piece_, {leg, p.at, p.outbound, packet_, static_cast<std::uint32_t>(original),
               p.inside ? "between two relayed addresses of this server, inside the process" : ""});
  ++packets_;
  ++by_leg_[leg];
  if (limits_.packets != 0 && packets_ >= limits_.packets) end_ = End::packets;
  else if (limits_.bytes != 0 && bytes_ + piece_.size() >= limits_.bytes) end_ = End::size;
}

bool CaptureFile::forgotten(base::Instant now) const noexcept { return now - read_at_ > kPatience; }

std::optional<std::uint64_t> Captures::start(const turn::SessionId& session,
                                             const CaptureLimits& limits) {
  const auto details = relay_.session(session);
  if (!details) return std::nullopt;
  auto tap = relay_.start_capture(session, limits.snaplen);
  if (!tap) return std::nullopt;
  auto running = std::make_unique<Running>(
      Running{session, CaptureFile{std::move(tap), details->session, limits, clock_.now()}});
  return table_.with([&](Table& table) {
    table.running.emplace(table.next, std::move(running));
    return table.next++;
  });
}

// The capture leaves the table while it is read, so that a long piece keeps no other caller
// waiting.
std::optional<Captures::Piece> Captures::read(std::uint64_t number, bool stop) {
  auto running = table_.with([&](Table& table) {
    auto node = table.running.extract(number);
    return node.empty() ? nullptr : std::move(node.mapped());
  });
  if (!running) return std::nullopt;
  // No packet comes after this, so the last piece has every packet.
  if (stop) relay_.stop_capture(running->session, running->file.tap());
  const auto& data = running->file.read(clock_.now(), clock_.wall_now(), stop);
  Piece piece{base::encode_base64url(data), running->file.packets(), running->file.lost(),
              running->file.end()};
  if (piece.end == CaptureFile::End::running) {
    table_.with([&](Table& table) { table.running.emplace(number, std::move(running)); });
  } else if (!stop) {
    relay_.stop_capture(running->session, running->file.tap());
  }
  return piece;
}

void Captures::forget_old() {
  const base::Instant now = clock_.now();
  table_.with([now](Table& table) {
    std::erase_if(table.running,
                  [now](const auto& entry) { return entry.second->file.forgotten(now); });
  });
}

}  // namespace lecternd
