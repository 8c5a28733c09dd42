// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "net/atomic_file.hpp"
#include "net/self_signed.hpp"
#include "net/ticket_keys.hpp"
#include "net/tls_stream.hpp"
#include "tests/net/client.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

using base::UniqueFd;
using lectern_test::TemporaryFolder;
using lectern_test::TlsClient;
using net::TlsContext;
using net::TlsStream;

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  CHECK_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

void replaces_files_as_a_whole() {
  TemporaryFolder folder;
  const auto path = folder.path() / "file";
  CHECK_OK(net::write_atomically(path, base::as_bytes("one"), 0600));
  CHECK_OK(net::write_atomically(path, base::as_bytes("two"), 0640));
  CHECK_EQ(read_file(path), "two");
  CHECK_EQ(mode_of(path), mode_t{0640});
  CHECK_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}),
           std::ptrdiff_t{1});
  CHECK(!net::write_atomically(folder.path() / "none" / "file", base::as_bytes("x"), 0600));
}

void makes_a_certificate_once() {
  TemporaryFolder folder;
  const auto state = folder.path() / "tls";
  const std::vector<std::string> names{"meet.example.org", "192.0.2.1", "2001:db8::1"};
  const auto first = CHECK_OK(TlsContext::self_signed(state, names));
  CHECK_EQ(mode_of(state / "self-signed.key"), mode_t{0600});
  CHECK(first->is_self_signed());
  CHECK(first->names() == names);
  CHECK_EQ(first->fingerprint().size(), std::size_t{32 * 3 - 1});
  const auto days = (first->expires() - base::SystemClock{}.wall_now()) / std::chrono::hours{24};
  CHECK(days >= 824 && days <= 825);
  const auto second = CHECK_OK(TlsContext::self_signed(state, names));
  CHECK_EQ(second->fingerprint(), first->fingerprint());
  // Fewer names are covered, others are not.
  CHECK_EQ(CHECK_OK(TlsContext::self_signed(state, {"192.0.2.1"}))->fingerprint(),
           first->fingerprint());
  CHECK(CHECK_OK(TlsContext::self_signed(state, {"other.example.org"}))->fingerprint() !=
        first->fingerprint());
}

// Whoever could read the key could answer in the daemon's place.
void a_key_that_others_could_use_is_replaced() {
  TemporaryFolder folder;
  const auto key = folder.path() / "self-signed.key";
  const auto made = [&] {
    return CHECK_OK(TlsContext::self_signed(folder.path(), {"a"}))->fingerprint();
  };
  const std::string first = made();
  CHECK_EQ(made(), first);
  CHECK_EQ(::chmod(key.c_str(), 0644), 0);
  const std::string second = made();
  CHECK(second != first);
  CHECK_EQ(mode_of(key), mode_t{0600});
  std::filesystem::rename(key, folder.path() / "elsewhere");
  std::filesystem::create_symlink("elsewhere", key);
  CHECK(made() != second);
  CHECK(!std::filesystem::is_symlink(key));
}

void makes_a_certificate_anew_where_the_old_is_of_no_use() {
  TemporaryFolder folder;
  const auto first = CHECK_OK(TlsContext::self_signed(folder.path(), {"a"}));
  // The key of another making, as after a crash between the two files.
  const auto other = CHECK_OK(net::make_self_signed({"a"}, base::SystemClock{}.wall_now(), 10));
  CHECK_OK(net::write_atomically(folder.path() / "self-signed.key", other.key.reveal(), 0600));
  const auto second = CHECK_OK(TlsContext::self_signed(folder.path(), {"a"}));
  CHECK(second->fingerprint() != first->fingerprint());
  // One that is about to end.
  const auto old = CHECK_OK(
      net::make_self_signed({"a"}, base::SystemClock{}.wall_now() - std::chrono::hours{24 * 9}, 9));
  CHECK_OK(net::write_atomically(folder.path() / "self-signed.key", old.key.reveal(), 0600));
  CHECK_OK(net::write_atomically(folder.path() / "self-signed.pem", base::as_bytes(old.certificate),
                                 0644));
  CHECK(CHECK_OK(TlsContext::self_signed(folder.path(), {"a"}))->expires() >
        base::SystemClock{}.wall_now() + std::chrono::hours{24});
}

