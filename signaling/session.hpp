// SPDX-License-Identifier: MIT
// Session: one client's conversation with the hub, independent of the socket that carries it. Only
// the hub uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/tokens.hpp"
#include "signaling/effects.hpp"
#include "signaling/handled_ids.hpp"
#include "signaling/outbox.hpp"
#include "signaling/private_lines.hpp"
#include "signaling/rate_limit.hpp"
#include "signaling/replay_ring.hpp"
#include "signaling/resume_tokens.hpp"

namespace signaling {

enum class Stage : std::uint8_t {
  fresh,           // not authenticated yet
  authenticating,  // sent a token with our signature; the store's answer is on its way
  authenticated,   // in no meeting
  admitting,       // asked to join; the answer is on its way
  joined,
  closing,  // only its outbox is still sent; its frames are ignored
};

// A session has at most one question with the domain at a time, because an answer is dear (it may
// cost the hash of a password) and a client that leaves does not take its question back.
struct AdmissionState {
  std::optional<std::uint64_t> asked;    // the question whose answer is on its way
  std::optional<AdmissionRequest> next;  // asked when that answer has come
  // The join that waits for its answer.
  base::Instant since{};
  std::string meeting;
  std::optional<std::string> join_id;  // the join's own id, for the answer's `re`
};

struct Session {
  Session(SessionId number, base::IpAddress from, base::Instant now, Outbox::Limits outbox_limits,
          ReplayRing::Limits replay)
      : id(number), address(from), opened_at(now), sent(replay), outbox(outbox_limits) {}

  const SessionId id;
  base::IpAddress address;  // changes with the socket
  const base::Instant opened_at;
  Stage stage = Stage::fresh;
  std::optional<meetings::Claims> claims;  // from `auth` on, also before they are confirmed
  RateLimiter limiter;
  ReplayRing sent;  // the numbered messages
  PrivateLines private_lines;
  Outbox outbox;
  bool overflowed = false;       // finish() drops it
  bool waiting = false;          // its outbox counts for all outboxes together
  std::size_t counted_kept = 0;  // the bytes of `sent` that count for all rings together
  AdmissionState admission;

  // From `welcome` on.
  std::string name;  // the name that the client gives with `resume`
  ResumeTokens tokens;
  HandledIds handled;
  // When the socket broke; nullopt while the session has one.
  std::optional<base::Instant> away_since;
  std::size_t relayed_while_away = 0;  // bytes of other clients
  bool shown_away = false;             // the others in the room know that its socket broke

  // While authenticating.
  std::uint64_t request = 0;
  base::Instant asked_at{};
  std::optional<std::string> auth_id;  // the auth's own id, for the answer's `re`
  std::vector<ClientFrame> early;      // sent before `welcome`; handled after it

  std::size_t moderating = 0;  // the actions whose answer is on its way

  // While joined.
  std::optional<meetings::MeetingId> room;
  meetings::RelayWish relays;    // the node changes with the socket
  base::Instant renew_ice_at{};  // when half the time of the newest TURN credentials is over
};

}  // namespace signaling
