// SPDX-License-Identifier: MIT
// The fields of a relay session, listed once (in the .cpp) and printed in three forms: the JSON of
// a running session (`lecternctl --json`), the JSON line of an ended one (the session log and the
// file of interrupted sessions), and the log event of an ended one. The names are an interface for
// programs (docs/operations.md). Pure but for the log; any thread.
#pragma once

#include <optional>
#include <vector>

#include "base/json.hpp"
#include "base/log.hpp"
#include "turn/session.hpp"

namespace lecternd {

// An object: the fields of a running session.
base::Json session_json(const turn::SessionInfo& session);
// An array of objects: the session's permissions, channels and connections.
base::Json peers_json(const std::vector<turn::SessionPeer>& peers);
// An object: the fields of an ended session.
base::Json record_json(const turn::SessionRecord& record);
// Reads what record_json() wrote. Returns nullopt where a field that identifies the session is
// missing or unreadable; a missing counter reads as 0.
std::optional<turn::SessionRecord> record_from(const base::Json& json);
// Logs the event turn_session_ended at level info.
void log_record(const base::Log& log, const turn::SessionRecord& record);

}  // namespace lecternd
