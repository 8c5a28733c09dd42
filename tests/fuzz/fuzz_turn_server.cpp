// SPDX-License-Identifier: MIT
// The whole core under sequences of inputs with time jumps. The input is a program: each step is an operation and its
// operands, among them raw messages and requests whose attributes it chooses and which are signed here. After each step the
// invariants of the core must hold; in the end everything that was taken is given back.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/fuzz/require.hpp"
#include "tests/support/fakes.hpp"
#include "tests/turn/invariants.hpp"
#include "turn/credentials.hpp"
#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/channel_data.hpp"

namespace {

using namespace std::chrono_literals;
using stun::Attr;
using turn::Forward;

constexpr std::uint16_t kFirstPort = 50000;
constexpr std::uint16_t kLastPort = 50015;
const base::IpAddress kRelayV4 = base::IpAddress::v4(198, 51, 100, 1);
const base::IpAddress kExternalV4 = base::IpAddress::v4(198, 51, 100, 2);
const base::IpAddress kRelayV6 = *base::IpAddress::parse("2001:db8:1::1");

turn::Config config() {
  turn::Config config;
  config.users.emplace("alice", base::Secret{"a"});
  config.users.emplace("bob", base::Secret{"b"});
  config.user_quota = 6;
  config.total_quota = 10;
  config.max_permissions = 4;
  config.max_channels = 4;
  config.meeting_quota = 4;
  config.source_quota = 6;
  config.max_connections = 2;
  config.total_connections = 3;
  config.alternates = {turn::Alternate{{kRelayV4, 3479}, false, {}}};
  config.alternate_use = turn::AlternateUse::busy;
  return config;
}

// Peers that no client may reach, told without the code under test.
bool forbidden(const base::IpAddress& ip) {
  const base::Bytes b = ip.bytes();
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(b[i]); };
  if (ip.is_v4()) {
    return at(0) == 0 || at(0) == 10 || at(0) == 127 || (at(0) == 192 && at(1) == 168) || (at(0) == 172 && at(1) / 16 == 1) ||
           (at(0) == 169 && at(1) == 254) || at(0) >= 224 || (at(0) == 100 && at(1) / 64 == 1);
  }
  const bool zeros = base::load_be64(b.data()) == 0;
  return zeros || at(0) == 0xff || (at(0) & 0xfe) == 0xfc || (at(0) == 0xfe && at(1) >= 0x80) || (at(0) == 0x20 && at(1) == 0x02) ||
         base::load_be32(b.data()) == 0x0064ff9b;
}

class Program {
 public:
  explicit Program(base::Bytes input)
      : in_(input),
        shared_(config(), {{kRelayV4, kExternalV4}, {kRelayV6, kRelayV6}}, kFirstPort, kLastPort, random_),
        server_(shared_, random_, stats_, 0),
        nonce_(shared_.nonces.make(now_.wall)) {}

  void run() {
    for (int steps = 0; steps < 2000 && in_.remaining() > 0; ++steps) {
      step();
      check();
    }
    finish();
  }

 private:
  void step() {
    const unsigned op = in_.u8();
    if (op >= 0xc0) return later_step(op % 8);
    switch (op % 8) {
      case 0: return jump(std::chrono::seconds{in_.u8()});
      case 1: return jump(std::chrono::seconds{std::uint32_t{in_.u8()} * 60});
      case 2: return from_client(client(), take(in_.u16() % 2048));
      case 3:
      case 4: return signed_request();
      case 5: return from_peer();
      case 6: return send();
      default:
        if (op < 0x80) {
          server_.client_gone(client().tuple, now_, effects_);
        } else {
          refuse_binds_ = in_.u8() % 12;
        }
        return execute();
    }
  }

  // What came after the corpus had its first inputs: their meaning stays.
  void later_step(unsigned op) {
    switch (op) {
      case 0:
      case 1:
      case 2: return signed_request_of_later();
      case 3: return peer_error();
      case 4: shared_.draining = (in_.u8() & 1) != 0; return;
      case 5: return from_peer_connection();
      case 6: return accept_peer();
      default: return resume();
    }
  }

