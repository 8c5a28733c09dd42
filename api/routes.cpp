// SPDX-License-Identifier: MIT
#include "api/routes.hpp"

#include "api/resources.hpp"

namespace api {

std::vector<Route> routes() {
  using enum Limit;
  // A new route needs its cost: a write costs change_by_account, an answer that reads the store or
  // gives credentials costs read_by_account, and a request that needs no token costs by address.
  return {
      {Method::get, "/api/site", get_site, Unlimited{}, Runs::loop},
      {Method::post, "/api/auth/register", post_register, register_by_address},
      // The service charges the hash and wrong guesses.
      {Method::post, "/api/auth/login", post_login, Unlimited{}},
      {Method::post, "/api/auth/refresh", post_refresh, refresh_by_address},
      {Method::post, "/api/auth/logout", post_logout, refresh_by_address},
      {Method::post, "/api/auth/guest", post_guest, guest_by_address},
      {Method::get, "/api/me", get_me, read_by_account},
      {Method::patch, "/api/me", patch_me, change_by_account},
      {Method::post, "/api/meeting/create", post_meeting, post_meeting_with_password,
       create_by_account},
      {Method::get, "/api/meeting/{meeting_id}", get_meeting, look_up_by_address},
      {Method::patch, "/api/meeting/{meeting_id}", patch_meeting, patch_meeting_with_password,
       change_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}", delete_meeting, change_by_account},
      {Method::post, "/api/meeting/join/{meeting_id}", post_join, post_join_with_password,
       change_by_account},
      {Method::post, "/api/meeting/leave/{meeting_id}", post_leave, change_by_account},
      {Method::post, "/api/meeting/end/{meeting_id}", post_end, change_by_account},
      {Method::get, "/api/meeting/{meeting_id}/participants", get_participants, read_by_account},
      {Method::get, "/api/meeting/{meeting_id}/occurrences", get_occurrences, look_up_by_address},
      {Method::get, "/api/meeting/{meeting_id}/join-requests", get_join_requests, read_by_account},
      {Method::post, "/api/meeting/{meeting_id}/join-requests/respond", post_join_requests,
       change_by_account},
      {Method::post, "/api/meeting/join-request/{request_id}/respond", post_join_request,
       change_by_account},
      {Method::get, "/api/meeting/{meeting_id}/join-request/{request_id}/status", get_join_request,
       read_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}/join-request/{request_id}", delete_join_request,
       change_by_account},
      {Method::post, "/api/meeting/{meeting_id}/invite", post_invite, invite_by_account},
      {Method::get, "/api/meeting/{meeting_id}/invite", get_invites, read_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}/invite/{invite_id}", delete_invite,
       change_by_account},
      {Method::post, "/api/meeting/invite/{invite_id}/respond", post_invite_answer,
       change_by_account},
      {Method::get, "/api/invitations", get_invitations, read_by_account},
      {Method::get, "/api/invitation/{token}", get_invitation, look_up_by_address},
      {Method::post, "/api/invitation/{token}/respond", post_invitation_answer, look_up_by_address},
      {Method::get, "/api/meeting/{meeting_id}/bans", get_bans, read_by_account},
      {Method::post, "/api/meeting/{meeting_id}/bans", post_ban, change_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}/bans/{ban_id}", delete_ban, change_by_account},
      {Method::get, "/api/meetings", get_meetings, read_by_account},
      {Method::get, "/api/ice-servers", get_ice_servers, read_by_account},
      // Load balancers ask these often, many of them behind one address.
      {Method::get, "/livez", get_livez, Unlimited{}, Runs::loop},
      {Method::get, "/readyz", get_readyz, Unlimited{}, Runs::loop},
      {Method::get, "/health", get_health, Unlimited{}, Runs::loop},
  };
}

}  // namespace api
