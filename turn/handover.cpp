// SPDX-License-Identifier: MIT
// Converts handed allocations to JSON and back.
#include "turn/handover.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "base/encoding.hpp"

namespace turn {
namespace {

using base::Json;

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

// Takes values out of a JSON object. It remembers the first value that is missing or wrong; after
// that the other values mean nothing.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  bool well() const noexcept { return wrong_.empty(); }
  base::Error error() const {
    return {base::Errc::corrupt, "allocation handed over: \"" + wrong_ + "\" is missing or wrong"};
  }
  void fail(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
  }

  bool has(std::string_view name) const noexcept { return !json_[name].is_null(); }
  Json part(std::string_view name) const noexcept { return json_[name]; }

  template <class T>
  T number(std::string_view name) {
    return number<T>(json_[name], name);
  }
  template <class T>
  T number(const Json& value, std::string_view name) {
    const auto given = value.as_integer();
    if constexpr (sizeof(T) == sizeof(std::int64_t)) {
      if (given) return static_cast<T>(*given);  // all 64 bits, whatever the sign
    } else if (given && *given >= 0 && *given <= std::int64_t{std::numeric_limits<T>::max()}) {
      return static_cast<T>(*given);
    }
    fail(name);
    return {};
  }
  bool truth(std::string_view name) {
    const auto given = json_[name].as_bool();
    if (!given) fail(name);
    return given.value_or(false);
  }
  base::Instant instant(std::string_view name) { return instant(json_[name], name); }
  base::Instant instant(const Json& value, std::string_view name) {
    return base::Instant{base::Instant::duration{number<std::int64_t>(value, name)}};
  }
  base::IpAddress ip(std::string_view name) { return parsed<base::IpAddress>(json_[name], name); }
  base::Endpoint endpoint(std::string_view name) {
    return parsed<base::Endpoint>(json_[name], name);
  }
  template <class T>
  T parsed(const Json& value, std::string_view name) {
    const auto given = T::parse(value.as_string().value_or(""));
    if (!given) fail(name);
    return given.value_or(T{});
  }
  std::string bytes_text(std::string_view name) {
    const auto given = base::decode_base64url(json_[name].as_string().value_or(""));
    if (!given || given->empty()) return fail(name), std::string{};
    return {reinterpret_cast<const char*>(given->data()), given->size()};
  }
  template <std::size_t N>
  std::array<std::byte, N> bytes(std::string_view name) {
    std::array<std::byte, N> out{};
    const auto given = base::decode_base64url(json_[name].as_string().value_or(""));
    if (!given || given->size() != N) fail(name);
    else std::copy(given->begin(), given->end(), out.begin());
    return out;
  }

