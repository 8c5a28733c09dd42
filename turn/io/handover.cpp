// SPDX-License-Identifier: MIT
#include "turn/io/handover.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/json_fields.hpp"

namespace turn::io {
namespace {

using base::Json;
using base::JsonFields;

constexpr int kFormat = 1;

base::Error broken(std::string_view what) {
  return {base::Errc::corrupt, "handed over: " + std::string{what}};
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

  HandedWorker worker(JsonFields& in) {
    HandedWorker worker;
    worker.next_generation = in.number<std::uint32_t>("next_generation");
    awaited_ += in.number<std::uint32_t>("allocations");
    in.each_object("listeners", {},
                   [&](JsonFields& one) { worker.listeners.push_back(listener(one)); });
    if (in.has("elsewhere")) {
      in.each_object("elsewhere", {}, [&](JsonFields& one) {
        worker.elsewhere.emplace_back(read_tuple(one), one.number<WorkerIndex>("worker"));
      });
    }
    return worker;
  }

  base::Status relay(const Json& json, std::vector<HandedWorker>& workers) {
    JsonFields in{json};
    const auto worker = in.number<std::uint32_t>("worker");
    if (!in.ok() || worker >= workers.size())
      return base::failure(broken("the worker of an allocation"));
    TRY(auto allocation, handed_allocation(json));
    HandedRelay relay{std::move(allocation), descriptor(json["socket"]),
                      descriptor(json["second_socket"])};
    if (!relay.socket || relay.allocation.second.has_value() != static_cast<bool>(relay.second))
      return base::failure(broken("the socket of an allocation"));
    workers[worker].relays.push_back(std::move(relay));
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
  HandedListener listener(JsonFields& in) {
    return {in.flag("dtls") ? Transport::dtls : Transport::udp,
            in.parsed("local", base::Endpoint::parse, "an address and a port"),
            descriptor(in.json()["socket"])};
  }
  std::vector<base::UniqueFd>& descriptors_;
  std::int64_t awaited_ = 0;  // allocations that have not been read yet
};

void read_seen_as(JsonFields& in, std::vector<RelayAddress>& out) {
  for (const Json& pair : in.list("seen_as").items()) {
    const auto local = base::IpAddress::parse(pair.at(0).text()),
               external = base::IpAddress::parse(pair.at(1).text());
    if (!local || !external) return in.refuse("seen_as", "must hold pairs of addresses");
    out.push_back({*local, *external});
  }
}

// Everything but the allocations.
base::Result<Handover> read_head(const Json& json, Unpacker& unpacker) {
  JsonFields in{json};
  if (in.number<int>("format") != kFormat)
    return base::failure(broken("in a form of another version"));
  Handover handover;
  in.bytes("seed", handover.seed);
  handover.next_nonce = in.number<std::uint32_t>("next_nonce");
  handover.at = base::Instant{base::Instant::duration{in.number<std::int64_t>("at")}};
  if (in.has("seen_as")) read_seen_as(in, handover.seen_as);
  if (in.has("reserved")) {
    in.each_object("reserved", {},
                   [&](JsonFields& one) { handover.reserved.push_back(read_reservation(one)); });
  }
  in.each_object("workers", {},
                 [&](JsonFields& one) { handover.workers.push_back(unpacker.worker(one)); });
  if (in.error()) return base::failure(broken(in.error()->print()));
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
  TRY(const auto json, Json::parse(head, head.size()));
  Unpacker unpacker{packed.descriptors};
  TRY(auto handover, read_head(json, unpacker));
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    TRY(const auto one, Json::parse(line, line.size()));
    TRY(unpacker.relay(one, handover.workers));
  }
  if (!unpacker.complete()) return base::failure(broken("fewer allocations than there were"));
  return handover;
}

}  // namespace turn::io
