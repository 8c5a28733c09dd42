// SPDX-License-Identifier: MIT
// Binding (RFC 8489 section 3): tells the client its address. The shortest correct answer: 32 bytes
// for IPv4; where NAT behaviour discovery (RFC 5780) is offered, what that adds.
#include "turn/server.hpp"

namespace turn {
namespace {

using stun::Attr;

// RFC 5780 section 6.1: a server without a second address refuses CHANGE-REQUEST as unknown, and so
// the rest of the usage.
constexpr std::array kDiscovery{Attr::change_request, Attr::response_port, Attr::padding};
constexpr std::array<std::byte, DiscoveryWish::kMostPadding> kZeros{};

}  // namespace

void Server::on_binding(Request& request) {
  if (request.message.unknown_required().count != 0)
    return refuse(request, stun::ErrorCode::unknown_attribute);
  if (const auto place = shared_.discovery.place_of(request.leg))
    return on_discovery(request, *place);
  for (const Attr type : kDiscovery) {
    if (request.message.has(type)) return refuse_attribute(request, type);
  }
  if (!may_answer(request, binding_limit_)) return;
  stats_.bindings.add();
  auto answer = begin(request, stun::Class::success);
  answer.xor_address(Attr::xor_mapped_address, request.leg.tuple.client);
  finish(request, answer);
}

void Server::on_discovery(Request& request, std::size_t place) {
  const base::Endpoint& client = request.leg.tuple.client;
  const auto wish = read_discovery(request.message, place, client.port);
  if (!wish) return refuse(request, wish.error());
  if (!may_answer(request, binding_limit_)) return;
  stats_.bindings.add();
  const auto& places = shared_.discovery.places;
  const auto& from = places[wish->from];
  auto answer = begin(request, stun::Class::success);
  // RFC 5780 section 6.1: MAPPED-ADDRESS beside XOR-MAPPED-ADDRESS, where the answer comes from,
  // and the other address and port of what was asked
  answer.xor_address(Attr::xor_mapped_address, client)
      .address(Attr::mapped_address, client)
      .address(Attr::response_origin, from.seen)
      .address(Attr::other_address,
               places[place ^ NatDiscovery::kOtherAddress ^ NatDiscovery::kOtherPort].seen);
  if (wish->padding != 0) answer.bytes(Attr::padding, base::Bytes{kZeros}.first(wish->padding));
  if (request.message.has_fingerprint()) answer.fingerprint();
  Leg to = request.leg;
  to.socket = from.socket;
  to.tuple.server = from.at;
  to.tuple.client.port = wish->port;
  if (answer.ok()) request.out.reply(to, answer.message());
}

}  // namespace turn
