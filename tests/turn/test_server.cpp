// SPDX-License-Identifier: MIT
// The whole core under random operations against a small model, and its end.
#include <map>
#include <set>

#include "tests/turn/names.hpp"

namespace {

using namespace lectern_test;

void closing_ends_everything() {
  RelayTest t;
  for (int i = 0; i < 20; ++i) t.client("192.0.2.1:" + std::to_string(4000 + i)).allocated();
  t.server.close_all(t.now(), t.effects);
  t.execute();
  CHECK_EQ(t.ended.size(), 20u);
  CHECK(t.ended[0].reason == turn::EndReason::stopped);
  CHECK_EQ(t.server.allocation_count(), 0u);
  CHECK_EQ(t.shared.quotas.in_use(), 0u);
  CHECK_EQ(t.shared.ports.free_ports(t.clock.now()), t.shared.ports.total_ports());
  CHECK(!t.server.next_deadline());
}

void a_crowd_leaves_nothing_behind() {
  RelayTest t;
  Client first = t.client("192.0.2.1:3999").allocated();
  std::vector<Client> crowd;
  for (int i = 0; i < 100; ++i)
    crowd.push_back(t.client("192.0.2.1:" + std::to_string(4000 + i)).allocated());
  Client last = t.client("192.0.2.1:3998").allocated();
  const turn::AllocationId gone = crowd[50].allocation();
  for (Client& one : crowd) CHECK_EQ(one.refresh(0), success());
  t.server.shrink();
  CHECK_EQ(last.refresh(0), success());
  t.server.shrink();
  CHECK_EQ(first.bind_channel(0x4000, "203.0.113.5:9"), success());
  CHECK(first.channel_data(0x4000, "still here").kind == Forward::Kind::to_peer);
  CHECK(crowd[50].channel_data(0x4000, "gone").kind == Forward::Kind::none);
  // Places are used again; an id of the crowd's names none of those who sit there now.
  for (Client& one : crowd) CHECK_EQ(one.allocate(), success());
  ByteVector room(turn::kHeadRoom + 10 + turn::kTailRoom);
  for (Client& one : crowd) CHECK_EQ(one.permit("203.0.113.5:9"), success());
  CHECK(
      t.server.handle_peer(crowd[50].allocation(), peer("203.0.113.5:9"), room, 10, t.clock.now()));
  CHECK(!t.server.handle_peer(gone, peer("203.0.113.5:9"), room, 10, t.clock.now()));
}

// The expected state of an allocation, as simple as possible.
struct Model {
  base::Instant expires;
  std::map<std::string, base::Instant> permissions;               // by peer address
  std::map<int, std::pair<std::string, base::Instant>> channels;  // number -> peer, expiry
};

struct Walk {
  explicit Walk(std::uint64_t seed) : random(seed) {}
  std::uint32_t pick(std::uint32_t bound) { return random.below(bound); }
  std::string peer_ip() { return "203.0.113." + std::to_string(1 + pick(4)); }

  void step() {
    if (pick(32) == 0) t.server.shrink();
    const auto now = t.clock.now();
    const int port = 4000 + static_cast<int>(pick(4));
    auto client = t.client("192.0.2.1:" + std::to_string(port));
    std::erase_if(models, [now](const auto& m) { return m.second.expires <= now; });
    const auto at = models.find(port);
    Model* model = at == models.end() ? nullptr : &at->second;
    const std::string ip = peer_ip();
    const std::string to = ip + ":" + std::to_string(1 + pick(2));
    const int number = 0x4000 + static_cast<int>(pick(4));
    switch (pick(8)) {
      case 0:
        CHECK_EQ(client.allocate(), model ? error(437) : success());
        if (!model) models[port] = Model{now + 600s, {}, {}};
        break;
      case 1:
        CHECK_EQ(client.refresh(1200), model ? success() : error(437));
        if (model) model->expires = now + 1200s;
        break;
      case 2:
        if (pick(4) != 0) break;
        CHECK_EQ(client.refresh(0), model ? success() : error(437));
        models.erase(port);
        break;
      case 3:
        CHECK_EQ(client.permit(to), model ? success() : error(437));
        if (model) model->permissions[ip] = now + 300s;
        break;
      case 4: bind(client, model, number, ip, to); break;
      case 5: {
        const bool open = model && model->permissions.contains(ip) && model->permissions[ip] > now;
        CHECK_EQ(client.send(to, "x").kind == Forward::Kind::to_peer, open);
        CHECK_EQ(model ? t.from_peer(client, to, "x").has_value() : false, open);
        break;
      }
      case 6: {
        const bool bound =
            model && model->channels.contains(number) && model->channels[number].second > now;
        const Forward forward = client.channel_data(static_cast<std::uint16_t>(number), "x");
        CHECK_EQ(forward.kind == Forward::Kind::to_peer, bound);
        if (bound) CHECK_EQ(forward.peer.value().print(), model->channels[number].first);
        break;
      }
      default: t.advance(std::chrono::seconds{pick(200)});
    }
    std::erase_if(models, [this](const auto& m) { return m.second.expires <= t.clock.now(); });
    CHECK_EQ(t.server.allocation_count(), models.size());
    CHECK_EQ(t.shared.quotas.in_use(), models.size());
  }

