// SPDX-License-Identifier: MIT
// What the tus protocol 1.0 (tus.io, resumable uploads) has in its header fields. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "api/request.hpp"
#include "base/hash.hpp"

namespace api::tus {

inline constexpr std::string_view kVersion = "1.0.0";
inline constexpr std::string_view kExtensions =
    "creation,creation-with-upload,creation-defer-length,termination,checksum,expiration";
inline constexpr std::string_view kChecksums = "sha1,sha256";
inline constexpr std::string_view kOffsetType = "application/offset+octet-stream";
inline constexpr std::size_t kMostMetadata = 4096;  // bytes of Upload-Metadata

// 412 for a request of another version.
base::Result<void, Problem> check_version(const Request& request);

// The value of a key of Upload-Metadata; nullopt if it is absent. Refuses a field that is no list
// of keys and base64 values, and a value that is not UTF-8.
base::Result<std::optional<std::string>, Problem> metadata_value(std::string_view field,
                                                                 std::string_view key);
// The same the other way round, for HEAD.
std::string print_metadata(
    const std::vector<std::pair<std::string_view, std::string_view>>& values);

// A number of bytes in a header field; nullopt if it is absent. Refuses anything else.
base::Result<std::optional<std::int64_t>, Problem> read_size(const Request& request,
                                                             std::string_view header);

struct Checksum {
  base::HashKind kind;
  std::vector<std::byte> digest;
};
// Upload-Checksum; nullopt if it is absent. 400 for an algorithm that we do not have.
base::Result<std::optional<Checksum>, Problem> read_checksum(const Request& request);
Problem checksum_mismatch();  // 460

}  // namespace api::tus
