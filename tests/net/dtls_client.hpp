// SPDX-License-Identifier: MIT
// A DTLS client without a socket: what it sends is taken as datagrams (one record each), what it
// receives is handed in. Tests only; one thread.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/handle.hpp"
#include "tests/support/check.hpp"

namespace lectern_test {

class DtlsClient {
 public:
  using Datagram = std::vector<std::byte>;

  explicit DtlsClient(int highest = DTLS1_2_VERSION) : context_(SSL_CTX_new(DTLS_client_method())) {
    SSL_CTX_set_max_proto_version(context_.get(), highest);
    SSL_CTX_set_min_proto_version(context_.get(), highest);
    SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    ssl_.reset(SSL_new(context_.get()));
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in_, -1);
    BIO_set_mem_eof_return(out_, -1);
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_options(ssl_.get(), SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(ssl_.get(), 1200);
    SSL_set_connect_state(ssl_.get());
  }

  SSL* native() { return ssl_.get(); }
  bool done() { return SSL_is_init_finished(ssl_.get()) == 1; }
  // Goes on with the handshake; false: it has failed.
  bool handshake() {
    ERR_clear_error();
    const int r = SSL_do_handshake(ssl_.get());
    return r == 1 || SSL_get_error(ssl_.get(), r) == SSL_ERROR_WANT_READ;
  }
  void receive(base::Bytes datagram) {
    CHECK(BIO_write(in_, datagram.data(), static_cast<int>(datagram.size())) ==
          static_cast<int>(datagram.size()));
  }
  // The records to send.
  std::vector<Datagram> take() {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out_, &data);
    std::vector<Datagram> records;
    base::Bytes rest = base::as_bytes({data, static_cast<std::size_t>(size)});
    while (rest.size() >= 13) {
      const std::size_t n = 13u + base::load_be16(&rest[11]);
      CHECK(n <= rest.size());
      records.emplace_back(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(n));
      rest = rest.subspan(n);
    }
    (void)BIO_reset(out_);
    return records;
  }
  Datagram seal(std::string_view message) {
    CHECK_EQ(SSL_write(ssl_.get(), message.data(), static_cast<int>(message.size())),
             static_cast<int>(message.size()));
    auto records = take();
    CHECK_EQ(records.size(), std::size_t{1});
    return records[0];
  }
  // The next message; empty: none.
  std::string read() {
    std::array<char, 20000> room;
    ERR_clear_error();
    const int n = SSL_read(ssl_.get(), room.data(), static_cast<int>(room.size()));
    return n > 0 ? std::string{room.data(), static_cast<std::size_t>(n)} : std::string{};
  }
  bool was_told_goodbye() {
    (void)read();
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  base::Handle<SSL_CTX, SSL_CTX_free> context_;
  base::Handle<SSL, SSL_free> ssl_;
  BIO* in_ = nullptr;  // owned by ssl_
  BIO* out_ = nullptr;
};

}  // namespace lectern_test
