// SPDX-License-Identifier: MIT
// WsGuests: the sockets that other nodes have passed on to this one, which owns the meetings of
// their clients. To the server they are sockets like its own: it takes frames from the hub as long
// as the other node has room for them (a window for each socket). The loop's thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/event_loop.hpp"
#include "signaling/hub_state.hpp"
#include "signaling/ws_server_links.hpp"
#include "signaling/ws_server_transport.hpp"

namespace signaling {

// What comes with a socket.
struct Arrival {
  base::IpAddress client;
  std::optional<HandedSession> session;  // it was at another node before
  std::string text;                      // the message for whose sake it comes
  unsigned hops = 0;                     // the nodes that have passed it on
  std::string node{};                    // of the socket
};
std::string print_arrival(const Arrival& arrival);
// Errors: corrupt.
base::Result<Arrival> parse_arrival(std::string_view text);

// Whoever gives a client more than this many bytes that the next node has not taken has to wait,
// and a client that sends more is let go. Larger than two of the longest messages.
inline constexpr std::int64_t kLinkWindow = 256 * 1024;
// Taken bytes are told in pieces of this size.
inline constexpr std::int64_t kLinkCredit = 32 * 1024;

class WsGuests final : public WsTransport {
 public:
  // The numbers of guests are larger than those of other sockets.
  static constexpr std::uint64_t kFirst = std::uint64_t{1} << 63;
  static bool is_guest(SocketId id) noexcept { return id.value() >= kFirst; }

  // Opens a session for the client; false: the client has to come later.
  using LetIn = std::function<bool(SocketId, Arrival&)>;
  WsGuests(net::EventLoop& loop, NodeLinks& links, WsHandler& handler, LetIn let_in)
      : links_(links),
        handler_(handler),
        let_in_(std::move(let_in)),
        round_(loop, [this] { end_round(); }) {}

  void on_open(LinkId link, std::uint64_t channel, std::string_view payload);
  void on_text(LinkId link, std::uint64_t channel, std::string_view text);
  void on_credit(LinkId link, std::uint64_t channel, std::string_view payload);
  void on_gone(LinkId link, std::uint64_t channel, std::string_view payload);
  void on_link_down(LinkId link);
  // The node of the socket takes the session back, for another owner.
  void send_back(SocketId id, const std::vector<std::string>& frames, const std::string& payload);
  unsigned hops_of(SocketId id) const;
  bool serves(LinkId link, std::uint64_t channel) const {
    return by_channel_.contains({link, channel});
  }

  void deliver(SocketId id) noexcept override;
  void close(SocketId id, CloseCode code) noexcept override;
  std::size_t sockets() const noexcept override { return guests_.size(); }
  void shut_down() noexcept override;

 private:
  using Channel = std::pair<LinkId, std::uint64_t>;
  struct Guest {
    Channel channel;
    std::int64_t window = kLinkWindow;
    std::int64_t untold = 0;  // bytes of messages that were handled
    unsigned hops = 0;
    std::optional<CloseCode> close_code;
    bool in_list = false;
  };
  // nullptr: the socket is not here any more.
  std::pair<const SocketId, Guest>* find(LinkId link, std::uint64_t channel);
  void forget(SocketId id, SocketEnd how);
  void end_round();
  void flush(SocketId id);

  NodeLinks& links_;
  WsHandler& handler_;
  const LetIn let_in_;
  std::unordered_map<SocketId, Guest> guests_;
  std::map<Channel, SocketId> by_channel_;
  std::vector<SocketId> to_flush_;
  std::uint64_t next_ = kFirst;
  net::Wakeup round_;
};

}  // namespace signaling
