// SPDX-License-Identifier: MIT
#include "signaling/ws_server_links.hpp"

#include <algorithm>
#include <utility>

#include "net/tcp_connect.hpp"
#include "net/tcp_stream.hpp"

namespace signaling {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} * 1024;
// Reads of one round, so that no link takes the loop from the others.
constexpr int kReads = 8;
constexpr auto kLook = std::chrono::milliseconds{250};

}  // namespace

// One connection: connecting (only where this node dials) -> handshake -> ready -> over.
class NodeLink final : private net::IoHandler {
 public:
  NodeLink(NodeLinks& owner, LinkId number, LinkHandshake::Side side, std::string node,
           base::UniqueFd fd, const base::Endpoint& peer)
      : id(number),
        address(std::move(node)),
        owner_(owner),
        handshake_(side, owner.parts_.keys, owner.random_),
        connecting_(side == LinkHandshake::Side::dials),
        began_(owner.parts_.loop.now()),
        heard_(began_),
        sent_(began_),
        descriptor_(fd.get()),
        stream_(std::move(fd), peer, {}),
        watch_(owner.parts_.loop, descriptor_, *this) {
    watch_.set(connecting_ ? net::Interest::read_write : net::Interest::read);
  }

  void send(LinkKind kind, std::uint64_t channel, std::string_view payload) {
    if (over) return;
    append_link_frame(out_, kind, channel, payload);
    if (out_.size() - at_ > owner_.parts_.limits.waiting)
      return owner_.bury(*this, "does not read");
    if (ready_) owner_.flush_later(*this);
  }
  void flush() {
    if (over || connecting_ || blocked_ || !ready_) return;
    write(out_, at_);
  }
  void check_time(base::Instant now) {
    const NodeLinkLimits& limits = owner_.parts_.limits;
    if (!ready_) {
      if (now - began_ >= limits.handshake) owner_.bury(*this, "no answer");
      return;
    }
    if (now - heard_ >= limits.silence) return owner_.bury(*this, "silent");
    if (now - sent_ >= limits.beat) send(LinkKind::beat, 0, {});
  }
  bool is_ready() const noexcept { return ready_; }

  const LinkId id;
  const std::string address;  // dialed; empty where the other node has dialed
  bool over = false;
  bool in_flush_list = false;

 private:
  void on_io(net::Interest ready) noexcept override {
    if (over) return;
    if (connecting_) return connected();
    if (net::wants_write(ready)) {
      blocked_ = false;
      if (!ready_) return write(greeting_, greeted_);
      return flush();
    }
    read();
  }
  void connected() {
    const auto outcome = net::connect_outcome(descriptor_);
    if (!outcome) return owner_.bury(*this, outcome.error().what);
    connecting_ = false;
    greet(handshake_.hello());
  }
  // The frames of the handshake go before all others.
  void greet(const std::string& text) {
    greeting_ += text;
    if (!text.empty()) write(greeting_, greeted_);
  }
  void write(std::string& bytes, std::size_t& at) {
    while (at < bytes.size()) {
      const auto n = stream_.write(base::as_bytes(std::string_view{bytes}.substr(at)));
      if (!n) return owner_.bury(*this, n.error().what);
      if (*n == 0) {
        blocked_ = true;
        return watch_.set(net::Interest::read_write);
      }
      at += *n;
      owner_.bytes_.add(*n);
    }
    bytes.clear();
    at = 0;
    sent_ = owner_.parts_.loop.now();
    watch_.set(net::Interest::read);
  }
  void read() {
    for (int i = 0; i < kReads && !over; ++i) {
      const auto n = stream_.read(owner_.scratch_);
      if (!n) return owner_.bury(*this, n.error().what);
      if (*n == 0) return;
      heard_ = owner_.parts_.loop.now();
      reader_.add(base::Bytes{owner_.scratch_}.first(*n));
      while (!over) {
        const auto frame = reader_.next();
        if (!frame) break;
        take(*frame);
      }
      if (reader_.broken()) return refuse("does not speak as a node");
    }
  }
  void take(const LinkFrame& frame) {
    if (ready_) {
      if (frame.kind == LinkKind::hello || frame.kind == LinkKind::proof)
        return refuse("says hello twice");
      if (frame.kind != LinkKind::beat) owner_.parts_.user.on_link_frame(id, frame);
      return;
    }
    const auto next = handshake_.take(frame);
    if (!next) return refuse("does not have the secret of the site");
    greet(*next);
    if (over || !handshake_.is_done()) return;
    ready_ = true;
    reader_.trust();
    owner_.count();
    flush();
  }
  void refuse(std::string_view why) {
    owner_.refused_.add();
    owner_.bury(*this, why);
  }

