// SPDX-License-Identifier: MIT
// One relay after another with the same sockets, as over a restart: data that was sent in between
// arrives, and the end of sessions that cannot go on is recorded.
#include <memory>
#include <mutex>

#include "base/json.hpp"
#include "net/udp_socket.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"

namespace {

using base::Endpoint;
using base::IpAddress;
using lectern_test::ByteVector;
using lectern_test::RunningRelay;
using lectern_test::TurnClient;
using stun::Attr;
using stun::Builder;
using stun::Method;
using turn::io::Handover;
using Over = TurnClient::Over;

const IpAddress kPeerAddress = IpAddress::v4(127, 0, 0, 2);

// Filled by relay threads.
struct Records {
  std::vector<turn::SessionRecord> all() {
    const std::scoped_lock lock(mutex);
    return list;
  }
  std::mutex mutex;
  std::vector<turn::SessionRecord> list;
};

turn::io::Settings two_workers(Records& records) {
  auto settings = lectern_test::plain_settings();
  settings.core.allow_peers.push_back(base::Cidr{kPeerAddress, 32});
  settings.workers = 2;
  settings.on_session_ended = [&records](turn::SessionRecord record) {
    const std::scoped_lock lock(records.mutex);
    records.list.push_back(std::move(record));
  };
  return settings;
}

// As it comes out of the next process's end.
Handover carried(Handover handover) {
  return CHECK_OK(turn::io::unpack(turn::io::pack(std::move(handover))));
}

ByteVector channel_message(std::string_view text) {
  ByteVector message(4 + text.size());
  std::copy(base::as_bytes(text).begin(), base::as_bytes(text).end(), message.begin() + 4);
  stun::encode_channel_header(message.data(), 0x4000, static_cast<std::uint16_t>(text.size()));
  return message;
}
std::string payload_of(const std::optional<ByteVector>& message) {
  return message && message->size() >= 4
             ? std::string{base::as_text(base::Bytes{*message}.subspan(4))}
             : std::string{};
}

// Clients with a channel to a peer of their own, spread over the workers by the kernel.
struct Call {
  explicit Call(const Endpoint& server)
      : client(server, Over::udp), peer(CHECK_OK(net::UdpSocket::open({kPeerAddress, 0}, {}))) {
    client.allocate();
    CHECK_EQ(client.bind_channel(0x4000, peer.local()), 0);
  }
  void send_both_ways(const std::string& text) {
    client.send(channel_message(text));
    CHECK(peer.send_to(client.relayed(), base::as_bytes(text)));
  }
  void arrives_both_ways(const std::string& text) {
    CHECK_EQ(payload_of(client.receive()), text);
    net::ReceiveBatch batch{4, 2000, 0};
    pollfd readable{peer.fd(), POLLIN, 0};
    CHECK(::poll(&readable, 1, 5000) == 1);
    CHECK_EQ(peer.receive(batch), 1u);
    CHECK_EQ(base::as_text(batch.payload(0)), text);
  }
  TurnClient client;
  net::UdpSocket peer;
};

void calls_go_on(const turn::io::Settings& settings, Records& records) {
  auto before = std::make_unique<RunningRelay>(settings);
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 12; ++i) calls.push_back(std::make_unique<Call>(before->at));
  for (const auto& call : calls) call->send_both_ways("before");
  for (const auto& call : calls) call->arrives_both_ways("before");
  TurnClient connected{before->at, Over::tcp};
  connected.allocate();
  Handover handover = before->relay->hand_over();
  CHECK(connected.ended());
  CHECK_EQ(records.all().size(), 1u);  // of the connection
  CHECK(records.all()[0].reason == turn::EndReason::stopped);
  std::size_t handed = 0;
  for (const auto& worker : handover.workers) handed += worker.sessions.size();
  CHECK_EQ(handed, calls.size());
  before.reset();
  for (const auto& call : calls) call->send_both_ways("in between");

  RunningRelay after{settings, carried(std::move(handover))};
  CHECK(after.relay->taken_over() == calls.size());
  CHECK_EQ(after.at.print(), net::peer_endpoint(calls[0]->client.fd()).print());
  for (const auto& call : calls) call->arrives_both_ways("in between");
  for (const auto& call : calls) call->send_both_ways("after");
  for (const auto& call : calls) call->arrives_both_ways("after");
  CHECK(after.has_logged("turn_taken_over"));
  CHECK_EQ(after.relay->sessions().size(), calls.size());
  CHECK_EQ(calls[0]->client.request(Method::refresh, [](Builder& b) { b.u32(Attr::lifetime, 0); }),
           0);
  CHECK_EQ(after.relay->sessions().size(), calls.size() - 1);
  CHECK_EQ(records.all().back().session.to_peers.packets, 3u);
  Call another{after.at};
  another.send_both_ways("new");
  another.arrives_both_ways("new");
}

void calls_go_on_at_one_address() {
  Records records;
  calls_go_on(two_workers(records), records);
}
void calls_go_on_at_every_address() {
  Records records;
  auto settings = two_workers(records);
  settings.listen = {Endpoint{IpAddress::v4(0, 0, 0, 0), 0}};
  calls_go_on(settings, records);
}

void again_and_again() {
  Records records;
  const auto settings = two_workers(records);
  auto running = std::make_unique<RunningRelay>(settings);
  Call call{running->at};
  for (int i = 0; i < 5; ++i) {
    Handover handover = running->relay->hand_over();
    running.reset();
    call.send_both_ways(std::to_string(i));
    running = std::make_unique<RunningRelay>(settings, carried(std::move(handover)));
    call.arrives_both_ways(std::to_string(i));
  }
  const auto sessions = running->relay->sessions();
  CHECK_EQ(sessions.size(), 1u);
  CHECK_EQ(sessions[0].to_peers.packets, 5u);
  CHECK(records.all().empty());
}

