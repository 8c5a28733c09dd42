// SPDX-License-Identifier: MIT
// Refusal: why the domain refuses, as a stable code for programs and a sentence for people. REST
// sends it as problem+json, the WebSocket as `error`. A value; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace meetings {

enum class RefusalCode : std::uint8_t {
  not_signed_in,
  token_invalid,
  token_expired,
  invalid_credentials,
  registration_closed,
  invitation_invalid,
  link_invalid,  // the token of a mail
  email_taken,
  refresh_invalid,
  bad_field,          // `field` names it
  password_simple,    // a new password: a pattern; `field` names it
  password_common,    // a new password: on the list of common ones; `field` names it
  password_personal,  // a new password: the name, the e-mail address, the site; `field` names it
  forbidden,
  scope_missing,  // an API token without the scope that this needs
  not_found,
  ended,
  full,
  locked,
  banned,
  not_invited,
  denied,       // `retry_after` says when the person may ask again
  not_started,  // `retry_after` says when the meeting opens
  password_required,
  password_wrong,
  changed,               // the caller's If-Match names another version
  request_over,          // the join request has expired or was withdrawn
  idempotency_conflict,  // the Idempotency-Key belongs to another request
  idempotency_busy,      // its first request is still running; `retry_after`
  upload_conflict,       // the upload is elsewhere, or another request writes it
  recording_too_large,   // or its length is not known in time
  quota_used,            // recordings take all the room that they may
  storage_full,          // the disk has no room
  too_many,              // a list of the meeting or of the account is at its bound
  rate_limited,          // `retry_after`
  internal,
  overloaded,
};

// The `code` of docs/api.md and docs/protocol.md, in kebab-case.
std::string_view to_string(RefusalCode code) noexcept;

struct Refusal {
  RefusalCode code = RefusalCode::internal;
  std::string detail;
  std::string field;
  std::chrono::seconds retry_after{0};

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

template <class T>
using Outcome = base::Result<T, Refusal>;

// The failing side of an Outcome.
inline auto refuse(RefusalCode code, std::string detail) {
  return base::failure(Refusal{code, std::move(detail), {}, std::chrono::seconds{0}});
}
inline auto refuse_field(std::string field, std::string detail) {
  return base::failure(Refusal{RefusalCode::bad_field, std::move(detail), std::move(field),
                               std::chrono::seconds{0}});
}

}  // namespace meetings
