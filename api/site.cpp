// SPDX-License-Identifier: MIT
// GET /api/site: the facts that the first page needs before anybody signs in.
#include "api/resources.hpp"
#include "base/json.hpp"

namespace api {

Answer get_site(const Dependencies& d, const Call&) {
  return json_response(200,
                       base::Json::object({{"name", d.site.name},
                                           {"registration", to_string(d.accounts.registration())},
                                           {"version", d.site.version}}));
}

}  // namespace api
