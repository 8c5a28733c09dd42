// SPDX-License-Identifier: MIT
// The files that the daemon keeps in [site] state_dir, and what is wrong with the access to them
// and with the secrets in them. `--check-config` says by it what a start would say. Reads the disk;
// any thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"

namespace config {

inline constexpr const char* kLockFile = "lectern.lock";
inline constexpr const char* kJwtSecretFile = "jwt.secret";
inline constexpr const char* kTurnSecretFile = "turn.secret";
inline constexpr const char* kDatabaseFile = "lectern.db";
// net::TlsContext makes both.
inline constexpr const char* kSelfSignedKeyFile = "self-signed.key";
inline constexpr const char* kSelfSignedCertificateFile = "self-signed.pem";
// The certificate that `lecternctl tls acme` has installed, with its chain, and its key.
inline constexpr const char* kAcmeKeyFile = "acme.key";
inline constexpr const char* kAcmeCertificateFile = "acme.pem";
// The folder of the ACME client: the keys of account and certificates, and what it was asked for.
// lecternctl makes it (ctl/tls).
inline constexpr const char* kAcmeFolder = "acme";
// The memory of the database in use (daemon/process/database_record.hpp).
inline constexpr const char* kDatabaseRecordFile = "database.record";

// The secret in a file that the daemon has made, from the text of that file. Errors: corrupt where
// it is too weak.
base::Result<base::Secret> kept_secret(const std::string& path, std::string text);

// The file of SQLite: that of [store] url, else the one in state_dir.
std::string database_path(const Config& config);
// The files beside the database that SQLite makes of it.
std::vector<std::string> files_of_database(const std::string& database);

struct StateProblem {
  std::string what;
  bool mended_at_start;  // the daemon mends it; else it refuses to start
};

// Nothing is a problem that does not exist yet. Run by root, it looks with the eyes of the owner of
// state_dir, because that is the user that a service manager starts the daemon as.
std::vector<StateProblem> find_state_problems(const Config& config);

}  // namespace config
