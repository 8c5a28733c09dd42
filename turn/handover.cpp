// SPDX-License-Identifier: MIT
// Converts handed allocations to JSON and back.
#include "turn/handover.hpp"

#include <chrono>
#include <string>

#include "base/encoding.hpp"

namespace turn {
namespace {

using base::Json;
using base::JsonFields;

Json instant_json(base::Instant at) {
  return Json(static_cast<std::int64_t>(at.time_since_epoch().count()));
}

Json place_json(const PortPool::Place& place) {
  return Json::object({{"local", place.address.local.print()},
                       {"external", place.address.external.print()},
                       {"port", static_cast<unsigned>(place.port)}});
}

Json leg_json(const Leg& leg) {
  Json out = to_json(leg.tuple);
  out.set("listener", leg.socket)
      .set("moved", leg.moved)
      .set("via", static_cast<unsigned>(leg.via));
  if (leg.proxy.port != 0) out.set("proxy", leg.proxy.print());
  return out;
}

// All 64 bits, whatever the sign: Json prints the upper half of the numbers as negative ones.
std::uint64_t read_bits(JsonFields& in, std::string_view name) {
  return static_cast<std::uint64_t>(in.number<std::int64_t>(name));
}

base::Instant read_instant(JsonFields& in, std::string_view name) {
  return base::Instant{base::Instant::duration{in.number<std::int64_t>(name)}};
}

base::IpAddress read_ip(JsonFields& in, std::string_view name) {
  return in.parsed(name, base::IpAddress::parse, "an IP address");
}

base::Endpoint read_endpoint(JsonFields& in, std::string_view name) {
  return in.parsed(name, base::Endpoint::parse, "an address and a port");
}

// A user's name, which may hold any bytes but at least one.
std::string read_name(JsonFields& in, std::string_view name) {
  const auto decode = [](std::string_view text) -> std::optional<std::string> {
    const auto bytes = base::decode_base64url(text);
    if (!bytes || bytes->empty()) return std::nullopt;
    return std::string{base::as_text(*bytes)};
  };
  return in.parsed(name, decode, "at least one byte in base64url");
}

Leg read_leg(JsonFields& outer, std::string_view name) {
  Leg leg;
  outer.object(name, [&leg](JsonFields& in) {
    leg.tuple = read_tuple(in);
    leg.socket = in.number<std::uint32_t>("listener");
    leg.moved = in.flag("moved");
    leg.via = in.number<std::uint16_t>("via");
    if (in.has("proxy")) leg.proxy = read_endpoint(in, "proxy");
  });
  return leg;
}

PortPool::Place read_place(JsonFields& outer, std::string_view name) {
  PortPool::Place place;
  outer.object(name, [&place](JsonFields& in) {
    place = {{read_ip(in, "local"), read_ip(in, "external")}, in.number<std::uint16_t>("port")};
    if (place.address.local.family() != place.address.external.family())
      in.refuse("external", "must be of the family of the local address");
  });
  return place;
}

// The user, and the key with which the client proves its requests.
void put_owner(Json& out, const Allocation& a) {
  out.set("username", base::encode_base64url(base::as_bytes(a.username)));
  out.set("identity", base::encode_base64url(base::as_bytes(a.identity)))
      .set("source", a.source.print());
  out.set("key", base::encode_base64url(a.key.octets))
      .set("algorithm", static_cast<unsigned>(a.key.algorithm));
  out.set("sha256", a.integrity == Integrity::sha256);
}

void read_owner(JsonFields& in, Allocation& a) {
  a.username = read_name(in, "username");
  a.identity = read_name(in, "identity");
  a.source = read_ip(in, "source");
  in.bytes("key", a.key.octets);
  a.key.algorithm = static_cast<stun::PasswordAlgorithm>(in.number<std::uint16_t>("algorithm"));
  if (a.key.algorithm != stun::PasswordAlgorithm::md5 &&
      a.key.algorithm != stun::PasswordAlgorithm::sha256)
    in.refuse("algorithm", "is unknown");
  a.integrity = in.flag("sha256") ? Integrity::sha256 : Integrity::sha1;
}

// The contents of the answer to a retransmitted Allocate or Refresh.
void put_answer(Json& out, const Allocation& a) {
  out.set("transaction", base::encode_base64url(a.transaction))
      .set("granted", static_cast<std::int64_t>(a.granted.count()));
  out.set("fingerprint", a.fingerprint);
  if (a.token) out.set("token", *a.token);
  if (a.missing) {
    out.set("missing", Json::object({{"v6", a.missing->family == base::Family::v6},
                                     {"code", static_cast<unsigned>(a.missing->code)}}));
  }
  out.set("mobile", a.mobile).set("away", a.away).set("serial", a.serial);
  out.set("resumed_by", base::encode_base64url(a.resumed_by));
}

void read_answer(JsonFields& in, Allocation& a) {
  in.bytes("transaction", a.transaction);
  a.granted = std::chrono::seconds{in.number<std::uint32_t>("granted")};
  a.fingerprint = in.flag("fingerprint");
  if (in.has("token")) a.token = read_bits(in, "token");
  if (in.has("missing")) {
    in.object("missing", [&a](JsonFields& missing) {
      const auto family = missing.flag("v6") ? base::Family::v6 : base::Family::v4;
      const auto code = missing.number<std::uint16_t>("code");
      a.missing = Allocation::Missing{family, static_cast<stun::ErrorCode>(code)};
    });
  }
  a.mobile = in.flag("mobile");
  a.away = in.flag("away");
  a.serial = in.number<std::uint32_t>("serial");
  in.bytes("resumed_by", a.resumed_by);
}

void put_peers(Json& out, const Allocation& a) {
  Json permissions = Json::array(), channels = Json::array();
  a.permissions.for_each(base::Instant::min(),
                         [&](const base::IpAddress& ip, base::Instant expires) {
                           permissions.push(Json::array({ip.print(), instant_json(expires)}));
                         });
  a.channels.for_each(base::Instant::min(), [&](std::uint16_t number, const PeerEndpoint& peer,
                                                base::Instant expires) {
    channels.push(
        Json::array({static_cast<unsigned>(number), peer.value().print(), instant_json(expires)}));
  });
  out.set("permissions", permissions).set("channels", channels);
}

std::optional<base::Instant> instant_of(const Json& value) {
  const auto count = value.as_integer();
  if (!count) return std::nullopt;
  return base::Instant{base::Instant::duration{*count}};
}

void read_permissions(JsonFields& in, Allocation& a) {
  for (const Json& one : in.list("permissions").items()) {
    const auto ip = base::IpAddress::parse(one.at(0).text());
    const auto expires = instant_of(one.at(1));
    if (!ip || !expires) return in.refuse("permissions", "must hold pairs of address and time");
    a.permissions.restore(*ip, *expires);
  }
}

void read_channels(JsonFields& in, Allocation& a) {
  for (const Json& one : in.list("channels").items()) {
    const auto number = one.at(0).as_integer();
    const auto peer = base::Endpoint::parse(one.at(1).text());
    const auto expires = instant_of(one.at(2));
    if (!number || *number < 0 || *number > UINT16_MAX || !peer || !expires)
      return in.refuse("channels", "must hold triples of number, peer and time");
    a.channels.restore(static_cast<std::uint16_t>(*number), PeerEndpoint{*peer}, *expires);
  }
}

void put_counts(Json& out, const Allocation& a) {
  out.set("packets_to_peers", a.to_peers.packets).set("bytes_to_peers", a.to_peers.bytes);
  out.set("packets_to_client", a.to_client.packets).set("bytes_to_client", a.to_client.bytes);
  out.set("peers", a.peers_permitted).set("dropped", a.dropped);
}

void read_counts(JsonFields& in, Allocation& a) {
  a.to_peers = {read_bits(in, "packets_to_peers"), read_bits(in, "bytes_to_peers")};
  a.to_client = {read_bits(in, "packets_to_client"), read_bits(in, "bytes_to_client")};
  a.peers_permitted = in.number<std::uint32_t>("peers");
  a.dropped = in.number<std::uint32_t>("dropped");
}

}  // namespace

Json to_json(const FiveTuple& tuple) {
  return Json::object({{"transport", to_string(tuple.transport)},
                       {"client", tuple.client.print()},
                       {"server", tuple.server.print()}});
}

FiveTuple read_tuple(JsonFields& in) {
  return {in.parsed("transport", transport_of, "a transport"), read_endpoint(in, "client"),
          read_endpoint(in, "server")};
}

Json to_json(const PortPool::Reserved& reserved) {
  return Json::object({{"token", reserved.token},
                       {"place", place_json(reserved.place)},
                       {"identity", base::encode_base64url(base::as_bytes(reserved.identity))},
                       {"expires", instant_json(reserved.expires)}});
}

PortPool::Reserved read_reservation(JsonFields& in) {
  return {read_bits(in, "token"), read_place(in, "place"), read_name(in, "identity"),
          read_instant(in, "expires")};
}

Json to_json(const HandedAllocation& handed) {
  const Allocation& a = *handed.allocation;
  Json out = Json::object({{"slot", a.id.slot}, {"generation", a.id.generation}});
  out.set("leg", leg_json(a.leg));
  if (a.next) out.set("next", leg_json(*a.next));
  out.set("relay", place_json(handed.relay))
      .set("created", instant_json(a.created))
      .set("expires", instant_json(a.expires));
  if (handed.second)
    out.set("second", place_json(*handed.second))
        .set("second_expires", instant_json(a.second->expires));
  put_owner(out, a);
  put_answer(out, a);
  put_peers(out, a);
  put_counts(out, a);
  return out;
}

base::Result<HandedAllocation> handed_allocation(const Json& json) {
  JsonFields in{json};
  const PortPool::Place relay = read_place(in, "relay");
  std::optional<PortPool::Place> second;
  auto owned = std::make_unique<Allocation>();
  Allocation& a = *owned;
  a.state = Allocation::State::active;
  a.id = {in.number<std::uint32_t>("slot"), in.number<std::uint32_t>("generation")};
  a.leg = read_leg(in, "leg");
  if (in.has("next")) a.next = read_leg(in, "next");
  a.family = relay.address.local.family();
  a.created = read_instant(in, "created");
  a.expires = read_instant(in, "expires");
  if (in.has("second")) {
    second = read_place(in, "second");
    a.second = Allocation::Second{{}, read_instant(in, "second_expires")};
    if (a.family != base::Family::v4 || second->address.local.is_v4())
      in.refuse("second", "must be the IPv6 address of an IPv4 allocation");
  }
  read_owner(in, a);
  read_answer(in, a);
  read_permissions(in, a);
  read_channels(in, a);
  read_counts(in, a);
  // An allocation without a ticket has exactly one leg.
  if (!a.mobile && (a.away || a.next))
    in.refuse("mobile", "must be true where the client is away or moves");
  if (a.next && (a.away || a.next->tuple == a.leg.tuple))
    in.refuse("next", "must be another leg than the first");
  if (in.error())
    return base::failure(base::Errc::corrupt, "allocation handed over: " + in.error()->print());
  return HandedAllocation{std::move(owned), relay, second};
}

}  // namespace turn