// RFC 8016 3.2: the ticket is good at the next process, also for a client that came back to another
//   worker
void a_mobile_client_comes_back_to_the_next_process() {
  Records records;
  const auto settings = two_workers(records);
  auto running = std::make_unique<RunningRelay>(settings);
  TurnClient bob{running->at, Over::udp};
  bob.allocate();
  auto alice = std::make_unique<TurnClient>(running->at, Over::tcp);
  CHECK_EQ(alice->request(Method::allocate,
                          [](Builder& b) {
                            b.u32(Attr::requested_transport, 17u << 24).flag(Attr::mobility_ticket);
                          }),
           0);
  const Endpoint relayed = TurnClient::address(alice->answer(), Attr::xor_relayed_address).value();
  const auto ticket_of = [](const ByteVector& answer) {
    const auto view = stun::MessageView::decode(answer).value();
    const auto value = view.find(Attr::mobility_ticket).value();
    return ByteVector(value.begin(), value.end());
  };
  auto ticket = ticket_of(alice->answer());
  CHECK_EQ(alice->permit(bob.relayed()), 0);
  CHECK_EQ(bob.permit(relayed), 0);
  for (int i = 0; i < 8; ++i) {
    Handover handover = running->relay->hand_over();
    running.reset();
    running = std::make_unique<RunningRelay>(settings, carried(std::move(handover)));
    CHECK(running->relay->taken_over() == 2u);
    // By UDP from now on, from a new port every second time; the other times what went along must
    // still be known.
    if (i % 2 == 0) {
      alice = std::make_unique<TurnClient>(running->at, Over::udp);
      CHECK_EQ(alice->request(Method::refresh,
                              [&](Builder& b) { b.bytes(Attr::mobility_ticket, ticket); }),
               0);
      ticket = ticket_of(alice->answer());
    }
    CHECK_EQ(alice->permit(bob.relayed()), 0);
    bob.send(bob.send_indication(relayed, "hello"));
    CHECK(alice->receive());
    alice->send(alice->send_indication(bob.relayed(), "hello"));
    CHECK(bob.receive());
  }
}

void what_is_not_configured_any_more_ends() {
  Records records;
  auto settings = two_workers(records);
  auto before = std::make_unique<RunningRelay>(settings);
  Call call{before->at};
  Handover handover = before->relay->hand_over();
  before.reset();
  settings.listen = {Endpoint{kPeerAddress, 0}};  // elsewhere
  RunningRelay after{settings, carried(std::move(handover))};
  CHECK(after.relay->taken_over() == 0u);
  CHECK_EQ(records.all().size(), 1u);
  CHECK(records.all()[0].reason == turn::EndReason::stopped);
  CHECK(records.all()[0].session.client == call.client.local());
}

void another_number_of_workers_begins_anew() {
  Records records;
  auto settings = two_workers(records);
  auto before = std::make_unique<RunningRelay>(settings);
  Call call{before->at};
  settings.listen = {before->at};
  Handover handover = before->relay->hand_over();
  before.reset();
  settings.workers = 1;
  RunningRelay after{settings, carried(std::move(handover))};
  CHECK(!after.relay->taken_over());
  CHECK(after.has_logged("turn_not_taken_over"));
  Call another{after.at};  // the old sockets do not take its datagrams away
  another.send_both_ways("new");
  another.arrives_both_ways("new");
}

// Sockets that do not fit the text: their allocations end, and no client gets the data of another
// one.
void sockets_that_are_mixed_up_are_not_used() {
  Records records;
  const auto settings = two_workers(records);
  auto before = std::make_unique<RunningRelay>(settings);
  Call one{before->at}, two{before->at};
  auto packed = turn::io::pack(before->relay->hand_over());
  before.reset();
  std::swap(packed.descriptors[packed.descriptors.size() - 2], packed.descriptors.back());
  RunningRelay after{settings, CHECK_OK(turn::io::unpack(std::move(packed)))};
  CHECK(after.relay->taken_over() != 2u);
  CHECK_EQ(records.all().size() + after.relay->sessions().size(), 2u);
}

void a_text_that_is_cut_or_foreign_is_refused() {
  Records records;
  RunningRelay before{two_workers(records)};
  Call call{before.at};
  auto packed = turn::io::pack(before.relay->hand_over());
  const std::string whole{packed.text.reveal_text()};
  const auto refused = [](std::string text) {
    turn::io::PackedHandover broken;
    broken.text = base::Secret{std::move(text)};
    return !turn::io::unpack(std::move(broken)).has_value();
  };
  CHECK(refused(""));
  CHECK(refused("{}"));
  CHECK(refused(whole.substr(0, whole.size() / 2)));
  CHECK(refused(whole.substr(0, whole.find('\n') + 1)));  // an allocation is missing
  CHECK(refused(whole));                                  // its sockets are missing
  std::string other = whole;
  other.replace(other.find("\"format\":1"), 10, "\"format\":2");
  CHECK(refused(other));
}

}  // namespace

int main() {
  return lectern_test::run(
      "handover between relays",
      {TEST(calls_go_on_at_one_address), TEST(calls_go_on_at_every_address), TEST(again_and_again),
       TEST(a_mobile_client_comes_back_to_the_next_process),
       TEST(what_is_not_configured_any_more_ends), TEST(another_number_of_workers_begins_anew),
       TEST(sockets_that_are_mixed_up_are_not_used),
       TEST(a_text_that_is_cut_or_foreign_is_refused)});
}
