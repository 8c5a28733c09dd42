// SPDX-License-Identifier: MIT
// Server: the STUN and TURN server as a state machine (RFC 8489, RFC 8656). Messages and the time
// go in, effects come out; it knows no socket and no clock. One for each worker; what workers have
// in common is in Shared. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/timer_queue.hpp"
#include "turn/allocations.hpp"
#include "turn/authenticator.hpp"
#include "turn/effects.hpp"
#include "turn/handover.hpp"
#include "turn/peer_connections.hpp"
#include "turn/peer_policy.hpp"
#include "turn/rate_limit.hpp"
#include "turn/shared.hpp"
#include "turn/stats.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace turn {

class Server {
 public:
  // All three outlive the server.
  Server(Shared& shared, base::Random& random, Stats& stats, WorkerIndex worker);

  // From here on this holds, between two inputs. What runs goes on: a changed secret or quota is
  // for new allocations, and lifetimes once granted stay. Peers that are not allowed any more are
  // cut off at once. The realm never changes, and the limits in Shared are the caller's matter.
  void reconfigure(const Config& config, Effects& out);
  const Config& config() const noexcept { return config_; }

  // One datagram or stream frame from a client. Control goes to `out`; data comes back as where it
  // goes, with a payload that looks into `message`.
  Forward handle_client(const Leg& from, base::Bytes message, Now now, Effects& out);

  // One datagram from a peer, received on an allocation's relay socket: `room` is kHeadRoom bytes,
  // `size` bytes of payload, and kTailRoom bytes. Framed in place for the client, or nothing.
  std::optional<ToClient> handle_peer(AllocationId relay, const PeerEndpoint& from,
                                      base::MutableBytes room, std::size_t size,
                                      base::Instant now) noexcept;
  // The same for data that one of our own relayed addresses sends to another one, `target`, of this
  // worker.
  std::optional<ToClient> handle_hairpin(RelayKey target, const PeerEndpoint& from,
                                         base::MutableBytes room, std::size_t size,
                                         base::Instant now) noexcept;

  // on_paced.cpp. Data that came back with `wait_room` has to wait with the caller, in order, at
  // most so many bytes of one direction, and the oldest goes first where there are more. Of the
  // oldest: when it may go; not later than `now`: it may, and is counted. nullopt: the allocation
  // is gone, so everything that waits for it is.
  std::optional<base::Instant> may_go(const Forward& oldest, base::Instant now) noexcept;
  std::optional<base::Instant> may_go(const ToClient& oldest, base::Instant now) noexcept;
  // One that had to wait does not any more: there was no room.
  void gave_up(AllocationId id, Direction direction) noexcept;
  // Bytes of a TCP connection to a peer: when the next ones may be read, and that some were.
  base::Instant stream_turn(ConnectionId id, Direction direction, base::Instant now) noexcept;
  void stream_passed(ConnectionId id, Direction direction, std::size_t bytes,
                     base::Instant now) noexcept;

  // An ICMP error that a datagram to `peer` caused; an icmp of type 0 is none. The indication for
  // the client stays until the next call of any member.
  std::optional<ToClient> handle_peer_error(AllocationId relay, const PeerEndpoint& peer,
                                            stun::Icmp icmp, base::Instant now) noexcept;

  // What became of an OpenRelay, and that a CloseRelay is done.
  void relay_opened(AllocationId id, RelayKey relay, Now now, Effects& out);
  void relay_failed(AllocationId id, RelayKey relay, Now now, Effects& out);
  void relay_closed(RelayKey relay) { shared_.ports.release(relay); }

