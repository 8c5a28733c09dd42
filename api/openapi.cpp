// SPDX-License-Identifier: MIT
#include "api/openapi.hpp"

#include <algorithm>
#include <map>

#include "api/idempotency.hpp"
#include "base/http_status.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace api {
namespace {

using base::Json;

constexpr std::size_t kMostBytes = 1 << 20;

Json reference(std::string_view kind, std::string_view name) {
  return Json::object({{"$ref", "#/components/" + std::string{kind} + '/' + std::string{name}}});
}
Json schema_reference(std::string_view name) { return reference("schemas", name); }

std::string lower(Method method) { return base::to_lower(to_string(method)); }

// Adds the headers that a response with this status has.
Json response_headers(const Route& route, int status, bool etag, const Json& more) {
  Json out = Json::object({{"X-Request-Id", reference("headers", "RequestId")}});
  if (!route.cost.limits().empty()) {
    out.set("RateLimit", reference("headers", "RateLimit"));
    out.set("RateLimit-Policy", reference("headers", "RateLimitPolicy"));
  }
  const bool success = status < 300 || status == 304;
  if (success && etag) out.set("ETag", reference("headers", "ETag"));
  if (status < 300 && takes_idempotency_key(route.method, route.pattern))
    out.set("Idempotency-Replayed", reference("headers", "IdempotencyReplayed"));
  if (status == 303) out.set("Location", reference("headers", "Location"));
  if (status == 401 || status == 403)
    out.set("WWW-Authenticate", reference("headers", "WwwAuthenticate"));
  for (const int waits : {403, 409, 425, 429, 503}) {
    if (status == waits) out.set("Retry-After", reference("headers", "RetryAfter"));
  }
  for (const Json& name : more.items())
    out.set(name.text(), Json::object({{"schema", Json::object({{"type", "string"}})}}));
  return out;
}

Json media(std::string_view type, Json schema) {
  return Json::object({{type, Json::object({{"schema", std::move(schema)}})}});
}

Json list_schema(const Json& answer) {
  const std::string name = answer["list"].text();
  Json items = Json::object({{"type", "array"}, {"items", schema_reference(answer["of"].text())}});
  return Json::object(
      {{"type", "object"},
       {"required", Json::array({name, "next_cursor"})},
       {"properties", Json::object({{name, std::move(items)},
                                    {"next_cursor", schema_reference("NextCursor")}})}});
}

Json status_schema(const Json& word) {
  return Json::object(
      {{"type", "object"},
       {"required", Json::array({"status"})},
       {"properties",
        Json::object({{"status", Json::object({{"type", "string"}, {"const", word}})}})}});
}

// The content of an answer in the short form of the fragments; null: it has no body.
Json content_of(const Json& answer) {
  if (answer.is_null()) return {};
  if (answer.is_string()) return media("application/json", schema_reference(answer.text()));
  if (answer.has("text")) return media(answer["text"].text(), Json::object({{"type", "string"}}));
  if (answer.has("media")) {  // one type, or a list
    if (answer["media"].is_string()) return media(answer["media"].text(), answer["schema"]);
    Json content = Json::object();
    for (const Json& type : answer["media"].items())
      content.set(type.text(), Json::object({{"schema", answer["schema"]}}));
    return content;
  }
  if (answer.has("list")) return media("application/json", list_schema(answer));
  if (answer.has("status") && answer.size() == 1)
    return media("application/json", status_schema(answer["status"]));
  return media("application/json", answer);
}

Json problem_content(const std::vector<std::string>& codes) {
  Json list = Json::array();
  for (const std::string& code : codes) list.push(code);
  Json schema = schema_reference("Problem");
  schema.set("properties", Json::object({{"code", Json::object({{"enum", list}})}}));
  return media("application/problem+json", std::move(schema));
}

Json parameters_of(const Route& route, const Json& described) {
  Json out = Json::array();
  for (std::string_view rest = route.pattern; rest.find('{') != std::string_view::npos;) {
    rest.remove_prefix(rest.find('{') + 1);
    out.push(Json::object({{"name", rest.substr(0, rest.find('}'))},
                           {"in", "path"},
                           {"required", true},
                           {"schema", Json::object({{"type", "string"}})}}));
  }
  for (const auto& [name, schema] : described["query"].members())
    out.push(Json::object({{"name", name}, {"in", "query"}, {"schema", schema}}));
  for (const auto& [name, schema] : described["fields"].members())
    out.push(Json::object({{"name", name}, {"in", "header"}, {"schema", schema}}));
  if (described.has("paged"))
    out.push(reference("parameters", "Limit")).push(reference("parameters", "Cursor"));
  if (described.has("if_match")) out.push(reference("parameters", "IfMatch"));
  if (described.has("etag") && route.method == Method::get && described["answers"].has("304"))
    out.push(reference("parameters", "IfNoneMatch"));
  if (takes_idempotency_key(route.method, route.pattern))
    out.push(reference("parameters", "IdempotencyKey"));
  return out;
}

// By bearer token; an API token needs the scope. {} first: also without a token.
Json security_of(const Route& route, bool anonymous) {
  Json out = Json::array();
  if (route.needs == Needs::no_token) return out;
  if (anonymous) out.push(Json::object());
  const std::string_view scheme = route.needs == Needs::session ? "session" : "bearer";
  Json scopes = Json::array();
  if (const auto scope = scope_of(route.needs)) scopes.push(to_string(*scope));
  return out.push(Json::object({{scheme, scopes}}));
}

Json responses_of(const Route& route, const Json& described) {
  std::map<int, Json> contents;
  for (const auto& [status, answer] : described["answers"].members()) {
    Json content = content_of(answer);
    if (const std::string other = described["also"][status].text(); !other.empty())
      content.set(other, Json::object({{"schema", Json::object({{"type", "string"}})}}));
    contents[*base::parse_number<int>(status)] = std::move(content);
  }
  std::map<int, std::vector<std::string>> codes;
  for (const auto& [status, code] : common_problems(
           route, described.has("body"), described.has("query") || described.has("paged")))
    codes[status].emplace_back(code);
  for (const auto& [status, list] : described["problems"].members()) {
    std::vector<std::string>& known = codes[*base::parse_number<int>(status)];
    for (const Json& code : list.items()) {
      if (std::find(known.begin(), known.end(), code.text()) == known.end())
        known.push_back(code.text());
    }
  }
  for (const auto& [status, known] : codes) {
    Json content = problem_content(known);
    for (const auto& [type, schema] : contents[status].members()) content.set(type, schema);
    contents[status] = std::move(content);
  }
  Json out = Json::object();
  for (const auto& [status, content] : contents) {
    Json response =
        Json::object({{"description", base::status_title(status)},
                      {"headers", response_headers(route, status, described.has("etag"),
                                                   described["gives"][std::to_string(status)])}});
    if (!content.is_null()) response.set("content", content);
    out.set(std::to_string(status), response);
  }
  return out;
}

Json operation_of(const Route& route, const Json& described, const std::string& tag) {
  Json out = Json::object({{"operationId", described["operationId"]},
                           {"tags", Json::array({tag})},
                           {"summary", described["summary"]}});
  out.set("security", security_of(route, described.has("anonymous")));
  if (Json parameters = parameters_of(route, described); parameters.size() > 0)
    out.set("parameters", parameters);
  if (described.has("body_media")) {
    Json content = Json::object();
    for (const Json& type : described["body_media"].items())
      content.set(type.text(), Json::object());
    out.set("requestBody", Json::object({{"required", true}, {"content", content}}));
  } else if (described.has("body")) {
    out.set("requestBody",
            Json::object({{"required", !described.has("body_optional")},
                          {"content", media("application/json", described["body"])}}));
  }
  if (described.has("piece")) {
    out.set("requestBody",
            Json::object({{"required", false},
                          {"content", media("application/offset+octet-stream", Json::object())}}));
  }
  out.set("responses", responses_of(route, described));
  return out;
}

Json security_schemes() {
  const auto bearer = [](std::string_view format, std::string_view description) {
    return Json::object({{"type", "http"},
                         {"scheme", "bearer"},
                         {"bearerFormat", format},
                         {"description", description}});
  };
  return Json::object(
      {{"bearer", bearer("JWT", "An access token, or an API token with the scope that is named.")},
       {"session", bearer("JWT", "An access token of a sign-in session; no API token.")}});
}

}  // namespace