  void bind(Client& client, Model* model, int number, const std::string& ip,
            const std::string& to) {
    const auto now = t.clock.now();
    Outcome expected = model ? success() : error(437);
    if (model) {
      for (const auto& [n, bound] : model->channels) {
        if (bound.second > now && (n == number) != (bound.first == to)) expected = error(400);
      }
    }
    CHECK_EQ(client.bind_channel(static_cast<std::uint16_t>(number), to), expected);
    if (expected == success()) {
      model->channels[number] = {to, now + 600s};
      model->permissions[ip] = now + 300s;
    }
  }

  RelayTest t;
  SeededRandom random;
  std::map<int, Model> models;
};

void behaves_like_the_model() {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Walk walk{seed};
    try {
      for (int i = 0; i < 400; ++i) walk.step();
    } catch (const CheckFailed& failed) {
      check_failed("seed " + std::to_string(seed) + ": " + failed.message, failed.file,
                   failed.line);
    }
  }
}

// RFC 8656 5: a retransmitted request over UDP is answered the same: CreatePermission
// RFC 8656 5: ChannelBind
// RFC 8656 5: Refresh
void retransmissions_are_answered_the_same() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto peer = [](stun::Builder& b) {
    b.xor_address(stun::Attr::xor_peer_address, endpoint("203.0.113.5:9"));
  };
  const Client::Fill channel = [&](stun::Builder& b) {
    b.u32(stun::Attr::channel_number, 0x40000000), peer(b);
  };
  const Client::Fill lifetime = [](stun::Builder& b) { b.u32(stun::Attr::lifetime, 900); };
  for (const auto& [method, fill] : {std::pair{stun::Method::create_permission, Client::Fill{peer}},
                                     std::pair{stun::Method::channel_bind, channel},
                                     std::pair{stun::Method::refresh, lifetime}}) {
    const auto request = alice.signed_request(method, fill, alice.nonce());
    const auto first = alice.raw(request);
    t.advance(std::chrono::seconds{20});
    const auto again = alice.raw(request);
    CHECK_EQ(first->outcome(), success());
    CHECK_BYTES(again->bytes(), first->bytes());
  }
  CHECK_EQ(t.server.sessions(t.clock.now()).at(0).permissions, 1u);
  CHECK_EQ(t.server.sessions(t.clock.now()).at(0).channels, 1u);
}

void what_the_shell_asks() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000").allocated();
  const auto id = alice.allocation();
  const turn::RelayKey relay = t.opened.at(0);
  CHECK(t.server.has_allocation(alice.leg().tuple));
  CHECK(t.server.client_of(id) == alice.leg().tuple);
  CHECK_EQ(t.server.relayed_address(id, base::Family::v4), alice.relayed());
  CHECK(!t.server.relayed_address(id, base::Family::v6));
  CHECK(t.server.allocation_of(relay) == id);
  CHECK(t.server.next_deadline() == t.clock.now() + 600s);
  t.server.client_missed(alice.leg().tuple, 5);
  t.server.client_missed(t.client("192.0.2.9:1").leg().tuple, 5);
  CHECK_EQ(t.server.sessions(t.clock.now()).at(0).dropped, 5u);

  CHECK_EQ(alice.refresh(0), success());
  CHECK(!t.server.has_allocation(alice.leg().tuple));
  CHECK(!t.server.client_of(id));
  CHECK(!t.server.relayed_address(id, base::Family::v4));
  CHECK(!t.server.allocation_of(relay));
  CHECK(!t.server.next_deadline());
}

// Until its socket is open an allocation is nobody's to see.
void an_allocation_that_waits_for_its_socket_is_not_there_yet() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000");
  const auto udp = [](stun::Builder& b) { b.u32(stun::Attr::requested_transport, 17u << 24); };
  const auto nonce = alice.bare(stun::Method::allocate, udp).text(stun::Attr::nonce);
  const auto request = alice.signed_request(stun::Method::allocate, udp, nonce);
  (void)t.server.handle_client(alice.leg(), request, t.now(), t.effects);
  const auto id = std::get<turn::OpenRelay>(t.effects.io().at(0)).allocation;
  CHECK(!t.server.client_of(id));
  CHECK(!t.server.kick(id, t.now(), t.effects));
  CHECK(!t.server.session(id, t.clock.now()));
  CHECK(t.server.sessions(t.clock.now()).empty());
  t.execute();
  CHECK(t.server.client_of(id) == alice.leg().tuple);
}

