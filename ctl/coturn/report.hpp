// SPDX-License-Identifier: MIT
// Reports the verdict on each line of a coturn configuration, for people and for programs. Values;
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace ctl::coturn {

enum class Verdict : std::uint8_t {
  mapped,       // in the new file, with the same meaning
  ignored,      // not needed here; nothing is lost
  changed,      // taken over with a difference that the operator should know
  unsupported,  // not available here
  dangerous,    // left out, unless --accept-dangerous was given and the feature exists here
  malformed,    // has no usable content
  unknown,      // no option of any coturn
};
std::string_view to_string(Verdict verdict) noexcept;

struct Finding {
  std::string where;  // "turnserver.conf:12", "turndb: turn_secret", "turnserver.conf"
  std::string option;
  Verdict verdict = Verdict::ignored;
  std::string target;     // "turn.realm", where there is one
  std::string text;       // the reason or the difference; never a secret
  bool accepted = false;  // for a dangerous line: --accept-dangerous was given, and the line is
                          // taken over where the feature exists here
};

// The command derives its exit status from this.
enum class Conclusion : std::uint8_t { clean, warnings, dangerous_refused };
Conclusion conclude(const std::vector<Finding>& findings) noexcept;

// One line per finding, "turnserver.conf:12: changed: no-udp -> turn.listen: …", and a line of
// sums. Without control characters.
std::string print_report(const std::vector<Finding>& findings);
// {"conclusion":"warnings","counts":{"mapped":3,…},
//  "findings":[{"where":…,"option":…,"verdict":…,"target":…,"text":…}]}
base::Json report_json(const std::vector<Finding>& findings);

// At most `most` bytes of `text`, with '?' for control characters.
std::string harmless(std::string_view text, std::size_t most = 80);

}  // namespace ctl::coturn
