// SPDX-License-Identifier: MIT
// A small language for the relay's core: clients that allocate, bind and send, a clock that only
// the test moves, and a shell that opens every relay socket (or refuses to). No socket, no sleep.
//
//   RelayTest t;
//   auto alice = t.client("192.0.2.1:4000").allocated();
//   CHECK_EQ(alice.bind_channel(0x4000, "203.0.113.5:9"), success());
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"
#include "turn/credentials.hpp"
#include "turn/server.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/channel_data.hpp"

namespace lectern_test {

using ByteVector = std::vector<std::byte>;

inline base::Endpoint endpoint(std::string_view text) {
  const auto parsed = base::Endpoint::parse(text);
  if (!parsed) throw std::invalid_argument("no endpoint: " + std::string{text});
  return *parsed;
}
inline turn::PeerEndpoint peer(std::string_view text) { return turn::PeerEndpoint{endpoint(text)}; }

// The outcome of a request: 0 = success, else the error code, -1 = no answer.
struct Outcome {
  int code = -1;
  friend bool operator==(const Outcome&, const Outcome&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Outcome& o) {
    if (o.code == 0) return out << "success";
    return o.code < 0 ? out << "silence" : out << "error " << o.code;
  }
};
inline Outcome success() { return {0}; }
inline Outcome error(int code) { return {code}; }
inline Outcome silence() { return {-1}; }

// One reply, decoded from bytes that it owns.
class Answer {
 public:
  Answer() = default;
  explicit Answer(base::Bytes bytes) : bytes_(bytes.begin(), bytes.end()) {}

  const ByteVector& bytes() const { return bytes_; }
  stun::MessageView view() const;
  Outcome outcome() const;
  std::optional<base::Endpoint> address(stun::Attr type) const;
  std::optional<std::uint32_t> u32(stun::Attr type) const { return view().u32(type); }
  std::string text(stun::Attr type) const { return std::string{view().text(type).value_or("")}; }
  bool has(stun::Attr type) const { return view().has(type); }

 private:
  ByteVector bytes_;
};

class RelayTest;

class Client {
 public:
  Client(RelayTest& test, turn::Leg leg) : test_(&test), leg_(leg) {}

  // Credentials; the default is the static user alice.
  Client& as(std::string username, std::string password);
  Client& with_fingerprint() {
    fingerprint_ = true;
    return *this;
  }

  // It talks to the next process.
  Client& at(RelayTest& next) {
    test_ = &next;
    return *this;
  }

  // From here on keys by SHA-256 and MESSAGE-INTEGRITY-SHA256, and with `hashed` USERHASH instead
  // of USERNAME.
  Client& with_sha256(bool hashed = false) {
    sha256_ = true;
    hashed_ = hashed;
    return *this;
  }

  // A request with these attributes, authenticated (a 401 or 438 is followed once).
  using Fill = std::function<void(stun::Builder&)>;
  Answer request(stun::Method method, const Fill& fill = {});
  // The same without credentials.
  Answer bare(stun::Method method, const Fill& fill = {});
  // Exactly these bytes; what came back, if anything.
  std::optional<Answer> raw(base::Bytes message);
  // A signed request as bytes, not sent.
  ByteVector signed_request(stun::Method method, const Fill& fill, std::string_view nonce);

  Outcome allocate(std::optional<std::uint32_t> lifetime = std::nullopt);
  // RFC 6062, over a stream.
  Outcome allocate_tcp(std::optional<std::uint32_t> lifetime = std::nullopt);
  Client& allocated_tcp(std::optional<std::uint32_t> lifetime = std::nullopt);
  // silence() while the connection is on its way.
  Outcome connect(std::string_view ip_port);
  Outcome connection_bind(turn::ConnectionId id);
  Client& allocated(std::optional<std::uint32_t> lifetime = std::nullopt);
  Outcome refresh(std::optional<std::uint32_t> lifetime = std::nullopt);
  Outcome permit(std::string_view ip_port);
  Outcome bind_channel(std::uint16_t number, std::string_view ip_port);
  turn::Forward send(std::string_view ip_port, std::string_view text, bool dont_fragment = false);
  turn::Forward channel_data(std::uint16_t number, std::string_view text);

