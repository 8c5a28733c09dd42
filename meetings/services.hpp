// SPDX-License-Identifier: MIT
// What the services of this folder work with. Everything here is thread-safe and outlives them; the
// composition root makes it.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"
#include "meetings/events.hpp"
#include "meetings/passwords.hpp"
#include "meetings/presence.hpp"
#include "meetings/repository.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

struct Services {
  Store& store;
  const Tokens& tokens;
  const PasswordHasher& passwords;
  const Presence& presence;
  EventSink& events;
  const base::Clock& clock;
  base::Random& random;  // base::SharedRandom: several workers draw from it
};

}  // namespace meetings