// The earlier one of an allocation's end and a connection's.
void the_next_deadline_is_the_first_of_all() {
  RelayTest t;
  auto alice = t.client("192.0.2.1:4000", Transport::tcp).allocated_tcp();
  CHECK(t.server.next_deadline() == t.clock.now() + 600s);
  CHECK_EQ(alice.connect("203.0.113.5:9"), silence());
  CHECK(t.server.next_deadline() == t.clock.now() + 30s);
  t.server.peer_closed(t.connects.at(0).connection);
  CHECK(t.server.next_deadline() == t.clock.now() + 600s);
}

// RFC 8489 section 6.2.1: a client retransmits for less than 40 seconds.
void a_retransmitted_deletion_is_answered_for_forty_seconds() {
  for (const auto& [wait, outcome] : {std::pair{39s, success()}, std::pair{40s, error(437)}}) {
    RelayTest t;
    auto alice = t.client("192.0.2.1:4000").allocated();
    const auto request = alice.signed_request(
        stun::Method::refresh, [](stun::Builder& b) { b.u32(stun::Attr::lifetime, 0); },
        alice.nonce());
    CHECK_EQ(alice.raw(request)->outcome(), success());
    t.advance(wait);
    CHECK_EQ(alice.raw(request)->outcome(), outcome);
    CHECK_EQ(t.client("192.0.2.1:4001").raw(request)->outcome(), error(437));
  }
}

// Each change of the policy alone cuts off what it denies.
void every_part_of_the_policy_holds_at_once() {
  const auto change = [](const std::function<void(turn::Config&)>& edit) {
    auto config = RelayTest::test_config();
    RelayTest t{config};
    auto alice = t.client("192.0.2.1:4000").allocated();
    for (const auto* peer : {"203.0.113.5:9", "8.8.8.8:9"}) CHECK_EQ(alice.permit(peer), success());
    edit(config);
    t.server.reconfigure(config, t.effects);
    return std::pair{t.from_peer(alice, "203.0.113.5:9", "x").has_value(),
                     t.from_peer(alice, "8.8.8.8:9", "x").has_value()};
  };
  CHECK(change([](turn::Config&) {}) == std::pair(true, true));
  CHECK(change([](turn::Config& c) { c.peers = turn::PeerMode::only; }) == std::pair(true, false));
  CHECK(change([](turn::Config& c) { c.allow_peers.clear(); }) == std::pair(false, true));
  CHECK(change([](turn::Config& c) { c.deny_peers.push_back(*base::Cidr::parse("8.8.0.0/16")); }) ==
        std::pair(true, false));
  CHECK(change([](turn::Config& c) { c.own_addresses.push_back(*base::Cidr::parse("8.8.8.8")); }) ==
        std::pair(true, false));
}

// A limit of strangers starts anew where it or the burst differs, and only there.
void limits_of_strangers_change_on_their_own() {
  auto config = RelayTest::test_config();
  config.challenge_rate = config.binding_rate = config.stranger_burst = 1;
  RelayTest t{config};
  const auto bound = [&] {
    return t.client("192.0.2.1:1").bare(stun::Method::binding).outcome() == success();
  };
  const auto challenged = [&] {
    return t.client("192.0.2.1:1").bare(stun::Method::allocate).outcome() == error(401);
  };
  CHECK(bound() && challenged());
  CHECK(!bound() && !challenged());
  t.server.reconfigure(config, t.effects);
  CHECK(!bound() && !challenged());
  config.binding_rate = 2;
  t.server.reconfigure(config, t.effects);
  CHECK(bound() && !challenged());
  config.challenge_rate = 2;
  t.server.reconfigure(config, t.effects);
  CHECK(!bound() && challenged());
  config.stranger_burst = 2;
  t.server.reconfigure(config, t.effects);
  CHECK(bound() && bound() && !bound());
  CHECK(challenged() && challenged() && !challenged());
}

}  // namespace

int main() {
  return lectern_test::run(
      "server",
      {TEST(closing_ends_everything), TEST(a_crowd_leaves_nothing_behind),
       TEST(behaves_like_the_model), TEST(retransmissions_are_answered_the_same),
       TEST(what_the_shell_asks), TEST(an_allocation_that_waits_for_its_socket_is_not_there_yet),
       TEST(the_next_deadline_is_the_first_of_all),
       TEST(a_retransmitted_deletion_is_answered_for_forty_seconds),
       TEST(every_part_of_the_policy_holds_at_once),
       TEST(limits_of_strangers_change_on_their_own)});
}
