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

std::vector<base::Endpoint> Listeners::endpoints() const {
  std::vector<base::Endpoint> out;
  for (const auto* list : {&http, &https, &redirect})
    out.insert(out.end(), list->begin(), list->end());
  for (const auto* list : {&turn, &turn_tls}) {
    for (const base::ListenAddress& address : *list) out.push_back(address.endpoint);
  }
  if (metrics) out.push_back(*metrics);
  return out;
}

}  // namespace lecternd
