// SPDX-License-Identifier: MIT
#include "base/hash.hpp"

#include <openssl/evp.h>

#include "base/handle.hpp"

namespace base {

struct Hash::State {
  Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
};

Hash::Hash(HashKind kind) : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), kind == HashKind::sha1 ? EVP_sha1() : EVP_sha256(),
                    nullptr);
}

Hash::~Hash() = default;
Hash::Hash(Hash&&) noexcept = default;
Hash& Hash::operator=(Hash&&) noexcept = default;

void Hash::add(Bytes bytes) noexcept {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::vector<std::byte> Hash::finish() noexcept {
  std::vector<std::byte> digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), reinterpret_cast<unsigned char*>(digest.data()), &size);
  digest.resize(size);
  return digest;
}

}  // namespace base
