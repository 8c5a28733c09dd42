// SPDX-License-Identifier: MIT
// The whole core under sequences of inputs with time jumps. The input is a program: each step is an
// operation and its operands, among them raw messages and requests whose attributes it chooses and
// which are signed here, reloads and restarts. After each step the invariants of the core must
// hold; in the end everything that was taken is given back (turn_shell.hpp).
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/fuzz/require.hpp"
#include "tests/fuzz/turn_shell.hpp"
#include "turn/credentials.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/channel_data.hpp"

namespace {

using namespace lectern_fuzz;
using stun::Attr;

class Program {
 public:
  explicit Program(base::Bytes input) : in_(input) {}

  void run() {
    for (int steps = 0; steps < 2000 && in_.remaining() > 0; ++steps) {
      step();
      shell_.check();
    }
    shell_.finish();
  }

 private:
  void step() {
    const unsigned op = in_.u8();
    if (op >= 0xf0) return newest_step(op % 4);
    if (op >= 0xc0) return later_step(op % 8);
    switch (op % 8) {
      case 0: return shell_.jump(std::chrono::seconds{in_.u8()});
      case 1: return shell_.jump(std::chrono::seconds{std::uint32_t{in_.u8()} * 60});
      case 2: return shell_.from_client(client(), take(in_.u16() % 2048));
      case 3:
      case 4: return signed_request();
      case 5: return from_peer();
      case 6: return send();
      default:
        if (op < 0x80) {
          shell_.server().client_gone(client().tuple, shell_.now(), shell_.effects());
        } else {
          shell_.refuse_binds(in_.u8() % 12);
        }
        return shell_.execute();
    }
  }

  // The operations that were added later, apart, so that the first inputs of the corpus keep their
  // meaning.
  void later_step(unsigned op) {
    switch (op) {
      case 0:
      case 1:
      case 2: return signed_request_of_later();
      case 3: return peer_error();
      case 4: shell_.shared().draining = (in_.u8() & 1) != 0; return;
      case 5: return from_peer_connection();
      case 6: return accept_peer();
      default: return resume();
    }
  }

  void newest_step(unsigned op) {
    switch (op) {
      case 0: return shell_.reconfigure(reloaded(in_.u8()));
      case 1: return shell_.restart();
      case 2: return shell_.server().shrink();
      default: return shell_.jump(std::chrono::milliseconds{in_.u8()});
    }
  }

  turn::Leg client() {
    const unsigned n = in_.u8();
    turn::Leg leg;
    constexpr std::array kTransports{turn::Transport::udp, turn::Transport::tcp,
                                     turn::Transport::dtls, turn::Transport::tls};
    leg.tuple.transport = kTransports[(n >> 3) % 4];
    leg.socket = n;
    leg.tuple.client = {base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(n & 3)),
                        static_cast<std::uint16_t>(4000 + (n & 4))};
    leg.tuple.server = {kRelayV4, 3478};
    return leg;
  }

  base::Bytes take(std::size_t n) { return in_.take(std::min(n, in_.remaining())); }

  // Method and attributes by the input, credentials by us.
  void signed_request() {
    const turn::Leg leg = client();
    const unsigned choice = in_.u8();
    constexpr std::array kMethods{stun::Method::allocate, stun::Method::refresh,
                                  stun::Method::create_permission, stun::Method::channel_bind};
    stun::TransactionId id{};
    id[0] = std::byte{in_.u8()};
    std::array<std::byte, 4096> room;
    stun::Builder builder{room, stun::Class::request, kMethods[choice % 4], id};
    if (choice % 4 == 0 && (choice & 4) != 0) builder.u32(Attr::requested_transport, 17u << 24);
    for (unsigned n = (choice >> 3) % 4; n > 0; --n) attribute(builder);
    const std::string_view user = (choice & 0x40) != 0 ? "bob" : "alice";
    builder.text(Attr::username, user)
        .text(Attr::realm, "lectern")
        .text(Attr::nonce, shell_.nonce());
    builder.integrity(turn::long_term_key(user, "lectern", user.substr(0, 1)));
    if ((choice & 0x80) != 0) builder.fingerprint();
    if (builder.ok()) shell_.from_client(leg, builder.message());
  }

  // Methods of RFC 6062, attributes of RFC 8656, 6062 and 8016, and every way to sign.
  void signed_request_of_later() {
    const turn::Leg leg = client();
    const unsigned choice = in_.u8(), how = in_.u8();
    constexpr std::array kMethods{stun::Method::allocate,          stun::Method::refresh,
                                  stun::Method::create_permission, stun::Method::channel_bind,
                                  stun::Method::connect,           stun::Method::connection_bind,
                                  stun::Method::allocate,          stun::Method::refresh};
    stun::TransactionId id{};
    id[0] = std::byte{in_.u8()};
    std::array<std::byte, 4096> room;
    stun::Builder builder{room, stun::Class::request, kMethods[choice % 8], id};
    if (choice % 8 == 0) builder.u32(Attr::requested_transport, ((how & 1) != 0 ? 6u : 17u) << 24);
    for (unsigned n = (choice >> 3) % 4; n > 0; --n) later_attribute(builder);
    const std::string_view user = (choice & 0x40) != 0 ? "bob" : "alice";
    finish_signed(leg, builder, user, how);
  }