  // RFC 6062. What became of a ConnectPeer or ConnectOwn.
  void peer_connected(ConnectionId id, Now now, Effects& out);
  void peer_connect_failed(ConnectionId id, Now now, Effects& out);
  // A peer has connected to a relayed address / one of our own relayed addresses to `target` of
  // this worker. nullopt: not wanted, to be closed at once.
  std::optional<ConnectionId> peer_accepted(AllocationId relay, const PeerEndpoint& from, Now now,
                                            Effects& out);
  std::optional<ConnectionId> peer_accepted(RelayKey target, const PeerEndpoint& from, Now now,
                                            Effects& out);
  // Bytes that went through a bound connection.
  void peer_moved(ConnectionId id, std::uint64_t to_peer, std::uint64_t to_client) noexcept;
  // A connection ended by itself: either side of it closed.
  void peer_closed(ConnectionId id);

  // The connection that carried this 5-tuple is gone.
  void client_gone(const FiveTuple& tuple, Now now, Effects& out);
  // Ends everything (the server stops).
  void close_all(Now now, Effects& out, EndReason reason = EndReason::stopped);

  // take_over.cpp. Over a restart: what can go on in the next process leaves this one without
  // having ended; the rest stays, for close_all(). A client whose connection cannot be taken along
  // keeps its allocation where it has a ticket (RFC 8016).
  HandedServer hand_over(base::Instant now);
  // From here on that allocation is this server's, under the configuration of this one; false: it
  // cannot go on here, and has ended (`out`). Its listeners have the numbers of this process.
  // Before anything else.
  bool take_over(HandedAllocation handed, Now now, Effects& out);
  // It cannot: its relayed address or its client's way is gone. Ended, and recorded.
  void end_handed(const HandedAllocation& handed, Now now, Effects& out);
  void skip_generations(std::uint32_t next_generation) noexcept {
    allocations_.skip_generations(next_generation);
  }

  void expire(Now now, Effects& out);
  std::optional<base::Instant> next_deadline() const noexcept;

  // Gives back the memory that only a larger crowd of allocations needed. Takes time: not on the
  // packets' way.
  void shrink();

  bool has_allocation(const FiveTuple& tuple) noexcept {
    return allocations_.find(tuple) != nullptr;
  }
  std::size_t allocation_count() const noexcept { return allocations_.size(); }
  std::size_t connection_count() const noexcept { return peers_.size(); }
  std::vector<SessionInfo> sessions(base::Instant now) const;
  // A slice of them, so that nobody's packets wait for a long list: `slots` places from `from` on,
  // a place in the table each.
  struct SessionSlice {
    std::vector<SessionInfo> sessions;
    std::uint32_t next = 0;  // where the next slice begins
    bool last = false;
  };
  SessionSlice sessions(std::uint32_t from, std::uint32_t slots, base::Instant now) const;
  std::optional<SessionDetails> session(AllocationId id, base::Instant now) const;
  // Frames for that client were given up after they had been handed out: it does not read fast
  // enough.
  void client_missed(const FiveTuple& tuple, std::size_t frames) noexcept;
  // Of a living session: where its client is; its relayed address of that family as the client
  // knows it; whose address that is.
  std::optional<FiveTuple> client_of(AllocationId id) noexcept;
  std::optional<base::Endpoint> relayed_address(AllocationId id, base::Family family) noexcept;
  std::optional<AllocationId> allocation_of(RelayKey relay) noexcept;
  // An operator ends it; false: there is none.
  bool kick(AllocationId id, Now now, Effects& out);
  WorkerIndex worker() const noexcept { return worker_; }

 private:
  friend class Invariants;  // tests

  struct Request {
    const Leg& leg;
    const stun::MessageView& message;
    Now now;
    Effects& out;
    Allocation* allocation = nullptr;  // of this 5-tuple
    std::optional<LongTermKey> key;    // set once the client has authenticated: answers are signed
    Integrity integrity = Integrity::sha1;
    std::string_view username;
    Allocation* shown = nullptr;  // by its MOBILITY-TICKET
  };

