// SPDX-License-Identifier: MIT
#include "api/policy.hpp"

#include <algorithm>
#include <utility>

namespace api {
namespace {

std::string make_content_security_policy(const std::vector<std::string>& frame_ancestors) {
  std::string frames;
  for (const std::string& source : frame_ancestors)
    frames.append(frames.empty() ? "" : " ").append(source);
  if (frames.empty()) frames = "'none'";
  return "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src "
         "'self' blob: mediastream:; "
         "frame-ancestors " +
         frames + "; base-uri 'none'; object-src 'none'; form-action 'self'";
}

constexpr std::string_view kPermissions =
    "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), "
    "picture-in-picture=(self), "
    "geolocation=(), payment=(), usb=()";

}  // namespace

PolicyHeaders::PolicyHeaders(Policy policy)
    : policy_(std::move(policy)),
      content_security_policy_(make_content_security_policy(policy_.frame_ancestors)) {}

bool PolicyHeaders::origin_allowed(std::string_view origin) const {
  if (origin.empty()) return false;
  return std::any_of(
      policy_.cors_origins.begin(), policy_.cors_origins.end(),
      [&](const std::string& allowed) { return allowed == "*" || allowed == origin; });
}

void PolicyHeaders::apply(const Request& request, Response& response) const {
  response.with("Content-Security-Policy", content_security_policy_)
      .with("X-Content-Type-Options", "nosniff")
      .with("Referrer-Policy", "no-referrer")
      .with("Permissions-Policy", std::string{kPermissions})
      .with("Cross-Origin-Opener-Policy", "same-origin");
  if (policy_.frame_ancestors.empty()) response.with("X-Frame-Options", "DENY");
  if (request.tls && policy_.hsts.count() > 0) {
    response.with("Strict-Transport-Security", "max-age=" + std::to_string(policy_.hsts.count()));
  }
  if (!request.id.empty()) response.with("X-Request-Id", request.id);
  if (policy_.cors_origins.empty()) return;
  response.with("Vary", "Origin");
  const std::string_view origin = request.header("origin");
  if (!origin_allowed(origin)) return;
  response.with("Access-Control-Allow-Origin", std::string{origin})
      .with("Access-Control-Expose-Headers",
            "ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, "
            "Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, "
            "Upload-Defer-Length, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset, "
            "WWW-Authenticate, X-Request-Id");
}

std::string PolicyHeaders::lines(bool tls) const {
  Request request;
  request.tls = tls;
  Response response;
  apply(request, response);
  return response.header_lines();
}

Response PolicyHeaders::preflight(const Request& request, const std::string& allow) const {
  Response response = empty_response(204);
  response.with("Allow", allow);
  if (!origin_allowed(request.header("origin"))) return response;
  response.with("Access-Control-Allow-Methods", allow)
      .with("Access-Control-Allow-Headers",
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
            "Tus-Resumable, Upload-Checksum, Upload-Defer-Length, Upload-Length, Upload-Metadata, "
            "Upload-Offset, X-HTTP-Method-Override")
      .with("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace api
