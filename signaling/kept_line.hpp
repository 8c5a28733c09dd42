// SPDX-License-Identifier: MIT
// KeptLine: one public chat line as its owner keeps it outside of its process, where the next owner
// of the meeting finds it. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "signaling/messages.hpp"

namespace signaling {

struct KeptLine {
  Chat chat;
  // Who has sent it, and the id of the message: it may come again, because its sender got no
  // answer. Empty where nobody knows any more.
  std::string session;
  std::optional<std::string> id;
};

std::string print_kept_line(const KeptLine& line);
// Errors: corrupt.
base::Result<KeptLine> parse_kept_line(std::string_view text);

}  // namespace signaling
