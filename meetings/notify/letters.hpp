// SPDX-License-Identifier: MIT
// The letters: what each kind of mail says, of the facts that it is about. Pure; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "meetings/notify/letter.hpp"
#include "meetings/notify/when.hpp"

namespace meetings::notify {

// Who reads the letter.
struct Reader {
  const Words* words = &kEnglish;
  NamedZone zone{};
  std::string site;
};

struct MeetingFacts {
  std::string title;
  std::string host;
  std::string code;
  std::string url;  // that opens the meeting for the reader
  std::optional<base::WallTime> starts_at{};
  std::optional<std::chrono::minutes> duration{};
};

enum class InvitationNews : std::uint8_t {
  invited,
  changed,
  cancelled,
  date_changed,
  date_cancelled,
  revoked,
};

// `message`: what the host wrote, of several lines; empty: nothing.
Letter invitation_letter(const Reader& reader, InvitationNews news, const MeetingFacts& meeting,
                         const std::string& message);
// The meeting has a start.
Letter reminder_letter(const Reader& reader, const MeetingFacts& meeting, std::chrono::seconds left,
                       const std::string& unsubscribe_url);
Letter request_letter(const Reader& reader, const MeetingFacts& meeting, const std::string& name,
                      const std::string& message);
Letter answer_letter(const Reader& reader, const MeetingFacts& meeting, bool approved);

// A test of the mail by an administrator.
Letter trial_letter(const Reader& reader);

struct ProofFacts {
  bool resets = false;  // sets a password; else it verifies the address
  std::string url;
  base::WallTime valid_until;
};
Letter proof_letter(const Reader& reader, const ProofFacts& proof);

}  // namespace meetings::notify
