// SPDX-License-Identifier: MIT
// The mails about a person who asks to come into a meeting. Strangers cause them, so they are few:
// the hosts get one only while none of them is in the meeting, and no other one within kKnockPause,
// however many people knock. Only verified addresses get one. Inside a unit of work only.
#pragma once

#include <chrono>

#include "meetings/services.hpp"

namespace meetings {

inline constexpr std::chrono::minutes kKnockPause{15};

// To the hosts: this person asks.
void put_knock_mails(const Services& services, UnitOfWork& work, const Meeting& meeting,
                     const JoinRequest& request, base::WallTime now);
// To the asking person: the hosts have answered.
void put_answer_mail(UnitOfWork& work, const JoinRequest& request, base::WallTime now);

}  // namespace meetings
