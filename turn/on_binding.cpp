// SPDX-License-Identifier: MIT
// Binding (RFC 8489 section 3): tells the client its address. The shortest correct answer: 32 bytes for IPv4.
#include "turn/server.hpp"

namespace turn {
namespace {

using stun::Attr;

// RFC 5780 section 6.1: a server without a second address refuses CHANGE-REQUEST as unknown, and so the rest of the usage.
constexpr std::array kDiscovery{Attr::change_request, Attr::response_port, Attr::padding};

}  // namespace

void Server::on_binding(Request& request) {
  if (request.message.unknown_required().count != 0) return refuse(request, stun::ErrorCode::unknown_attribute);
  for (const Attr type : kDiscovery) {
    if (request.message.has(type)) return refuse_attribute(request, type);
  }
  if (!may_answer(request, binding_limit_)) return;
  stats_.bindings.add();
  auto answer = begin(request, stun::Class::success);
  answer.xor_address(Attr::xor_mapped_address, request.leg.tuple.client);
  finish(request, answer);
}

}  // namespace turn
