// SPDX-License-Identifier: MIT
// What became of each line of a coturn configuration, for people and for programs. Values; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace ctl::coturn {

enum class Verdict : std::uint8_t {
  mapped,       // stands in the new file and means the same
  ignored,      // not needed here; nothing is lost
  changed,      // taken over, or covered, with a difference that the operator should know
  unsupported,  // what it asks for is not available here
  dangerous,    // left out, unless dangerous lines were accepted and there is such a thing here
  malformed,    // says nothing usable
  unknown,      // no option of any coturn
};
std::string_view to_string(Verdict verdict) noexcept;

struct Finding {
  std::string where;  // "turnserver.conf:12", "turndb: turn_secret", "turnserver.conf"
  std::string option;
  Verdict verdict = Verdict::ignored;
  std::string target;     // "turn.realm", where there is one
  std::string text;       // why, or what differs; never a secret
  bool accepted = false;  // of a dangerous one: --accept-dangerous was given; taken over where
                          // there is such a thing here
};

// What the exit status of the command is made of.
enum class Conclusion : std::uint8_t { clean, warnings, dangerous_refused };
Conclusion conclude(const std::vector<Finding>& findings) noexcept;

// "turnserver.conf:12: changed: no-udp -> turn.listen: …", one line each, and a line of sums. No
// control character.
std::string print_report(const std::vector<Finding>& findings);
// {"conclusion":"warnings","counts":{"mapped":3,…},
//  "findings":[{"where":…,"option":…,"verdict":…,"target":…,"text":…}]}
base::Json report_json(const std::vector<Finding>& findings);

// Control characters as '?', at most `most` bytes.
std::string harmless(std::string_view text, std::size_t most = 80);

}  // namespace ctl::coturn
