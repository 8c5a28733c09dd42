// SPDX-License-Identifier: MIT
#include "api/routes.hpp"

#include "api/resources.hpp"

namespace api {

std::vector<Route> routes() {
  return {
      {Method::get, "/api/site", get_site, Runs::loop},
      {Method::post, "/api/auth/register", post_register},
      {Method::post, "/api/auth/login", post_login},
      {Method::post, "/api/auth/refresh", post_refresh},
      {Method::post, "/api/auth/logout", post_logout},
      {Method::post, "/api/auth/guest", post_guest},
      {Method::get, "/api/me", get_me},
      {Method::patch, "/api/me", patch_me},
      {Method::post, "/api/meeting/create", post_meeting},
      {Method::get, "/api/meeting/{meeting_id}", get_meeting},
      {Method::post, "/api/meeting/join/{meeting_id}", post_join},
      {Method::post, "/api/meeting/leave/{meeting_id}", post_leave},
      {Method::post, "/api/meeting/end/{meeting_id}", post_end},
      {Method::get, "/api/meeting/{meeting_id}/participants", get_participants},
      {Method::get, "/api/meetings", get_meetings},
      {Method::get, "/api/ice-servers", get_ice_servers},
      {Method::get, "/livez", get_livez, Runs::loop},
      {Method::get, "/readyz", get_readyz},
      {Method::get, "/health", get_health},
  };
}

}  // namespace api
