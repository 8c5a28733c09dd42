// SPDX-License-Identifier: MIT
#include "signaling/ws_server_guests.hpp"

#include <utility>

#include "base/json_fields.hpp"
#include "signaling/hub_state_json.hpp"

namespace signaling {
namespace {

constexpr unsigned kMostHops = 8;

class LinkSink final : public FrameSink {
 public:
  LinkSink(NodeLinks& links, LinkId link, std::uint64_t channel, std::int64_t& window)
      : links_(links), link_(link), channel_(channel), window_(window) {}
  bool take(std::string_view frame) override {
    links_.send(link_, LinkKind::text, channel_, frame);
    window_ -= static_cast<std::int64_t>(frame.size());
    return window_ > 0;
  }

 private:
  NodeLinks& links_;
  LinkId link_;
  std::uint64_t channel_;
  std::int64_t& window_;
};

}  // namespace

std::string print_arrival(const Arrival& arrival) {
  base::Json out = base::Json::object(
      {{"client", arrival.client.print()}, {"text", arrival.text}, {"hops", arrival.hops}});
  if (!arrival.node.empty()) out.set("node", arrival.node);
  if (arrival.session) out.set("session", to_json(*arrival.session, true));
  return out.print();
}

base::Result<Arrival> parse_arrival(std::string_view text) {
  TRY(const auto json, base::Json::parse(text, LinkReader::kMost));
  base::JsonFields in{json};
  Arrival out;
  out.client = in.parsed("client", base::IpAddress::parse, "an address");
  out.text = in.text("text", {0, 2 * kMaxFrameBytes});
  out.hops = in.number<unsigned>("hops", 0, kMostHops);
  out.node = in.optional_text("node", {0, kMaxIdBytes}).value_or("");
  if (in.has("session")) {
    in.object("session", [&](base::JsonFields& one) { out.session = read_handed_session(one); });
  }
  if (in.error()) return base::failure(base::Errc::corrupt, "an arrival: " + in.error()->print());
  return out;
}

std::pair<const SocketId, WsGuests::Guest>* WsGuests::find(LinkId link, std::uint64_t channel) {
  const auto known = by_channel_.find({link, channel});
  return known == by_channel_.end() ? nullptr : &*guests_.find(known->second);
}

void WsGuests::on_open(LinkId link, std::uint64_t channel, std::string_view payload) {
  auto arrival = parse_arrival(payload);
  if (!arrival || by_channel_.contains({link, channel})) return links_.end(link);
  const SocketId id{next_++};
  Guest guest;
  guest.channel = {link, channel};
  guest.hops = arrival->hops;
  by_channel_.emplace(guest.channel, id);
  guests_.emplace(id, std::move(guest));
  if (!let_in_(id, *arrival)) return close(id, CloseCode::try_again_later);
  handler_.on_text(id, arrival->text);
}

void WsGuests::on_text(LinkId link, std::uint64_t channel, std::string_view text) {
  auto* const entry = find(link, channel);
  if (entry == nullptr) return;
  const SocketId id = entry->first;
  Guest& guest = entry->second;
  guest.untold += static_cast<std::int64_t>(text.size());
  if (guest.untold >= kLinkCredit) {
    links_.send(link, LinkKind::credit, channel,
                print_link_number(static_cast<std::uint64_t>(guest.untold)));
    guest.untold = 0;
  }
  if (!guest.close_code) handler_.on_text(id, text);
}

void WsGuests::on_credit(LinkId link, std::uint64_t channel, std::string_view payload) {
  const auto bytes = parse_link_number(payload);
  if (!bytes || *bytes > 16 * static_cast<std::uint64_t>(kLinkWindow)) return links_.end(link);
  auto* const entry = find(link, channel);
  if (entry == nullptr) return;
  entry->second.window += static_cast<std::int64_t>(*bytes);
  deliver(entry->first);
}

void WsGuests::on_gone(LinkId link, std::uint64_t channel, std::string_view payload) {
  if (auto* const entry = find(link, channel))
    forget(entry->first, payload == "departed" ? SocketEnd::departed : SocketEnd::broken);
}

void WsGuests::on_link_down(LinkId link) {
  std::vector<SocketId> ids;
  for (auto one = by_channel_.lower_bound({link, 0});
       one != by_channel_.end() && one->first.first == link; ++one)
    ids.push_back(one->second);
  for (const SocketId id : ids) forget(id, SocketEnd::broken);
}

void WsGuests::send_back(SocketId id, const std::vector<std::string>& frames,
                         const std::string& payload) {
  const auto found = guests_.find(id);
  if (found == guests_.end()) return;
  const Channel channel = found->second.channel;
  by_channel_.erase(channel);
  guests_.erase(found);
  for (const std::string& frame : frames)
    links_.send(channel.first, LinkKind::text, channel.second, frame);
  links_.send(channel.first, LinkKind::back, channel.second, payload);
}

unsigned WsGuests::hops_of(SocketId id) const {
  const auto found = guests_.find(id);
  return found == guests_.end() ? 0 : found->second.hops;
}

void WsGuests::forget(SocketId id, SocketEnd how) {
  const auto found = guests_.find(id);
  if (found == guests_.end()) return;
  by_channel_.erase(found->second.channel);
  guests_.erase(found);
  handler_.on_gone(id, how);
}

void WsGuests::deliver(SocketId id) noexcept {
  const auto found = guests_.find(id);
  if (found == guests_.end() || std::exchange(found->second.in_list, true)) return;
  if (to_flush_.empty()) round_.signal();
  to_flush_.push_back(id);
}

void WsGuests::close(SocketId id, CloseCode code) noexcept {
  const auto found = guests_.find(id);
  if (found == guests_.end() || found->second.close_code) return;
  found->second.close_code = code;
  deliver(id);
}

void WsGuests::end_round() {
  while (!to_flush_.empty()) {
    for (const SocketId id : std::exchange(to_flush_, {})) flush(id);
  }
}

void WsGuests::flush(SocketId id) {
  const auto found = guests_.find(id);
  if (found == guests_.end()) return;
  Guest& guest = found->second;
  guest.in_list = false;
  const auto [link, channel] = guest.channel;
  LinkSink sink{links_, link, channel, guest.window};
  const bool all = guest.window > 0 && handler_.take_frames(id, sink);
  if (!guest.close_code || !(all || !handler_.has_frames(id))) return;
  links_.send(link, LinkKind::close, channel,
              print_link_number(static_cast<std::uint64_t>(*guest.close_code)));
  forget(id, SocketEnd::broken);
}

void WsGuests::shut_down() noexcept {
  while (!guests_.empty()) forget(guests_.begin()->first, SocketEnd::broken);
}

}  // namespace signaling
