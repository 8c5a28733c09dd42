// SPDX-License-Identifier: MIT
// Streams that gather: TCP and TLS send the gathered messages in one piece, keep the buffer
// bounded, and tell which readiness they wait for.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "net/tcp_stream.hpp"
#include "net/tls_stream.hpp"
#include "tests/net/client.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/check.hpp"

namespace {

using base::UniqueFd;
using lectern_test::TlsClient;
using net::Interest;
using net::SendBuffer;
using net::Stream;

struct Ends {
  Ends() {
    int fds[2] = {-1, -1};
    CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    outer.reset(fds[0]);
    inner.reset(fds[1]);
    lectern_test::set_deadline(outer.get());
    CHECK_EQ(::fcntl(inner.get(), F_SETFL, O_NONBLOCK), 0);
  }
  base::UniqueFd outer, inner;
};

struct Plain {
  Plain() {
    Ends ends;
    outer = std::move(ends.outer);
    stream =
        std::make_unique<net::TcpStream>(std::move(ends.inner), net::Endpoint{}, net::Endpoint{});
  }
  base::UniqueFd outer;
  std::unique_ptr<Stream> stream;
};

// A handshake is done; the client is the test's.
struct Encrypted {
  explicit Encrypted(int version = TLS1_3_VERSION) {
    Ends ends;
    context = CHECK_OK(net::TlsContext::self_signed(folder.path(), {"localhost"}));
    auto tls = CHECK_OK(net::TlsStream::accept(*context, std::move(ends.inner), {}, {}));
    client = std::make_unique<TlsClient>(std::move(ends.outer), "", version);
    std::thread connecting([&] { CHECK(client->handshake()); });
    while (!CHECK_OK(tls->handshake())) {
      pollfd p{tls->fd(), POLLIN, 0};
      CHECK(::poll(&p, 1, 10'000) == 1);
    }
    connecting.join();
    stream = std::move(tls);
  }
  lectern_test::TemporaryFolder folder;
  std::shared_ptr<net::TlsContext> context;
  std::unique_ptr<TlsClient> client;
  std::unique_ptr<Stream> stream;
};

bool readable(int fd) {
  pollfd p{fd, POLLIN, 0};
  return ::poll(&p, 1, 0) == 1;
}

void nothing_leaves_before_the_flush() {
  Plain plain;
  for (const char* message : {"one", "two", "three"}) {
    CHECK_EQ(CHECK_OK(plain.stream->gather(base::as_bytes(message))), std::strlen(message));
  }
  CHECK(!readable(plain.outer.get()));
  CHECK_EQ(CHECK_OK(plain.stream->flush()), 0u);
  CHECK_EQ(lectern_test::read_exactly(plain.outer.get(), 11), "onetwothree");
}

// Clients there are that take a record for a message.
void each_message_is_a_record() {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Encrypted tls{version};
    CHECK(readable(tls.client->fd()) == (version == TLS1_3_VERSION));  // its session tickets
    for (const char* message : {"one", "two", "three"}) {
      CHECK_EQ(CHECK_OK(tls.stream->gather(base::as_bytes(message))), std::strlen(message));
    }
    CHECK_EQ(CHECK_OK(tls.stream->flush()), 0u);
    CHECK_EQ(tls.client->receive(), "one");
    CHECK_EQ(tls.client->receive(), "two");
    CHECK_EQ(tls.client->receive(), "three");
  }
}

// `count` numbered messages of three bytes that leave together, then the bytes that the client gets
// by each read of a record.
std::vector<std::string> records_of(Encrypted& tls, int count) {
  std::size_t sent = 0;
  for (int i = 0; i < count; ++i)
    sent += CHECK_OK(tls.stream->gather(base::as_bytes("m" + std::to_string(10 + i))));
  CHECK_EQ(CHECK_OK(tls.stream->flush()), 0u);
  std::vector<std::string> records;
  for (std::size_t got = 0; got < sent; got += records.back().size())
    records.push_back(tls.client->receive());
  return records;
}

void crowds_that_keep_coming_share_records() {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Encrypted tls{version};
    for (int crowd = 0; crowd < net::RecordSharing::kOften; ++crowd)
      CHECK_EQ(records_of(tls, 8).size(), 8u);
    CHECK(records_of(tls, 8) == std::vector<std::string>{"m10m11m12m13m14m15m16m17"});
    CHECK(records_of(tls, 1) == std::vector<std::string>{"m10"});
    CHECK(records_of(tls, 3) == std::vector<std::string>{"m10m11m12"});
    for (int calm = 0; calm < 16; ++calm) (void)records_of(tls, 1);
    CHECK_EQ(records_of(tls, 8).size(), 8u);
  }
}

// As after a moment in which the process stood still.
void what_piled_up_once_keeps_a_record_each() {
  Encrypted tls;
  for (int pile = 0; pile < 5; ++pile) {
    CHECK_EQ(records_of(tls, 50).size(), 50u);
    for (int i = 0; i < 8; ++i) CHECK_EQ(records_of(tls, 1).size(), 1u);
  }
}

// Long and short messages together keep their order and lose nothing, and no record is larger than
// allowed.
void shared_records_keep_the_order() {
  Encrypted tls;
  for (int crowd = 0; crowd < net::RecordSharing::kOften; ++crowd) (void)records_of(tls, 8);
  std::string expected;
  for (const std::size_t size : {100u, 16'000u, 300u, 16'384u, 20'000u, 5u, 16'379u, 1u}) {
    const std::string message(size, static_cast<char>('a' + expected.size() % 26));
    CHECK_EQ(CHECK_OK(tls.stream->gather(base::as_bytes(message))), size);
    expected += message;
  }
  std::string got;
  std::thread reading([&] { got = tls.client->read_exactly(expected.size()); });
  while (CHECK_OK(tls.stream->flush()) != 0) {
    pollfd p{tls.stream->fd(), POLLOUT, 0};
    CHECK(::poll(&p, 1, 10'000) == 1);
  }
  reading.join();
  CHECK(got == expected);
}

// The gathered messages leave before the end of the stream.
void an_end_comes_behind_what_is_shared() {
  Encrypted tls;
  for (int crowd = 0; crowd < net::RecordSharing::kOften; ++crowd) (void)records_of(tls, 8);
  CHECK_EQ(CHECK_OK(tls.stream->gather(base::as_bytes("last"))), 4u);
  tls.stream->shutdown();
  CHECK_EQ(tls.client->receive(), "last");
}

void a_message_may_be_longer_than_a_record() {
  Encrypted tls;
  const std::string longest(65'539, 'x');
  CHECK_EQ(CHECK_OK(tls.stream->gather(base::as_bytes(longest))), longest.size());
  std::string got;
  std::thread reading([&] { got = tls.client->read_exactly(longest.size()); });
  while (CHECK_OK(tls.stream->flush()) != 0) {
    pollfd p{tls.stream->fd(), POLLOUT, 0};
    CHECK(::poll(&p, 1, 10'000) == 1);
  }
  reading.join();
  CHECK(got == longest);
}

// The reader takes nothing: the stream gathers one buffer and no more. When the reader reads,
// everything arrives.
template <class ReadAll>
void fill_and_empty(Stream& stream, ReadAll read_all) {
  const std::string message(1000, 'm');
  std::size_t taken = 0, last = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::size_t n = CHECK_OK(stream.gather(base::as_bytes(message)));
    CHECK(n == 0 || n == message.size());
    if (n == 0) break;
    taken += n;
    if (i % 50 == 49) {
      const std::size_t left = CHECK_OK(stream.flush());
      CHECK(left <= SendBuffer::kMost);
      if (left != 0) CHECK_EQ(stream.wants(), Interest::write);
      if (left != 0) break;
    }
  }
  // Blocked: it says so again and again, and what waits does not grow.
  last = CHECK_OK(stream.flush());
  CHECK(last > 0);
  CHECK_EQ(CHECK_OK(stream.gather(base::as_bytes(message))), 0u);
  CHECK_EQ(CHECK_OK(stream.flush()), last);
  std::size_t got = 0;
  std::thread reading([&] { got = read_all(taken); });
  while (CHECK_OK(stream.flush()) != 0) {
    pollfd p{stream.fd(), POLLOUT, 0};
    CHECK(::poll(&p, 1, 10'000) == 1);
  }
  reading.join();
  CHECK_EQ(got, taken);
  CHECK_EQ(CHECK_OK(stream.gather(base::as_bytes(message))), message.size());
}

void what_waits_is_bounded() {
  Plain plain;
  fill_and_empty(*plain.stream, [&](std::size_t size) {
    return lectern_test::read_exactly(plain.outer.get(), size).size();
  });
  Encrypted tls;
  fill_and_empty(*tls.stream,
                 [&](std::size_t size) { return tls.client->read_exactly(size).size(); });
}

// One read returns all records that have come, and then waits for readability, also after a blocked
// write: a stream that waited for writability would be woken for ever.
void a_short_read_waits_for_reading() {
  std::array<std::byte, 1000> into{};
  Plain plain;
  CHECK_EQ(CHECK_OK(plain.stream->gather(base::as_bytes("x"))), 1u);
  CHECK_EQ(CHECK_OK(plain.stream->flush()), 0u);
  lectern_test::send_all(plain.outer.get(), "abc");
  CHECK_EQ(CHECK_OK(plain.stream->read(into)), 3u);
  CHECK_EQ(plain.stream->wants(), Interest::read);

  Encrypted tls;
  CHECK_EQ(CHECK_OK(tls.stream->gather(base::as_bytes("x"))), 1u);
  CHECK_EQ(CHECK_OK(tls.stream->flush()), 0u);
  for (const char* record : {"abc", "defg", "h"}) tls.client->send(record);
  CHECK_EQ(CHECK_OK(tls.stream->read(into)), 8u);
  CHECK_EQ(base::as_text(base::Bytes{into}.first(8)), "abcdefgh");
  CHECK_EQ(tls.stream->wants(), Interest::read);
  CHECK(!tls.stream->has_pending());
}

// The end was received together with data: the kernel does not report it again.
void an_end_behind_data_is_told() {
  std::array<std::byte, 1000> into{};
  Encrypted tls;
  tls.client->send("last words");
  CHECK(SSL_shutdown(tls.client->native()) >= 0);  // no FIN
  CHECK_EQ(CHECK_OK(tls.stream->read(into)), 10u);
  CHECK(tls.stream->has_pending());
  const auto ended = tls.stream->read(into);
  CHECK(!ended);
  CHECK_EQ(ended.error().code, base::Errc::closed);
}

// Records that did not fit are decrypted by the next read, though the descriptor is empty.
void what_did_not_fit_is_pending() {
  std::array<std::byte, 5> into{};
  Encrypted tls;
  for (const char* record : {"abc", "defg", "h"}) tls.client->send(record);
  CHECK_EQ(CHECK_OK(tls.stream->read(into)), 5u);
  CHECK(!readable(tls.stream->fd()));
  CHECK(tls.stream->has_pending());
  CHECK_EQ(CHECK_OK(tls.stream->read(into)), 3u);
  CHECK_EQ(base::as_text(base::Bytes{into}.first(3)), "fgh");
  CHECK(!tls.stream->has_pending());
}

void trimmed_streams_go_on() {
  std::array<std::byte, 100> into{};
  Encrypted tls;
  for (int i = 0; i < 3; ++i) {
    tls.stream->trim();
    CHECK_EQ(CHECK_OK(tls.stream->gather(base::as_bytes("pong"))), 4u);
    tls.stream->trim();  // something waits
    CHECK_EQ(CHECK_OK(tls.stream->flush()), 0u);
    CHECK_EQ(tls.client->receive(), "pong");
    tls.client->send("ping");
    CHECK_EQ(CHECK_OK(tls.stream->read(into)), 4u);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "stream",
      {TEST(nothing_leaves_before_the_flush), TEST(each_message_is_a_record),
       TEST(crowds_that_keep_coming_share_records), TEST(what_piled_up_once_keeps_a_record_each),
       TEST(shared_records_keep_the_order), TEST(an_end_comes_behind_what_is_shared),
       TEST(a_message_may_be_longer_than_a_record), TEST(what_waits_is_bounded),
       TEST(a_short_read_waits_for_reading), TEST(an_end_behind_data_is_told),
       TEST(what_did_not_fit_is_pending), TEST(trimmed_streams_go_on)});
}
