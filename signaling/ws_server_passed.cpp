// SPDX-License-Identifier: MIT
#include "signaling/ws_server_passed.hpp"

#include <algorithm>
#include <utility>

#include "base/json_fields.hpp"

namespace signaling {
namespace {

constexpr unsigned kMostHops = 4;

std::int64_t signed_size(std::string_view text) { return static_cast<std::int64_t>(text.size()); }

struct Return {
  meetings::MeetingId meeting;
  Arrival arrival;
};

base::Result<Return> parse_return(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || end == 0 || end > kMaxIdBytes)
    return base::failure(base::Errc::corrupt, "a return names no meeting");
  TRY(auto arrival, parse_arrival(text.substr(end + 1)));
  return Return{meetings::MeetingId{std::string{text.substr(0, end)}}, std::move(arrival)};
}

}  // namespace

std::string print_return(const meetings::MeetingId& meeting, const Arrival& arrival) {
  return meeting.value() + '\n' + print_arrival(arrival);
}

WsPassed::WsPassed(net::EventLoop& loop, NodeLinks& links, WsPassedHost& host,
                   base::Metrics& metrics)
    : loop_(loop),
      links_(links),
      host_(host),
      count_(metrics.gauge("lectern_cluster_passed_sockets",
                           "WebSockets of this node whose meetings other nodes own")),
      lost_(metrics.counter("lectern_cluster_passed_sockets_lost_total",
                            "Of these, those closed because the owner was gone")),
      again_(loop, [this] { look(); }) {}

// ---- finding the owner

void WsPassed::travel(Traveller traveller, const Placement& where) {
  const SocketId socket = traveller.socket;
  if (passed_.size() >= kMostSockets) return host_.close_here(socket, CloseCode::try_again_later);
  Passed& passed = passed_[socket];
  passed.meeting = std::move(traveller.meeting);
  passed.arrival = std::move(traveller.arrival);
  passed.deadline = loop_.now() + kPatience;
  for (std::string& frame : traveller.frames) passed.down.push_back(std::move(frame));
  count_.set(static_cast<std::int64_t>(passed_.size()));
  if (!passed.down.empty()) host_.deliver_here(socket);
  placed(socket, where);
}

void WsPassed::placed(SocketId socket, const Placement& where) {
  const auto found = passed_.find(socket);
  if (found == passed_.end() || found->second.link || found->second.close_code) return;
  Passed& passed = found->second;
  switch (where.kind) {
    case Placement::Kind::here: return arrive(socket);
    case Placement::Kind::elsewhere: return link_to(socket, passed, where.address);
    case Placement::Kind::unknown: return again(socket);
  }
}

void WsPassed::link_to(SocketId socket, Passed& passed, const std::string& address) {
  passed.link = links_.dial(address);
  by_link_[*passed.link].insert(socket);
  links_.send(*passed.link, LinkKind::open, socket.value(), print_arrival(passed.arrival));
  for (const std::string& text : std::exchange(passed.early, {}))
    links_.send(*passed.link, LinkKind::text, socket.value(), text);
}

void WsPassed::arrive(SocketId socket) {
  const auto found = passed_.find(socket);
  Passed passed = std::move(found->second);
  passed_.erase(found);
  count_.set(static_cast<std::int64_t>(passed_.size()));
  Traveller traveller{socket, std::move(passed.meeting), std::move(passed.arrival), {}};
  while (!passed.down.empty()) {
    traveller.frames.push_back(std::move(passed.down.front()));
    passed.down.pop_front();
  }
  if (!host_.arrive_here(std::move(traveller)))
    return host_.close_here(socket, CloseCode::try_again_later);
}

void WsPassed::again(SocketId socket) {
  waiting_.push_back(socket);
  if (!again_.running()) again_.start_after(kAgain);
}

void WsPassed::look() {
  const base::Instant now = loop_.now();
  for (const SocketId socket : std::exchange(waiting_, {})) {
    const auto found = passed_.find(socket);
    if (found == passed_.end() || found->second.link) continue;
    if (now >= found->second.deadline) give_up(socket, CloseCode::try_again_later);
    else host_.find_owner(socket, found->second.meeting);
  }
}

// ---- the socket

void WsPassed::on_text(SocketId socket, std::string_view text) {
  const auto found = passed_.find(socket);
  if (found == passed_.end() || found->second.close_code) return;
  Passed& passed = found->second;
  passed.up += signed_size(text);
  // The owner has rates for messages; a client that is within them never has so much on its way.
  if (passed.up > kLinkWindow) return give_up(socket, CloseCode::abuse);
  if (passed.link) links_.send(*passed.link, LinkKind::text, socket.value(), text);
  else passed.early.emplace_back(text);
}

