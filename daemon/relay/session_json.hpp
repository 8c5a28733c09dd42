// SPDX-License-Identifier: MIT
// A relay session as JSON, running and ended: what `lecternctl --json` and the session log say. The
// names are an interface for programs (docs/operations.md). Pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/json.hpp"
#include "turn/session.hpp"

namespace lecternd {

base::Json session_json(const turn::SessionInfo& session);
base::Json peers_json(const std::vector<turn::SessionPeer>& peers);
base::Json record_json(const turn::SessionRecord& record);
// What record_json() has written; nullopt for anything else.
std::optional<turn::SessionRecord> record_from(const base::Json& json);

}  // namespace lecternd
