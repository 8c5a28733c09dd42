// SPDX-License-Identifier: MIT
// Runs many control dialogues side by side: sends each session's requests over its leg until its
// plan is done, it is refused or its time is over. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "bench/relay/leg.hpp"
#include "bench/relay/session.hpp"

namespace bench {

struct Dialogue {
  std::size_t number = 0;  // the source's own
  Leg* leg = nullptr;
  Session* session = nullptr;
};

enum class Ending : std::uint8_t { done, refused, silence };

class DialogueSource {
 public:
  // The next one to begin; nullopt = there are no more.
  virtual std::optional<Dialogue> next() = 0;
  // Leg and session are not touched afterwards.
  virtual void finished(const Dialogue& dialogue, Ending ending) = 0;

 protected:
  ~DialogueSource() = default;
};

struct DialogueRules {
  std::size_t at_once = 16;
  std::chrono::milliseconds patience{5000};  // with one request
  // Over UDP a request without answer is sent again this often (RFC 8489 section 6.2.1 begins with
  // 500 ms).
  std::chrono::milliseconds retransmit{500};
};

// Returns when the source has no more and all have ended.
void run_dialogues(DialogueSource& source, const DialogueRules& rules);

}  // namespace bench
