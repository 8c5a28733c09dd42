// SPDX-License-Identifier: MIT
// What is said of a certificate and a key that cannot be used, and what mends it.
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file_access.hpp"
#include "net/atomic_file.hpp"
#include "net/openssl.hpp"
#include "net/self_signed.hpp"
#include "net/tls_context.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/check.hpp"

namespace {

using net::TlsContext;

std::string content(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

// A certificate with its key, in a folder, and other forms of both.
class Pair {
 public:
  Pair() : made_(CHECK_OK(net::make_self_signed({"a"}, base::SystemClock{}.wall_now(), 1))) {
    write("cert.pem", made_.certificate);
    write("key.pem", key_text());
    const net::BioPtr in{
        BIO_new_mem_buf(made_.certificate.data(), static_cast<int>(made_.certificate.size()))};
    certificate_.reset(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    const std::string text = key_text();
    const net::BioPtr key{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    key_.reset(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
  }

  void write(const std::string& name, const std::string& text) {
    CHECK_OK(net::write_atomically(path(name), base::as_bytes(text), 0600));
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  std::string key_text() const { return std::string{base::as_text(made_.key.reveal())}; }
  const std::string& certificate_text() const { return made_.certificate; }

  template <class F>
  std::string written(F&& write_to) const {
    const net::BioPtr out{BIO_new(BIO_s_mem())};
    CHECK(write_to(out.get(), certificate_.get(), key_.get()) == 1);
    return content(out.get());
  }
  // The sentence without the folder's name.
  std::string said(const std::string& certificate, const std::string& key) const {
    const auto loaded = TlsContext::load(path(certificate), path(key));
    CHECK_EQ(ERR_peek_error(), 0UL);
    std::string what = loaded ? "" : loaded.error().what;
    const std::string folder = folder_.path().string() + "/";
    for (std::size_t at = 0; (at = what.find(folder)) != std::string::npos;)
      what.erase(at, folder.size());
    return what;
  }

 private:
  lectern_test::TemporaryFolder folder_;
  net::PemPair made_;
  net::CertificatePtr certificate_;
  net::KeyPtr key_;
};

bool says(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

void the_operating_systems_words_are_told() {
  const Pair pair;
  CHECK_EQ(pair.said("cert.pem", "key.pem"), "");
  CHECK(
      pair.said("none.pem", "key.pem").starts_with("certificate none.pem: No such file or direc"));
  CHECK(pair.said("cert.pem", "none.pem").starts_with("key none.pem: No such file or directory"));
  CHECK(says(pair.said("", "key.pem"), "Is a directory"));
  // Reading a pipe would wait for a writer for ever.
  CHECK_EQ(::mkfifo(pair.path("pipe.pem").c_str(), 0600), 0);
  CHECK_EQ(pair.said("cert.pem", "pipe.pem"), "key pipe.pem is no regular file");
  CHECK_EQ(pair.said("pipe.pem", "key.pem"), "certificate pipe.pem is no regular file");
  if (::geteuid() == 0) return;  // root may read everything
  std::filesystem::permissions(pair.path("key.pem"), std::filesystem::perms::none);
  CHECK(says(pair.said("cert.pem", "key.pem"), "Permission denied"));
}

void folders_that_the_service_cannot_see_are_told() {
  for (const char* folder : {"/root", "/home/ada", "/srv/tls", "/tmp/x"}) {
    const auto loaded = TlsContext::load(std::string{folder} + "/no-such.pem", "/etc/no-such.pem");
    CHECK(says(loaded.error().what, "ProtectHome"));
  }
  const auto elsewhere = TlsContext::load("/etc/no-such-folder/c.pem", "/etc/no-such-folder/k.pem");
  CHECK(!says(elsewhere.error().what, "ProtectHome"));
}

void other_forms_are_named_with_the_command_that_converts() {
  Pair pair;
  pair.write("locked.pem", pair.written([](BIO* out, X509*, EVP_PKEY* key) {
    return PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), "x", 1, nullptr, nullptr);
  }));
  pair.write("old.pem", pair.written([](BIO* out, X509*, EVP_PKEY* key) {
    unsigned char word[] = "x";
    return PEM_write_bio_PrivateKey_traditional(out, key, EVP_aes_256_cbc(), word, 1, nullptr,
                                                nullptr);
  }));
  pair.write("cert.der",
             pair.written([](BIO* out, X509* one, EVP_PKEY*) { return i2d_X509_bio(out, one); }));
  pair.write("key.der", pair.written([](BIO* out, X509*, EVP_PKEY* key) {
    return i2d_PrivateKey_bio(out, key);
  }));
  pair.write("both.p12", pair.written([](BIO* out, X509* one, EVP_PKEY* key) {
    PKCS12* store = PKCS12_create("x", "a", key, one, nullptr, 0, 0, 0, 0, 0);
    const int done = i2d_PKCS12_bio(out, store);
    PKCS12_free(store);
    return done;
  }));
  for (const char* locked : {"locked.pem", "old.pem"}) {
    const std::string said = pair.said("cert.pem", locked);
    CHECK(says(said, "has a password"));
    CHECK(says(said, "openssl pkey -in"));
  }
  CHECK_EQ(
      pair.said("cert.der", "key.pem"),
      "certificate cert.der is DER, not PEM; to mend it: openssl x509 -inform der -in cert.der "
      "-out NEW.pem");
  CHECK_EQ(pair.said("cert.pem", "key.der"),
           "key key.der is DER, not PEM; to mend it: openssl pkey -inform der -in key.der -out "
           "NEW.pem");
  CHECK(says(pair.said("both.p12", "key.pem"), "openssl pkcs12 -in both.p12 -nokeys"));
  CHECK(says(pair.said("cert.pem", "both.p12"), "openssl pkcs12 -in both.p12 -nocerts"));
}

void what_belongs_elsewhere_is_told() {
  Pair pair;
  const Pair other;
  CHECK(says(pair.said("key.pem", "cert.pem"), "holds no certificate, but a private key"));
  CHECK(says(pair.said("cert.pem", "cert.pem"), "holds no private key, but a certificate"));
  pair.write("other.pem", other.key_text());
  CHECK(says(pair.said("cert.pem", "other.pem"), "key other.pem does not belong to cert.pem"));
  pair.write("chain.pem", other.certificate_text() + pair.certificate_text());
  const std::string order = pair.said("chain.pem", "key.pem");
  CHECK(says(order, "certificate chain.pem begins with another certificate than the key's"));
  CHECK(says(order, "put the certificate of this server first"));
  pair.write("empty.pem", "");
  pair.write("text.pem", "hello");
  CHECK_EQ(pair.said("empty.pem", "key.pem"), "certificate empty.pem is empty");
  CHECK(says(pair.said("cert.pem", "text.pem"), "is no PEM file"));
  pair.write("broken.pem", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
  CHECK(says(pair.said("broken.pem", "key.pem"), "certificate broken.pem"));
}

}  // namespace

int main() {
  return lectern_test::run("pem_files", {TEST(the_operating_systems_words_are_told),
                                         TEST(folders_that_the_service_cannot_see_are_told),
                                         TEST(other_forms_are_named_with_the_command_that_converts),
                                         TEST(what_belongs_elsewhere_is_told)});
}