  NodeLinks& owner_;
  LinkHandshake handshake_;
  bool connecting_;
  bool ready_ = false;
  bool blocked_ = false;
  base::Instant began_, heard_, sent_;
  LinkReader reader_;
  std::string greeting_, out_;
  std::size_t greeted_ = 0, at_ = 0;
  int descriptor_;
  net::TcpStream stream_;
  net::IoWatch watch_;
};

NodeLinks::NodeLinks(Parts parts)
    : parts_(std::move(parts)),
      scratch_(kReadBytes),
      open_(parts_.metrics.gauge("lectern_cluster_links", "Connections to other nodes")),
      refused_(parts_.metrics.counter(
          "lectern_cluster_links_refused_total",
          "Connections to the listener for nodes that did not come from a node of the site")),
      bytes_(parts_.metrics.counter("lectern_cluster_link_bytes_total",
                                    "Bytes sent to other nodes for clients")),
      round_(parts_.loop, [this] { end_round(); }),
      timer_(parts_.loop, [this] { check_time(); }) {}

NodeLinks::~NodeLinks() { shut_down(); }

base::Result<std::unique_ptr<NodeLinks>> NodeLinks::open(Parts parts) {
  std::unique_ptr<NodeLinks> links{new NodeLinks(std::move(parts))};
  TRY(links->listener_,
      net::TcpListener::open(links->parts_.loop, links->parts_.listen, {},
                             [self = links.get()](base::UniqueFd fd, const base::Endpoint& peer) {
                               self->accept(std::move(fd), peer);
                             }));
  links->timer_.start_after(kLook);
  return links;
}

void NodeLinks::accept(base::UniqueFd fd, const base::Endpoint& peer) {
  const auto strangers =
      std::ranges::count_if(links_, [](const auto& entry) { return !entry.second->is_ready(); });
  if (shut_down_ || links_.size() >= parts_.limits.links ||
      static_cast<std::size_t>(strangers) >= parts_.limits.strangers)
    return refused_.add();
  const LinkId id{next_link_++};
  links_.emplace(id, std::make_unique<NodeLink>(*this, id, LinkHandshake::Side::answers,
                                                std::string{}, std::move(fd), peer));
}

LinkId NodeLinks::dial(const std::string& address) {
  if (const auto known = dialed_.find(address); known != dialed_.end()) return known->second;
  const LinkId id{next_link_++};
  const auto peer = base::Endpoint::parse(address);
  base::UniqueFd fd;
  if (peer && !shut_down_) {
    const base::Endpoint any{
        peer->ip.is_v4() ? base::IpAddress{} : base::IpAddress::parse("::").value_or(peer->ip), 0};
    if (auto begun = net::begin_connect(any, *peer)) fd = std::move(*begun);
  }
  if (!fd) {  // told at the end of the round, as any other failure
    over_.push_back(id);
    round_.signal();
    return id;
  }
  dialed_.emplace(address, id);
  links_.emplace(id, std::make_unique<NodeLink>(*this, id, LinkHandshake::Side::dials, address,
                                                std::move(fd), *peer));
  return id;
}

void NodeLinks::send(LinkId link, LinkKind kind, std::uint64_t channel, std::string_view payload) {
  if (const auto found = links_.find(link); found != links_.end())
    found->second->send(kind, channel, payload);
}

void NodeLinks::end(LinkId link) {
  if (const auto found = links_.find(link); found != links_.end())
    bury(*found->second, "breaks the rules");
}

void NodeLinks::flush_later(NodeLink& link) {
  if (std::exchange(link.in_flush_list, true)) return;
  to_flush_.push_back(link.id);
  round_.signal();
}

void NodeLinks::bury(NodeLink& link, std::string_view why) {
  if (std::exchange(link.over, true)) return;
  if (!shut_down_ && !link.address.empty())
    parts_.log.warning("cluster_link_ended", {{"node", link.address}, {"why", std::string{why}}});
  if (const auto known = dialed_.find(link.address);
      known != dialed_.end() && known->second == link.id)
    dialed_.erase(known);
  over_.push_back(link.id);
  round_.signal();
}

void NodeLinks::end_round() {
  for (const LinkId id : std::exchange(to_flush_, {})) {
    const auto found = links_.find(id);
    if (found == links_.end()) continue;
    found->second->in_flush_list = false;
    found->second->flush();
  }
  for (const LinkId id : std::exchange(over_, {})) {
    links_.erase(id);
    if (!shut_down_) parts_.user.on_link_down(id);
  }
  count();
}

void NodeLinks::count() {
  open_.set(std::ranges::count_if(
      links_, [](const auto& entry) { return entry.second->is_ready() && !entry.second->over; }));
}

void NodeLinks::check_time() {
  const base::Instant now = parts_.loop.now();
  for (const auto& [id, link] : links_) link->check_time(now);
  timer_.start_after(kLook);
}

void NodeLinks::shut_down() noexcept {
  if (std::exchange(shut_down_, true)) return;
  timer_.stop();
  listener_.reset();
  end_round();
  links_.clear();
}

}  // namespace signaling
