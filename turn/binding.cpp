// SPDX-License-Identifier: MIT
#include "turn/binding.hpp"

namespace turn {
namespace {

using stun::Attr;

// RFC 5780 section 6.1: a server without a second address refuses CHANGE-REQUEST as unknown. This
// server refuses the other attributes of that usage in the same way.
constexpr std::array kDiscovery{Attr::change_request, Attr::response_port, Attr::padding};
constexpr std::array<std::byte, DiscoveryOptions::kMostPadding> kZeros{};

}  // namespace

void BindingAnswers::on_binding(const Request& request) {
  if (request.message.unknown_required().count != 0)
    return answers_.refuse(request, stun::ErrorCode::unknown_attribute);
  if (const auto place = discovery_.place_of(request.leg)) return on_discovery(request, *place);
  for (const Attr type : kDiscovery) {
    if (request.message.has(type)) return answers_.refuse_attribute(request, type);
  }
  if (!answers_.admit_stranger(request, limiter_)) return;
  stats_.bindings.add();
  auto answer = answers_.success(request);
  answer.xor_address(Attr::xor_mapped_address, request.leg.tuple.client);
  answers_.finish(request, answer);
}

base::Endpoint BindingAnswers::seen(std::size_t place) const noexcept {
  const base::Endpoint& at = discovery_.places[place].at;
  const auto own = ports_.own_address(at.ip);
  if (!own || ports_.local({*own, at.port}).ip != at.ip) return at;
  return ports_.external({*own, at.port});
}

void BindingAnswers::on_discovery(const Request& request, std::size_t place) {
  const base::Endpoint& client = request.leg.tuple.client;
  const auto options = read_discovery(request.message, place, client.port);
  if (!options) return answers_.refuse(request, options.error());
  if (!answers_.admit_stranger(request, limiter_)) return;
  stats_.bindings.add();
  const auto& from = discovery_.places[options->from];
  auto answer = answers_.success(request);
  // RFC 5780 section 6.1: MAPPED-ADDRESS beside XOR-MAPPED-ADDRESS, where the answer comes from,
  // and the other address and port of what was asked
  answer.xor_address(Attr::xor_mapped_address, client)
      .address(Attr::mapped_address, client)
      .address(Attr::response_origin, seen(options->from))
      .address(Attr::other_address,
               seen(place ^ NatDiscovery::kOtherAddress ^ NatDiscovery::kOtherPort));
  if (options->padding != 0)
    answer.bytes(Attr::padding, base::Bytes{kZeros}.first(options->padding));
  if (request.message.has_fingerprint()) answer.fingerprint();
  Leg to = request.leg;
  to.socket = from.socket;
  to.tuple.server = from.at;
  to.tuple.client.port = options->port;
  if (answer.ok()) request.out.reply(to, answer.message());
}

}  // namespace turn