  // server.cpp: dispatch and answers
  void handle_request(Request& request);
  bool authorize(Request& request);
  void tell_failure(const Request& request, AuthFailure why);
  bool may_answer(const Request& request, PrefixLimiter& limiter);
  stun::Builder begin(const Request& request, stun::Class message_class) noexcept;
  void finish(const Request& request, stun::Builder& answer);
  void refuse(const Request& request, stun::ErrorCode code);
  // 420 for an attribute that is known, but not acted on here.
  void refuse_attribute(const Request& request, stun::Attr type);
  void challenge(const Request& request, stun::ErrorCode code);
  void end(Allocation& allocation, EndReason reason, Now now, Effects& out);
  void cut_off(AllocationId id,
               Effects& out);  // reconfigure.cpp: from peers that are not allowed any more
  // One address of a dual allocation, with its permissions and channels.
  void end_relay(Allocation& allocation, RelayKey relay, Effects& out);
  // take_over.cpp
  void keep_what_stays(Allocation& allocation) noexcept;  // of the client's ways
  HandedAllocation let_go(Allocation& allocation);
  // sessions.cpp
  SessionInfo describe(const Allocation& allocation, base::Instant now) const;
  SessionInfo describe(const Allocation& allocation, const base::Endpoint& relayed,
                       const std::optional<base::Endpoint>& second, base::Instant now) const;
  void count_in(Allocation& allocation) noexcept;

  // one file each
  void on_binding(Request& request);
  void on_discovery(Request& request, std::size_t place);  // RFC 5780
  void on_allocate(Request& request);
  void on_refresh(Request& request);
  // Its allocation: that of the 5-tuple, or that of its ticket.
  base::Result<Allocation*, stun::ErrorCode> to_refresh(const Request& request);
  void delete_now(Request& request, std::optional<RelayKey> one);
  void answer_lifetime(const Request& request, std::chrono::seconds lifetime);

  // on_resume.cpp
  bool resumes_elsewhere(Request& request);
  base::Result<Allocation*, stun::ErrorCode> shown_allocation(const Request& request);
  void take_ticket(const Request& request, Allocation& allocation);
  // Something came from this client: of two ways that it may take it is the right one.
  void arrived(Allocation& allocation, const Leg& from) noexcept;
  bool was_deleted(const Request& request) const;
  void on_create_permission(Request& request);
  void on_channel_bind(Request& request);
  void on_connect(Request& request);
  void on_connection_bind(Request& request);
  Forward on_send(const Leg& from, const stun::MessageView& message, base::Instant now);
  Forward on_channel_data(const Leg& from, base::Bytes message, base::Instant now);

  // on_allocate.cpp
  struct AllocateWish {
    base::Family family = base::Family::v4;
    bool dual = false;  // the other family, too
    bool mobile = false;
    PortPool::Want want = PortPool::Want::any;
    std::optional<ReservationToken> token;
    RelayTransport transport = RelayTransport::udp;
  };
  // on_busy.cpp
  bool turned_away(const Request& request);
  void refuse_for_lack_of_room(const Request& request);
  void refuse_over_quota(const Request& request, Refused kind);
  const Alternate* alternate_for(const Leg& leg) noexcept;
  void send_elsewhere(const Request& request, const Alternate& other);

  base::Result<AllocateWish, stun::ErrorCode> read_wish(const Leg& leg,
                                                        const stun::MessageView& message) const;
  std::optional<stun::ErrorCode> read_families(const stun::MessageView& message,
                                               AllocateWish& wish) const;
  std::optional<PortPool::Claim> find_relay(const AllocateWish& wish, std::string_view identity,
                                            base::Instant now);
  struct Claims {
    PortPool::Claim first;
    std::optional<RelayKey> second;
    std::optional<Allocation::Missing> missing;
  };
  Allocation& create(const Request& request, const AllocateWish& wish, const Claims& claims,
                     std::string_view identity);
  std::optional<Claims> find_relays(const AllocateWish& wish, std::string_view identity,
                                    base::Instant now);
  bool open_another(Allocation& allocation, RelayKey failed, base::Instant now, Effects& out);
  void give_up(Allocation& allocation, RelayKey failed, Effects& out);
  void activate(Allocation& allocation, Effects& out);
  void answer_allocate(const Allocation& allocation, Effects& out);
  std::chrono::seconds granted_lifetime(const stun::MessageView& message) const noexcept;