// OpenSSL's extension language must not be reachable from a name.
void refuses_names_that_are_none() {
  for (const char* name : {"", "a,DNS:b", "a b", "dirName:x", "a\n", "*.", "*"}) {
    CHECK(!net::make_self_signed({name}, base::SystemClock{}.wall_now(), 1));
  }
  CHECK(!net::make_self_signed({}, base::SystemClock{}.wall_now(), 1));
  CHECK(net::make_self_signed({"*.example.org"}, base::SystemClock{}.wall_now(), 1));
}

void refuses_files_that_are_no_pair() {
  TemporaryFolder folder;
  const auto now = base::SystemClock{}.wall_now();
  const auto a = CHECK_OK(net::make_self_signed({"a"}, now, 1));
  const auto b = CHECK_OK(net::make_self_signed({"b"}, now, 1));
  const auto certificate = folder.path() / "a.pem";
  const auto key = folder.path() / "b.key";
  CHECK_OK(net::write_atomically(certificate, base::as_bytes(a.certificate), 0600));
  CHECK_OK(net::write_atomically(key, b.key.reveal(), 0600));
  const auto mismatched = TlsContext::load(certificate, key);
  CHECK(!mismatched);
  CHECK(mismatched.error().what.find("b.key") != std::string::npos);
  CHECK(!TlsContext::load(certificate, certificate));
  CHECK(!TlsContext::load(folder.path() / "none", key));
  CHECK_EQ(ERR_peek_error(), 0UL);
}

// A server's stream driven by hand, and a client on another thread.
class TlsTest {
 public:
  template <class F>
  explicit TlsTest(F client, std::string_view alpn = {}, int highest = TLS1_3_VERSION) {
    int fds[2] = {-1, -1};
    CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    lectern_test::set_deadline(fds[0]);
    CHECK_EQ(::fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
    context = CHECK_OK(TlsContext::self_signed(folder_.path(), {"localhost"}));
    stream = CHECK_OK(TlsStream::accept(*context, base::UniqueFd{fds[1]}, {}, {}));
    thread_ = std::thread([client, alpn, highest, fd = fds[0]]() mutable {
      TlsClient c(base::UniqueFd{fd}, alpn, highest);
      client(c);
    });
  }
  ~TlsTest() {
    stream.reset();  // the client, if it still waits, sees the end
    thread_.join();
  }
  void join_when_done() {
    if (thread_.joinable()) thread_.join();
    thread_ = std::thread([] {});
  }

  void wait() {
    pollfd p{stream->fd(), static_cast<short>(net::wants_read(stream->wants()) ? POLLIN : POLLOUT),
             0};
    CHECK(::poll(&p, 1, 10000) > 0);
  }
  base::Result<bool> handshake() {
    for (;;) {
      auto done = stream->handshake();
      if (!done || *done) return done;
      wait();
    }
  }
  base::Result<std::string> read(std::size_t most = 100) {
    std::vector<std::byte> buffer(most);
    for (;;) {
      const auto n = stream->read(buffer);
      if (!n) return base::failure(n.error());
      if (*n > 0) return std::string{base::as_text(base::Bytes{buffer}.first(*n))};
      wait();
    }
  }
  void write(std::string_view text) {
    base::Bytes rest = base::as_bytes(text);
    while (!rest.empty()) {
      const std::size_t n = CHECK_OK(stream->write(rest));
      if (n == 0) wait();
      rest = rest.subspan(n);
    }
  }

  std::shared_ptr<TlsContext> context;
  std::unique_ptr<TlsStream> stream;

 private:
  TemporaryFolder folder_;
  std::thread thread_;
};

void speaks_both_versions() {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    int used = 0;
    std::string answer, agreed = "?";
    {
      TlsTest t(
          [&](TlsClient& client) {
            if (!client.handshake()) return;
            used = SSL_version(client.native());
            agreed = client.alpn();
            client.send("ping");
            answer = client.read_to_end();
          },
          {}, version);
      CHECK(CHECK_OK(t.handshake()));
      CHECK_EQ(CHECK_OK(t.read()), "ping");
      t.write("pong");
      t.stream->shutdown();
      t.join_when_done();
    }
    CHECK_EQ(used, version);
    CHECK_EQ(answer, "pong");
    CHECK_EQ(agreed, "");
  }
}

