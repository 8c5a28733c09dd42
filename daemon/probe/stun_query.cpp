// SPDX-License-Identifier: MIT
#include "daemon/probe/stun_query.hpp"

#include <algorithm>
#include <array>

#include "base/random.hpp"
#include "net/client/socket.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"

namespace lecternd::probe {
namespace {

using namespace std::chrono_literals;
using base::Errc;
using base::failure;
using stun::Attr;

constexpr auto kFirstRetransmission = 300ms;  // then twice as long each

base::Result<Mapping> read_mapping(const stun::MessageView& answer, const net::client::Socket& socket) {
  if (answer.message_class() != stun::Class::success)
    return failure(Errc::unavailable, socket.remote().print() + " refuses Binding requests");
  const auto value = answer.find(Attr::xor_mapped_address);
  const auto old_value = answer.find(Attr::mapped_address);
  auto mapped = value ? stun::decode_xor_address(*value, answer.transaction_id()) : std::nullopt;
  if (!mapped && old_value) mapped = stun::decode_address(*old_value);
  if (!mapped || mapped->ip.is_unspecified() || mapped->port == 0)
    return failure(Errc::corrupt, socket.remote().print() + " answers without a mapped address");
  Mapping mapping{socket.local(), *mapped, {}, std::nullopt};
  if (const auto other = answer.find(Attr::other_address)) mapping.other = stun::decode_address(*other);
  return mapping;
}

}  // namespace

base::Result<Mapping> stun_query(const base::Endpoint& server, const base::Endpoint& source, std::chrono::milliseconds patience) {
  const base::Instant deadline = net::client::now() + patience;
  auto socket = net::client::Socket::connect(net::client::Kind::udp, server, deadline, source);
  if (!socket) return failure(socket.error());
  std::array<std::byte, stun::kHeaderSize> room;
  stun::TransactionId id;
  base::SystemRandom{}.fill(id);
  const stun::Builder request{room, stun::Class::request, stun::Method::binding, id};
  std::chrono::milliseconds interval = kFirstRetransmission;
  std::array<std::byte, 1500> answer;
  while (net::client::now() < deadline) {
    const base::Instant sent_at = net::client::now();
    if (auto sent = socket->send(request.message(), deadline); !sent) return failure(sent.error());
    const base::Instant again = std::min(deadline, sent_at + interval);
    interval *= 2;
    for (;;) {
      const auto got = socket->receive(answer, again);
      if (!got && got.error().code == Errc::timeout) break;
      if (!got) return failure(got.error());
      const auto view = stun::MessageView::decode(base::Bytes{answer}.first(*got));
      if (!view || view->transaction_id() != id || view->method() != stun::Method::binding) continue;
      auto mapping = read_mapping(*view, *socket);
      if (mapping) mapping->round_trip = net::client::now() - sent_at;
      return mapping;
    }
  }
  return failure(Errc::timeout, server.print() + " does not answer");
}

}  // namespace lecternd::probe
