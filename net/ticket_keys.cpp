// SPDX-License-Identifier: MIT
#include "net/ticket_keys.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

#include "net/openssl.hpp"

namespace net {

namespace {

void free_keys(void*, void* keys, CRYPTO_EX_DATA*, int, long, void*) noexcept {
  delete static_cast<TicketKeys*>(keys);
}

// The index at which each context stores its keys; reserved once per process.
int keys_index() noexcept {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_keys);
  return index;
}

}  // namespace

TicketKeys::~TicketKeys() {
  keys_.with([](Keys& keys) {
    for (auto* key : {&keys.current, &keys.previous}) {
      if (*key) OPENSSL_cleanse(&**key, sizeof(Key));
    }
  });
}

bool TicketKeys::attach(std::unique_ptr<TicketKeys> keys, ssl_ctx_st* context) noexcept {
  if (SSL_CTX_set_ex_data(context, keys_index(), keys.get()) != 1) return false;
  (void)keys.release();
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket);
  return true;
}

void TicketKeys::age(Keys& keys, base::Instant now) noexcept {
  const auto drop = [](std::optional<Key>& key) {
    if (key) OPENSSL_cleanse(&*key, sizeof(Key));
    key.reset();
  };
  if (keys.current && keys.current->made + kSeals <= now) {
    drop(keys.previous);
    keys.previous = keys.current;
    drop(keys.current);
  }
  if (keys.previous && keys.previous->made + 2 * kSeals <= now) drop(keys.previous);
}

std::optional<TicketKeys::Key> TicketKeys::sealing_key() {
  const base::Instant now = clock_.now();
  return keys_.with([&](Keys& keys) -> std::optional<Key> {
    age(keys, now);
    if (keys.current) return keys.current;
    Key fresh;
    fresh.made = now;
    if (RAND_bytes(fresh.name.data(), static_cast<int>(fresh.name.size())) != 1 ||
        RAND_priv_bytes(fresh.cipher.data(), static_cast<int>(fresh.cipher.size())) != 1 ||
        RAND_priv_bytes(fresh.mac.data(), static_cast<int>(fresh.mac.size())) != 1) {
      return std::nullopt;
    }
    keys.current = fresh;
    return fresh;
  });
}

std::optional<TicketKeys::Key> TicketKeys::opening_key(const unsigned char* name, Opens& opens) {
  const base::Instant now = clock_.now();
  return keys_.with([&](Keys& keys) -> std::optional<Key> {
    age(keys, now);
    const auto is = [name](const std::optional<Key>& key) {
      return key && std::equal(key->name.begin(), key->name.end(), name);
    };
    opens = is(keys.current) ? Opens::yes : is(keys.previous) ? Opens::yes_and_renew : Opens::no;
    if (opens == Opens::no) return std::nullopt;
    return opens == Opens::yes ? keys.current : keys.previous;
  });
}

int TicketKeys::on_ticket(ssl_st* ssl, unsigned char* name, unsigned char* iv,
                          evp_cipher_ctx_st* cipher, evp_mac_ctx_st* mac, int sealing) noexcept {
  constexpr int kFailed = -1;
  auto& self = *static_cast<TicketKeys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), keys_index()));
  Opens opens = Opens::yes;
  std::optional<Key> key = sealing != 0 ? self.sealing_key() : self.opening_key(name, opens);
  if (!key) return sealing != 0 ? kFailed : static_cast<int>(Opens::no);
  bool fine = true;
  if (sealing != 0) {
    std::memcpy(name, key->name.data(), key->name.size());
    fine = RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) == 1;
  }
  OSSL_PARAM digest[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->mac.data(), key->mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>("SHA256"), 0),
      OSSL_PARAM_construct_end()};
  fine =
      fine &&
      EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->cipher.data(), iv, sealing) == 1 &&
      EVP_MAC_CTX_set_params(mac, digest) == 1;
  OPENSSL_cleanse(&*key, sizeof(Key));
  return fine ? static_cast<int>(opens) : kFailed;
}

}  // namespace net
