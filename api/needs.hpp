// SPDX-License-Identifier: MIT
// Needs: what a token must be to open a route (docs/tokens.md). Each line of api/routes.cpp names
// it, and signed_in() (api/bearer.hpp) checks it. A sign-in session opens every route, as far as
// its person may; an API token opens only what its scopes name. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "meetings/scopes.hpp"

namespace api {

enum class Needs : std::uint8_t {
  no_token,   // the endpoint reads no token
  any_token,  // an API token of whatever scope
  session,    // no API token
  meetings_read,
  meetings_write,
  recordings_read,
  admin,
};

// The scope that an API token must have; nullopt where no scope counts.
constexpr std::optional<meetings::Scope> scope_of(Needs needs) noexcept {
  switch (needs) {
    case Needs::no_token:
    case Needs::any_token:
    case Needs::session: return std::nullopt;
    case Needs::meetings_read: return meetings::Scope::meetings_read;
    case Needs::meetings_write: return meetings::Scope::meetings_write;
    case Needs::recordings_read: return meetings::Scope::recordings_read;
    case Needs::admin: return meetings::Scope::admin;
  }
  return std::nullopt;
}

}  // namespace api
