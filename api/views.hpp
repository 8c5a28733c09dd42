// SPDX-License-Identifier: MIT
// Turns the values of the domain into the JSON objects of docs/api.md. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "api/dependencies.hpp"
#include "api/request.hpp"
#include "base/json.hpp"

namespace api {

// ISO 8601; null without a time.
base::Json time_view(const std::optional<base::WallTime>& time);
base::Json user_view(const meetings::User& user);
// What an administrator sees of an account.
base::Json account_view(const meetings::User& user);
base::Json own_session_view(const meetings::OwnSession& own);
base::Json api_token_view(const meetings::StoredApiToken& token);
base::Json tokens_view(const meetings::TokenPair& tokens);
// `link_base` is the result of link_base().
base::Json meeting_view(const meetings::MeetingView& view, const std::string& link_base);
base::Json occurrence_view(const meetings::ListedOccurrence& listed);
base::Json pending_view(const meetings::Pending& pending);
base::Json join_request_view(const meetings::JoinRequest& request);
// For those who invited; the invited person also gets `meeting`.
base::Json invitation_view(const meetings::Invitation& invitation);
// `media` is the address of the file; empty where there is none yet.
base::Json recording_view(const meetings::Recording& recording, const std::string& media);
// The same for those who have only the link.
base::Json shared_recording_view(const meetings::Recording& recording, const std::string& media);
// google_calendar.cpp
base::Json google_calendar_view(const meetings::google::ConnectionState& state);
base::Json ban_view(const meetings::Ban& ban);
base::Json participant_view(const meetings::Participant& participant);
// The same with the sum of the stays.
base::Json attendance_view(const meetings::Participant& participant);
base::Json ice_servers_view(const std::vector<meetings::IceServer>& servers);

// The beginning of the links in a response: the configured public URL, else the request's origin.
std::string link_base(const Dependencies& d, const Request& request);

}  // namespace api
