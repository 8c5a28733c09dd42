// SPDX-License-Identifier: MIT
// TurnSession: one TURN client over one wire. It sends requests, repeats them until an answer
// comes, and keeps the data that arrives meanwhile. One thread that may block.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "probe/wire.hpp"
#include "turn/client/dialogue.hpp"

namespace probe {

// The parts of an answer that a report shows.
struct Answer {
  turn::client::Dialogue::Verdict verdict = turn::client::Dialogue::Verdict::error;
  std::uint16_t code = 0;  // of an error
  std::string reason;
  std::string software;
  std::optional<base::Endpoint> mapped, relayed, alternate;
  std::optional<base::Endpoint> plain_mapped;  // MAPPED-ADDRESS, of servers older than RFC 5389
  std::optional<base::Endpoint> other;         // OTHER-ADDRESS: the server supports RFC 5780
  std::optional<std::uint32_t> lifetime;
  std::chrono::nanoseconds round_trip{};

  bool ok() const noexcept { return verdict == turn::client::Dialogue::Verdict::success; }
};

class TurnSession {
 public:
  TurnSession(Wire wire, const turn::client::Account& account, std::chrono::milliseconds patience)
      : wire_(std::move(wire)), patience_(patience), dialogue_(account, random_) {}
  TurnSession(const TurnSession&) = delete;
  TurnSession& operator=(const TurnSession&) = delete;

  // Sends a request until an answer comes. Fails with the wire's error where none comes.
  base::Result<Answer> ask(stun::Method method, const turn::client::Dialogue::Fill& fill = {});
  base::Result<Answer> allocate(base::Family family);
  base::Result<Answer> permit(const base::Endpoint& peer);
  base::Result<Answer> bind(std::uint16_t channel, const base::Endpoint& peer);
  base::Result<Answer> remove();

  base::Status send(std::uint16_t channel, std::string_view text);
  // The payload of the next data that begins with `wanted`; nullopt where none comes before the
  // deadline.
  std::optional<std::string> receive(std::string_view wanted, base::Instant deadline);

  Wire& wire() noexcept { return wire_; }
  const std::string& realm() const noexcept { return dialogue_.realm(); }

 private:
  base::Result<Answer> exchange(base::Bytes request);

  Wire wire_;
  std::chrono::milliseconds patience_;
  base::SystemRandom random_;
  turn::client::Dialogue dialogue_;
  std::deque<std::vector<std::byte>> data_;  // arrived while exchange() waited for an answer
};

}  // namespace probe
