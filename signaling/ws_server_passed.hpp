// SPDX-License-Identifier: MIT
// WsPassed: the sockets of this node whose sessions are at other nodes. It finds the owner of the
// meeting (again and again while the owner of before may still have its lease), passes the client's
// messages on, and keeps what the owner sends until the socket takes it, bounded by a window. Where
// the owner is gone, the socket is closed with 1012, so that its client resumes. The loop's thread
// only.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/fifo.hpp"
#include "base/metrics.hpp"
#include "meetings/ids.hpp"
#include "net/event_loop.hpp"
#include "signaling/site.hpp"
#include "signaling/ws_server_guests.hpp"
#include "signaling/ws_server_links.hpp"
#include "signaling/ws_server_transport.hpp"

namespace signaling {

// A socket on its way to the owner of a meeting.
struct Traveller {
  SocketId socket;
  meetings::MeetingId meeting;
  Arrival arrival;
  std::vector<std::string> frames;  // for the client, which has not taken them yet
};

// What WsPassed needs of the server.
class WsPassedHost {
 public:
  // Who owns the meeting? Answer with WsPassed::placed().
  virtual void find_owner(SocketId socket, const meetings::MeetingId& meeting) = 0;
  // This node owns the meeting: the session goes on here. False: it cannot.
  virtual bool arrive_here(Traveller traveller) = 0;
  virtual void deliver_here(SocketId socket) = 0;
  virtual void close_here(SocketId socket, CloseCode code) = 0;

 protected:
  ~WsPassedHost() = default;
};

class WsPassed {
 public:
  // Longer than a lease lasts: by then a dead owner's meeting has another one.
  static constexpr std::chrono::milliseconds kPatience{6000};
  static constexpr std::chrono::milliseconds kAgain{200};
  static constexpr std::size_t kMostSockets = 20'000;

  WsPassed(net::EventLoop& loop, NodeLinks& links, WsPassedHost& host, base::Metrics& metrics);

  // `where` is what the server has been told of the owner already.
  void travel(Traveller traveller, const Placement& where);
  void placed(SocketId socket, const Placement& where);

  bool has(SocketId socket) const { return passed_.contains(socket); }
  // What the transport of the socket calls for one that is here.
  void on_text(SocketId socket, std::string_view text);
  std::optional<std::string> next_frame(SocketId socket);
  bool has_frames(SocketId socket) const;
  bool take_frames(SocketId socket, FrameSink& sink);
  void on_gone(SocketId socket, SocketEnd how);

  void on_frame(LinkId link, const LinkFrame& frame);
  void on_link_down(LinkId link);
  void close_all(CloseCode code);

 private:
  struct Passed {
    meetings::MeetingId meeting;
    Arrival arrival;             // until the owner has answered
    std::optional<LinkId> link;  // to the owner
    bool answered = false;
    base::Instant deadline{};
    std::vector<std::string> early;  // messages of the client before the link
    std::int64_t up = 0;             // bytes that the owner has not taken
    base::Fifo<std::string> down;
    std::int64_t untold = 0;
    std::optional<CloseCode> close_code;
  };
  void link_to(SocketId socket, Passed& passed, const std::string& address);
  void arrive(SocketId socket);
  void again(SocketId socket);
  void look();
  void give_up(SocketId socket, CloseCode code);
  void leave_link(SocketId socket, Passed& passed);
  void taken(SocketId socket, Passed& passed, std::size_t bytes);
  void on_back(SocketId socket, Passed& passed, std::string_view payload);

  net::EventLoop& loop_;
  NodeLinks& links_;
  WsPassedHost& host_;
  std::unordered_map<SocketId, Passed> passed_;
  std::unordered_map<LinkId, std::unordered_set<SocketId>> by_link_;
  std::vector<SocketId> waiting_;  // for the next attempt
  base::Gauge& count_;
  base::Counter& lost_;
  net::Timer again_;
};

// What an owner sends with `back`.
std::string print_return(const meetings::MeetingId& meeting, const Arrival& arrival);

}  // namespace signaling
