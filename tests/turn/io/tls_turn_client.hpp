// SPDX-License-Identifier: MIT
// A TURN client over TLS: the relay adopts its connection as the front hands it over. Blocking;
// tests only.
#pragma once

#include <fcntl.h>

#include <thread>

#include "net/tls_stream.hpp"
#include "tests/net/client.hpp"
#include "tests/turn/io/running_relay.hpp"
#include "tests/turn/io/turn_client.hpp"

namespace lectern_test {

// A TLS connection that `server` has adopted as that client's; the handshake is done.
inline TlsClient adopted_tls(RunningRelay& server, net::TlsContext& context,
                             const base::Endpoint& client, int highest = TLS1_3_VERSION) {
  int ends[2];
  CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  base::UniqueFd inner{ends[0]}, outer{ends[1]};
  set_deadline(outer.get());
  CHECK(::fcntl(inner.get(), F_SETFL, O_NONBLOCK) == 0);
  const int inner_fd = inner.get();
  auto stream = CHECK_OK(net::TlsStream::accept(context, std::move(inner), client, server.at));
  TlsClient tls{std::move(outer), {}, highest};
  bool shaken = false;
  std::thread handshake([&] { shaken = tls.handshake(); });
  bool done = false;
  while (!done) {
    pollfd readable{inner_fd, POLLIN, 0};
    done = ::poll(&readable, 1, 10'000) != 1 || stream->handshake().value_or(true);
  }
  handshake.join();
  CHECK(shaken);
  server.relay->adopt(std::move(stream), {});
  return tls;
}

class TlsTurnClient final : public TurnClient {
 public:
  // `client`: the address by which the relay knows the client.
  TlsTurnClient(RunningRelay& server, net::TlsContext& context, const base::Endpoint& client)
      : TlsTurnClient(adopted_tls(server, context, client)) {}

  void send(base::Bytes bytes) override { tls_.send(base::as_text(bytes)); }

 private:
  explicit TlsTurnClient(TlsClient tls)
      : TurnClient(base::UniqueFd{::dup(tls.fd())}), tls_(std::move(tls)) {
    // A record that holds no data (a session ticket) ends a read, else that would wait for the next
    // one.
    SSL_clear_mode(tls_.native(), SSL_MODE_AUTO_RETRY);
  }
  ssize_t read(base::MutableBytes into) override {
    std::size_t n = 0;
    ERR_clear_error();
    if (SSL_read_ex(tls_.native(), into.data(), into.size(), &n) == 1)
      return static_cast<ssize_t>(n);
    return SSL_get_error(tls_.native(), 0) == SSL_ERROR_WANT_READ ? kNothing : 0;
  }

  TlsClient tls_;
};

}  // namespace lectern_test
