// SPDX-License-Identifier: MIT
// Services: the objects that the services of this folder need. All are thread-safe and outlive the
// services; the composition root makes them. The PasswordHasher is not among them: only the jobs of
// the hash pool have it, and they hand it to the functions that hash.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"
#include "meetings/guess_limits.hpp"
#include "meetings/presence.hpp"
#include "meetings/repository.hpp"
#include "meetings/seat_holds.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

struct Services {
  Store& store;
  const Tokens& tokens;
  const Presence& presence;
  SeatHolds& holds;
  GuessLimits& guesses;
  EventSink& events;
  const base::Clock& clock;
  base::Random& random;  // base::SharedRandom: several workers draw from it
};

}  // namespace meetings
