// SPDX-License-Identifier: MIT
#include "daemon/listeners.hpp"

namespace lecternd {
namespace {

base::Json printed(const std::vector<base::Endpoint>& endpoints) {
  base::Json out = base::Json::array();
  for (const base::Endpoint& endpoint : endpoints) out.push(base::Json(endpoint.print()));
  return out;
}

}  // namespace

base::Json Listeners::to_json() const {
  return base::Json::object({{"http", printed(http)},
                             {"https", printed(https)},
                             {"redirect", printed(redirect)},
                             {"turn", printed(turn)},
                             {"turn_tls", printed(turn_tls)},
                             {"metrics", metrics ? base::Json(metrics->print()) : base::Json()}});
}

}  // namespace lecternd