  const turn::Leg& leg() const { return leg_; }
  base::Endpoint relayed() const { return relayed_; }
  const std::string& nonce() const { return nonce_; }
  turn::AllocationId allocation() const;
  turn::LongTermKey key() const;

 private:
  RelayTest* test_;
  turn::Leg leg_;
  std::string username_ = "alice";
  std::string password_ = "wonderland";
  std::string realm_ = "lectern";
  std::string nonce_;
  bool fingerprint_ = false;
  bool sha256_ = false;
  bool hashed_ = false;
  base::Endpoint relayed_;
  ByteVector sent_;  // keeps what a Forward's payload looks into
};

// One Data indication or ChannelData that reached a client.
struct Delivery {
  turn::Leg to;
  ByteVector message;
  // Data indication: the peer's address; the payload of either.
  std::optional<base::Endpoint> from() const;
  std::optional<std::uint16_t> channel() const;
  std::string payload() const;
};

class RelayTest {
 public:
  explicit RelayTest(turn::Config config = test_config(),
                     std::vector<turn::RelayAddress> addresses = test_addresses(),
                     std::uint16_t first_port = 49152, std::uint16_t last_port = 65535);

  // alice/wonderland, secret "s3cret", peers of the documentation ranges allowed, no limits for
  // strangers.
  static turn::Config test_config();
  // 198.51.100.1 and 2001:db8:1::1
  static std::vector<turn::RelayAddress> test_addresses();

  Client client(std::string_view ip_port, turn::Transport transport = turn::Transport::udp);

  // Executes the core's effects as the shell does; collects the replies.
  void execute();
  turn::Now now() const { return {clock.now(), clock.wall_now()}; }
  template <class Duration>
  void advance(Duration by) {
    clock.advance(by);
    server.expire(now(), effects);
    execute();
  }
  // A datagram from a peer to an allocation's relay socket, or (hairpin) as `Forward` says.
  std::optional<Delivery> from_peer(const Client& to, std::string_view from, std::string_view text);
  std::optional<Delivery> hairpin(const turn::Forward& forward);
  std::uint64_t dropped(turn::Drop reason) const { return stats.dropped(reason); }

  FakeClock clock;
  SeededRandom random{42};
  turn::Shared shared;
  turn::Stats stats;
  turn::Server server;
  turn::Effects effects;
  // The shell's side.
  int refuse_binds = 0;  // that many sockets cannot be opened
  // Why the system does not open this socket; nullopt: it does.
  std::function<std::optional<turn::SystemFailure>(const turn::OpenRelay&)> system;
  std::vector<Answer> replies;
  std::vector<turn::Leg> reply_legs;
  std::vector<turn::RelayKey> opened;
  std::vector<turn::RelayKey> closed;
  std::vector<turn::SessionEnded> ended;
  std::vector<turn::RelayTransport> opened_for;  // beside `opened`
  // RFC 6062; the outcomes are the test's to tell.
  std::vector<turn::ConnectPeer> connects;
  std::vector<turn::ConnectOwn> own_connects;
  std::vector<turn::ConnectionId> closed_peers;
  std::vector<turn::BindPeer> bound;
  std::vector<turn::MoveClient> moved;
  std::uint32_t next_stream = 1;

 private:
  void run(const turn::OpenRelay& open);
  void run(const turn::CloseRelay& close);
  void run(const turn::SessionEnded& session) { ended.push_back(session); }
  void run(const turn::ConnectPeer& connect) { connects.push_back(connect); }
  void run(const turn::ConnectOwn& own) { own_connects.push_back(own); }
  void run(const turn::ClosePeer& gone) { closed_peers.push_back(gone.connection); }
  void run(const turn::ClientMoved&) {}
  void run(const turn::AuthFailed&) {}
  std::optional<Delivery> deliver(const std::optional<turn::ToClient>& framed) const;
};

}  // namespace lectern_test
