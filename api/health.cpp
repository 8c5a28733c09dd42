// SPDX-License-Identifier: MIT
// /livez, /readyz, /health: for supervisors, load balancers and people.
#include "api/resources.hpp"
#include "base/json.hpp"

namespace api {

Response livez() { return text_response(200, "ok\n"); }

Response readyz(const Health& health) {
  if (health.ready) return text_response(200, "ok\n");
  return text_response(503, health.draining ? "draining\n" : "not ready\n");
}

Answer get_livez(const Dependencies&, const Call&) { return livez(); }

Answer get_readyz(const Dependencies& d, const Call&) { return readyz(d.health()); }

Answer get_health(const Dependencies& d, const Call&) {
  const Health health = d.health();
  base::Json parts = base::Json::object();
  for (const auto& [name, state] : health.parts) parts.set(name, state);
  const auto uptime =
      std::chrono::duration_cast<std::chrono::seconds>(d.clock.now() - d.started_at);
  return json_response(health.ready ? 200 : 503,
                       base::Json::object({{"status", health.ready      ? "ok"
                                                      : health.draining ? "draining"
                                                                        : "degraded"},
                                           {"version", d.site.version},
                                           {"uptime_seconds", std::int64_t{uptime.count()}},
                                           {"parts", parts}}));
}

}  // namespace api
