// SPDX-License-Identifier: MIT
#include "turn/io/outbox.hpp"

namespace turn::io {

void Outbox::add(OutSocket& socket, const base::Endpoint& to, base::Bytes payload, const std::optional<base::IpAddress>& from,
                 bool dont_fragment) noexcept {
  if (size_ == kCapacity) flush();
  items_[size_++] = Item{&socket, to, payload, from, dont_fragment};
}

void Outbox::flush() noexcept {
  for (std::size_t i = 0; i < size_; ++i) {
    if (items_[i].socket != nullptr) send_all_of(i);
  }
  size_ = 0;
}

// Everything for the socket of item `first`, in order: packets of one flow do not overtake each other.
void Outbox::send_all_of(std::size_t first) noexcept {
  OutSocket& out = *items_[first].socket;
  const auto send = [&] {
    if (batch_.size() == 0) return;
    const net::SendOutcome outcome = out.socket.send(batch_);
    if (outcome.blocked != 0) stats_.drops[static_cast<std::size_t>(Drop::send_blocked)].add(outcome.blocked);
    if (outcome.failed != 0) stats_.drops[static_cast<std::size_t>(Drop::send_failed)].add(outcome.failed);
  };
  for (std::size_t i = first; i < size_; ++i) {
    Item& item = items_[i];
    if (item.socket != &out) continue;
    item.socket = nullptr;
    // IPv4 has no DF by packet: the socket's option changes when the wish does.
    if (item.dont_fragment != out.dont_fragment) {
      send();
      (void)out.socket.set_dont_fragment(item.dont_fragment);
      out.dont_fragment = item.dont_fragment;
    }
    (void)batch_.push(item.to, item.payload, item.from);  // as large as this box: never full
  }
  send();
}

}  // namespace turn::io
