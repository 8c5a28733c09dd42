// SPDX-License-Identifier: MIT
// Explains why a certificate and its key cannot be used: the operating system's words where a file
// cannot be read, else what the file holds instead, and the command that mends it. Only .cpp files
// of net include it. Blocks on the disk; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "base/result.hpp"

namespace net {

// Fails for a pipe, a socket or a device: reading one may never end.
base::Status check_pem_kinds(const std::filesystem::path& certificate,
                             const std::filesystem::path& key);

// Call it after OpenSSL has refused the two PEM files. `reason` is OpenSSL's own sentence, for a
// fault that nothing here explains. The text after base::kToMend is the advice.
base::Error explain_pem_fault(const std::filesystem::path& certificate,
                              const std::filesystem::path& key, const std::string& reason);

}  // namespace net
