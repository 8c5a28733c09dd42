// SPDX-License-Identifier: MIT
// Shared by net's OpenSSL code: handles, and functions that turn the error queue into an Error.
// Only .cpp files include it, and headers that only they include.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <string>

#include "base/error.hpp"
#include "base/handle.hpp"

namespace net {

using BioPtr = base::Handle<BIO, BIO_free_all>;
using KeyPtr = base::Handle<EVP_PKEY, EVP_PKEY_free>;
using CertificatePtr = base::Handle<X509, X509_free>;

// ERR_peek_error costs a tenth of ERR_clear_error on an empty queue.
inline void clear_openssl_errors() noexcept {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

// Returns the first queued reason (later ones are its consequences) and empties the queue.
inline std::string take_openssl_reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? std::string{reason} : "error " + std::to_string(code);
}

inline base::Error openssl_error(std::string what, base::Errc code = base::Errc::internal) {
  return {code, std::move(what) + ": " + take_openssl_reason()};
}

}  // namespace net
