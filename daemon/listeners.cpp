// SPDX-License-Identifier: MIT
#include "daemon/listeners.hpp"

namespace lecternd {
namespace {

template <class Address>
base::Json printed(const std::vector<Address>& addresses) {
  base::Json out = base::Json::array();
  for (const Address& address : addresses) out.push(base::Json(address.print()));
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
