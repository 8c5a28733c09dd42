// SPDX-License-Identifier: MIT
// The domain's nouns as the JSON objects of docs/api.md. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "api/dependencies.hpp"
#include "api/request.hpp"
#include "base/json.hpp"

namespace api {

base::Json user_view(const meetings::User& user);
base::Json tokens_view(const meetings::TokenPair& tokens);
// `link_base` as link_base() gives it.
base::Json meeting_view(const meetings::MeetingView& view, const std::string& link_base);
base::Json participant_view(const meetings::Participant& participant);
base::Json ice_servers_view(const std::vector<meetings::IceServer>& servers);

// What links in an answer begin with: the configured public URL, else the origin that the request
// came to.
std::string link_base(const Dependencies& d, const Request& request);

}  // namespace api
