// SPDX-License-Identifier: MIT
#include "meetings/refusal.hpp"

namespace meetings {

std::string_view to_string(RefusalCode code) noexcept {
  switch (code) {
    case RefusalCode::not_signed_in: return "not-signed-in";
    case RefusalCode::token_invalid: return "token-invalid";
    case RefusalCode::token_expired: return "token-expired";
    case RefusalCode::invalid_credentials: return "invalid-credentials";
    case RefusalCode::registration_closed: return "registration-closed";
    case RefusalCode::invitation_invalid: return "invitation-invalid";
    case RefusalCode::link_invalid: return "link-invalid";
    case RefusalCode::email_taken: return "email-taken";
    case RefusalCode::refresh_invalid: return "refresh-invalid";
    case RefusalCode::bad_field: return "bad-field";
    case RefusalCode::password_simple: return "password-simple";
    case RefusalCode::password_common: return "password-common";
    case RefusalCode::password_personal: return "password-personal";
    case RefusalCode::forbidden: return "forbidden";
    case RefusalCode::scope_missing: return "scope-missing";
    case RefusalCode::not_found: return "not-found";
    case RefusalCode::ended: return "ended";
    case RefusalCode::full: return "full";
    case RefusalCode::locked: return "locked";
    case RefusalCode::banned: return "banned";
    case RefusalCode::not_invited: return "not-invited";
    case RefusalCode::denied: return "denied";
    case RefusalCode::not_started: return "not-started";
    case RefusalCode::password_required: return "password-required";
    case RefusalCode::password_wrong: return "password-wrong";
    case RefusalCode::changed: return "changed";
    case RefusalCode::request_over: return "request-over";
    case RefusalCode::upload_conflict: return "upload-conflict";
    case RefusalCode::recording_too_large: return "recording-too-large";
    case RefusalCode::quota_used: return "quota-used";
    case RefusalCode::storage_full: return "storage-full";
    case RefusalCode::idempotency_conflict: return "idempotency-conflict";
    case RefusalCode::idempotency_busy: return "idempotency-busy";
    case RefusalCode::too_many: return "too-many";
    case RefusalCode::rate_limited: return "rate-limited";
    case RefusalCode::internal: return "internal";
    case RefusalCode::overloaded: return "overloaded";
  }
  return "internal";
}

}  // namespace meetings
