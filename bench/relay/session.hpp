// SPDX-License-Identifier: MIT
// Session: a TURN client's control dialogue as a pure thing: requests out, answers in, step by step
// along a plan. Exists so that set-up, allocation cycles and held allocations speak the same TURN.
// One thread.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/endpoint.hpp"
#include "turn/stun/message.hpp"

namespace bench {

enum class Step : std::uint8_t { allocate, permit, bind_channel, release };

struct Account {
  std::string user;
  std::string password;
};

class Session {
 public:
  // `peer`: the peer of the permission and of the channel (kChannel).
  Session(const Account& account, const base::Endpoint& peer, std::uint64_t seed);

  // Appends to the list of work.
  void plan(std::initializer_list<Step> steps);
  bool done() const noexcept { return plan_.empty(); }
  // An answer that ends the dialogue before the plan's end: its error code, 0 = none. (401 and 438
  // are part of it.)
  std::uint16_t refused() const noexcept { return refused_; }

  // The request of the current step; the same bytes until an answer to it has come. Empty when
  // done().
  base::Bytes request();
  // True where this was the answer that the session waits for.
  bool on_answer(const stun::MessageView& answer);

  const base::Endpoint& relayed() const noexcept { return relayed_; }

 private:
  void encode();
  void challenge(const stun::MessageView& answer);

  const Account& account_;
  base::Endpoint peer_;
  base::Endpoint relayed_;
  std::mt19937_64 random_;
  std::deque<Step> plan_;
  std::string realm_, nonce_;
  std::vector<std::byte> key_;
  std::array<std::byte, 1024> room_{};
  std::size_t size_ = 0;  // of the encoded request; 0 = not yet
  stun::TransactionId transaction_{};
  unsigned challenges_ = 0;
  std::uint16_t refused_ = 0;
};

}  // namespace bench
