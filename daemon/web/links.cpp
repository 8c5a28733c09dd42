// SPDX-License-Identifier: MIT
#include "daemon/web/links.hpp"

#include "daemon/origin.hpp"

namespace lecternd {

base::Result<std::string> page_origin(const config::Config& config, const Listeners& listeners,
                                      std::string_view machine) {
  if (!config.site.public_url.empty()) return config.site.public_url;
  // The first listener that serves pages, in the operator's order. Where the first one only
  // redirects, the secure ones come first.
  const config::Listener& first = config.listen.front();
  const bool plain = (!first.tls && !first.redirect_to_https) || listeners.https.empty();
  const auto& serving = plain ? listeners.http : listeners.https;
  if (serving.empty()) {
    return base::failure(base::Errc::unavailable,
                         "no listener serves pages: all of [[listen]] only redirect");
  }
  return origin_of(serving.front(), !plain, machine);
}

}  // namespace lecternd
