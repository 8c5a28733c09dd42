// SPDX-License-Identifier: MIT
#include "tests/turn/relay_test.hpp"

#include <algorithm>
#include <array>

#include "tests/turn/invariants.hpp"

namespace lectern_test {

using stun::Attr;
using stun::Builder;
using stun::Class;
using stun::Method;

// --- Answer ---

stun::MessageView Answer::view() const {
  const auto view = stun::MessageView::decode(bytes_);
  if (!view)
    check_failed("the server answered with something that is no STUN message", __FILE__, __LINE__);
  return *view;
}

Outcome Answer::outcome() const {
  if (bytes_.empty()) return silence();
  const auto v = view();
  if (v.message_class() == Class::success) return success();
  const auto value = v.find(Attr::error_code);
  const auto code = value ? stun::decode_error_code(*value) : std::nullopt;
  if (v.message_class() != Class::error || !code)
    check_failed("neither a success nor an error", __FILE__, __LINE__);
  return error(code->code);
}

std::optional<base::Endpoint> Answer::address(Attr type) const {
  const auto v = view();
  const auto value = v.find(type);
  return value ? stun::decode_xor_address(*value, v.transaction_id()) : std::nullopt;
}

// --- Client ---

Client& Client::as(std::string username, std::string password) {
  username_ = std::move(username);
  password_ = std::move(password);
  return *this;
}

turn::LongTermKey Client::key() const {
  const auto algorithm = sha256_ ? stun::PasswordAlgorithm::sha256 : stun::PasswordAlgorithm::md5;
  return turn::long_term_key(username_, realm_, password_, algorithm);
}

turn::AllocationId Client::allocation() const {
  for (const auto& session : test_->server.sessions(test_->clock.now())) {
    if (session.client == leg_.tuple.client && session.transport == leg_.tuple.transport) {
      turn::AllocationId id;
      unsigned worker = 0;
      std::sscanf(session.id.c_str(), "%u-%u-%u", &worker, &id.slot, &id.generation);
      return id;
    }
  }
  return {};
}

std::optional<Answer> Client::raw(base::Bytes message) {
  test_->replies.clear();
  test_->reply_legs.clear();
  (void)test_->server.handle_client(leg_, message, test_->now(), test_->effects);
  test_->execute();
  if (test_->replies.empty()) return std::nullopt;
  CHECK_EQ(test_->replies.size(), 1u);
  CHECK(test_->reply_legs[0].tuple == leg_.tuple);
  return test_->replies[0];
}

Answer Client::bare(Method method, const Fill& fill) {
  stun::TransactionId id;
  test_->random.fill(id);
  std::array<std::byte, 4096> room;
  Builder builder{room, Class::request, method, id};
  if (fill) fill(builder);
  if (fingerprint_) builder.fingerprint();
  return raw(builder.message()).value_or(Answer{});
}

ByteVector Client::signed_request(Method method, const Fill& fill, std::string_view nonce) {
  stun::TransactionId id;
  test_->random.fill(id);
  std::array<std::byte, 4096> room;
  Builder builder{room, Class::request, method, id};
  if (fill) fill(builder);
  if (hashed_) {
    builder.bytes(Attr::userhash, turn::user_hash(username_, realm_));
  } else {
    builder.text(Attr::username, username_);
  }
  builder.text(Attr::realm, realm_).text(Attr::nonce, nonce);
  // The list that the server sends: SHA-256 and MD5.
  if (sha256_)
    builder.u64(Attr::password_algorithms, 0x0002'0000'0001'0000)
        .u32(Attr::password_algorithm, 2u << 16);
  turn::sign(builder, key(), sha256_ ? turn::Integrity::sha256 : turn::Integrity::sha1);
  if (fingerprint_) builder.fingerprint();
  CHECK(builder.ok());
  return {builder.message().begin(), builder.message().end()};
}

Answer Client::request(Method method, const Fill& fill) {
  if (nonce_.empty()) {
    const Answer challenge = bare(method, fill);
    if (challenge.outcome() != error(401)) return challenge;
    nonce_ = challenge.text(Attr::nonce);
  }
  Answer answer = raw(signed_request(method, fill, nonce_)).value_or(Answer{});
  if (answer.outcome() == error(438)) {
    nonce_ = answer.text(Attr::nonce);
    answer = raw(signed_request(method, fill, nonce_)).value_or(Answer{});
  }
  if (method == Method::allocate && answer.outcome() == success()) {
    relayed_ = answer.address(Attr::xor_relayed_address).value_or(base::Endpoint{});
  }
  return answer;
}

Outcome Client::allocate(std::optional<std::uint32_t> lifetime) {
  return request(Method::allocate,
                 [&](Builder& b) {
                   b.u32(Attr::requested_transport, 17u << 24);
                   if (lifetime) b.u32(Attr::lifetime, *lifetime);
                 })
      .outcome();
}

Outcome Client::allocate_tcp(std::optional<std::uint32_t> lifetime) {
  return request(Method::allocate,
                 [&](Builder& b) {
                   b.u32(Attr::requested_transport, 6u << 24);
                   if (lifetime) b.u32(Attr::lifetime, *lifetime);
                 })
      .outcome();
}

Client& Client::allocated_tcp(std::optional<std::uint32_t> lifetime) {
  CHECK_EQ(allocate_tcp(lifetime), success());
  return *this;
}

Outcome Client::connect(std::string_view ip_port) {
  return request(Method::connect,
                 [&](Builder& b) { b.xor_address(Attr::xor_peer_address, endpoint(ip_port)); })
      .outcome();
}

Outcome Client::connection_bind(turn::ConnectionId id) {
  return request(Method::connection_bind,
                 [&](Builder& b) { b.u32(Attr::connection_id, id.value()); })
      .outcome();
}

Client& Client::allocated(std::optional<std::uint32_t> lifetime) {
  CHECK_EQ(allocate(lifetime), success());
  return *this;
}

Outcome Client::refresh(std::optional<std::uint32_t> lifetime) {
  return request(Method::refresh,
                 [&](Builder& b) {
                   if (lifetime) b.u32(Attr::lifetime, *lifetime);
                 })
      .outcome();
}

Outcome Client::permit(std::string_view ip_port) {
  return request(Method::create_permission,
                 [&](Builder& b) { b.xor_address(Attr::xor_peer_address, endpoint(ip_port)); })
      .outcome();
}

Outcome Client::bind_channel(std::uint16_t number, std::string_view ip_port) {
  return request(Method::channel_bind,
                 [&](Builder& b) {
                   b.u32(Attr::channel_number, std::uint32_t{number} << 16)
                       .xor_address(Attr::xor_peer_address, endpoint(ip_port));
                 })
      .outcome();
}

turn::Forward Client::send(std::string_view ip_port, std::string_view text, bool dont_fragment) {
  sent_.assign(text.size() + 128, std::byte{0});
  Builder builder{sent_, Class::indication, Method::send, {}};
  builder.xor_address(Attr::xor_peer_address, endpoint(ip_port));
  if (dont_fragment) builder.flag(Attr::dont_fragment);
  builder.text(Attr::data, text);
  return test_->server.handle_client(leg_, builder.message(), test_->now(), test_->effects);
}

turn::Forward Client::channel_data(std::uint16_t number, std::string_view text) {
  sent_.assign(4, std::byte{0});
  stun::encode_channel_header(sent_.data(), number, static_cast<std::uint16_t>(text.size()));
  sent_.insert(sent_.end(), base::as_bytes(text).begin(), base::as_bytes(text).end());
  return test_->server.handle_client(leg_, sent_, test_->now(), test_->effects);
}

// --- Delivery ---

std::optional<base::Endpoint> Delivery::from() const {
  const auto view = stun::MessageView::decode(message);
  if (!view) return std::nullopt;
  CHECK(view->message_class() == Class::indication && view->method() == Method::data);
  return stun::decode_xor_address(view->find(Attr::xor_peer_address).value(),
                                  view->transaction_id());
}

std::optional<std::uint16_t> Delivery::channel() const {
  const auto data = stun::decode_channel_data(message);
  return data ? std::optional{data->number} : std::nullopt;
}

std::string Delivery::payload() const {
  if (const auto data = stun::decode_channel_data(message))
    return std::string{base::as_text(data->payload)};
  const auto view = stun::MessageView::decode(message);
  if (!view) check_failed("neither ChannelData nor a Data indication", __FILE__, __LINE__);
  return std::string{view->text(Attr::data).value()};
}

// --- RelayTest ---

turn::Config RelayTest::test_config() {
  turn::Config config;
  config.users.emplace("alice", base::Secret{"wonderland"});
  config.users.emplace("bob", base::Secret{"builder"});
  config.secrets.emplace_back("s3cret");
  for (const std::string_view range : {"192.0.2.0/24", "203.0.113.0/24", "2001:db8:2::/48"}) {
    config.allow_peers.push_back(*base::Cidr::parse(range));
  }
  config.binding_rate = config.challenge_rate = 0;
  return config;
}

std::vector<turn::RelayAddress> RelayTest::test_addresses() {
  const auto v4 = base::IpAddress::v4(198, 51, 100, 1);
  const auto v6 = *base::IpAddress::parse("2001:db8:1::1");
  return {{v4, v4}, {v6, v6}};
}

RelayTest::RelayTest(turn::Config config, std::vector<turn::RelayAddress> addresses,
                     std::uint16_t first_port, std::uint16_t last_port)
    : shared(std::move(config), std::move(addresses), first_port, last_port, random),
      server(shared, random, stats, 0) {}

Client RelayTest::client(std::string_view ip_port, turn::Transport transport) {
  turn::Leg leg{turn::FiveTuple{transport, endpoint(ip_port), endpoint("198.51.100.1:3478")}, 0};
  if (leg.tuple.client.ip.is_v6()) leg.tuple.server = endpoint("[2001:db8:1::1]:3478");
  if (leg.is_stream()) leg.socket = next_stream++;
  return Client{*this, leg};
}

void RelayTest::execute() {
  for (const turn::Handoff& handoff : effects.handoffs()) {
    if (const auto* bind = std::get_if<turn::BindPeer>(&handoff)) {
      bound.push_back(*bind);
    } else if (const auto* move = std::get_if<turn::MoveClient>(&handoff)) {
      moved.push_back(*move);
    }
  }
  effects.clear_handoffs();
  effects.run_io([this](const turn::IoEffect& effect) {
    std::visit([this](const auto& one) { run(one); }, effect);
  });
  for (const turn::Reply& reply : effects.replies()) {
    replies.emplace_back(effects.message(reply));
    reply_legs.push_back(reply.to);
  }
  effects.clear_replies();
  if (const auto broken = turn::Invariants::broken(server, clock.now()); !broken.empty()) {
    check_failed("broken: " + broken, __FILE__, __LINE__);
  }
}

void RelayTest::run(const turn::OpenRelay& open) {
  opened.push_back(open.relay);
  opened_for.push_back(open.transport);
  auto why = system ? system(open) : std::nullopt;
  if (refuse_binds > 0) {
    --refuse_binds;
    why = turn::SystemFailure::no_port;
  }
  if (why) return server.relay_failed(open.allocation, open.relay, *why, now(), effects);
  server.relay_opened(open.allocation, open.relay, now(), effects);
}

void RelayTest::run(const turn::CloseRelay& close) {
  closed.push_back(close.relay);
  server.relay_closed(close.relay);
}

std::optional<Delivery> RelayTest::deliver(const std::optional<turn::ToClient>& framed) const {
  if (!framed) return std::nullopt;
  return Delivery{framed->to, ByteVector(framed->message.begin(), framed->message.end())};
}

namespace {
ByteVector room_for(base::Bytes payload) {
  // 0xEE: padding that was not written would show.
  ByteVector room(turn::kHeadRoom + payload.size() + turn::kTailRoom, std::byte{0xee});
  std::copy(payload.begin(), payload.end(), room.begin() + turn::kHeadRoom);
  return room;
}
}  // namespace

std::optional<Delivery> RelayTest::from_peer(const Client& to, std::string_view from,
                                             std::string_view text) {
  ByteVector room = room_for(base::as_bytes(text));
  return deliver(server.handle_peer(to.allocation(), peer(from), room, text.size(), clock.now()));
}

std::optional<Delivery> RelayTest::hairpin(const turn::Forward& forward) {
  CHECK(forward.kind == turn::Forward::Kind::hairpin);
  ByteVector room = room_for(forward.payload);
  return deliver(server.handle_hairpin(forward.target, forward.source, room, forward.payload.size(),
                                       clock.now()));
}

}  // namespace lectern_test
