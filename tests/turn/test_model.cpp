// SPDX-License-Identifier: MIT
// Random operations on the core, compared with a naive model of a TURN server after each of them.
// A failure names its seed and step: add the seed to model_seeds.txt, which runs first.
// MODEL_SEEDS=20000 in the environment tries that many seeds instead of the usual number.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/source_tree.hpp"
#include "tests/turn/model.hpp"
#include "tests/turn/names.hpp"
#include "turn/session.hpp"

namespace {

using namespace lectern_test;
using stun::Attr;
using Way = RelayModel::Way;

constexpr std::uint64_t kUsualSeeds = 250;
constexpr int kSteps = 80;
const base::IpAddress kSometimesDenied = base::IpAddress::v4(203, 0, 113, 6);

turn::Config small_config() {
  turn::Config config = RelayTest::test_config();
  config.user_quota = RelayModel::kUserQuota;
  config.total_quota = RelayModel::kTotalQuota;
  config.max_permissions = RelayModel::kMaxPermissions;
  config.max_channels = RelayModel::kMaxChannels;
  return config;
}

struct Actor {
  Client client;
  std::string user;
  bool stream;
};

class Run {
 public:
  explicit Run(std::uint64_t seed) : dice_(seed), t_(small_config()) {
    add("192.0.2.1:4000", turn::Transport::udp, "alice");
    add("192.0.2.2:4000", turn::Transport::udp, "bob");
    add("192.0.2.2:4001", turn::Transport::dtls, "alice");
    add("192.0.2.3:4000", turn::Transport::tcp, "alice");
    add("192.0.2.3:4001", turn::Transport::tls, "bob");
    add("[2001:db8:9::1]:4000", turn::Transport::udp, "alice");
  }

  void step() {
    switch (below(17)) {
      case 0:
      case 1:
      case 2: return allocate();
      case 3: return refresh();
      case 4:
      case 5: return permit();
      case 6:
      case 7: return bind();
      case 8:
      case 9: return send();
      case 10:
      case 11: return channel_data();
      case 12: return from_peer();
      case 13: return jump();
      case 14: return stranger();
      case 15: return end();
      default: return reconfigure();
    }
  }

  // Everything that both sides know is the same.
  void compare() {
    const auto sessions = t_.server.sessions(t_.clock.now());
    CHECK_EQ(sessions.size(), model_.allocations().size());
    CHECK_EQ(t_.server.allocation_count(), model_.allocations().size());
    for (const auto& a : model_.allocations()) {
      const auto s = std::ranges::find(sessions, actors_.at(a.client).client.leg().tuple.client,
                                       &turn::SessionInfo::client);
      CHECK(s != sessions.end());
      CHECK_EQ(s->username, a.user);
      CHECK_EQ(s->tcp_peers, a.tcp);
      CHECK_EQ(s->permissions, a.permissions.size());
      CHECK_EQ(s->channels, a.channels.size());
      CHECK_EQ(s->expires_in.count(), a.last_expiry() - model_.now());
      CHECK_EQ(s->relayed, a.v4 ? *a.v4 : *a.v6);
      CHECK(s->relayed_second == (a.v4 ? a.v6 : std::nullopt));
    }
  }

 private:
  void add(std::string_view from, turn::Transport transport, const std::string& user) {
    Client client = t_.client(from, transport);
    client.as(user, user == "alice" ? "wonderland" : "builder");
    const bool stream = client.leg().is_stream();
    actors_.push_back({std::move(client), user, stream});
  }

  std::uint32_t below(std::uint32_t bound) { return dice_.below(bound); }
  int some() { return static_cast<int>(below(static_cast<std::uint32_t>(actors_.size()))); }
  Actor& actor(int i) { return actors_.at(static_cast<std::size_t>(i)); }
  std::uint16_t some_number() { return static_cast<std::uint16_t>(0x4000 + below(3)); }
  std::optional<std::uint32_t> some_lifetime() {
    constexpr std::array<std::uint32_t, 4> kAsked{60, 700, 1300, 9000};
    return below(3) == 0 ? std::nullopt : std::optional{kAsked.at(below(4))};
  }

