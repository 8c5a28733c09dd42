// SPDX-License-Identifier: MIT
// The dialect of the older stack's front ends (docs/older-stack.md): their paths and names, mapped
// onto our own API and back. This is the only place that knows them;
// api/older_stack_endpoints.cpp asks it. The vectors in tests/vectors/older_stack.json show what it
// says. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "meetings/time_zone.hpp"

namespace api::older_stack {

// The path of our own API that this path stands for: "/api/meetings/create/" stands for
// "/api/meeting/create/". "/api/meetings/" itself, and every other path, stands for itself.
std::string own_path(std::string_view path);
// True for a path that only older front ends ask for.
bool is_older_path(std::string_view path);
// True for a body with a field that only older front ends send.
bool has_older_fields(const base::Json& body);

// A wish that the daemon does not fulfil as it was sent. The answer tells it.
struct Adjustment {
  std::string field;  // the older name
  base::Json asked, used;
  std::string detail;
};

struct OwnBody {
  base::Json body;
  std::vector<Adjustment> adjusted;
};

struct Site {
  std::int64_t most_participants = 0;
  std::string timezone;  // of times without a zone, where the body names none
  meetings::FindTimeZone find_timezone;
};

// The body of our own `create`. Our own names pass unchanged. Refuses with bad-field, by the older
// name.
base::Result<OwnBody, Problem> own_create(const base::Json& older, const Site& site);
// The body of our own `join`. `guest`: the person has no token.
base::Json own_join(const base::Json& older, bool guest);
// The older name of a field of `create`.
std::string older_field(std::string_view own);
base::Json adjustments_view(const std::vector<Adjustment>& adjusted);

// Our own objects with the older names beside them.
base::Json with_older_names(base::Json meeting, base::WallTime now);
// An entry of `join_requests`. `request` is our own object, `title` its meeting's.
base::Json join_request(const base::Json& request, const std::string& title, bool of_guest);
// An entry of `invited_meetings`. `invitation` is our own object with its `meeting`.
base::Json invitation(const base::Json& invitation, base::WallTime now);

}  // namespace api::older_stack