  turn::Leg client() {
    const unsigned n = in_.u8();
    turn::Leg leg;
    constexpr std::array kTransports{turn::Transport::udp, turn::Transport::tcp, turn::Transport::dtls, turn::Transport::tls};
    leg.tuple.transport = kTransports[(n >> 3) % 4];
    leg.socket = n;
    leg.tuple.client = {base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(n & 3)),
                        static_cast<std::uint16_t>(4000 + (n & 4))};
    leg.tuple.server = {kRelayV4, 3478};
    return leg;
  }

  base::Bytes take(std::size_t n) { return in_.take(std::min(n, in_.remaining())); }

  void jump(std::chrono::seconds by) {
    now_.mono += by;
    now_.wall += by;
    server_.expire(now_, effects_);
    execute();
    nonce_ = shared_.nonces.make(now_.wall);
  }

  void from_client(const turn::Leg& leg, base::Bytes message) {
    // Exactly sized memory: a read behind it is seen by the sanitizer.
    std::vector<std::byte> own(message.begin(), message.end());
    const std::size_t before = effects_.size();
    const Forward forward = server_.handle_client(leg, own, now_, effects_);
    // A deleted allocation closes two relayed addresses and its connections to peers, and is recorded.
    REQUIRE(effects_.size() - before <= 6);
    if (forward.kind != Forward::Kind::none) check_forward(forward, own);
    replies_ = 0;
    execute();
    REQUIRE(replies_ <= 1);
  }

  void check_forward(const Forward& forward, base::Bytes message) {
    REQUIRE(forward.payload.size() <= message.size());
    if (!forward.payload.empty()) {
      REQUIRE(forward.payload.data() >= message.data());
      REQUIRE(forward.payload.data() + forward.payload.size() <= message.data() + message.size());
    }
    if (forward.kind == Forward::Kind::to_peer) {
      REQUIRE(!forbidden(forward.peer.value().ip));
      REQUIRE(forward.peer.value().port != 0);
      REQUIRE(!shared_.ports.own_address(forward.peer.value().ip));
    } else {
      REQUIRE(shared_.ports.owner(forward.target).has_value());
      receive(forward.payload, [&](base::MutableBytes room) {
        return server_.handle_hairpin(forward.target, forward.source, room, forward.payload.size(), now_.mono);
      });
    }
  }

  template <class Handle>
  void receive(base::Bytes payload, Handle handle) {
    std::vector<std::byte> room(turn::kHeadRoom + payload.size() + turn::kTailRoom);
    std::copy(payload.begin(), payload.end(), room.begin() + turn::kHeadRoom);
    const auto framed = handle(base::MutableBytes{room});
    if (!framed) return;
    REQUIRE(framed->message.data() >= room.data());
    REQUIRE(framed->message.data() + framed->message.size() <= room.data() + room.size());
    if (framed->to.is_stream()) REQUIRE(framed->message.size() % 4 == 0);
    if (const auto data = stun::decode_channel_data(framed->message)) {
      REQUIRE(base::as_text(data->payload) == base::as_text(payload));
    } else {
      const auto view = stun::MessageView::decode(framed->message);
      REQUIRE(view.has_value() && view->has(Attr::xor_peer_address));
      REQUIRE(view->text(Attr::data) == base::as_text(payload));
    }
  }

  // Method and attributes by the input, credentials by us.
  void signed_request() {
    const turn::Leg leg = client();
    const unsigned choice = in_.u8();
    constexpr std::array kMethods{stun::Method::allocate, stun::Method::refresh, stun::Method::create_permission,
                                  stun::Method::channel_bind};
    stun::TransactionId id{};
    id[0] = std::byte{in_.u8()};
    std::array<std::byte, 4096> room;
    stun::Builder builder{room, stun::Class::request, kMethods[choice % 4], id};
    if (choice % 4 == 0 && (choice & 4) != 0) builder.u32(Attr::requested_transport, 17u << 24);
    for (unsigned n = (choice >> 3) % 4; n > 0; --n) attribute(builder);
    const std::string_view user = (choice & 0x40) != 0 ? "bob" : "alice";
    builder.text(Attr::username, user).text(Attr::realm, "lectern").text(Attr::nonce, nonce_);
    builder.integrity(turn::long_term_key(user, "lectern", user.substr(0, 1)));
    if ((choice & 0x80) != 0) builder.fingerprint();
    if (builder.ok()) from_client(leg, builder.message());
  }

  // Methods of RFC 6062, attributes of RFC 8656, 6062 and 8016, and every way to sign.
  void signed_request_of_later() {
    const turn::Leg leg = client();
    const unsigned choice = in_.u8(), how = in_.u8();
    constexpr std::array kMethods{stun::Method::allocate,     stun::Method::refresh, stun::Method::create_permission,
                                  stun::Method::channel_bind, stun::Method::connect, stun::Method::connection_bind,
                                  stun::Method::allocate,     stun::Method::refresh};
    stun::TransactionId id{};
    id[0] = std::byte{in_.u8()};
    std::array<std::byte, 4096> room;
    stun::Builder builder{room, stun::Class::request, kMethods[choice % 8], id};
    if (choice % 8 == 0) builder.u32(Attr::requested_transport, ((how & 1) != 0 ? 6u : 17u) << 24);
    for (unsigned n = (choice >> 3) % 4; n > 0; --n) later_attribute(builder);
    const std::string_view user = (choice & 0x40) != 0 ? "bob" : "alice";
    finish_signed(leg, builder, user, how);
  }

  void finish_signed(const turn::Leg& leg, stun::Builder& builder, std::string_view user, unsigned how) {
    const auto algorithm = (how & 2) != 0 ? stun::PasswordAlgorithm::sha256 : stun::PasswordAlgorithm::md5;
    if ((how & 4) != 0) {
      builder.bytes(Attr::userhash, turn::user_hash(user, "lectern"));
    } else {
      builder.text(Attr::username, user);
    }
    builder.text(Attr::realm, "lectern").text(Attr::nonce, nonce_);
    if ((how & 8) != 0 || algorithm == stun::PasswordAlgorithm::sha256) {
      builder.u64(Attr::password_algorithms, 0x0002'0000'0001'0000);
      builder.u32(Attr::password_algorithm, static_cast<std::uint32_t>(algorithm) << 16);
    }
    const auto key = turn::long_term_key(user, "lectern", user.substr(0, 1), algorithm);
    if ((how & 0x10) == 0) builder.integrity(key);
    if ((how & 0x20) != 0) builder.integrity_sha256(key, (how & 0x40) != 0 ? 16 : 32);
    if ((how & 0x80) != 0) builder.fingerprint();
    if (builder.ok()) from_client(leg, builder.message());
  }

  void later_attribute(stun::Builder& builder) {
    const unsigned what = in_.u8();
    switch (what % 8) {
      case 0: builder.u32(Attr::additional_address_family, (what >> 3) % 4 << 24); return;
      case 1: builder.flag(Attr::mobility_ticket); return;
      case 2: builder.bytes(Attr::mobility_ticket, ticket_); return;
      case 3: builder.u32(Attr::connection_id, connection_.value() + (what >> 7)); return;
      case 4: builder.u32(Attr::requested_address_family, ((what >> 3) % 2 + 1) << 24); return;
      case 5: builder.u32(Attr::lifetime, std::uint32_t{in_.u8()} * 16); return;
      default: return attribute(builder);
    }
  }

  void resume() {
    const turn::Leg leg = client();
    const unsigned how = in_.u8();
    stun::TransactionId id{};
    id[0] = std::byte{in_.u8()};
    std::array<std::byte, 512> room;
    stun::Builder builder{room, stun::Class::request, stun::Method::refresh, id};
    builder.bytes(Attr::mobility_ticket, ticket_);
    finish_signed(leg, builder, (how & 1) != 0 ? "bob" : "alice", how & 0xa2);
  }

  void peer_error() {
    const turn::AllocationId id{in_.u8() % 12u, in_.u8() % 4u};
    const base::Endpoint to = peer();
    const stun::Icmp icmp{static_cast<std::uint8_t>(in_.u8() % 16), in_.u8(), in_.u32()};
    const auto told = server_.handle_peer_error(id, turn::PeerEndpoint{to}, icmp, now_.mono);
    if (!told) return;
    const auto view = stun::MessageView::decode(told->message);
    REQUIRE(view.has_value() && view->has(Attr::icmp) && view->has(Attr::xor_peer_address) && !view->has(Attr::data));
  }

  void from_peer_connection() {
    const unsigned what = in_.u8();
    switch (what % 4) {
      case 0: server_.peer_connected(connection_, now_, effects_); break;
      case 1: server_.peer_connect_failed(connection_, now_, effects_); break;
      case 2: server_.peer_closed(connection_); break;
      default: server_.peer_moved(connection_, what, what); break;
    }
    execute();
  }

  void accept_peer() {
    const turn::AllocationId id{in_.u8() % 12u, in_.u8() % 4u};
    if (const auto accepted = server_.peer_accepted(id, turn::PeerEndpoint{peer()}, now_, effects_)) connection_ = *accepted;
    execute();
  }

  void attribute(stun::Builder& builder) {
    constexpr std::array kTypes{Attr::lifetime,       Attr::even_port,     Attr::reservation_token,  Attr::requested_address_family,
                                Attr::channel_number, Attr::dont_fragment, Attr::requested_transport};
    const unsigned what = in_.u8();
    if (what % 8 < 3) {
      builder.xor_address(Attr::xor_peer_address, peer());
    } else if (what % 8 == 3) {
      builder.u64(Attr::reservation_token, last_token_);
    } else if (what % 8 == 4) {
      builder.u32(Attr::channel_number, (0x4000u + in_.u8() % 6) << 16);
    } else {
      builder.bytes(kTypes[(what >> 3) % kTypes.size()], take(in_.u8() % 9));
    }
  }

  base::Endpoint peer() {
    const unsigned n = in_.u8();
    const auto port = static_cast<std::uint16_t>(kFirstPort + (n >> 4));
    switch (n % 6) {
      case 0: return {base::IpAddress::v4(93, 184, 216, static_cast<std::uint8_t>(n >> 6)), port};
      case 1: return {kExternalV4, port};
      case 2: return {kRelayV4, port};
      case 3: return {*base::IpAddress::parse("2a00:1450::1"), port};
      case 4: return {base::IpAddress::from_bytes(padded(take(4), 4)), in_.u16()};
      default: return {base::IpAddress::from_bytes(padded(take(16), 16)), in_.u16()};
    }
  }
  base::Bytes padded(base::Bytes some, std::size_t size) {
    address_.fill(std::byte{0});
    std::copy(some.begin(), some.end(), address_.begin());
    return base::Bytes{address_}.first(size);
  }

  void from_peer() {
    const turn::AllocationId id{in_.u8() % 12u, in_.u8() % 4u};
    const base::Endpoint from = peer();
    receive(take(in_.u8()), [&](base::MutableBytes room) {
      return server_.handle_peer(id, turn::PeerEndpoint{from}, room, room.size() - turn::kHeadRoom - turn::kTailRoom, now_.mono);
    });
  }

  void send() {
    const turn::Leg leg = client();
    const unsigned how = in_.u8();
    std::array<std::byte, 1024> room;
    if ((how & 1) != 0) {
      const base::Bytes payload = take(how);
      stun::encode_channel_header(room.data(), static_cast<std::uint16_t>(0x4000 + in_.u8() % 6),
                                  static_cast<std::uint16_t>(payload.size()));
      std::copy(payload.begin(), payload.end(), room.begin() + 4);
      return from_client(leg, base::Bytes{room}.first(4 + payload.size()));
    }
    stun::Builder builder{room, stun::Class::indication, stun::Method::send, {}};
    builder.xor_address(Attr::xor_peer_address, peer()).bytes(Attr::data, take(how));
    from_client(leg, builder.message());
  }

  void execute() {
    for (std::size_t i = 0; i < effects_.size(); ++i) {
      const turn::Effect effect = effects_[i];
      if (const auto* open = std::get_if<turn::OpenRelay>(&effect)) {
        REQUIRE(open->relay.port >= kFirstPort && open->relay.port <= kLastPort);
        if (refuse_binds_ > 0) {
          --refuse_binds_;
          server_.relay_failed(open->allocation, open->relay, now_, effects_);
        } else {
          server_.relay_opened(open->allocation, open->relay, now_, effects_);
        }
      } else if (const auto* close = std::get_if<turn::CloseRelay>(&effect)) {
        REQUIRE(!shared_.ports.owner(close->relay));
        server_.relay_closed(close->relay);
      } else if (const auto* connect = std::get_if<turn::ConnectPeer>(&effect)) {
        REQUIRE(!forbidden(connect->peer.value().ip) && !shared_.ports.own_address(connect->peer.value().ip));
        connection_ = connect->connection;
      } else if (const auto* own = std::get_if<turn::ConnectOwn>(&effect)) {
        REQUIRE(shared_.ports.owner(own->target, turn::RelayTransport::tcp).has_value());
        connection_ = own->connection;
      } else if (const auto* reply = std::get_if<turn::Reply>(&effect)) {
        ++replies_;
        check_reply(effects_.message(*reply));
      }
    }
    effects_.clear();
  }

  void check_reply(base::Bytes message) {
    const auto view = stun::MessageView::decode(message);
    REQUIRE(view.has_value());
    REQUIRE(view->message_class() == stun::Class::success || view->message_class() == stun::Class::error ||
            view->method() == stun::Method::connection_attempt);
    if (const auto ticket = view->find(Attr::mobility_ticket)) ticket_.assign(ticket->begin(), ticket->end());
    if (const auto token = view->find(Attr::reservation_token)) last_token_ = base::load_be64(token->data());
  }

  void check() {
    REQUIRE(effects_.empty());
    const std::string broken = turn::Invariants::broken(server_, now_.mono);
    if (!broken.empty()) std::fprintf(stderr, "broken: %s\n", broken.c_str());
    REQUIRE(broken.empty());
    REQUIRE(server_.allocation_count() <= 10);
    REQUIRE(server_.connection_count() <= 3);
    REQUIRE(server_.next_deadline().has_value() == (server_.allocation_count() != 0));
    if (const auto next = server_.next_deadline()) REQUIRE(*next > now_.mono);
    for (const auto& session : server_.sessions(now_.mono)) {
      REQUIRE(session.permissions <= 4 && session.channels <= 4);
      REQUIRE(session.expires_in <= 3600s);
    }
  }

  void finish() {
    jump(7200s);
    REQUIRE(server_.allocation_count() == 0);
    REQUIRE(shared_.quotas.in_use() == 0);
    REQUIRE(shared_.quotas.holders() == 0);
    REQUIRE(shared_.connections.in_use() == 0);
    REQUIRE(shared_.ports.free_ports(now_.mono) == shared_.ports.total_ports());
  }

  base::Reader in_;
  lectern_test::SeededRandom random_;
  turn::Shared shared_;
  turn::Stats stats_;
  turn::Server server_;
  turn::Effects effects_;
  turn::Now now_{base::Instant{1000h}, base::from_unix_seconds(1'800'000'000)};
  std::string nonce_;
  std::uint64_t last_token_ = 0;
  std::vector<std::byte> ticket_;
  turn::ConnectionId connection_{};
  std::array<std::byte, 16> address_{};
  int refuse_binds_ = 0;
  int replies_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Program{{reinterpret_cast<const std::byte*>(data), size}}.run();
  return 0;
}