  // Two ports of one address, one that is denied at times and one always, IPv6, our own addresses.
  base::Endpoint some_peer() {
    constexpr std::array kPeers{"203.0.113.5:9",     "203.0.113.5:10", "203.0.113.6:9",
                                "[2001:db8:2::5]:9", "10.0.0.1:9",     "203.0.113.7:9",
                                "198.51.100.1:1",    "203.0.113.8:9",  "203.0.113.5:9",
                                "[2001:db8:2::6]:9"};
    const auto& allocations = model_.allocations();
    if (below(3) == 0 && !allocations.empty()) {
      const auto& a = allocations.at(below(static_cast<std::uint32_t>(allocations.size())));
      return a.v6 && (!a.v4 || below(2) == 0) ? *a.v6 : *a.v4;
    }
    return endpoint(kPeers.at(below(kPeers.size())));
  }

  void allocate() {
    const int i = some();
    RelayModel::Wanted wanted;
    const unsigned families = below(3);  // IPv4, IPv6, both
    wanted.v4 = families != 1;
    wanted.v6 = families != 0;
    wanted.tcp = below(4) == 0;
    wanted.lifetime = some_lifetime();
    const bool even = !wanted.tcp && below(4) == 0;
    const Answer answer = actor(i).client.request(stun::Method::allocate, [&](stun::Builder& b) {
      b.u32(Attr::requested_transport, (wanted.tcp ? 6u : 17u) << 24);
      if (families == 1) b.u32(Attr::requested_address_family, 2u << 24);
      if (families == 2) b.u32(Attr::additional_address_family, 2u << 24);
      if (wanted.lifetime) b.u32(Attr::lifetime, *wanted.lifetime);
      if (even) b.bytes(Attr::even_port, std::array{std::byte{0}});
    });
    const int code = model_.allocate(i, actor(i).user, actor(i).stream, wanted);
    CHECK_EQ(answer.outcome(), error(code));
    if (code != 0) return;
    CHECK_EQ(answer.u32(Attr::lifetime), RelayModel::granted(wanted.lifetime));
    learn_ports(i, answer, even);
  }

  // The core chooses ports by chance: the model gets them from the answer.
  void learn_ports(int i, const Answer& answer, bool even) {
    RelayModel::Allocation& a = *model_.of(i);
    std::size_t count = 0;
    const stun::MessageView view = answer.view();
    view.for_each(Attr::xor_relayed_address, [&](base::Bytes value) {
      const auto relayed = stun::decode_xor_address(value, view.transaction_id());
      CHECK(relayed.has_value());
      auto& place = relayed->ip.is_v6() ? a.v6 : a.v4;
      CHECK(place && place->ip == relayed->ip);
      CHECK(model_.behind(*relayed) == nullptr);
      if (even) CHECK_EQ(relayed->port % 2, 0);
      place = relayed;
      ++count;
    });
    CHECK_EQ(count, (a.v4 ? 1u : 0u) + (a.v6 ? 1u : 0u));
  }

  void refresh() {
    const int i = some();
    auto lifetime = some_lifetime();
    if (below(4) == 0) lifetime = 0;
    std::optional<base::Family> only;
    if (below(3) == 0) only = below(2) == 0 ? base::Family::v4 : base::Family::v6;
    const Answer answer = actor(i).client.request(stun::Method::refresh, [&](stun::Builder& b) {
      if (lifetime) b.u32(Attr::lifetime, *lifetime);
      if (only) b.u32(Attr::requested_address_family, (only == base::Family::v6 ? 2u : 1u) << 24);
    });
    const int code = model_.refresh(i, actor(i).user, lifetime, only);
    CHECK_EQ(answer.outcome(), error(code));
    if (code == 0)
      CHECK_EQ(answer.u32(Attr::lifetime), lifetime == 0u ? 0 : RelayModel::granted(lifetime));
  }

  void permit() {
    const int i = some();
    std::vector<base::Endpoint> peers{some_peer()};
    if (below(3) == 0) peers.push_back(some_peer());
    const Answer answer =
        actor(i).client.request(stun::Method::create_permission, [&](stun::Builder& b) {
          for (const base::Endpoint& peer : peers) b.xor_address(Attr::xor_peer_address, peer);
        });
    CHECK_EQ(answer.outcome(), error(model_.permit(i, peers)));
  }

  void bind() {
    const int i = some();
    const std::uint16_t number = some_number();
    const base::Endpoint to = some_peer();
    const Outcome outcome = actor(i).client.bind_channel(number, to.print());
    CHECK_EQ(outcome, error(model_.bind(i, number, to)));
  }

  void send() {
    const int i = some();
    const base::Endpoint to = some_peer();
    const auto forward = actor(i).client.send(to.print(), "send");
    check_forward(i, forward, model_.send(i, to), "send");
  }

  void channel_data() {
    const int i = some();
    const std::uint16_t number = some_number();
    const auto forward = actor(i).client.channel_data(number, "data");
    check_forward(i, forward, model_.channel_data(i, number), "data");
  }

