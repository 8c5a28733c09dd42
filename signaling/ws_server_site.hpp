// SPDX-License-Identifier: MIT
// WsSite: the server as one of several nodes. It asks the directory who owns a meeting, passes
// sockets on to the owner (ws_server_passed) and takes those of other nodes (ws_server_guests),
// writes copies of the rooms that are here, and continues rooms from such copies. The loop's thread
// only, except where "any thread" is written.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/secret.hpp"
#include "net/event_loop.hpp"
#include "signaling/admission.hpp"
#include "signaling/hub.hpp"
#include "signaling/site.hpp"
#include "signaling/ws_server_guests.hpp"
#include "signaling/ws_server_links.hpp"
#include "signaling/ws_server_passed.hpp"
#include "signaling/ws_server_transport.hpp"

namespace signaling {

// What the site needs of the server.
class WsSiteHost : public WsHandler {
 public:
  virtual Now now() const = 0;
  virtual void run(Effects effects) = 0;
  // Opens a session for the socket; nullopt: there is no place.
  virtual std::optional<SessionId> let_in(SocketId socket, const base::IpAddress& client) = 0;
  // The socket of a session, if it has one.
  virtual std::optional<SocketId> socket_of(SessionId session) const = 0;
  // The socket carries no session any more.
  virtual void unbind(SocketId socket) = 0;
  virtual WsTransport& own_transport() = 0;

 protected:
  ~WsSiteHost() = default;
};

struct WsSiteSettings {
  base::Endpoint listen;           // for the other nodes
  std::vector<base::Secret> keys;  // of links (link_frames); all nodes of the site have them
  AskMeeting ask_meeting;          // called on the server's thread
};

class WsSite final : private NodeLinksUser, private WsPassedHost {
  struct Private {};

 public:
  // All outlive the site.
  static base::Result<std::unique_ptr<WsSite>> open(net::EventLoop& loop, Hub& hub,
                                                    WsSiteHost& host, WsSiteSettings settings,
                                                    const base::Log& log, base::Metrics& metrics);
  WsSite(Private, net::EventLoop& loop, Hub& hub, WsSiteHost& host, AskMeeting ask_meeting,
         std::vector<base::Secret> keys, const base::Log& log, base::Metrics& metrics);

  // Before the loop runs. The directory outlives the site's last event; `node` is the name of this
  // node among the others.
  void use(SiteDirectory& directory, std::string node) {
    directory_ = &directory;
    node_ = std::move(node);
  }
  const base::Endpoint& local() const noexcept { return links_->local(); }

  void ask(RequestPlace question);
  void ask(RequestSession question);
  void keep(const KeepLine& line);
  // The hub has done something: its copies may have to be written.
  void look() {
    if (hub_.has_touched() && !copying_.running()) copying_.start_after(pause_);
  }
  // Once a second.
  void tick();
  // Any thread: another node owns the meeting now; Redis is there again.
  void owner_lost(const meetings::MeetingId& meeting);
  void redis_is_back();
  // The server stops: its rooms go to the other nodes. Call it when all sessions wait.
  void leave();
  void shut_down() noexcept;

  WsGuests& guests() noexcept { return *guests_; }
  WsPassed& passed() noexcept { return *passed_; }
  // Gives the socket what its session was told at another node, before all else.
  bool take_leftovers(SocketId socket, FrameSink& sink);
  bool has_leftovers(SocketId socket) const { return leftovers_.contains(socket); }
  bool has_any_leftovers() const noexcept { return !leftovers_.empty(); }
  void forget_leftovers(SocketId socket) { leftovers_.erase(socket); }

 private:
  void on_link_frame(LinkId link, const LinkFrame& frame) override;
  void on_link_down(LinkId link) override;
  void find_owner(SocketId socket, const meetings::MeetingId& meeting) override;
  bool arrive_here(Traveller traveller) override;
  void deliver_here(SocketId socket) override;
  void close_here(SocketId socket, CloseCode code) override;

  bool let_in(SocketId socket, Arrival& arrival);
  void find_place(const std::shared_ptr<RequestPlace>& question,
                  const meetings::MeetingId& meeting);
  void placed(RequestPlace question, const meetings::MeetingId& meeting, const Placement& where);
  void seek(const RequestSession& question, bool again);
  void found(const RequestSession& question, const SessionPlace& place, bool again);
  void seek_again();
  void placed(const RequestSession& question, const meetings::MeetingId& meeting,
              const Placement& where);
  // This node owns the meeting.
  void own(const meetings::MeetingId& meeting, const RoomCopy& copy);
  void take_copy(const meetings::MeetingId& meeting, const RoomCopy& copy);
  void send_away(SocketId socket, const meetings::MeetingId& meeting, Arrival arrival,
                 std::vector<std::string> frames, const Placement& where);
  void write_copies();
  std::size_t write_copy(const meetings::MeetingId& meeting);

  net::EventLoop& loop_;
  Hub& hub_;
  WsSiteHost& host_;
  const AskMeeting ask_meeting_;
  const std::vector<base::Secret> keys_;
  const base::Log& log_;
  std::unique_ptr<NodeLinks> links_;
  std::unique_ptr<WsGuests> guests_;
  std::unique_ptr<WsPassed> passed_;
  SiteDirectory* directory_ = nullptr;
  std::string node_;
  // The meetings that this node owns, and since when they have no room.
  std::unordered_map<meetings::MeetingId, base::Instant> owned_;
  std::unordered_map<meetings::MeetingId, base::Instant> written_;  // the copies, and when
  std::unordered_set<meetings::MeetingId> with_lines_;  // whose next copy has the lines, too
  std::unordered_map<SocketId, std::vector<std::string>> leftovers_;
  std::chrono::nanoseconds pause_;
  bool leaving_ = false;
  base::Counter& taken_over_;
  base::Counter& broken_copies_;
  net::Timer copying_;
  std::vector<RequestSession> seeking_;  // not found, to be looked for once more
  net::Timer seek_again_;
};

}  // namespace signaling
