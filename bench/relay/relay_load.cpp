// SPDX-License-Identifier: MIT
// The load that counts most: payloads through allocations. A closed loop: what is in flight is
// bounded by the window, so that a server is saturated and not drowned; with --rate the loop is
// paced.
#include <algorithm>
#include <cerrno>

#include "bench/relay/epoll.hpp"
#include "bench/relay/fixed_map.hpp"
#include "bench/relay/flows.hpp"
#include "bench/relay/loads.hpp"
#include "bench/relay/reckoning.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/channel_data.hpp"

namespace bench {
namespace {

constexpr std::size_t kMaxBurst = 64;
constexpr std::size_t kMaxPrefix = 64;  // a Send indication's head is 48 bytes at most
// Nothing has come for so long: what is in flight is lost.
constexpr std::uint64_t kStall = 50'000'000;
constexpr std::uint64_t kDrain = 300'000'000;

// What stands before each of a client's payloads: ChannelData's header, or a Send indication up to
// the value of DATA.
std::vector<std::byte> prefix_for(const Options& options, const base::Endpoint& peer,
                                  std::uint32_t client) {
  std::vector<std::byte> prefix(stun::kChannelHeaderSize);
  if (options.framing == Framing::channel) {
    stun::encode_channel_header(prefix.data(), kChannel, static_cast<std::uint16_t>(options.size));
    return prefix;
  }
  std::vector<std::byte> room(kMaxPrefix + stun::padded(options.size));
  stun::TransactionId id{};
  base::store_be32(id.data(), client);
  stun::Builder message{room, stun::Class::indication, stun::Method::send, id};
  const std::vector<std::byte> blank(options.size);
  message.xor_address(stun::Attr::xor_peer_address, peer).bytes(stun::Attr::data, blank);
  const base::Bytes whole = message.message();
  prefix.assign(whole.begin(),
                whole.end() - static_cast<std::ptrdiff_t>(stun::padded(options.size)));
  return prefix;
}

class Traffic final : private Sink {
 public:
  Traffic(const Options& options, Flows& flows)
      : options_(options), flows_(flows), payloads_(options.size), reckoning_(options) {
    for (std::size_t i = 0; i < flows_.size(); ++i) {
      prefixes_.push_back(
          prefix_for(options, flows_[i].peer_address, static_cast<std::uint32_t>(i)));
    }
  }

  base::Status run();
  base::Json print() const;

 private:
  void send_what_may_be(std::uint64_t now);
  bool due(std::uint64_t now) noexcept;
  bool send_burst(std::size_t client, Way way);
  void receive();
  void on_message(base::Bytes message) override;
  std::optional<base::Bytes> unwrap(base::Bytes message) const;
  void arrived(const PayloadHead& head);
  void write_off_when_stalled(std::uint64_t now);
  std::int64_t in_flight() const noexcept {
    return static_cast<std::int64_t>(sent_ - received_) - static_cast<std::int64_t>(written_off_);
  }

  const Options& options_;
  Flows& flows_;
  Payloads payloads_;
  Reckoning reckoning_;
  std::vector<std::vector<std::byte>> prefixes_;
  Epoll epoll_;

  std::size_t turn_ = 0;  // whose burst is next
  std::uint64_t next_burst_at_ = 0;
  std::array<std::array<std::byte, kMaxPrefix + kPayloadHead>, kMaxBurst> heads_{};
  std::array<Packet, kMaxBurst> packets_{};

  std::uint32_t reading_client_ = 0;
  Way reading_ = Way::up;
  std::uint64_t now_ = 0, last_arrival_ = 0;

