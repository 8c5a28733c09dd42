// SPDX-License-Identifier: MIT
#include "api/policy.hpp"

#include "tests/support/check.hpp"

namespace {

using namespace api;

Response applied(const Policy& policy, const Request& request) {
  Response response;
  PolicyHeaders{policy}.apply(request, response);
  return response;
}

Request from_origin(std::string origin) {
  Request request;
  request.id = "abcd-1";
  if (!origin.empty()) request.headers["origin"] = std::move(origin);
  return request;
}

void every_answer_is_armoured() {
  const Response response = applied({}, from_origin(""));
  CHECK_EQ(response.header("Content-Security-Policy"),
           "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src "
           "'self' blob: mediastream:; "
           "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'");
  CHECK_EQ(response.header("X-Content-Type-Options"), "nosniff");
  CHECK_EQ(response.header("Referrer-Policy"), "no-referrer");
  CHECK_EQ(response.header("Cross-Origin-Opener-Policy"), "same-origin");
  CHECK_EQ(response.header("X-Frame-Options"), "DENY");
  CHECK_EQ(response.header("X-Request-Id"), "abcd-1");
  for (const char* feature :
       {"camera=(self)", "microphone=(self)", "display-capture=(self)", "autoplay=(self)",
        "fullscreen=(self)", "picture-in-picture=(self)"}) {
    CHECK(response.header("Permissions-Policy").find(feature) != std::string_view::npos);
  }
}

void strict_transport_is_asked_for_over_tls_only() {
  Request request = from_origin("");
  CHECK_EQ(applied({}, request).header("Strict-Transport-Security"), "");
  request.tls = true;
  CHECK_EQ(applied({}, request).header("Strict-Transport-Security"), "max-age=31536000");
  Policy second;
  second.hsts = std::chrono::seconds{1};
  CHECK_EQ(applied(second, request).header("Strict-Transport-Security"), "max-age=1");
  Policy off;
  off.hsts = std::chrono::seconds{0};
  CHECK_EQ(applied(off, request).header("Strict-Transport-Security"), "");
}

void framing_is_by_list() {
  Policy policy;
  policy.frame_ancestors = {"https://portal.example.org", "https://b.example.org"};
  const Response response = applied(policy, from_origin(""));
  CHECK(response.header("Content-Security-Policy")
            .find("frame-ancestors https://portal.example.org https://b.example.org;") !=
        std::string_view::npos);
  CHECK_EQ(response.header("X-Frame-Options"), "");
}

void foreign_pages_are_let_in_by_list() {
  Policy policy;
  policy.cors_origins = {"https://portal.example.org"};
  const Response listed = applied(policy, from_origin("https://portal.example.org"));
  CHECK_EQ(listed.header("Access-Control-Allow-Origin"), "https://portal.example.org");
  CHECK_EQ(listed.header("Vary"), "Origin");
  for (const char* origin : {"https://evil.example.org", "https://portal.example.org.evil.org",
                             "http://portal.example.org", "null", ""}) {
    const Response response = applied(policy, from_origin(origin));
    CHECK_EQ(response.header("Access-Control-Allow-Origin"), "");
    CHECK_EQ(response.header("Vary"), "Origin");  // a cache must not mix the two
  }
  CHECK_EQ(
      applied({}, from_origin("https://portal.example.org")).header("Access-Control-Allow-Origin"),
      "");
}

bool has_header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return true;
  }
  return false;
}

void a_star_lets_every_page_in_and_nobody_without_an_origin() {
  Policy policy;
  policy.cors_origins = {"*"};
  const Response any = applied(policy, from_origin("https://any.example.org"));
  CHECK_EQ(any.header("Access-Control-Allow-Origin"), "https://any.example.org");
  CHECK_EQ(any.header("Access-Control-Expose-Headers"),
           "ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, "
           "Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size, Tus-Resumable, Tus-Version, "
           "Upload-Defer-Length, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset, "
           "WWW-Authenticate, X-Request-Id");
  CHECK(!has_header(applied(policy, from_origin("")), "Access-Control-Allow-Origin"));
  const PolicyHeaders headers{policy};
  CHECK(!has_header(headers.preflight(from_origin(""), "GET"), "Access-Control-Allow-Methods"));
  CHECK_EQ(headers.preflight(from_origin("null"), "GET").header("Access-Control-Max-Age"), "600");
}

void what_is_not_set_is_not_sent() {
  Request request;
  const Response response = applied({}, request);
  for (const char* name : {"X-Request-Id", "Vary", "Access-Control-Allow-Origin",
                           "Access-Control-Expose-Headers", "Strict-Transport-Security"}) {
    if (has_header(response, name)) lectern_test::check_failed(name, __FILE__, __LINE__);
  }
  CHECK_EQ(Response{}.status, 200);
}

void preflights_are_answered() {
  Policy policy;
  policy.cors_origins = {"https://portal.example.org"};
  const PolicyHeaders headers{policy};
  const Response listed =
      headers.preflight(from_origin("https://portal.example.org"), "GET, HEAD, OPTIONS");
  CHECK_EQ(listed.status, 204);
  CHECK_EQ(listed.header("Allow"), "GET, HEAD, OPTIONS");
  CHECK_EQ(listed.header("Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
  CHECK_EQ(listed.header("Access-Control-Allow-Headers"),
           "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
           "Tus-Resumable, Upload-Checksum, Upload-Defer-Length, Upload-Length, Upload-Metadata, "
           "Upload-Offset, X-HTTP-Method-Override");
  const Response other =
      headers.preflight(from_origin("https://evil.example.org"), "GET, HEAD, OPTIONS");
  CHECK_EQ(other.status, 204);
  CHECK_EQ(other.header("Access-Control-Allow-Methods"), "");
}

// The front and the WebSocket server send the same headers with their own answers.
void the_headers_are_also_there_as_lines() {
  for (const bool tls : {false, true}) {
    Request request;
    request.tls = tls;
    const Response response = applied({}, request);
    const std::string lines = PolicyHeaders{Policy{}}.lines(tls);
    std::size_t size = 0;
    for (const auto& [name, value] : response.headers) {
      const std::string line = name + ": " + value + "\r\n";
      CHECK(lines.find(line) != std::string::npos);
      size += line.size();
    }
    CHECK_EQ(lines.size(), size);
    CHECK_EQ(lines.find("X-Request-Id"), std::string::npos);
    CHECK_EQ(lines.find("Strict-Transport-Security") != std::string::npos, tls);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "policy",
      {TEST(every_answer_is_armoured), TEST(strict_transport_is_asked_for_over_tls_only),
       TEST(framing_is_by_list), TEST(foreign_pages_are_let_in_by_list),
       TEST(preflights_are_answered), TEST(a_star_lets_every_page_in_and_nobody_without_an_origin),
       TEST(what_is_not_set_is_not_sent), TEST(the_headers_are_also_there_as_lines)});
}
