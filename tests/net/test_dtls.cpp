// SPDX-License-Identifier: MIT
#include "net/dtls.hpp"

#include <openssl/crypto.h>

#include <cstdlib>

#include "tests/net/dtls_client.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using base::Endpoint;
using lectern_test::DtlsClient;
using lectern_test::TemporaryFolder;
using net::DtlsAcceptor;
using net::DtlsCookies;
using net::DtlsPath;
using net::DtlsSession;
using net::TlsContext;
using State = DtlsSession::State;

// Blocks that OpenSSL holds.
std::size_t blocks = 0;
void* counted_malloc(std::size_t size, const char*, int) {
  ++blocks;
  return std::malloc(size);
}
void* counted_realloc(void* old, std::size_t size, const char*, int) {
  if (old == nullptr) ++blocks;
  return std::realloc(old, size);
}
void counted_free(void* block, const char*, int) {
  if (block != nullptr) --blocks;
  std::free(block);
}

const DtlsPath kPath{*Endpoint::parse("192.0.2.1:4000"), *Endpoint::parse("198.51.100.1:5349")};
const DtlsPath kOtherPath{*Endpoint::parse("192.0.2.1:4001"),
                          *Endpoint::parse("198.51.100.1:5349")};

struct Scene final : net::DtlsOutput {
  TemporaryFolder folder;
  lectern_test::SeededRandom random{7};
  lectern_test::FakeClock clock;
  DtlsCookies cookies{random};
  std::shared_ptr<TlsContext> context =
      CHECK_OK(TlsContext::self_signed(folder.path(), {"localhost"}));
  std::unique_ptr<DtlsAcceptor> acceptor = CHECK_OK(DtlsAcceptor::make(context, cookies, *this));
  std::vector<DtlsClient::Datagram> out;
  std::unique_ptr<DtlsSession> session;

  void on_dtls_output(const DtlsPath&, base::Bytes datagram) noexcept override {
    out.emplace_back(datagram.begin(), datagram.end());
  }

  std::unique_ptr<DtlsSession> accept(base::Bytes datagram, const DtlsPath& path = kPath) {
    return acceptor->accept(path, datagram, clock.now());
  }
  void hand_over(DtlsClient& client) {
    for (const auto& datagram : std::exchange(out, {})) {
      client.receive(datagram);
      (void)client.handshake();
    }
  }
  static DtlsClient::Datagram hello(DtlsClient& client) {
    CHECK(client.handshake());
    auto sent = client.take();
    CHECK_EQ(sent.size(), std::size_t{1});
    return sent[0];
  }
  // Until both are done, or one side gives up.
  void connect(DtlsClient& client) {
    session.reset();
    (void)client.handshake();
    for (int i = 0; i < 20 && !(client.done() && session && session->state() == State::open); ++i) {
      for (const auto& datagram : client.take()) {
        if (session) session->receive(datagram);
        else session = accept(datagram);
      }
      hand_over(client);
    }
  }
  void connected(DtlsClient& client) {
    connect(client);
    CHECK(client.done());
    CHECK(session && session->state() == State::open);
  }
  std::vector<std::string> receive(base::Bytes datagram) {
    std::vector<std::string> messages;
    session->receive(datagram);
    std::vector<std::byte> room(DtlsSession::kMaxMessage);
    while (const std::size_t n = session->read(room))
      messages.emplace_back(base::as_text(base::Bytes{room}.first(n)));
    return messages;
  }
};