 private:
  const Json json_;
  std::string wrong_;
};

FiveTuple read_tuple(Reader& in) {
  FiveTuple tuple{Transport::udp, in.endpoint("client"), in.endpoint("server")};
  const Json name = in.part("transport");
  const auto transport = transport_of(name.as_string().value_or(""));
  if (!transport) in.fail("transport");
  tuple.transport = transport.value_or(Transport::udp);
  return tuple;
}

Leg read_leg(Reader& outer, std::string_view name) {
  Reader in{outer.part(name)};
  Leg leg;
  leg.tuple = read_tuple(in);
  leg.socket = in.number<std::uint32_t>("listener");
  leg.moved = in.truth("moved");
  leg.via = in.number<std::uint16_t>("via");
  if (in.has("proxy")) leg.proxy = in.endpoint("proxy");
  if (!in.well()) outer.fail(name);
  return leg;
}

PortPool::Place read_place(Reader& outer, std::string_view name) {
  Reader in{outer.part(name)};
  PortPool::Place place{{in.ip("local"), in.ip("external")}, in.number<std::uint16_t>("port")};
  if (!in.well() || place.address.local.family() != place.address.external.family())
    outer.fail(name);
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

void read_owner(Reader& in, Allocation& a) {
  a.username = in.bytes_text("username");
  a.identity = in.bytes_text("identity");
  a.source = in.ip("source");
  a.key.octets = in.bytes<sizeof(a.key.octets)>("key");
  const auto algorithm = in.number<std::uint16_t>("algorithm");
  a.key.algorithm = static_cast<stun::PasswordAlgorithm>(algorithm);
  if (a.key.algorithm != stun::PasswordAlgorithm::md5 &&
      a.key.algorithm != stun::PasswordAlgorithm::sha256)
    in.fail("algorithm");
  a.integrity = in.truth("sha256") ? Integrity::sha256 : Integrity::sha1;
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

void read_answer(Reader& in, Allocation& a) {
  a.transaction = in.bytes<sizeof(a.transaction)>("transaction");
  a.granted = std::chrono::seconds{in.number<std::uint32_t>("granted")};
  a.fingerprint = in.truth("fingerprint");
  if (in.has("token")) a.token = in.number<ReservationToken>("token");
  if (in.has("missing")) {
    Reader missing{in.part("missing")};
    const auto family = missing.truth("v6") ? base::Family::v6 : base::Family::v4;
    a.missing = Allocation::Missing{
        family, static_cast<stun::ErrorCode>(missing.number<std::uint16_t>("code"))};
    if (!missing.well()) in.fail("missing");
  }
  a.mobile = in.truth("mobile");
  a.away = in.truth("away");
  a.serial = in.number<std::uint32_t>("serial");
  a.resumed_by = in.bytes<sizeof(a.resumed_by)>("resumed_by");
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

void read_peers(Reader& in, Allocation& a) {
  const Json permissions = in.part("permissions"), channels = in.part("channels");
  if (!permissions.is_array()) in.fail("permissions");
  if (!channels.is_array()) in.fail("channels");
  for (std::size_t i = 0; i < permissions.size() && in.well(); ++i) {
    const Json one = permissions.at(i);
    a.permissions.restore(in.parsed<base::IpAddress>(one.at(0), "permissions"),
                          in.instant(one.at(1), "permissions"));
  }
  for (std::size_t i = 0; i < channels.size() && in.well(); ++i) {
    const Json one = channels.at(i);
    a.channels.restore(in.number<std::uint16_t>(one.at(0), "channels"),
                       PeerEndpoint{in.parsed<base::Endpoint>(one.at(1), "channels")},
                       in.instant(one.at(2), "channels"));
  }
}

void put_counts(Json& out, const Allocation& a) {
  out.set("packets_to_peers", a.to_peers.packets).set("bytes_to_peers", a.to_peers.bytes);
  out.set("packets_to_client", a.to_client.packets).set("bytes_to_client", a.to_client.bytes);
  out.set("peers", a.peers_permitted).set("dropped", a.dropped);
}

void read_counts(Reader& in, Allocation& a) {
  a.to_peers = {in.number<std::uint64_t>("packets_to_peers"),
                in.number<std::uint64_t>("bytes_to_peers")};
  a.to_client = {in.number<std::uint64_t>("packets_to_client"),
                 in.number<std::uint64_t>("bytes_to_client")};
  a.peers_permitted = in.number<std::uint32_t>("peers");
  a.dropped = in.number<std::uint32_t>("dropped");
}

}  // namespace

Json to_json(const FiveTuple& tuple) {
  return Json::object({{"transport", to_string(tuple.transport)},
                       {"client", tuple.client.print()},
                       {"server", tuple.server.print()}});
}

base::Result<FiveTuple> handed_tuple(const Json& json) {
  Reader in{json};
  const FiveTuple tuple = read_tuple(in);
  if (!in.well()) return base::failure(in.error());
  return tuple;
}

Json to_json(const PortPool::Reserved& reserved) {
  return Json::object({{"token", reserved.token},
                       {"place", place_json(reserved.place)},
                       {"identity", base::encode_base64url(base::as_bytes(reserved.identity))},
                       {"expires", instant_json(reserved.expires)}});
}

base::Result<PortPool::Reserved> handed_reservation(const Json& json) {
  Reader in{json};
  PortPool::Reserved reserved{in.number<ReservationToken>("token"), read_place(in, "place"),
                              in.bytes_text("identity"), in.instant("expires")};
  if (!in.well()) return base::failure(in.error());
  return reserved;
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
  Reader in{json};
  const PortPool::Place relay = read_place(in, "relay");
  std::optional<PortPool::Place> second;
  auto owned = std::make_unique<Allocation>();
  Allocation& a = *owned;
  a.state = Allocation::State::active;
  a.id = {in.number<std::uint32_t>("slot"), in.number<std::uint32_t>("generation")};
  a.leg = read_leg(in, "leg");
  if (in.has("next")) a.next = read_leg(in, "next");
  a.family = relay.address.local.family();
  a.created = in.instant("created");
  a.expires = in.instant("expires");
  if (in.has("second")) {
    second = read_place(in, "second");
    a.second = Allocation::Second{{}, in.instant("second_expires")};
    if (a.family != base::Family::v4 || second->address.local.is_v4()) in.fail("second");
  }
  read_owner(in, a);
  read_answer(in, a);
  read_peers(in, a);
  read_counts(in, a);
  // An allocation without a ticket has exactly one leg.
  if (!a.mobile && (a.away || a.next)) in.fail("mobile");
  if (a.next && (a.away || a.next->tuple == a.leg.tuple)) in.fail("next");
  if (!in.well()) return base::failure(in.error());
  return HandedAllocation{std::move(owned), relay, second};
}

}  // namespace turn