  // on_permission.cpp
  // The peer as it is stored: one of our own relay addresses always in its external form. nullopt
  // and a code: not allowed.
  base::Result<PeerEndpoint, stun::ErrorCode> permitted(const Allocation& allocation,
                                                        const base::Endpoint& peer) const;
  PeerEndpoint canonical(const base::Endpoint& peer) const noexcept;

  // on_connect.cpp
  std::optional<stun::ErrorCode> take_connection(const Allocation& allocation);
  void answer_connect(const PeerConnection& connection, std::optional<stun::ErrorCode> error,
                      Effects& out);
  std::optional<ConnectionId> accepted(Allocation* allocation, const PeerEndpoint& from, Now now,
                                       Effects& out);
  void forget_connection(const PeerConnection& connection);
  void close_connections(AllocationId allocation, std::optional<base::Family> only, Effects& out);
  void expire_connections(Now now, Effects& out);

  // on_connection_bind.cpp
  bool belongs_elsewhere(const Request& request) const noexcept;
  const Allocation* allocation_to_bind(const Request& request) noexcept;

  // on_data.cpp
  Forward route(Allocation& allocation, const PeerEndpoint& to, base::Bytes payload,
                base::Instant now) noexcept;
  void count(Allocation& allocation, const Forward& sent) noexcept;
  void count_to_client(Allocation& allocation, std::size_t bytes) noexcept;
  std::optional<ToClient> to_client(Allocation& allocation, const PeerEndpoint& from,
                                    base::MutableBytes room, std::size_t size,
                                    base::Instant now) noexcept;
  std::optional<base::Bytes> frame_channel_data(const Leg& leg, std::uint16_t number,
                                                base::MutableBytes room, std::size_t size) noexcept;
  std::optional<base::Bytes> frame_data_indication(const Leg& leg, const PeerEndpoint& from,
                                                   base::MutableBytes room,
                                                   std::size_t size) noexcept;
  Forward drop(Allocation& allocation, Drop reason) noexcept {
    ++allocation.dropped;
    return drop(reason);
  }
  Forward drop(Drop reason) noexcept {
    stats_.drop(reason);
    return {};
  }

  // on_paced.cpp: a running allocation gets another rate (0: none); all of them do
  void limit(Allocation& allocation, std::uint64_t bits_per_second);
  void limit_all(std::uint64_t bits_per_second);
  std::optional<base::Instant> take_turn(Pacing& paced, std::size_t bytes,
                                         base::Instant now) noexcept;
  Allocation* paced_allocation(ConnectionId id) noexcept;
  std::uint32_t has_to_wait(Allocation& allocation, Direction direction, std::size_t bytes,
                            base::Instant now) noexcept;

  // A Refresh that deleted its allocation, so that its retransmission gets the same answer instead
  // of 437.
  struct Deletion {
    FiveTuple tuple;
    stun::TransactionId transaction{};
    base::Instant until{};
  };

  Shared& shared_;
  Config config_;  // this worker's own
  PeerPolicy policy_;
  base::Random& random_;
  Stats& stats_;
  const WorkerIndex worker_;
  std::optional<Authenticator> authenticator_;  // looks into config_
  PrefixLimiter binding_limit_;
  PrefixLimiter stranger_limit_;
  Allocations allocations_;
  base::TimerQueue<AllocationId> timers_;
  PeerConnections peers_;
  std::array<Deletion, 64> deletions_{};
  std::size_t next_deletion_ = 0;
  stun::TransactionId indication_id_{};  // counts up: an indication's id must only differ
  std::array<std::byte, 2048> scratch_{};
};

}  // namespace turn
