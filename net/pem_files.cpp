// SPDX-License-Identifier: MIT
#include "net/pem_files.hpp"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/fd.hpp"
#include "base/file_access.hpp"
#include "base/text_file.hpp"
#include "net/openssl.hpp"

namespace net {
namespace {

using base::Errc;
using base::Error;
using Path = std::filesystem::path;

void free_pkcs12(PKCS12* store) noexcept { PKCS12_free(store); }
using Pkcs12Ptr = base::Handle<PKCS12, free_pkcs12>;

Error fault(std::string what, std::string_view advice = {}) {
  if (!advice.empty()) what.append(base::kToMend).append(advice);
  return {Errc::invalid_argument, std::move(what)};
}

// The folders that the packaged service does not see: ProtectHome, PrivateTmp and InaccessiblePaths
// in etc/lectern.service.
bool is_hidden_from_the_service(const Path& path) {
  constexpr std::array<std::string_view, 9> kHidden{"/root/", "/home/",  "/run/user/",
                                                    "/srv/",  "/media/", "/mnt/",
                                                    "/boot/", "/tmp/",   "/var/tmp/"};
  const std::string text = path.lexically_normal().string();
  for (const std::string_view folder : kHidden) {
    if (text.starts_with(folder)) return true;
  }
  return false;
}

std::string unreadable_advice(const Path& path, int error) {
  if (is_hidden_from_the_service(path))
    return "if it is there, copy it to /etc/lectern, because the service cannot see /root, /home, "
           "/srv, /mnt, /media and /tmp (ProtectHome, PrivateTmp and InaccessiblePaths in "
           "lectern.service)";
  if (error == EACCES)
    return "chgrp lectern " + path.string() + " && chmod g+r " + path.string() +
           " (and the folders above it: chmod g+x)";
  return {};
}

// What one of the two files has in common with the other.
struct Role {
  std::string name;     // "certificate", "key"
  std::string convert;  // openssl's command for it
};

bool is_pkcs12(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const Pkcs12Ptr store{d2i_PKCS12(nullptr, &at, static_cast<long>(text.size()))};
  ERR_clear_error();
  return store != nullptr;
}

// Of a file that can be read and is no PEM file.
Error not_pem(const Role& role, const Path& path, std::string_view text) {
  const std::string head = role.name + " " + path.string();
  if (text.empty()) return fault(head + " is empty");
  if (text.front() != '\x30') return fault(head + " is no PEM file: it has no -----BEGIN line");
  if (is_pkcs12(text)) {
    return fault(head + " is PKCS#12, not PEM",
                 "openssl pkcs12 -in " + path.string() +
                     (role.name == "key" ? " -nocerts -nodes" : " -nokeys") + " -out NEW.pem");
  }
  return fault(head + " is DER, not PEM",
               "openssl " + role.convert + " -inform der -in " + path.string() + " -out NEW.pem");
}

struct Content {
  std::string text;
  std::optional<Error> fault;
};

Content read(const Role& role, const Path& path) {
  const base::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!fd) {
    const int error = errno;
    return {{},
            fault(base::errno_error(role.name + " " + path.string(), error).what,
                  unreadable_advice(path, error))};
  }
  auto text = base::read_text(fd, path.string());
  if (!text) return {{}, fault(role.name + " " + text.error().what)};
  if (text->find("-----BEGIN ") == std::string::npos) return {{}, not_pem(role, path, *text)};
  return {std::move(*text), std::nullopt};
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

bool is_encrypted(const std::string& key) {
  return holds(key, "-----BEGIN ENCRYPTED PRIVATE KEY") || holds(key, "Proc-Type: 4,ENCRYPTED");
}

// The place of the certificate that the key belongs to, from 0; nullopt: there is none.
std::optional<std::size_t> owner_of(const std::string& key, const std::string& chain) {
  const BioPtr key_file{BIO_new_mem_buf(key.data(), static_cast<int>(key.size()))};
  const KeyPtr loaded{PEM_read_bio_PrivateKey(key_file.get(), nullptr, nullptr, nullptr)};
  const BioPtr file{BIO_new_mem_buf(chain.data(), static_cast<int>(chain.size()))};
  std::optional<std::size_t> found;
  for (std::size_t at = 0; loaded && !found; ++at) {
    const CertificatePtr one{PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)};
    if (!one) break;
    if (X509_check_private_key(one.get(), loaded.get()) == 1) found = at;
  }
  ERR_clear_error();
  return found;
}

}  // namespace

base::Status check_pem_kinds(const Path& certificate, const Path& key) {
  for (const auto& [name, path] : {std::pair{"certificate ", &certificate}, {"key ", &key}}) {
    std::error_code error;
    const auto kind = std::filesystem::status(*path, error);
    if (std::filesystem::is_other(kind))
      return base::failure(fault(name + path->string() + " is no regular file"));
  }
  return {};
}

Error explain_pem_fault(const Path& certificate, const Path& key, const std::string& reason) {
  const Content chain = read({"certificate", "x509"}, certificate);
  if (chain.fault) return *chain.fault;
  const std::string chain_name = "certificate " + certificate.string();
  if (!holds(chain.text, "-----BEGIN CERTIFICATE-----") &&
      !holds(chain.text, "-----BEGIN TRUSTED CERTIFICATE-----")) {
    return fault(chain_name + " holds no certificate" +
                 (holds(chain.text, "PRIVATE KEY-----") ? ", but a private key" : ""));
  }
  const Content secret = read({"key", "pkey"}, key);
  if (secret.fault) return *secret.fault;
  const std::string key_name = "key " + key.string();
  if (is_encrypted(secret.text))
    return fault(key_name + " has a password",
                 "openssl pkey -in " + key.string() + " -out NEW.pem");
  if (!holds(secret.text, "PRIVATE KEY-----")) {
    return fault(key_name + " holds no private key" +
                 (holds(secret.text, "-----BEGIN CERTIFICATE") ? ", but a certificate" : ""));
  }
  const auto owner = owner_of(secret.text, chain.text);
  if (owner && *owner > 0) {
    return fault(chain_name + " begins with another certificate than the key's",
                 "put the certificate of this server first, then the intermediate ones");
  }
  if (!owner && holds(reason, "mismatch")) {
    return fault(key_name + " does not belong to " + certificate.string(),
                 "name the key that the certificate was requested with");
  }
  return fault(chain_name + " and " + key_name + ": " + reason);
}

}  // namespace net
