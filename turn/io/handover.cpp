// SPDX-License-Identifier: MIT
#include "turn/io/handover.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace turn::io {
namespace {

using base::Json;

constexpr int kFormat = 1;

base::Error broken(std::string_view what) {
  return {base::Errc::corrupt, "handed over: " + std::string{what}};
}

// Calls read(const Json&) for each element of an array; returns the first error.
template <class Read>
auto all_of(const Json& array, Read read)
    -> base::Result<std::vector<typename decltype(read(array))::value_type>> {
  std::vector<typename decltype(read(array))::value_type> out;
  for (std::size_t i = 0; i < array.size(); ++i) {
    auto one = read(array.at(i));
    if (!one) return base::failure(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

class Packer {
 public:
  explicit Packer(std::vector<base::UniqueFd>& descriptors) : descriptors_(descriptors) {}

  Json place_of(base::UniqueFd fd) {
    if (!fd) return {};
    descriptors_.push_back(std::move(fd));
    return Json(static_cast<std::uint64_t>(descriptors_.size() - 1));
  }

  Json worker(HandedWorker& worker) {
    Json listeners = Json::array(), elsewhere = Json::array();
    for (HandedListener& listener : worker.listeners) {
      listeners.push(Json::object({{"dtls", listener.transport == Transport::dtls},
                                   {"local", listener.local.print()},
                                   {"socket", place_of(std::move(listener.socket))}}));
    }
    for (const auto& [tuple, index] : worker.elsewhere)
      elsewhere.push(to_json(tuple).set("worker", static_cast<unsigned>(index)));
    return Json::object({{"next_generation", worker.next_generation},
                         {"listeners", listeners},
                         {"allocations", static_cast<std::uint64_t>(worker.relays.size())},
                         {"elsewhere", elsewhere}});
  }

  Json relay(HandedRelay& relay, std::size_t worker) {
    Json one = to_json(relay.allocation);
    one.set("worker", static_cast<std::uint64_t>(worker))
        .set("socket", place_of(std::move(relay.socket)));
    if (relay.second) one.set("second_socket", place_of(std::move(relay.second)));
    return one;
  }

 private:
  std::vector<base::UniqueFd>& descriptors_;
};

class Unpacker {
 public:
  explicit Unpacker(std::vector<base::UniqueFd>& descriptors) : descriptors_(descriptors) {}

  base::Result<HandedWorker> worker(const Json& json) {
    const auto generation = json["next_generation"].as_integer(),
               allocations = json["allocations"].as_integer();
    if (!generation || !allocations || !json["listeners"].is_array())
      return base::failure(broken("a worker"));
    awaited_ += *allocations;
    auto listeners = all_of(json["listeners"], [this](const Json& one) { return listener(one); });
    if (!listeners) return base::failure(listeners.error());
    auto elsewhere = all_of(json["elsewhere"], client_elsewhere);
    if (!elsewhere) return base::failure(elsewhere.error());
    HandedWorker worker;
    worker.next_generation = static_cast<std::uint32_t>(*generation);
    worker.listeners = std::move(*listeners);
    worker.elsewhere = std::move(*elsewhere);
    return worker;
  }

  base::Status relay(const Json& json, std::vector<HandedWorker>& workers) {
    const auto worker = json["worker"].as_integer();
    if (!worker || *worker < 0 || static_cast<std::uint64_t>(*worker) >= workers.size())
      return base::failure(broken("the worker of an allocation"));
    auto allocation = handed_allocation(json);
    if (!allocation) return base::failure(allocation.error());
    HandedRelay relay{std::move(*allocation), descriptor(json["socket"]),
                      descriptor(json["second_socket"])};
    if (!relay.socket || relay.allocation.second.has_value() != static_cast<bool>(relay.second))
      return base::failure(broken("the socket of an allocation"));
    workers[static_cast<std::size_t>(*worker)].relays.push_back(std::move(relay));
    --awaited_;
    return {};
  }
  bool complete() const noexcept { return awaited_ == 0; }

 private:
  // Takes a descriptor out of the list: a second place that names it gets none.
  base::UniqueFd descriptor(const Json& place) {
    const auto at = place.as_integer();
    if (!at || *at < 0 || static_cast<std::uint64_t>(*at) >= descriptors_.size())
      return base::UniqueFd{};
    return std::move(descriptors_[static_cast<std::size_t>(*at)]);
  }
  base::Result<HandedListener> listener(const Json& json) {
    const auto dtls = json["dtls"].as_bool();
    const auto local = base::Endpoint::parse(json["local"].as_string().value_or(""));
    auto socket = descriptor(json["socket"]);
    if (!dtls || !local) return base::failure(broken("a listener"));
    return HandedListener{*dtls ? Transport::dtls : Transport::udp, *local, std::move(socket)};
  }
  static base::Result<std::pair<FiveTuple, WorkerIndex>> client_elsewhere(const Json& json) {
    const auto index = json["worker"].as_integer();
    const auto tuple = handed_tuple(json);
    if (!tuple || !index) return base::failure(broken("a client of another worker"));
    return std::pair{*tuple, static_cast<WorkerIndex>(*index)};
  }
  std::vector<base::UniqueFd>& descriptors_;
  std::int64_t awaited_ = 0;  // allocations that have not been read yet
};

base::Result<RelayAddress> seen_as(const Json& pair) {
  const auto ip = [&pair](std::size_t which) {
    const Json text = pair.at(which);
    return base::IpAddress::parse(text.as_string().value_or(""));
  };
  const auto local = ip(0), external = ip(1);
  if (!local || !external) return base::failure(broken("an external address"));
  return RelayAddress{*local, *external};
}

// Everything but the allocations.
base::Result<Handover> read_head(const Json& json, Unpacker& unpacker) {
  if (json["format"].as_integer() != kFormat)
    return base::failure(broken("in a form of another version"));
  Handover handover;
  const auto seed = base::decode_base64url(json["seed"].as_string().value_or(""));
  const auto nonce = json["next_nonce"].as_integer(), at = json["at"].as_integer();
  if (!seed || seed->size() != handover.seed.size() || !nonce || !at || !json["workers"].is_array())
    return base::failure(broken("the beginning"));
  std::copy(seed->begin(), seed->end(), handover.seed.begin());
  handover.next_nonce = static_cast<std::uint32_t>(*nonce);
  handover.at = base::Instant{base::Instant::duration{*at}};
  auto pairs = all_of(json["seen_as"], seen_as);
  if (!pairs) return base::failure(pairs.error());
  auto reserved = all_of(json["reserved"], handed_reservation);
  if (!reserved) return base::failure(reserved.error());
  auto workers =
      all_of(json["workers"], [&unpacker](const Json& one) { return unpacker.worker(one); });
  if (!workers) return base::failure(workers.error());
  handover.seen_as = std::move(*pairs);
  handover.reserved = std::move(*reserved);
  handover.workers = std::move(*workers);
  return handover;
}

// Removes the first line from `rest` and returns it.
std::string_view take_line(std::string_view& rest) noexcept {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

}  // namespace

PackedHandover pack(Handover handover) {
  PackedHandover packed;
  Packer packer{packed.descriptors};
  Json workers = Json::array(), reserved = Json::array();
  for (HandedWorker& worker : handover.workers) workers.push(packer.worker(worker));
  for (const PortPool::Reserved& one : handover.reserved) reserved.push(to_json(one));
  Json seen_as = Json::array();
  for (const RelayAddress& pair : handover.seen_as)
    seen_as.push(Json::array({pair.local.print(), pair.external.print()}));
  std::string text =
      Json::object({{"format", kFormat},
                    {"seed", base::encode_base64url(handover.seed)},
                    {"next_nonce", handover.next_nonce},
                    {"at", static_cast<std::int64_t>(handover.at.time_since_epoch().count())},
                    {"seen_as", seen_as},
                    {"reserved", reserved},
                    {"workers", workers}})
          .print() +
      '\n';
  // One line for each allocation: neither process holds a JSON tree of ten thousand allocations.
  for (std::size_t i = 0; i < handover.workers.size(); ++i) {
    for (HandedRelay& relay : handover.workers[i].relays)
      text += packer.relay(relay, i).print() + '\n';
  }
  packed.text = base::Secret{std::move(text)};
  return packed;
}

base::Result<Handover> unpack(PackedHandover packed) {
  std::string_view rest = packed.text.reveal_text();
  const std::string_view head = take_line(rest);
  const auto json = Json::parse(head, head.size());
  if (!json) return base::failure(json.error());
  Unpacker unpacker{packed.descriptors};
  auto handover = read_head(*json, unpacker);
  if (!handover) return handover;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const auto one = Json::parse(line, line.size());
    if (!one) return base::failure(one.error());
    if (auto added = unpacker.relay(*one, handover->workers); !added)
      return base::failure(added.error());
  }
  if (!unpacker.complete()) return base::failure(broken("fewer allocations than there were"));
  return handover;
}

}  // namespace turn::io
