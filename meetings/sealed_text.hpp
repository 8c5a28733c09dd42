// SPDX-License-Identifier: MIT
// Texts that lie in the database and that only this site can read: encrypted and authenticated with
// keys of its own, which lie elsewhere (Tokens::keys_for()). A backup of the database alone opens
// none. Pure but for the randomness; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

// Base64url. `context` names whose text it is: it opens nowhere else. Two texts that are the same
// are sealed differently. Empty if there is no secret to seal with.
std::string seal_text(const Tokens& tokens, base::Random& random, std::string_view purpose,
                      std::string_view context, std::string_view text);
// The text; nullopt for anything that seal_text() did not return for this purpose and context, and
// where the secret is gone.
std::optional<std::string> unseal_text(const Tokens& tokens, std::string_view purpose,
                                       std::string_view context, std::string_view sealed);

}  // namespace meetings