void refuses_old_versions() {
  TlsTest t([](TlsClient& client) { CHECK(!client.handshake()); }, {}, TLS1_1_VERSION);
  CHECK(!t.handshake());
  CHECK_EQ(ERR_peek_error(), 0UL);
}

void agrees_on_what_it_knows() {
  struct Case {
    std::string_view offered;
    std::string_view agreed;
  };
  for (const Case& c :
       {Case{"\x02h2\x08http/1.1", "http/1.1"}, Case{"\x09stun.turn", "stun.turn"},
        Case{"\x12stun.nat-discovery", "stun.nat-discovery"}, Case{"\x02h2", ""}, Case{"", ""}}) {
    std::string agreed = "?";
    {
      TlsTest t([&](TlsClient& client) { agreed = client.handshake() ? client.alpn() : "failed"; },
                c.offered);
      CHECK(CHECK_OK(t.handshake()));
      t.join_when_done();
    }
    CHECK_EQ(agreed, c.agreed);
  }
}

// One handshake of a client that offers `session`, if any; whether it was taken, and the session to
// offer next.
bool resumes(const TlsContext& context, int version, std::string_view name,
             base::Handle<SSL_SESSION, SSL_SESSION_free>& session) {
  int fds[2] = {-1, -1};
  CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
  lectern_test::set_deadline(fds[0]);
  CHECK_EQ(::fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
  auto stream = CHECK_OK(TlsStream::accept(context, base::UniqueFd{fds[1]}, {}, {}));
  bool resumed = false;
  std::thread client([&] {
    TlsClient tls{base::UniqueFd{fds[0]}, {}, version};
    std::string host{name};
    // As SSL_set_tlsext_host_name() does, which is a macro with a C-style cast.
    if (!host.empty()) {
      SSL_ctrl(tls.native(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    }
    if (session) SSL_set_session(tls.native(), session.get());
    if (!tls.handshake()) return;
    resumed = SSL_session_reused(tls.native()) == 1;
    (void)tls.receive();  // TLS 1.3 sends its tickets with the first data
    session.reset(SSL_get1_session(tls.native()));
    tls.half_close();  // a session that broke off is not resumed
  });
  for (;;) {
    const auto done = CHECK_OK(stream->handshake());
    if (done) break;
    pollfd p{stream->fd(), POLLIN, 0};
    CHECK(::poll(&p, 1, 10000) > 0);
  }
  CHECK_EQ(CHECK_OK(stream->write(base::as_bytes("x"))), std::size_t{1});
  client.join();
  return resumed;
}

// A ticket opens for as long again as its key seals, whatever name was asked for, and never under
// another context's keys.
void the_keys_of_tickets_change() {
  TemporaryFolder folder;
  CHECK_OK(TlsContext::self_signed(folder.path(), {"localhost"}));
  lectern_test::FakeClock clock;
  const auto load = [&] {
    return CHECK_OK(TlsContext::load(folder.path() / "self-signed.pem",
                                     folder.path() / "self-signed.key", nullptr, clock));
  };
  const auto context = load();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    base::Handle<SSL_SESSION, SSL_SESSION_free> session;
    CHECK(!resumes(*context, version, "", session));
    auto first = base::Handle<SSL_SESSION, SSL_SESSION_free>{SSL_SESSION_dup(session.get())};
    CHECK(resumes(*context, version, "", session));
    clock.advance(net::TicketKeys::kSeals);
    auto again = base::Handle<SSL_SESSION, SSL_SESSION_free>{SSL_SESSION_dup(first.get())};
    CHECK(resumes(*context, version, "", again));  // sealed by the key before, and sealed anew
    clock.advance(net::TicketKeys::kSeals);
    CHECK(resumes(*context, version, "", again));
    CHECK(!resumes(*context, version, "", first));
    CHECK(!resumes(*load(), version, "", session));
  }
  CHECK_EQ(ERR_peek_error(), 0UL);
}

void any_name_and_none_are_served() {
  TemporaryFolder folder;
  const auto context = CHECK_OK(TlsContext::self_signed(folder.path(), {"localhost"}));
  for (const std::string_view name : {"", "localhost", "somebody.else.example", "xn--"}) {
    base::Handle<SSL_SESSION, SSL_SESSION_free> session;
    (void)resumes(*context, TLS1_3_VERSION, name, session);
    CHECK(session);
  }
}

void large_writes_survive_blocking() {
  const std::string large(5'000'000, 'x');
  std::size_t got = 0;
  {
    TlsTest t([&](TlsClient& client) {
      if (client.handshake()) got = client.read_to_end().size();
    });
    CHECK(CHECK_OK(t.handshake()));
    t.write(large);
    t.stream->shutdown();
    t.join_when_done();
  }
  CHECK_EQ(got, large.size());
}

// One record, read in two parts: the kernel has nothing more to report, the stream has.
void says_what_waits_inside() {
  TlsTest t([](TlsClient& client) {
    if (!client.handshake()) return;
    client.send("0123456789");
    client.receive();
  });
  CHECK(CHECK_OK(t.handshake()));
  CHECK_EQ(CHECK_OK(t.read(4)), "0123");
  CHECK(t.stream->has_pending());
  CHECK_EQ(CHECK_OK(t.read()), "456789");
  CHECK(!t.stream->has_pending());
}

void ends_are_ends() {
  for (const bool clean : {true, false}) {
    TlsTest t([clean](TlsClient& client) {
      if (!client.handshake()) return;
      if (clean) client.half_close();
    });
    CHECK(CHECK_OK(t.handshake()));
    const auto ended = t.read();
    CHECK(!ended);
    CHECK_EQ(ended.error().code, base::Errc::closed);
  }
}

void garbage_is_an_error_not_an_end() {
  TlsTest t([](TlsClient& client) {
    if (client.handshake()) lectern_test::send_all(client.fd(), "this is no TLS record at all");
    char c = 0;
    (void)!::recv(client.fd(), &c, 1, 0);
  });
  CHECK(CHECK_OK(t.handshake()));
  const auto failed = t.read();
  CHECK(!failed);
  CHECK_EQ(failed.error().code, base::Errc::io);
  CHECK_EQ(ERR_peek_error(), 0UL);
  t.stream->shutdown();
}

// RFC 9325 section 3.5; and CVE-2009-3555, CVE-2011-1473.
void renegotiation_is_refused() {
  bool possible = true;
  {
    TlsTest t(
        [&](TlsClient& client) {
          if (!client.handshake()) return;
          possible =
              SSL_renegotiate(client.native()) == 1 && SSL_do_handshake(client.native()) == 1;
        },
        {}, TLS1_2_VERSION);
    CHECK(CHECK_OK(t.handshake()));
    (void)t.read();
  }
  CHECK(!possible);
}

}  // namespace

int main() {
  return lectern_test::run(
      "tls",
      {TEST(replaces_files_as_a_whole), TEST(makes_a_certificate_once),
       TEST(a_key_that_others_could_use_is_replaced),
       TEST(makes_a_certificate_anew_where_the_old_is_of_no_use), TEST(refuses_names_that_are_none),
       TEST(refuses_files_that_are_no_pair), TEST(speaks_both_versions), TEST(refuses_old_versions),
       TEST(agrees_on_what_it_knows), TEST(the_keys_of_tickets_change),
       TEST(any_name_and_none_are_served), TEST(large_writes_survive_blocking),
       TEST(says_what_waits_inside), TEST(ends_are_ends), TEST(garbage_is_an_error_not_an_end),
       TEST(renegotiation_is_refused)});
}