std::optional<std::string> WsPassed::next_frame(SocketId socket) {
  const auto found = passed_.find(socket);
  if (found == passed_.end() || found->second.down.empty()) return std::nullopt;
  std::string frame = std::move(found->second.down.front());
  found->second.down.pop_front();
  taken(socket, found->second, frame.size());
  return frame;
}

bool WsPassed::has_frames(SocketId socket) const {
  const auto found = passed_.find(socket);
  return found != passed_.end() && !found->second.down.empty();
}

bool WsPassed::take_frames(SocketId socket, FrameSink& sink) {
  while (const auto frame = next_frame(socket)) {
    if (!sink.take(*frame)) return !has_frames(socket);
  }
  return true;
}

void WsPassed::taken(SocketId socket, Passed& passed, std::size_t bytes) {
  passed.untold += static_cast<std::int64_t>(bytes);
  if (!passed.link || passed.untold < kLinkCredit) return;
  links_.send(*passed.link, LinkKind::credit, socket.value(),
              print_link_number(static_cast<std::uint64_t>(std::exchange(passed.untold, 0))));
}

void WsPassed::on_gone(SocketId socket, SocketEnd how) {
  const auto found = passed_.find(socket);
  if (found == passed_.end()) return;
  if (found->second.link) {
    links_.send(*found->second.link, LinkKind::gone, socket.value(),
                how == SocketEnd::departed ? "departed" : "broken");
    leave_link(socket, found->second);
  }
  passed_.erase(found);
  count_.set(static_cast<std::int64_t>(passed_.size()));
}

void WsPassed::give_up(SocketId socket, CloseCode code) {
  const auto found = passed_.find(socket);
  if (found == passed_.end() || found->second.close_code) return;
  found->second.close_code = code;
  host_.close_here(socket, code);
}

void WsPassed::close_all(CloseCode code) {
  std::vector<SocketId> sockets;
  for (const auto& [socket, passed] : passed_) sockets.push_back(socket);
  for (const SocketId socket : sockets) give_up(socket, code);
}

// ---- the owner

void WsPassed::leave_link(SocketId socket, Passed& passed) {
  const auto sockets = by_link_.find(*passed.link);
  if (sockets != by_link_.end() && sockets->second.erase(socket) != 0 && sockets->second.empty())
    by_link_.erase(sockets);
  passed.link.reset();
}

void WsPassed::on_frame(LinkId link, const LinkFrame& frame) {
  const SocketId socket{frame.channel};
  const auto found = passed_.find(socket);
  if (found == passed_.end() || found->second.link != link) return;
  Passed& passed = found->second;
  if (!std::exchange(passed.answered, true)) passed.arrival.session.reset();
  if (frame.kind == LinkKind::text) {
    const bool was_empty = passed.down.empty();
    passed.down.push_back(std::string{frame.payload});
    if (was_empty) host_.deliver_here(socket);
  } else if (frame.kind == LinkKind::credit) {
    const auto bytes = parse_link_number(frame.payload);
    if (!bytes) return links_.end(link);
    passed.up -= std::min(passed.up, static_cast<std::int64_t>(*bytes));
  } else if (frame.kind == LinkKind::close) {
    const auto code = parse_link_number(frame.payload);
    leave_link(socket, passed);
    give_up(socket, static_cast<CloseCode>(code.value_or(1012)));
  } else if (frame.kind == LinkKind::back) {
    on_back(socket, passed, frame.payload);
  } else {
    links_.end(link);
  }
}

// The session goes to another owner, with what the client sends meanwhile.
void WsPassed::on_back(SocketId socket, Passed& passed, std::string_view payload) {
  auto returned = parse_return(payload);
  leave_link(socket, passed);
  if (!returned || returned->arrival.hops >= kMostHops)
    return give_up(socket, CloseCode::try_again_later);
  passed.meeting = std::move(returned->meeting);
  const base::IpAddress client = passed.arrival.client;
  std::string node = std::move(passed.arrival.node);
  passed.arrival = std::move(returned->arrival);
  passed.arrival.client = client;
  passed.arrival.node = std::move(node);
  ++passed.arrival.hops;
  passed.answered = false;
  passed.up = passed.untold = 0;
  passed.deadline = loop_.now() + kPatience;
  host_.find_owner(socket, passed.meeting);
}

void WsPassed::on_link_down(LinkId link) {
  const auto found = by_link_.find(link);
  if (found == by_link_.end()) return;
  const std::unordered_set<SocketId> sockets = std::move(found->second);
  by_link_.erase(found);
  for (const SocketId socket : sockets) {
    Passed& passed = passed_.at(socket);
    passed.link.reset();
    passed.up = 0;
    // An owner that has not answered may have died before: its meeting will have another one.
    if (!passed.answered && loop_.now() < passed.deadline) {
      again(socket);
      continue;
    }
    lost_.add();
    give_up(socket, CloseCode::service_restart);
  }
}

}  // namespace signaling
