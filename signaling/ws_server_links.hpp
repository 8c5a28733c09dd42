// SPDX-License-Identifier: MIT
// NodeLinks: the TCP connections between this node and the others, with their handshake
// (link_frames). A link carries the sockets of many clients in one direction: the node that dials
// has the sockets, the node that answers has their sessions. What a round of the loop makes leaves
// together at the round's end. The loop's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/endpoint.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/strong.hpp"
#include "net/event_loop.hpp"
#include "net/tcp_listener.hpp"
#include "signaling/link_frames.hpp"

namespace signaling {

using LinkId = base::Strong<struct LinkIdTag, std::uint64_t>;

// It may call send(), but neither dial() nor shut_down() from within.
class NodeLinksUser {
 public:
  // A frame other than those of the handshake and of the beat.
  virtual void on_link_frame(LinkId link, const LinkFrame& frame) = 0;
  // The link has ended, or could not be made. Called at the end of a round.
  virtual void on_link_down(LinkId link) = 0;

 protected:
  ~NodeLinksUser() = default;
};

struct NodeLinkLimits {
  std::size_t links = 512;
  std::size_t strangers = 64;  // connections that have not proved anything yet
  // What waits for a node that does not read: beyond it, the link ends.
  std::size_t waiting = std::size_t{64} * 1024 * 1024;
  std::chrono::milliseconds handshake{1500};  // the connection, too
  std::chrono::milliseconds beat{1000};
  std::chrono::milliseconds silence{3000};
};

class NodeLink;

class NodeLinks {
 public:
  // All outlive the links.
  struct Parts {
    net::EventLoop& loop;
    NodeLinksUser& user;
    base::Endpoint listen;
    const std::vector<base::Secret>& keys;
    const base::Log& log;
    base::Metrics& metrics;
    NodeLinkLimits limits = {};
  };
  // The error names the address.
  static base::Result<std::unique_ptr<NodeLinks>> open(Parts parts);
  ~NodeLinks();
  NodeLinks(const NodeLinks&) = delete;
  NodeLinks& operator=(const NodeLinks&) = delete;

  const base::Endpoint& local() const noexcept { return listener_->local(); }
  // The link to the node at this address; makes one where there is none. Frames wait until it is
  // there. Where it cannot be made, on_link_down() tells.
  LinkId dial(const std::string& address);
  // Does nothing where the link has ended.
  void send(LinkId link, LinkKind kind, std::uint64_t channel, std::string_view payload);
  // Ends a link whose other side does not keep to the rules.
  void end(LinkId link);
  // Sends what waits, as far as the kernel takes it, and ends all.
  void shut_down() noexcept;

 private:
  friend class NodeLink;

  explicit NodeLinks(Parts parts);
  void accept(base::UniqueFd fd, const base::Endpoint& peer);
  void flush_later(NodeLink& link);
  void bury(NodeLink& link, std::string_view why);
  void end_round();
  void check_time();
  void count();

  const Parts parts_;
  base::SystemRandom random_;
  std::unordered_map<LinkId, std::unique_ptr<NodeLink>> links_;
  std::unordered_map<std::string, LinkId> dialed_;
  std::vector<LinkId> to_flush_, over_;
  std::uint64_t next_link_ = 1;
  std::vector<std::byte> scratch_;
  bool shut_down_ = false;
  base::Gauge& open_;
  base::Counter& refused_;
  base::Counter& bytes_;
  std::unique_ptr<net::TcpListener> listener_;
  net::Wakeup round_;
  net::Timer timer_;
};

}  // namespace signaling
