// SPDX-License-Identifier: MIT
#include "net/self_signed.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "base/endpoint.hpp"
#include "base/text.hpp"
#include "net/openssl.hpp"

namespace net {
namespace {

using base::Errc;
using base::Result;
using base::Status;

constexpr std::size_t kLongestCommonName = 64;  // X.520 ub-common-name
constexpr int kVersion3 = 2;
constexpr const char* kAcmeIdentifier = "1.3.6.1.5.5.7.1.31";  // id-pe-acmeIdentifier, RFC 8737
constexpr int kChallengeDays = 7;

// OpenSSL takes extensions as text in a small language of its own. A host name has none of the
// characters that mean something in it.
bool is_dns_name(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  return base::is_host_name(name);
}

Result<std::string> alternative_names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    if (const auto ip = base::IpAddress::parse(name)) text += "IP:" + ip->print();
    else if (is_dns_name(name)) text += "DNS:" + name;
    else
      return base::failure(Errc::invalid_argument, "'" + name + "' is no host name and no address");
  }
  if (text.empty()) return base::failure(Errc::invalid_argument, "a certificate needs a name");
  return text;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const base::Handle<X509_EXTENSION, X509_EXTENSION_free> extension{
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) return false;
  random[0] &= 0x7f;  // positive (RFC 5280 section 4.1.2.2)
  const base::Handle<BIGNUM, BN_free> number{
      BN_bin2bn(random.data(), static_cast<int>(random.size()), nullptr)};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509* certificate, const std::string& first_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const std::string common = first_name.substr(0, kLongestCommonName);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common.c_str()), -1, -1,
                                    0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool set_validity(X509* certificate, base::WallTime now, int days) {
  const std::time_t start =
      static_cast<std::time_t>(base::unix_seconds(now - std::chrono::hours{24}));
  const std::time_t end =
      static_cast<std::time_t>(base::unix_seconds(now + std::chrono::hours{24} * days));
  return ASN1_TIME_set(X509_getm_notBefore(certificate), start) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), end) != nullptr;
}

template <class Write>
Result<std::string> to_pem(Write write) {
  const BioPtr memory{BIO_new(BIO_s_secmem())};
  if (!memory || write(memory.get()) != 1) return base::failure(openssl_error("PEM"));
  const char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return std::string{data, static_cast<std::size_t>(size)};
}

// RFC 8737 section 3: the value is an OCTET STRING of the digest.
bool add_acme_identifier(X509* certificate, base::Bytes digest) {
  const base::Handle<ASN1_OBJECT, ASN1_OBJECT_free> type{OBJ_txt2obj(kAcmeIdentifier, 1)};
  std::string der{V_ASN1_OCTET_STRING, static_cast<char>(digest.size())};
  der.append(base::as_text(digest));
  const base::Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> value{ASN1_OCTET_STRING_new()};
  if (!type || !value ||
      ASN1_OCTET_STRING_set(value.get(), reinterpret_cast<const unsigned char*>(der.data()),
                            static_cast<int>(der.size())) != 1)
    return false;
  const base::Handle<X509_EXTENSION, X509_EXTENSION_free> extension{
      X509_EXTENSION_create_by_OBJ(nullptr, type.get(), 1, value.get())};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// `add_more` adds extensions of its own; false ends the making.
template <class AddMore>
Result<PemPair> make_pair(const std::vector<std::string>& names, base::WallTime now, int days,
                          AddMore add_more) {
  TRY(const std::string alternatives, alternative_names(names));
  ERR_clear_error();
  const KeyPtr key{EVP_EC_gen("P-256")};
  const CertificatePtr certificate{X509_new()};
  X509* x = certificate.get();
  const bool made = key && x != nullptr && X509_set_version(x, kVersion3) == 1 && set_serial(x) &&
                    set_validity(x, now, days) && X509_set_pubkey(x, key.get()) == 1 &&
                    set_subject(x, names.front()) &&
                    add_extension(x, NID_subject_alt_name, alternatives) &&
                    add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(x, NID_key_usage, "critical,digitalSignature") &&
                    add_extension(x, NID_ext_key_usage, "serverAuth") &&
                    add_extension(x, NID_subject_key_identifier, "hash") && add_more(x) &&
                    X509_sign(x, key.get(), EVP_sha256()) > 0;
  if (!made) return base::failure(openssl_error("self-signed certificate"));
  TRY(std::string certificate_pem, to_pem([x](BIO* out) { return PEM_write_bio_X509(out, x); }));
  TRY(std::string key_pem, to_pem([&key](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
      }));
  return PemPair{std::move(certificate_pem), base::Secret{std::move(key_pem)}};
}

}  // namespace

Result<PemPair> make_self_signed(const std::vector<std::string>& names, base::WallTime now,
                                 int days) {
  return make_pair(names, now, days, [](X509*) { return true; });
}

Result<PemPair> make_challenge_certificate(const std::string& name, base::Bytes digest,
                                           base::WallTime now) {
  return make_pair({name}, now, kChallengeDays, [digest](X509* certificate) {
    return add_acme_identifier(certificate, digest);
  });
}

}  // namespace net