  std::uint64_t sent_ = 0, received_ = 0, wrong_ = 0, late_ = 0;
  std::uint64_t written_off_ = 0;  // sent, not received, not waited for any more
};

base::Status Traffic::run() {
  for (std::uint32_t i = 0; i < flows_.size(); ++i) {
    if (!epoll_.add(flows_[i].client->fd(), 2 * i) || !epoll_.add(flows_[i].peer->fd(), 2 * i + 1))
      return base::failure(base::errno_error("epoll_ctl", errno));
  }
  const std::uint64_t start = steady_nanoseconds();
  const std::uint64_t measure_from = start + static_cast<std::uint64_t>(options_.warm_up.count());
  const std::uint64_t until = measure_from + static_cast<std::uint64_t>(options_.measure.count());
  last_arrival_ = next_burst_at_ = start;
  bool measured = false;
  for (now_ = start; now_ < until; now_ = steady_nanoseconds()) {
    if (!measured && now_ >= measure_from) {
      measured = true;
      reckoning_.begin();
    }
    send_what_may_be(now_);
    receive();
    write_off_when_stalled(now_);
  }
  reckoning_.end();
  last_arrival_ = now_;
  while (in_flight() > 0 && now_ - last_arrival_ < kDrain) {
    receive();
    now_ = steady_nanoseconds();
  }
  if (reckoning_.counted() == 0)
    return base::failure(base::Errc::unavailable, "nothing was relayed");
  return {};
}

// Bursts until the window is full, at most one for each client and way, so that arrivals are looked
// at in between.
void Traffic::send_what_may_be(std::uint64_t now) {
  const bool both = options_.direction == Direction::both;
  const std::size_t turns = flows_.size() * (both ? 2 : 1);
  for (std::size_t i = 0; i < turns; ++i) {
    if (in_flight() + options_.burst > std::max(options_.window, options_.burst) || !due(now))
      return;
    const std::size_t turn = turn_++ % turns;
    const Way way = both                                  ? static_cast<Way>(turn % 2)
                    : options_.direction == Direction::up ? Way::up
                                                          : Way::down;
    if (send_burst(both ? turn / 2 : turn, way) && options_.rate > 0) {
      next_burst_at_ += static_cast<std::uint64_t>(options_.burst * 1e9 / options_.rate);
    }
  }
}

// Whether the pace allows a burst. Who falls behind by 10 ms does not catch up: that would be
// another load.
bool Traffic::due(std::uint64_t now) noexcept {
  if (options_.rate <= 0) return true;
  if (now > next_burst_at_ + 10'000'000) next_burst_at_ = now;
  return now >= next_burst_at_;
}

bool Traffic::send_burst(std::size_t client, Way way) {
  Flow& flow = flows_[client];
  Leg& leg = way == Way::up ? *flow.client : *flow.peer;
  if (leg.congested()) return false;
  const auto index = static_cast<std::size_t>(way);
  const base::Bytes prefix = way == Way::up ? base::Bytes{prefixes_[client]} : base::Bytes{};
  // A Send indication is padded; ChannelData is not, but over streams, where the leg does it.
  static constexpr std::array<std::byte, 4> kPadding{};
  const bool padded = way == Way::up && options_.framing == Framing::indication;
  const base::Bytes padding =
      base::Bytes{kPadding}.first(padded ? stun::padded(options_.size) - options_.size : 0);
  const std::uint64_t now = steady_nanoseconds();
  for (std::size_t i = 0; i < options_.burst; ++i) {
    const PayloadHead head{way, static_cast<std::uint32_t>(client), flow.next[index] + i, now};
    std::copy(prefix.begin(), prefix.end(), heads_[i].begin());
    Payloads::encode_head(heads_[i].data() + prefix.size(), head);
    packets_[i] = {piece(base::Bytes{heads_[i]}.first(prefix.size() + kPayloadHead)),
                   piece(payloads_.body(head)), piece(padding)};
  }
  const std::size_t taken = leg.send(std::span{packets_}.first(options_.burst));
  flow.next[index] += taken;
  sent_ += taken;
  return taken != 0;
}

void Traffic::receive() {
  for (const epoll_event& event : epoll_.wait(0)) {
    reading_client_ = event.data.u32 / 2;
    reading_ =
        event.data.u32 % 2 == 1 ? Way::up : Way::down;  // the peer's socket reads what went up
    Flow& flow = flows_[reading_client_];
    (reading_ == Way::up ? static_cast<Leg&>(*flow.peer) : *flow.client).receive(*this);
  }
}

void Traffic::on_message(base::Bytes message) {
  const auto payload = reading_ == Way::up ? std::optional{message} : unwrap(message);
  const auto head = payload ? payloads_.check(*payload) : std::nullopt;
  if (!head || head->way != reading_ || head->client != reading_client_) {
    ++wrong_;
    return;
  }
  arrived(*head);
}

// The payload of ChannelData or of a Data indication from this client's peer.
std::optional<base::Bytes> Traffic::unwrap(base::Bytes message) const {
  if (options_.framing == Framing::channel) {
    const auto data = stun::decode_channel_data(message);
    if (!data || data->number != kChannel) return std::nullopt;
    return data->payload;
  }
  const auto view = stun::MessageView::decode(message);
  if (!view || view->message_class() != stun::Class::indication ||
      view->method() != stun::Method::data)
    return std::nullopt;
  const auto address = view->find(stun::Attr::xor_peer_address);
  const auto from =
      address ? stun::decode_xor_address(*address, view->transaction_id()) : std::nullopt;
  if (from != flows_[reading_client_].peer_address) return std::nullopt;
  return view->find(stun::Attr::data);
}

void Traffic::arrived(const PayloadHead& head) {
  Flow& flow = flows_[reading_client_];
  std::uint64_t& expected = flow.expected[static_cast<std::size_t>(head.way)];
  const std::uint64_t now = steady_nanoseconds();
  ++received_;
  last_arrival_ = now;
  reckoning_.count(now - head.sent_at);
  if (head.sequence >= expected) {
    written_off_ +=
        head.sequence -
        expected;  // overtaken: nothing of one flow overtakes on this way, so it is lost
    expected = head.sequence + 1;
  } else {
    ++late_;
    if (written_off_ != 0) --written_off_;
  }
}

void Traffic::write_off_when_stalled(std::uint64_t now) {
  if (now < last_arrival_ + kStall || in_flight() <= 0) return;
  last_arrival_ = now;
  written_off_ += static_cast<std::uint64_t>(in_flight());
  for (std::size_t i = 0; i < flows_.size(); ++i) flows_[i].expected = flows_[i].next;
}

base::Json Traffic::print() const {
  base::Json out = reckoning_.print();
  out.set("sent", sent_)
      .set("received", received_)
      .set("lost", sent_ > received_ ? sent_ - received_ : 0);
  out.set("loss_percent", sent_ > received_ ? 100.0 * static_cast<double>(sent_ - received_) /
                                                  static_cast<double>(sent_)
                                            : 0.0);
  out.set("wrong", wrong_).set("late", late_);
  return out;
}

}  // namespace

base::Result<base::Json> run_relay(const Options& options, const Ground& ground) {
  Flows flows{options, ground};
  TRY(flows.open());
  Traffic traffic{options, flows};
  const auto ran = traffic.run();
  flows.release();
  if (!ran) return base::failure(ran.error());
  return traffic.print();
}

}  // namespace bench
