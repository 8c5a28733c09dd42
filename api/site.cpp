// SPDX-License-Identifier: MIT
// GET /api/site: the facts that the first page needs before anybody signs in.
#include "api/resources.hpp"
#include "base/json.hpp"

namespace api {

Answer get_site(const Dependencies& d, const Call&) {
  auto facts = base::Json::object({{"name", d.site.name},
                                   {"registration", to_string(d.accounts.registration())},
                                   {"version", d.site.version}});
  if (!d.site.contact.empty()) facts.set("contact", d.site.contact);
  const auto& frames = d.policy.frame_ancestors;
  if (!frames.empty()) {
    auto list = base::Json::array();
    for (const std::string& origin : frames) list.push(origin);
    facts.set("frame_ancestors", std::move(list));
  }
  return json_response(200, std::move(facts));
}

}  // namespace api
