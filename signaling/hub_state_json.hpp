// SPDX-License-Identifier: MIT
// The lines of a HubState as JSON, and back. A reader leaves its error in the fields. Pure; any
// thread.
#pragma once

#include "base/json.hpp"
#include "base/json_fields.hpp"
#include "signaling/hub_state.hpp"

namespace signaling {

// Without `with_texts`, the client of the session gets a snapshot if it has not seen everything.
base::Json to_json(const HandedSession& session, bool with_texts);
base::Json to_json(const HandedRoom& room, bool with_chat);
base::Json to_json(const Chat& chat);
HandedSession read_handed_session(base::JsonFields& in);
HandedRoom read_handed_room(base::JsonFields& in);
Chat read_chat(base::JsonFields& in);

}  // namespace signaling
