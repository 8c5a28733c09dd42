// SPDX-License-Identifier: MIT
// What our own tokens and those of foreign issuers have in common: the compact serialization of a
// JSON Web Signature (RFC 7515 section 7.1), HS256, and the times of a JSON Web Token. Pure; any
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace meetings {

// The three parts as they stand in the token, in base64url; views into it.
struct CompactJws {
  std::string_view header, payload, signature;
  std::string_view signed_text;  // header.payload
};
// nullopt for a token of more than `longest` bytes or of another number of parts: the encrypted
// tokens of RFC 7516 have five.
std::optional<CompactJws> split_jws(std::string_view jwt, std::size_t longest) noexcept;

// The JSON object in a part, of at most `longest` bytes; nullopt for anything else, also for an
// object in which a member stands twice: readers would differ about which one counts.
std::optional<base::Json> decode_jws_object(std::string_view part, std::size_t longest);

// RFC 7518 section 3.2, with any of the secrets. Tries every one, so that the time does not tell
// which one fits.
bool hs256_fits(const std::vector<base::Secret>& secrets, std::string_view signed_text,
                base::Bytes signature);

// A NumericDate of whole seconds (RFC 7519 section 2) up to the year 9999: beyond it times would
// overflow. nullopt for anything else.
std::optional<base::WallTime> read_numeric_date(const base::Json& claim);

}  // namespace meetings