  void check_forward(int i, const turn::Forward& forward, const RelayModel::Sent& expected,
                     std::string_view text) {
    t_.execute();
    constexpr std::array kKinds{turn::Forward::Kind::none, turn::Forward::Kind::to_peer,
                                turn::Forward::Kind::hairpin};
    CHECK_EQ(forward.kind, kKinds.at(static_cast<std::size_t>(expected.way)));
    if (expected.way == Way::nowhere) return;
    CHECK_EQ(forward.peer.value(), expected.to);
    CHECK_EQ(base::as_text(forward.payload), text);
    if (expected.way != Way::hairpin) return;
    const RelayModel::Allocation& sender = *model_.of(i);
    const base::Endpoint source = expected.to.ip.is_v6() ? *sender.v6 : *sender.v4;
    const int target = model_.behind(expected.to)->client;
    check_arrival(target, source, t_.hairpin(forward), text);
  }

  void from_peer() {
    const int i = some();
    const base::Endpoint from = some_peer();
    const auto delivery = t_.from_peer(actor(i).client, from.print(), "peer");
    // Our own addresses never send by the kernel.
    const bool own = from.ip == endpoint("198.51.100.1:1").ip || from.ip == own_v6_;
    if (own) {
      CHECK(!delivery);
      return;
    }
    check_arrival(i, from, delivery, "peer");
  }

  void check_arrival(int i, const base::Endpoint& from, const std::optional<Delivery>& delivery,
                     std::string_view text) {
    const auto expected = model_.receive(i, from);
    CHECK_EQ(delivery.has_value(), expected.arrives);
    if (!delivery) return;
    CHECK(delivery->to.tuple == actor(i).client.leg().tuple);
    CHECK_EQ(delivery->payload(), text);
    CHECK_EQ(delivery->channel().value_or(0), expected.channel);
    if (expected.channel == 0) CHECK_EQ(delivery->from(), from);
  }

  void jump() {
    constexpr std::array kSeconds{1, 60, 299, 300, 301, 600, 601, 3601};
    const int by = kSeconds.at(below(kSeconds.size()));
    model_.advance(by);
    t_.advance(std::chrono::seconds{by});
  }

  // Somebody else's credentials on this 5-tuple.
  void stranger() {
    const int i = some();
    const bool alice = actor(i).user == "bob";
    Client other = actor(i).client;
    other.as(alice ? "alice" : "bob", alice ? "wonderland" : "builder");
    CHECK_EQ(other.refresh(),
             error(model_.refresh(i, alice ? "alice" : "bob", std::nullopt, std::nullopt)));
  }

  void end() {
    const int i = some();
    if (below(2) == 0) {
      t_.server.client_gone(actor(i).client.leg().tuple, t_.now(), t_.effects);
    } else {
      const bool there = model_.of(i) != nullptr;
      CHECK_EQ(t_.server.kick(actor(i).client.allocation(), t_.now(), t_.effects), there);
    }
    t_.execute();
    model_.end(i);
  }

  void reconfigure() {
    turn::Config config = small_config();
    const bool deny = below(2) == 0;
    if (deny) config.deny_peers = {*base::Cidr::parse("203.0.113.6/32")};
    t_.server.reconfigure(config, t_.effects);
    t_.execute();
    model_.deny(deny ? std::optional{kSometimesDenied} : std::nullopt);
  }

  SeededRandom dice_;
  RelayTest t_;
  RelayModel model_;
  std::vector<Actor> actors_;
  const base::IpAddress own_v6_ = *base::IpAddress::parse("2001:db8:1::1");
};

void run_seed(std::uint64_t seed) {
  int step = 0;
  try {
    Run run{seed};
    for (; step < kSteps; ++step) {
      run.step();
      run.compare();
    }
  } catch (const CheckFailed& failed) {
    check_failed(
        "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " + failed.message,
        failed.file, failed.line);
  }
}

void the_seeds_that_failed_before() {
  std::ifstream file{in_source_tree("tests/turn/model_seeds.txt")};
  CHECK(file.good());
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') run_seed(std::stoull(line));
  }
}

void the_core_does_as_the_model() {
  const char* asked = std::getenv("MODEL_SEEDS");
  const std::uint64_t seeds = asked != nullptr ? std::stoull(asked) : kUsualSeeds;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) run_seed(seed);
}

}  // namespace

int main() {
  return lectern_test::run("model",
                           {TEST(the_seeds_that_failed_before), TEST(the_core_does_as_the_model)});
}
