// SPDX-License-Identifier: MIT
// What an answer of the Google Calendar API means for the event, for the person's consent and for
// the requests that wait, as Google's page "Handle API errors" tells. Pure; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meetings/google/event.hpp"

namespace meetings::google {

enum class Verdict : std::uint8_t {
  done,
  instead,   // send `instead` now: the event is there already, or is not there
  renumber,  // insert it under a new id: Google lets nobody use the old one any more
  renew,     // the access token is not valid (any more): get another one, then once more
  retry,     // this request, later
  wait,      // all requests of this person, later: a quota is used up
  lost,      // the consent does not cover this: tell the person, send nothing more
  dead,      // this request, never
};

struct Judgement {
  Verdict verdict = Verdict::retry;
  Act instead = Act::patch;
  std::optional<std::chrono::seconds> not_before{};  // from Retry-After
  std::string reason{};                              // for the operator; empty: done
};

// `status` 0: there was no answer. `retry_after` is that header, empty: none.
Judgement judge(Act act, int status, std::string_view body, std::string_view retry_after);

// How long nothing of this person is sent, after so many times of `wait` in a row: from one second
// on, twice as long each time, to 64 seconds, and up to a second more. `chance` is from 0 to 1.
std::chrono::milliseconds quota_pause(unsigned times, double chance) noexcept;

}  // namespace meetings::google