std::string operation_name(const Route& route) {
  return std::string{to_string(route.method)} + ' ' + std::string{route.pattern};
}

std::vector<std::pair<int, std::string_view>> common_problems(const Route& route, bool takes_body,
                                                              bool takes_query) {
  std::vector<std::pair<int, std::string_view>> out{
      {400, "bad-request"}, {500, "internal"}, {503, "overloaded"}};
  const auto add = [&](int status, std::string_view code) { out.emplace_back(status, code); };
  if (route.needs != Needs::no_token) {
    for (const char* code : {"not-signed-in", "token-invalid", "token-expired"}) add(401, code);
    add(410, "ended");
    if (scope_of(route.needs)) add(403, "scope-missing");
    if (route.needs == Needs::session) add(403, "forbidden");
  }
  if (takes_body) {
    add(400, "bad-json");
    add(408, "request-timeout");
    add(413, "body-too-large");
    add(415, "unsupported-media-type");
  }
  if (takes_body || takes_query) add(422, "bad-field");
  if (!route.cost.limits().empty()) add(429, "rate-limited");
  if (takes_idempotency_key(route.method, route.pattern)) {
    add(400, "bad-idempotency-key");
    add(409, "idempotency-conflict");
    add(409, "idempotency-busy");
  }
  return out;
}

base::Json make_openapi(const std::vector<Route>& routes, std::string_view version) {
  Json out = Json::object({{"openapi", "3.1.0"}});
  Json components = Json::object();
  Json schemas = Json::object();
  Json tags = Json::array();
  std::map<std::string, std::pair<Json, std::string>> described;  // with the tag, by operation
  for (const std::string_view text : openapi_fragments()) {
    const auto fragment = Json::parse(text, kMostBytes);
    if (!fragment) continue;
    for (const auto& [name, schema] : (*fragment)["schemas"].members()) schemas.set(name, schema);
    for (const auto& [name, operation] : (*fragment)["operations"].members())
      described[name] = {operation, (*fragment)["tag"].text()};
    for (const std::string_view part : {"parameters", "headers"}) {
      if (fragment->has(part)) components.set(part, (*fragment)[part]);
    }
    if (fragment->has("info")) out.set("info", (*fragment)["info"].set("version", version));
    if (fragment->has("tag"))
      tags.push(Json::object(
          {{"name", (*fragment)["tag"]}, {"description", (*fragment)["description"]}}));
  }
  Json paths = Json::object();
  for (const Route& route : routes) {
    const auto found = described.find(operation_name(route));
    if (found == described.end()) continue;
    Json path = paths.has(route.pattern) ? paths[route.pattern] : Json::object();
    path.set(lower(route.method), operation_of(route, found->second.first, found->second.second));
    paths.set(route.pattern, path);
  }
  components.set("schemas", schemas).set("securitySchemes", security_schemes());
  return out.set("servers", Json::array({Json::object({{"url", "/"}})}))
      .set("tags", tags)
      .set("paths", paths)
      .set("components", components);
}

}  // namespace api