void a_cookie_is_for_one_path_and_a_short_time() {
  lectern_test::SeededRandom random{1};
  const DtlsCookies cookies{random}, others{random};
  const base::Instant start{std::chrono::seconds{100'000}};
  const auto cookie = cookies.make(kPath, start);
  CHECK(cookies.accepts(cookie, kPath, start));
  CHECK(cookies.accepts(cookie, kPath, start + DtlsCookies::kLifetime));
  CHECK(!cookies.accepts(cookie, kPath, start + 2 * DtlsCookies::kLifetime));
  CHECK(!others.accepts(cookie, kPath, start));
  CHECK(!cookies.accepts(cookie, kOtherPath, start));
  CHECK(!cookies.accepts(cookie, {kPath.client, *Endpoint::parse("198.51.100.2:5349")}, start));
  CHECK(!cookies.accepts(cookie, {*Endpoint::parse("192.0.2.2:4000"), kPath.server}, start));
  CHECK(!cookies.accepts(base::Bytes{cookie}.first(19), kPath, start));
  CHECK(!cookies.accepts({}, kPath, start));
}

// RFC 8656 3.1: a client may speak DTLS over UDP to the server
// RFC 7350 3: STUN over DTLS-over-UDP, one message a record
void messages_go_both_ways() {
  Scene s;
  DtlsClient client;
  s.connected(client);
  CHECK(s.receive(client.seal("question")) == std::vector<std::string>{"question"});
  CHECK(s.session->send(base::as_bytes("answer")));
  CHECK_EQ(s.out.size(), std::size_t{1});
  s.hand_over(client);
  CHECK_EQ(client.read(), "answer");
  // two records in one datagram
  auto two = client.seal("one");
  const auto second = client.seal("two");
  two.insert(two.end(), second.begin(), second.end());
  CHECK((s.receive(two) == std::vector<std::string>{"one", "two"}));
  // the largest, and what no record holds
  const std::string large(DtlsSession::kMaxMessage, 'x');
  CHECK(s.receive(client.seal(large)) == std::vector<std::string>{large});
  CHECK(s.session->send(base::as_bytes(large)));
  CHECK_EQ(s.out.size(), std::size_t{1});
  CHECK(!s.session->send(base::as_bytes(large + "y")));
  CHECK(!s.session->send({}));
  CHECK_EQ(std::string{SSL_get_version(client.native())}, "DTLSv1.2");
}

// RFC 6347 4.2.1: nothing is kept before a valid cookie, and the answer is smaller than the
//   question
void strangers_get_a_cookie_and_nothing_else() {
  Scene s;
  DtlsClient client;
  const auto first = Scene::hello(client);
  CHECK(!s.accept(first));
  CHECK(s.acceptor->asked_for_cookie());
  CHECK_EQ(s.out.size(), std::size_t{1});
  CHECK(s.out[0].size() < first.size());
  CHECK_EQ(int{std::to_integer<std::uint8_t>(s.out[0][13])}, 3);  // HelloVerifyRequest
  s.hand_over(client);
  const auto second = client.take().at(0);
  CHECK(!s.accept(second, kOtherPath));  // from elsewhere
  CHECK(s.acceptor->asked_for_cookie());
  s.clock.advance(2 * DtlsCookies::kLifetime);
  CHECK(!s.accept(second));  // too late
  s.clock.advance(-2 * DtlsCookies::kLifetime);
  CHECK(s.accept(second) != nullptr);
  CHECK(!s.acceptor->asked_for_cookie());
}

void what_is_no_client_hello_is_not_answered() {
  Scene s;
  DtlsClient client;
  const auto hello = Scene::hello(client);
  for (std::size_t n = 0; n < hello.size(); ++n) {
    CHECK(!s.accept(base::Bytes{hello}.first(n)));
    CHECK(s.out.empty());
  }
  lectern_test::SeededRandom random{3};
  for (int i = 0; i < 20'000; ++i) {
    auto broken = hello;
    for (int k = 0; k < 3; ++k)
      broken[random.below(static_cast<std::uint32_t>(broken.size()))] =
          static_cast<std::byte>(random.u32());
    CHECK(!s.accept(broken));
    for (const auto& answer : std::exchange(s.out, {})) CHECK(answer.size() < broken.size());
  }
  CHECK(!s.accept(base::as_bytes("\x16\xfe\xfd")));
  CHECK(!s.accept({}));
}

// RFC 6347 4.2.1: a flood of ClientHellos leaves nothing behind
void a_flood_leaves_nothing_behind() {
  Scene s;
  DtlsClient client;
  const auto hello = Scene::hello(client);
  CHECK(!s.accept(hello));
  const std::size_t before = blocks;
  for (unsigned i = 0; i < 100'000; ++i) {
    const DtlsPath path{Endpoint{base::IpAddress::v4(203, 0, static_cast<std::uint8_t>(i >> 8),
                                                     static_cast<std::uint8_t>(i)),
                                 static_cast<std::uint16_t>(1024 + i % 60000)},
                        kPath.server};
    CHECK(!s.accept(hello, path));
    s.out.clear();
  }
  CHECK_EQ(blocks, before);
}

// RFC 6347 4.2.4: the last flight is sent again while its answer does not come
void the_handshake_is_repeated_not_given_up() {
  Scene s;
  DtlsClient client;
  CHECK(!s.accept(Scene::hello(client)));
  s.hand_over(client);
  s.session = s.accept(client.take().at(0));
  CHECK(s.session != nullptr);
  CHECK(s.session->timeout().has_value());
  CHECK(*s.session->timeout() <= std::chrono::seconds{1});
  CHECK(s.session->on_timeout() == State::handshaking);  // not due yet: nothing is sent
  const std::size_t flight = s.out.size();
  CHECK(flight > 0);
  s.session->on_timeout();
  CHECK_EQ(s.out.size(), flight);
  for (const auto& datagram : s.out) CHECK(datagram.size() <= 1200);
  // and once it is open there is nothing to wait for
  s.hand_over(client);
  for (const auto& datagram : client.take()) s.session->receive(datagram);
  CHECK(s.session->state() == State::open);
  CHECK(!s.session->timeout());
}

void a_client_is_recognized_by_its_hello() {
  Scene s;
  DtlsClient client, other;
  CHECK(!s.accept(Scene::hello(client)));
  s.hand_over(client);
  const auto hello = client.take().at(0);
  s.session = s.accept(hello);
  CHECK(s.session->began_with(hello));
  CHECK(!s.session->began_with(Scene::hello(other)));
  CHECK(!s.session->began_with(base::Bytes{hello}.first(40)));
}

void a_handshake_may_not_pile_up_records() {
  Scene s;
  DtlsClient client;
  CHECK(!s.accept(Scene::hello(client)));
  s.hand_over(client);
  s.session = s.accept(client.take().at(0));
  const std::size_t before = blocks;
  std::vector<std::byte> early(13 + 1000);
  early[0] = std::byte{23};
  base::store_be16(&early[1], 0xfefd);
  base::store_be16(&early[3], 1);  // the epoch that is not there yet
  base::store_be16(&early[11], 1000);
  int taken = 0;
  while (s.session->receive(early) == State::handshaking) {
    base::store_be16(&early[9], static_cast<std::uint16_t>(++taken));
    CHECK(taken < 100);
  }
  CHECK(s.session->state() == State::failed);
  CHECK(taken <= 8);
  s.session.reset();
  CHECK(blocks <= before);
}

void the_end_is_told() {
  Scene s;
  DtlsClient client;
  s.connected(client);
  SSL_shutdown(client.native());
  CHECK(s.receive(client.take().at(0)).empty());
  CHECK(s.session->state() == State::closed);
  CHECK(!s.session->send(base::as_bytes("late")));

  DtlsClient second;
  s.connected(second);
  s.session->close();
  s.session->close();
  CHECK(s.session->state() == State::closed);
  CHECK_EQ(s.out.size(), std::size_t{1});
  s.hand_over(second);
  CHECK(second.was_told_goodbye());
}

// Forged or damaged records cost nothing (RFC 6347 section 4.1.2.7).
void damaged_records_are_dropped() {
  Scene s;
  DtlsClient client;
  s.connected(client);
  const auto whole = client.seal("message");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto broken = whole;
    broken[i] ^= std::byte{0x40};
    CHECK(s.receive(broken).empty());
    CHECK(s.receive(base::Bytes{whole}.first(i)).empty());
    CHECK(s.session->state() == State::open);
  }
  CHECK(s.receive(whole) == std::vector<std::string>{"message"});
  CHECK(s.receive(whole).empty());  // RFC 6347 section 4.1.2.6: a replay
  CHECK_EQ(ERR_peek_error(), 0UL);
}

void old_versions_are_refused() {
  Scene s;
  DtlsClient client{DTLS1_VERSION};
  s.connect(client);
  CHECK(!client.done());
  CHECK(!s.session || s.session->state() != State::open);
}

void a_new_certificate_is_for_new_handshakes() {
  Scene s;
  DtlsClient before, after;
  s.connected(before);
  auto session = std::move(s.session);
  TemporaryFolder other;
  const auto renewed = CHECK_OK(TlsContext::self_signed(other.path(), {"renewed"}));
  s.acceptor->set_context(renewed);
  s.connected(after);
  s.session = std::move(session);
  CHECK(s.receive(before.seal("still here")) == std::vector<std::string>{"still here"});
  const auto subject = [](DtlsClient& client) {
    const base::Handle<X509, X509_free> certificate{SSL_get1_peer_certificate(client.native())};
    std::array<char, 100> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                              name.size());
    return std::string{name.data()};
  };
  CHECK_EQ(subject(before), "localhost");
  CHECK_EQ(subject(after), "renewed");
}

}  // namespace

int main() {
  if (CRYPTO_set_mem_functions(counted_malloc, counted_realloc, counted_free) != 1) return 1;
  return lectern_test::run(
      "dtls",
      {TEST(a_cookie_is_for_one_path_and_a_short_time), TEST(messages_go_both_ways),
       TEST(strangers_get_a_cookie_and_nothing_else), TEST(what_is_no_client_hello_is_not_answered),
       TEST(a_flood_leaves_nothing_behind), TEST(the_handshake_is_repeated_not_given_up),
       TEST(a_client_is_recognized_by_its_hello), TEST(a_handshake_may_not_pile_up_records),
       TEST(the_end_is_told), TEST(damaged_records_are_dropped), TEST(old_versions_are_refused),
       TEST(a_new_certificate_is_for_new_handshakes)});
}
