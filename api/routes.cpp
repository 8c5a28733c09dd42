// SPDX-License-Identifier: MIT
#include "api/routes.hpp"

#include "api/resources.hpp"

namespace api {

std::vector<Route> routes() {
  using enum Limit;
  using enum Needs;
  // A new route names what it needs of a token (api/needs.hpp), and its cost: a write costs
  // change_by_account, an answer that reads the store or gives credentials costs read_by_account,
  // and a request that needs no token costs by address.
  return {
      {Method::get, "/api/site", no_token, get_site, Unlimited{}, Runs::loop},
      {Method::post, "/api/auth/register", no_token, post_register, register_by_address},
      // The service charges the hash and wrong guesses.
      {Method::post, "/api/auth/login", no_token, post_login, Unlimited{}},
      {Method::post, "/api/auth/refresh", no_token, post_refresh, refresh_by_address},
      {Method::post, "/api/auth/logout", no_token, post_logout, refresh_by_address},
      {Method::post, "/api/auth/guest", no_token, post_guest, guest_by_address},
      {Method::post, "/api/auth/password-reset", no_token, post_password_reset, mail_by_address},
      {Method::post, "/api/auth/password-reset/confirm", no_token, post_password_reset_confirm,
       link_by_address},
      {Method::post, "/api/auth/verify-email", no_token, post_verify_email, link_by_address},
      {Method::post, "/api/auth/verify-email/resend", session, post_verify_email_resend,
       Cost{mail_by_address, change_by_account}},
      {Method::get, "/api/auth/providers", no_token, get_providers, look_up_by_address},
      {Method::get, "/api/auth/oidc/{provider}/start", no_token, get_oidc_start,
       sign_in_by_address},
      {Method::get, "/api/auth/oidc/{provider}/callback", no_token, get_oidc_callback,
       sign_in_by_address},
      // A provider tells of everybody who signs out, from one address.
      {Method::post, "/api/auth/oidc/{provider}/backchannel-logout", no_token,
       post_backchannel_logout, look_up_by_address},
      {Method::get, "/api/me", any_token, get_me, read_by_account},
      {Method::patch, "/api/me", session, patch_me, change_by_account},
      // With a password the service charges the hash and wrong guesses, too.
      {Method::delete_, "/api/me", session, delete_me, delete_me_with_password, change_by_account},
      {Method::get, "/api/me/export", session, get_own_export, change_by_account},
      {Method::get, "/api/me/sessions", session, get_own_sessions, read_by_account},
      {Method::delete_, "/api/me/sessions", session, delete_other_sessions, change_by_account},
      {Method::delete_, "/api/me/sessions/{session_id}", session, delete_own_session,
       change_by_account},
      {Method::get, "/api/me/tokens", session, get_api_tokens, read_by_account},
      {Method::post, "/api/me/tokens", session, post_api_token, change_by_account},
      {Method::delete_, "/api/me/tokens/{token_id}", session, delete_api_token, change_by_account},
      // The service charges the hashes and wrong guesses, too.
      {Method::post, "/api/me/password", session, post_own_password, change_by_account},
      {Method::post, "/api/meeting/create", meetings_write, older_stack::post_meeting,
       older_stack::post_meeting_with_password, create_by_account},
      {Method::get, "/api/meeting/{meeting_id}", meetings_read, older_stack::get_meeting,
       look_up_by_address},
      {Method::patch, "/api/meeting/{meeting_id}", meetings_write, patch_meeting,
       patch_meeting_with_password, change_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}", meetings_write, delete_meeting,
       change_by_account},
      {Method::post, "/api/meeting/join/{meeting_id}", meetings_write, older_stack::post_join,
       older_stack::post_join_with_password, change_by_account},
      {Method::post, "/api/meeting/leave/{meeting_id}", meetings_write, older_stack::post_leave,
       change_by_account},
      {Method::post, "/api/meeting/end/{meeting_id}", meetings_write, post_end, change_by_account},
      {Method::get, "/api/meeting/{meeting_id}/participants", meetings_read, get_participants,
       read_by_account},
      {Method::get, "/api/meeting/{meeting_id}/occurrences", meetings_read, get_occurrences,
       look_up_by_address},
      {Method::get, "/api/meeting/{meeting_id}/join-requests", meetings_read, get_join_requests,
       read_by_account},
      {Method::post, "/api/meeting/{meeting_id}/join-requests/respond", meetings_write,
       post_join_requests, change_by_account},
      {Method::post, "/api/meeting/join-request/{request_id}/respond", meetings_write,
       post_join_request, change_by_account},
      {Method::get, "/api/meeting/{meeting_id}/join-request/{request_id}/status", meetings_read,
       older_stack::get_join_request, read_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}/join-request/{request_id}", meetings_write,
       delete_join_request, change_by_account},
      {Method::post, "/api/meeting/{meeting_id}/invite", meetings_write, post_invite,
       invite_by_account},
      {Method::get, "/api/meeting/{meeting_id}/invite", meetings_read, get_invites,
       read_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}/invite/{invite_id}", meetings_write,
       delete_invite, change_by_account},
      {Method::post, "/api/meeting/invite/{invite_id}/respond", meetings_write, post_invite_answer,
       change_by_account},
      {Method::get, "/api/invitations", meetings_read, get_invitations, read_by_account},
      {Method::get, "/api/invitation/{token}", no_token, get_invitation, look_up_by_address},
      {Method::post, "/api/invitation/{token}/respond", meetings_write, post_invitation_answer,
       look_up_by_address},
      {Method::post, "/api/meeting/{meeting_id}/cohosts", meetings_write, post_cohost,
       change_by_account},
      {Method::get, "/api/meeting/{meeting_id}/bans", meetings_read, get_bans, read_by_account},
      {Method::post, "/api/meeting/{meeting_id}/bans", meetings_write, post_ban, change_by_account},
      {Method::delete_, "/api/meeting/{meeting_id}/bans/{ban_id}", meetings_write, delete_ban,
       change_by_account},
      {Method::get, "/api/meetings", meetings_read, older_stack::get_meetings, read_by_account},
      {Method::get, "/api/ice-servers", meetings_write, get_ice_servers, read_by_account},
      {Method::get, "/api/admin/users", admin, get_users, read_by_account},
      {Method::patch, "/api/admin/users/{user_id}", admin, patch_user, change_by_account},
      {Method::delete_, "/api/admin/users/{user_id}", admin, delete_user, change_by_account},
      {Method::get, "/api/admin/users/{user_id}/export", admin, get_user_export, change_by_account},
      {Method::get, "/api/admin/audit", admin, get_audit, read_by_account},
      {Method::post, "/api/admin/invitations", admin, post_invitation, change_by_account},
      {Method::get, "/api/openapi.json", no_token, get_openapi, Unlimited{}, Runs::loop},
      // Load balancers ask these often, many of them behind one address.
      {Method::get, "/livez", no_token, get_livez, Unlimited{}, Runs::loop},
      {Method::get, "/readyz", no_token, get_readyz, Unlimited{}, Runs::loop},
      {Method::get, "/health", no_token, get_health, Unlimited{}, Runs::loop},
  };
}

}  // namespace api
