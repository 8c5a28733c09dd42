// SPDX-License-Identifier: MIT
// Binding (RFC 8489 section 3): tells the client its address. The shortest correct answer: 32 bytes for IPv4.
#include "turn/server.hpp"

namespace turn {

void Server::on_binding(Request& request) {
  if (request.message.unknown_required().count != 0) return refuse(request, stun::ErrorCode::unknown_attribute);
  if (!may_answer(request, binding_limit_)) return;
  stats_.bindings.add();
  auto answer = begin(request, stun::Class::success);
  answer.xor_address(stun::Attr::xor_mapped_address, request.leg.tuple.client);
  finish(request, answer);
}

}  // namespace turn
