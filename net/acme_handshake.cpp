// SPDX-License-Identifier: MIT
#include "net/acme_handshake.hpp"

#include <algorithm>
#include <array>

namespace net {
namespace {

// The extension's content: the list's length, the name's length, the name (RFC 7301 section 3.1).
constexpr std::array<unsigned char, 13> kOnlyAcme{0,   11,  10,  'a', 'c', 'm', 'e',
                                                  '-', 't', 'l', 's', '/', '1'};

// Set for connections that offered acme-tls/1 and nothing else.
int mark_index() noexcept {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int on_client_hello(SSL* connection, int*, void*) noexcept {
  const unsigned char* offered = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(connection, TLSEXT_TYPE_application_layer_protocol_negotiation,
                                &offered, &size) == 1 &&
      std::equal(offered, offered + size, kOnlyAcme.begin(), kOnlyAcme.end())) {
    static char mark = 0;
    SSL_set_ex_data(connection, mark_index(), &mark);
    // A resumed session would show no certificate.
    SSL_set_options(connection, SSL_OP_NO_TICKET);
    SSL_set_num_tickets(connection, 0);
  }
  return SSL_CLIENT_HELLO_SUCCESS;
}

// OpenSSL has read the server name by now, and has not chosen a certificate.
int on_server_name(SSL* connection, int* alert, void* argument) noexcept {
  if (!is_acme_handshake(connection)) return SSL_TLSEXT_ERR_NOACK;
  const auto& challenges = *static_cast<const AcmeChallenges*>(argument);
  const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  if (name != nullptr && challenges.present_certificate(name, connection)) return SSL_TLSEXT_ERR_OK;
  *alert = SSL_AD_NO_APPLICATION_PROTOCOL;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

void answer_acme_handshakes(SSL_CTX* context, const AcmeChallenges& challenges) {
  SSL_CTX_set_client_hello_cb(context, on_client_hello, nullptr);
  SSL_CTX_callback_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(on_server_name));
  SSL_CTX_ctrl(context, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0,
               const_cast<AcmeChallenges*>(&challenges));
}

bool is_acme_handshake(const SSL* connection) noexcept {
  return SSL_get_ex_data(connection, mark_index()) != nullptr;
}

}  // namespace net
