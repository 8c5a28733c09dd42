// SPDX-License-Identifier: MIT
#include "turn/io/outbox.hpp"

#include <functional>

namespace turn::io {

namespace {

constexpr std::uint16_t kNone = OutSocket::kNone;

}  // namespace

std::uint16_t Outbox::find_flow(const OutSocket& socket, const base::Endpoint& to,
                                const std::optional<base::IpAddress>& from,
                                std::size_t& bucket) const noexcept {
  const std::size_t hash = std::hash<base::Endpoint>{}(to) ^
                           (reinterpret_cast<std::uintptr_t>(&socket) >> 6) * 0x9e3779b97f4a7c15u;
  for (bucket = (hash ^ hash >> 32) % kTable; table_[bucket] != kNone;
       bucket = (bucket + 1) % kTable) {
    if (flows_[table_[bucket]].is(socket, to, from)) return table_[bucket];
  }
  return kNone;
}

void Outbox::append_flow(OutSocket& socket, std::uint16_t index) noexcept {
  if (socket.first_flow == kNone) {
    socket.first_flow = index;
  } else {
    flows_[socket.last_flow].next = index;
  }
  socket.last_flow = index;
}

void Outbox::add(OutSocket& socket, const base::Endpoint& to, base::Bytes payload,
                 const std::optional<base::IpAddress>& from, bool dont_fragment) noexcept {
  if (items_used_ == kCapacity) flush();
  const auto item = static_cast<std::uint16_t>(items_used_++);
  items_[item] = Item{payload, dont_fragment, kNone};
  std::size_t bucket = 0;
  // Datagrams come in runs: most belong to the flow of the datagram before.
  std::uint16_t flow = item != 0 && flows_[flows_used_ - 1].is(socket, to, from)
                           ? static_cast<std::uint16_t>(flows_used_ - 1)
                           : find_flow(socket, to, from, bucket);
  if (flow != kNone) {
    items_[flows_[flow].last_item].next = item;
    flows_[flow].last_item = item;
    return;
  }
  flow = static_cast<std::uint16_t>(flows_used_++);
  flows_[flow] = Flow{&socket, to, from, item, item, static_cast<std::uint16_t>(bucket), kNone};
  table_[bucket] = flow;
  append_flow(socket, flow);
}

void Outbox::flush() noexcept {
  for (std::size_t i = 0; i < flows_used_; ++i) {
    table_[flows_[i].bucket] = kNone;
    if (flows_[i].socket->first_flow == i) send_all_of(*flows_[i].socket);
  }
  items_used_ = flows_used_ = 0;
}

// Keeps the order of the packets within each flow.
void Outbox::send_all_of(OutSocket& socket) noexcept {
  if (send_single_of(socket)) return;
  batch_.limit_runs(socket.socket.longest_in_run());
  for (std::uint16_t f = socket.first_flow; f != kNone; f = flows_[f].next) {
    const Flow& flow = flows_[f];
    for (std::uint16_t i = flow.first_item; i != kNone; i = items_[i].next) {
      const Item& item = items_[i];
      // IPv4 cannot set DF for a single packet: the socket's option changes when the flag changes.
      if (item.dont_fragment != socket.dont_fragment) {
        send_batch(socket);
        tell_fragments(socket, item.dont_fragment);
      }
      (void)batch_.push(flow.to, item.payload, flow.from);  // kCapacity like items_: never full
    }
  }
  send_batch(socket);
  socket.first_flow = socket.last_flow = kNone;
}

// Sends the only datagram of a socket without a batch; where many clients send little, most
// datagrams are alone. False: the socket has more datagrams, or this one sets its source address.
bool Outbox::send_single_of(OutSocket& socket) noexcept {
  const Flow& flow = flows_[socket.first_flow];
  if (flow.next != kNone || flow.first_item != flow.last_item || flow.from) return false;
  const Item& item = items_[flow.first_item];
  if (item.dont_fragment != socket.dont_fragment) tell_fragments(socket, item.dont_fragment);
  count(socket.socket.send_one(flow.to, item.payload));
  socket.first_flow = socket.last_flow = kNone;
  return true;
}

void Outbox::tell_fragments(OutSocket& socket, bool dont_fragment) noexcept {
  (void)socket.socket.set_dont_fragment(dont_fragment);
  socket.dont_fragment = dont_fragment;
}

void Outbox::send_batch(OutSocket& socket) noexcept {
  if (batch_.size() != 0) count(socket.socket.send(batch_));
}

void Outbox::count(const net::SendOutcome& outcome) noexcept {
  if (outcome.blocked != 0)
    stats_.drops[static_cast<std::size_t>(Drop::send_blocked)].add(outcome.blocked);
  if (outcome.failed != 0)
    stats_.drops[static_cast<std::size_t>(Drop::send_failed)].add(outcome.failed);
}

}  // namespace turn::io
