// SPDX-License-Identifier: MIT
#include "net/certificate.hpp"

#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <ctime>

#include "base/endpoint.hpp"

namespace net {
namespace {

void free_names(GENERAL_NAMES* names) noexcept { GENERAL_NAMES_free(names); }

std::optional<base::WallTime> read_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return base::from_unix_seconds(::timegm(&parts));
}

}  // namespace

std::vector<std::string> alternative_names(const X509* certificate) {
  std::vector<std::string> out;
  const base::Handle<GENERAL_NAMES, free_names> names{static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &type));
    if (type != GEN_DNS && type != GEN_IPADD) continue;
    const base::Bytes bytes{reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(value)),
                            static_cast<std::size_t>(ASN1_STRING_length(value))};
    out.push_back(type == GEN_DNS ? std::string{base::as_text(bytes)}
                                  : base::IpAddress::from_bytes(bytes).print());
  }
  return out;
}

std::optional<base::WallTime> beginning_of(const X509* certificate) {
  return read_time(X509_get0_notBefore(certificate));
}

std::optional<base::WallTime> expiry_of(const X509* certificate) {
  return read_time(X509_get0_notAfter(certificate));
}

std::string issuer_of(const X509* certificate) {
  X509_NAME* const name = X509_get_issuer_name(certificate);
  for (const int part : {NID_organizationName, NID_commonName}) {
    const int at = X509_NAME_get_index_by_NID(name, part, -1);
    if (at < 0) continue;
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) continue;
    std::string out{reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
    OPENSSL_free(text);
    return out;
  }
  return {};
}

std::string print_fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    std::array<char, 4> pair{};
    std::snprintf(pair.data(), pair.size(), "%s%02X", i == 0 ? "" : ":", unsigned{digest[i]});
    out += pair.data();
  }
  return out;
}

}  // namespace net