  void finish_signed(const turn::Leg& leg, stun::Builder& builder, std::string_view user,
                     unsigned how) {
    const auto algorithm =
        (how & 2) != 0 ? stun::PasswordAlgorithm::sha256 : stun::PasswordAlgorithm::md5;
    if ((how & 4) != 0) {
      builder.bytes(Attr::userhash, turn::user_hash(user, "lectern"));
    } else {
      builder.text(Attr::username, user);
    }
    builder.text(Attr::realm, "lectern").text(Attr::nonce, shell_.nonce());
    if ((how & 8) != 0 || algorithm == stun::PasswordAlgorithm::sha256) {
      builder.u64(Attr::password_algorithms, 0x0002'0000'0001'0000);
      builder.u32(Attr::password_algorithm, static_cast<std::uint32_t>(algorithm) << 16);
    }
    const auto key = turn::long_term_key(user, "lectern", user.substr(0, 1), algorithm);
    if ((how & 0x10) == 0) builder.integrity(key);
    if ((how & 0x20) != 0) builder.integrity_sha256(key, (how & 0x40) != 0 ? 16 : 32);
    if ((how & 0x80) != 0) builder.fingerprint();
    if (builder.ok()) shell_.from_client(leg, builder.message());
  }

  void later_attribute(stun::Builder& builder) {
    const unsigned what = in_.u8();
    switch (what % 8) {
      case 0: builder.u32(Attr::additional_address_family, (what >> 3) % 4 << 24); return;
      case 1: builder.flag(Attr::mobility_ticket); return;
      case 2: builder.bytes(Attr::mobility_ticket, shell_.ticket()); return;
      case 3: builder.u32(Attr::connection_id, shell_.connection().value() + (what >> 7)); return;
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
    builder.bytes(Attr::mobility_ticket, shell_.ticket());
    finish_signed(leg, builder, (how & 1) != 0 ? "bob" : "alice", how & 0xa2);
  }

  void peer_error() {
    const turn::AllocationId id{in_.u8() % 12u, in_.u8() % 4u};
    const base::Endpoint to = peer();
    const stun::Icmp icmp{static_cast<std::uint8_t>(in_.u8() % 16), in_.u8(), in_.u32()};
    const auto told =
        shell_.server().handle_peer_error(id, turn::PeerEndpoint{to}, icmp, shell_.now().mono);
    if (!told) return;
    const auto view = stun::MessageView::decode(told->message);
    REQUIRE(view.has_value() && view->has(Attr::icmp) && view->has(Attr::xor_peer_address) &&
            !view->has(Attr::data));
  }

  void from_peer_connection() {
    const unsigned what = in_.u8();
    switch (what % 4) {
      case 0:
        shell_.server().peer_connected(shell_.connection(), shell_.now(), shell_.effects());
        break;
      case 1:
        shell_.server().peer_connect_failed(shell_.connection(), shell_.now(), shell_.effects());
        break;
      case 2: shell_.server().peer_closed(shell_.connection()); break;
      default: shell_.server().peer_moved(shell_.connection(), what, what); break;
    }
    shell_.execute();
  }

  void accept_peer() {
    const turn::AllocationId id{in_.u8() % 12u, in_.u8() % 4u};
    if (const auto accepted = shell_.server().peer_accepted(id, turn::PeerEndpoint{peer()},
                                                            shell_.now(), shell_.effects()))
      shell_.set_connection(*accepted);
    shell_.execute();
  }

  void attribute(stun::Builder& builder) {
    constexpr std::array kTypes{Attr::lifetime,           Attr::even_port,
                                Attr::reservation_token,  Attr::requested_address_family,
                                Attr::channel_number,     Attr::dont_fragment,
                                Attr::requested_transport};
    const unsigned what = in_.u8();
    if (what % 8 < 3) {
      builder.xor_address(Attr::xor_peer_address, peer());
    } else if (what % 8 == 3) {
      builder.u64(Attr::reservation_token, shell_.last_token());
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
    shell_.receive(take(in_.u8()), [&](base::MutableBytes room) {
      return shell_.server().handle_peer(id, turn::PeerEndpoint{from}, room,
                                         room.size() - turn::kHeadRoom - turn::kTailRoom,
                                         shell_.now().mono);
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
      return shell_.from_client(leg, base::Bytes{room}.first(4 + payload.size()));
    }
    stun::Builder builder{room, stun::Class::indication, stun::Method::send, {}};
    builder.xor_address(Attr::xor_peer_address, peer()).bytes(Attr::data, take(how));
    shell_.from_client(leg, builder.message());
  }

  base::Reader in_;
  Shell shell_;
  std::array<std::byte, 16> address_{};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Program{{reinterpret_cast<const std::byte*>(data), size}}.run();
  return 0;
}
