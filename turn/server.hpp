// SPDX-License-Identifier: MIT
// Server: the STUN and TURN server as a state machine (RFC 8489, RFC 8656). Messages and the time
// go in, effects come out; it knows no socket and no clock. It dispatches messages, authenticates
// requests and expires allocations; the objects of ServerParts do the rest. One for each worker;
// Shared holds what the workers have in common. One thread.
#pragma once

#include "turn/authenticator.hpp"
#include "turn/server_parts.hpp"

namespace turn {

class Server {
 public:
  // All three outlive the server.
  Server(Shared& shared, base::Random& random, Stats& stats, WorkerIndex worker);
  WorkerIndex worker() const noexcept { return parts_.worker; }

  // Replaces the configuration; call it between two inputs. Running allocations keep their
  // lifetimes; new secrets and quotas apply to new allocations only. Peers that are denied now are
  // cut off at once. The realm never changes. The caller sets the limits in Shared.
  void reconfigure(const Config& config, Effects& out);
  const Config& config() const noexcept { return parts_.config; }

  // One datagram or stream frame from a client. Control goes to `out`. Data comes back as a
  // Forward, whose payload looks into `message`.
  Forward handle_client(const Leg& from, base::Bytes message, Now now, Effects& out);
  // One datagram from a peer on an allocation's relay socket, or from one of our own relayed
  // addresses to another one. `room` is kHeadRoom bytes, `size` bytes of payload and kTailRoom
  // bytes; the result is framed in it. nullopt: dropped and counted.
  std::optional<ToClient> handle_peer(AllocationId relay, const PeerEndpoint& from,
                                      base::MutableBytes room, std::size_t size,
                                      base::Instant now) noexcept {
    return parts_.data.from_peer(relay, from, room, size, now);
  }
  std::optional<ToClient> handle_hairpin(RelayKey target, const PeerEndpoint& from,
                                         base::MutableBytes room, std::size_t size,
                                         base::Instant now) noexcept {
    return parts_.data.from_own_address(target, from, room, size, now);
  }
  // An ICMP error for a datagram to `peer`; type 0 means that there is none. The result lives until
  // the next call.
  std::optional<ToClient> handle_peer_error(AllocationId relay, const PeerEndpoint& peer,
                                            stun::Icmp icmp, base::Instant now) noexcept;

  // The caller queues data whose `wait_room` is not 0: in order, at most `wait_room` bytes per
  // direction, dropping the oldest (gave_up()). may_go(): see Pacing.
  std::optional<base::Instant> may_go(const Forward& oldest, base::Instant now) noexcept;
  std::optional<base::Instant> may_go(const ToClient& oldest, base::Instant now) noexcept;
  void gave_up(AllocationId id, Direction direction) noexcept;

  // The outcome of an OpenRelay; a CloseRelay is done.
  void relay_opened(AllocationId id, RelayKey relay, Now now, Effects& out);
  void relay_failed(AllocationId id, RelayKey relay, SystemFailure why, Now now, Effects& out);
  void relay_closed(RelayKey relay);

  // TCP connections to peers (RFC 6062): see Connecting and ConnectionTraffic.
  void peer_connected(ConnectionId id, Now now, Effects& out);
  void peer_connect_failed(ConnectionId id, Now now, Effects& out);
  std::optional<ConnectionId> peer_accepted(AllocationId relay, const PeerEndpoint& from, Now now,
                                            Effects& out);
  std::optional<ConnectionId> peer_accepted(RelayKey target, const PeerEndpoint& from, Now now,
                                            Effects& out);
  void peer_closed(ConnectionId id);  // by one of its sides
  void peer_moved(ConnectionId id, std::uint64_t to_peer, std::uint64_t to_client) noexcept;
  base::Instant stream_turn(ConnectionId id, Direction direction, base::Instant now) noexcept;
  void stream_passed(ConnectionId id, Direction direction, std::size_t bytes,
                     base::Instant now) noexcept;

  // The connection that carried this 5-tuple is gone; the server stops; an operator ends an
  // allocation (false: there is none).
  void client_gone(const FiveTuple& tuple, Now now, Effects& out);
  void close_all(Now now, Effects& out, EndReason reason = EndReason::stopped);
  bool kick(AllocationId id, Now now, Effects& out);
  // This host does not have the local relay address any more: its sockets carry nothing. Ends the
  // allocations on it; a dual allocation keeps its other address.
  void address_lost(const base::IpAddress& local, Now now, Effects& out);

  // Over a restart: see Restart. skip_generations() and take_over() come before all other input.
  HandedServer hand_over(base::Instant now) { return parts_.restart.hand_over(now); }
  void skip_generations(std::uint32_t next_generation) noexcept;
  bool take_over(HandedAllocation handed, Now now, Effects& out);
  void end_handed(const HandedAllocation& handed, Now now, Effects& out);

  void expire(Now now, Effects& out);
  std::optional<base::Instant> next_deadline() const noexcept;
  // Gives back memory that only a larger number of allocations needed. Takes milliseconds.
  void shrink();

  // For operators: see Sessions.
  std::vector<SessionInfo> sessions(base::Instant now) const { return parts_.sessions.list(now); }
  SessionSlice sessions(std::uint32_t from, std::uint32_t slots, base::Instant now) const;
  std::optional<SessionDetails> session(AllocationId id, base::Instant now) const;
  // Frames for that client were dropped after they had been handed out: it reads too slowly.
  void client_missed(const FiveTuple& tuple, std::size_t frames) noexcept;
  std::size_t allocation_count() const noexcept { return parts_.allocations.size(); }
  std::size_t connection_count() const noexcept { return parts_.connections.size(); }
  bool has_allocation(const FiveTuple& tuple) noexcept;
  // nullopt: no such session.
  std::optional<FiveTuple> client_of(AllocationId id) noexcept;
  std::optional<base::Endpoint> relayed_address(AllocationId id, base::Family family) noexcept;
  std::optional<AllocationId> allocation_of(RelayKey relay) noexcept;

 private:
  friend class Invariants;  // tests

  void handle_request(Request& request);
  bool authenticate_or_refuse(Request& request);
  bool has_proven_address(const Request& request) const;
  void reject(Request& request, const Rejected& rejected);
  void challenge(const Request& request, stun::ErrorCode code);

  ServerParts parts_;
  std::optional<Authenticator> authenticator_;  // refers to the configuration
};

}  // namespace turn
