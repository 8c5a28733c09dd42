// SPDX-License-Identifier: MIT
// Bad requests, generated from the OpenAPI document: for each operation each field missing, null,
// of another type, too long and hostile; and each path for those who may not use it. Every answer
// is held against the document (api_world.hpp), and none may be a fault of the daemon.
#include <functional>

#include "api/openapi.hpp"
#include "api/routes.hpp"
#include "base/text.hpp"
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;
using base::Json;

namespace {

// An administrator who hosts a meeting, with one thing of every kind in it.
struct School : ApiWorld {
  School() : ApiWorld(meetings::Registration::open, no_limits()) {
    admin = sign_up("admin");
    OK(world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
      auto user = *work.users().by_email("admin@example.org");
      user.user.role = meetings::UserRole::admin;
      work.users().update(user);
      return {};
    }));
    other = sign_up("other");
    const Json meeting = create(admin, R"(,"access":"approval")");
    code = text_of(meeting, "code");
    request = post("/api/meeting/join/" + code, "", other).text("request_id");
    invite = text_of(
        post("/api/meeting/" + code + "/invite", R"({"emails":["other@example.org"]})", admin)
            .json["invitations"]
            .at(0),
        "invite_id");
    link = world.invitations.link_of(meetings::InviteId{invite});
    guest = post("/api/auth/guest", R"({"name":"Sam","code":")" + code + "\"}").text("access");
  }

  std::string path_of(const api::Route& route) const {
    std::string path{route.pattern};
    for (std::size_t open; (open = path.find('{')) != std::string::npos;) {
      const std::size_t length = path.find('}') - open + 1;
      const std::string name = path.substr(open, length);
      path.replace(open, length,
                   name == "{meeting_id}"   ? code
                   : name == "{request_id}" ? request
                   : name == "{invite_id}"  ? invite
                   : name == "{token}"      ? link
                                            : "00000000-0000-4000-8000-000000000000");
    }
    return path;
  }
  // Fails for an answer that no bad request may have.
  Got ask(const api::Route& route, const std::string& body, const std::string& token) const {
    const Got got = send(request_to(route, body, token));
    if (got.status() >= 500) fail(route, body, got);
    return got;
  }
  api::Request request_to(const api::Route& route, const std::string& body,
                          const std::string& token) const {
    return ApiWorld::request(route.method, path_of(route), body, token);
  }
  [[noreturn]] static void fail(const api::Route& route, const std::string& body, const Got& got) {
    check_failed(api::operation_name(route) + ' ' + body.substr(0, 200) + ": " +
                     std::string{got.response.text()},
                 __FILE__, __LINE__);
  }

  std::string admin, other, code, request, invite, link, guest;
};

Json schema_of(const api::Route& route) {
  const std::string method = base::to_lower(to_string(route.method));
  return openapi()["paths"][route.pattern][method]["requestBody"]["content"]["application/json"]
                  ["schema"];
}

Json resolved(const Json& schema) {
  if (!schema.has("$ref")) return schema;
  const std::string name = schema["$ref"].text();
  return openapi()["components"]["schemas"][name.substr(name.rfind('/') + 1)];
}

bool takes(const Json& schema, std::string_view type) {
  const Json full = resolved(schema);
  if (full["type"].text() == type) return true;
  for (const Json& one : full["type"].items()) {
    if (one.text() == type) return true;
  }
  for (const Json& one : full["anyOf"].items()) {
    if (takes(one, type)) return true;
  }
  return false;
}

// What an element of an array has to be; null: anything, or the schema takes no array.
Json items_of(const Json& schema) {
  const Json full = resolved(schema);
  for (const Json& one : full["anyOf"].items()) {
    if (const Json items = items_of(one); !items.is_null()) return items;
  }
  return full["items"];
}

// A value that the schema takes.
Json sample(const Json& schema) {
  const Json full = resolved(schema);
  if (full.has("enum")) return full["enum"].at(0);
  if (full.has("const")) return full["const"];
  if (full.has("anyOf")) return sample(full["anyOf"].at(0));
  if (takes(full, "boolean")) return true;
  if (takes(full, "integer")) return full["minimum"].as_integer().value_or(1);
  if (takes(full, "array")) return Json::array({sample(full["items"])});
  if (full["format"].text() == "date-time") return "2027-03-01T10:00:00Z";
  if (full["format"].text() == "email") return "new@example.org";
  return "correct horse";
}

bool is_required(const Json& schema, const std::string& name) {
  for (const Json& needed : schema["required"].items()) {
    if (needed.text() == name) return true;
  }
  return false;
}

// With what the document does not say, that one of several fields names a meeting or a person.
Json body_of(const Json& schema) {
  Json out = Json::object();
  if (schema["properties"].has("code")) out.set("code", "kabo-rine-tuda");
  if (schema["properties"].has("emails")) out.set("emails", Json::array({"new@example.org"}));
  for (const Json& name : schema["required"].items())
    out.set(name.text(), sample(schema["properties"][name.text()]));
  return out;
}

// The body with the member written as it stands, which need not be JSON.
std::string with_member(const Json& body, const std::string& name, const std::string& text) {
  std::string out = "{";
  for (const auto& [key, value] : body.members()) {
    if (key == name) continue;
    out += '"' + key + "\":" + Json::array({value}).print().substr(1);
    out.back() = ',';
  }
  return out + '"' + name + "\":" + text + '}';
}

std::string nested(const char* open, const char* close, int depth) {
  std::string out;
  for (int i = 0; i < depth; ++i) out += open;
  out += '1';
  for (int i = 0; i < depth; ++i) out += close;
  return out;
}

void each_field(const std::function<void(School&, const api::Route&, const Json& schema,
                                         const std::string& name)>& test) {
  for (const api::Route& route : api::routes()) {
    const Json schema = schema_of(route);
    if (schema.is_null()) continue;
    School school;
    for (const auto& [name, property] : schema["properties"].members())
      test(school, route, schema, name);
  }
}

void refused(const api::Route& route, const std::string& body, const Got& got, int status,
             const std::string& field) {
  if (got.status() != status || got.field() != field) School::fail(route, body, got);
}

void a_missing_field_is_named() {
  each_field(
      [](School& school, const api::Route& route, const Json& schema, const std::string& name) {
        Json body = Json::object();
        for (const auto& [key, value] : body_of(schema).members()) {
          if (key != name) body.set(key, value);
        }
        const bool required = is_required(schema, name);
        const Got got = school.ask(route, body.print(), school.admin);
        if (required) refused(route, body.print(), got, 422, name);
      });
}

void a_field_of_another_type_is_named() {
  each_field(
      [](School& school, const api::Route& route, const Json& schema, const std::string& name) {
        const Json property = schema["properties"][name];
        const Json body = body_of(schema);
        const std::pair<const char*, const char*> values[] = {
            {"string", "\"\""}, {"integer", "7"},    {"boolean", "true"},
            {"array", "[]"},    {"object", "{}"},    {"number", "1.5"},
            {"array", "[7]"},   {"array", "[null]"}, {"array", "[{}]"},
        };
        for (const auto& [type, text] : values) {
          const bool item = text[0] == '[' && text[1] != ']';
          if (takes(property, type) && !item) continue;
          if (item && text[1] == '7' && takes(items_of(property), "integer")) continue;
          const std::string sent = with_member(body, name, text);
          refused(route, sent, school.ask(route, sent, school.admin), 422, name);
        }
        const std::string null = with_member(body, name, "null");
        const Got got = school.ask(route, null, school.admin);
        if (is_required(schema, name)) refused(route, null, got, 422, name);
      });
}

void a_field_that_is_too_long_is_named() {
  each_field(
      [](School& school, const api::Route& route, const Json& schema, const std::string& name) {
        const Json property = resolved(schema["properties"][name]);
        const Json inner = property.has("anyOf") ? resolved(property["anyOf"].at(0)) : property;
        const Json body = body_of(schema);
        std::vector<std::string> values;
        if (const auto most = inner["maxLength"].as_integer()) {
          values.push_back('"' + std::string(static_cast<std::size_t>(*most) + 1, 'x') + '"');
          values.push_back('"' + std::string(60'000, 'x') + '"');
        }
        if (const auto most = inner["maximum"].as_integer())
          values.push_back(std::to_string(*most + 1));
        if (const auto least = inner["minimum"].as_integer())
          values.push_back(std::to_string(*least - 1));
        if (const auto most = inner["maxItems"].as_integer()) {
          std::string list = "[\"a@example.org\"";
          for (std::int64_t i = 0; i < *most; ++i) list += ",\"a@example.org\"";
          values.push_back(list + ']');
        }
        if (inner.has("enum")) values.push_back("\"no such word\"");
        for (const std::string& value : values) {
          const std::string sent = with_member(body, name, value);
          const Got got = school.ask(route, sent, school.admin);
          // Who has no right link does not learn which passwords are good.
          if (got.code() == "link-invalid") continue;
          // A meeting without a time has other faults before its rule.
          if (name == "recurrence" && got.code() == "bad-field") continue;
          refused(route, sent, got, 422, name);
        }
      });
}

// Texts that no field takes as they stand, or that have to come back unharmed.
void hostile_values_do_no_harm() {
  const std::pair<std::string, int> values[] = {
      {R"("\u0000")", 0},
      {R"("a\u0000b")", 0},
      {R"("\ud800")", 400},  // a lone surrogate
      {R"("\udc00\ud800")", 400},
      {"\"\xff\xfe\"", 400},      // no UTF-8
      {"\"\xc0\xaf\"", 400},      // an overlong form
      {"\"\xed\xa0\x80\"", 400},  // a surrogate in UTF-8
      {R"("' OR 1=1; --")", 0},
      {R"("%s%n%x")", 0},
      {R"("<script>alert(1)</script>")", 0},
      {R"("../../etc/passwd")", 0},
      {R"("\u202egnp.exe")", 0},
      {"99999999999999999999999999", 400},
      {"-9223372036854775809", 400},
      {"1e999", 400},
      {"9223372036854775807", 0},
      {"-9223372036854775808", 0},
      {"NaN", 400},
      {"'x'", 400},
      {"0x10", 400},
      {nested("[", "]", 3000), 400},
      {nested("{\"a\":", "}", 3000), 400},
      {nested("[", "]", 1000), 0},
      {"1,\"$\":1", 0},  // the same member twice
  };
  each_field(
      [&](School& school, const api::Route& route, const Json& schema, const std::string& name) {
        for (auto [value, status] : values) {
          if (const std::size_t twice = value.find('$'); twice != std::string::npos) {
            value.replace(twice, 1, name);
            status = 400;
          }
          const std::string sent = with_member(body_of(schema), name, value);
          const Got got = school.ask(route, sent, school.admin);
          if (status != 0 && (got.status() != status || got.code() != "bad-json"))
            School::fail(route, sent, got);
        }
      });
}

void bodies_that_are_no_object_are_refused() {
  School school;
  for (const api::Route& route : api::routes()) {
    if (schema_of(route).is_null()) continue;
    for (const char* body :
         {"[]", "null", "1", "\"x\"", "true", "{", "{}{}", "{\"a\":1,}", "\xef\xbb\xbf{}"}) {
      const Got got = school.ask(route, body, school.admin);
      if (got.status() != 400 || got.code() != "bad-json") School::fail(route, body, got);
    }
    api::Request form = school.request_to(route, "{}", school.admin);
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "",
                             "application/json; charset=latin1", "application/jsonx"}) {
      form.headers["content-type"] = type;
      CHECK_EQ(school.send(form).code(), "unsupported-media-type");
    }
  }
}

// Each path without a token, with one that is none, and with those of people who may less.
void those_who_may_not_are_refused() {
  School school;
  const std::string third = school.sign_up("third");
  const std::string disabled = school.sign_up("disabled");
  const auto scoped = [&](const char* scope) {
    return school
        .post("/api/me/tokens", R"({"name":"x","scopes":[")" + std::string{scope} + "\"]}",
              school.admin)
        .text("token");
  };
  const std::string reader = scoped("meetings:read"), recorder = scoped("recordings:read");
  OK(school.world.accounts.set_disabled(school.world.claims(disabled).user_id, true));
  for (const api::Route& route : api::routes()) {
    const Json operation =
        openapi()["paths"][route.pattern][base::to_lower(to_string(route.method))];
    const Json schema = schema_of(route);
    const std::string body = schema.is_null() ? "" : body_of(schema).print();
    const bool reads_token = operation["security"].size() > 0;
    const bool needs_token = reads_token && operation["security"].at(0).size() > 0;
    const auto code = [&](const std::string& token) {
      return school.ask(route, body, token).code();
    };
    if (!reads_token) continue;
    const std::string name = api::operation_name(route);
    if (needs_token && code("") != "not-signed-in") check_failed(name, __FILE__, __LINE__);
    for (const std::string& bad : {disabled, std::string{"nonsense"}, std::string(5000, 'x'),
                                   std::string{"lectern_"} + std::string(43, 'A')}) {
      if (code(bad) != "token-invalid") check_failed(name + " takes " + bad, __FILE__, __LINE__);
    }
    const auto scope = api::scope_of(route.needs);
    if (scope && *scope != meetings::Scope::meetings_read && code(reader) != "scope-missing")
      check_failed(name + " takes a reader's token", __FILE__, __LINE__);
    if (scope && *scope != meetings::Scope::recordings_read && code(recorder) != "scope-missing")
      check_failed(name + " takes a token for recordings", __FILE__, __LINE__);
    if (route.needs == api::Needs::session && code(reader) != "forbidden")
      check_failed(name + " takes an API token", __FILE__, __LINE__);
    if (route.needs == api::Needs::admin) {
      for (const std::string& token : {third, school.guest}) {
        if (code(token) != "forbidden") check_failed(name, __FILE__, __LINE__);
      }
    }
    // Whoever has just signed in may erase the own account, and is needed for the next routes.
    if (name != "DELETE /api/me") (void)code(third);
    (void)code(school.guest);
  }
}

// What only hosts may do: neither a stranger, nor a guest, nor somebody who waits at the door.
void a_meeting_is_its_hosts() {
  School school;
  const std::string third = school.sign_up("third");
  for (const api::Route& route : api::routes()) {
    const std::string name = api::operation_name(route);
    const bool of_hosts =
        route.pattern.find("/bans") != std::string_view::npos ||
        route.pattern.find("/cohosts") != std::string_view::npos ||
        route.pattern.find("/join-requests") != std::string_view::npos ||
        route.pattern.ends_with("/invite") || route.pattern.ends_with("/invite/{invite_id}") ||
        route.pattern.find("/end/") != std::string_view::npos ||
        (route.pattern == "/api/meeting/{meeting_id}" && route.method != Method::get);
    if (!of_hosts) continue;
    const Json schema = schema_of(route);
    const std::string body = schema.is_null() ? "" : body_of(schema).print();
    for (const std::string& token : {third, school.guest, school.other}) {
      const Got got = school.ask(route, body, token);
      const bool kept_out =
          got.code() == "forbidden" || got.code() == "not-found" || got.code() == "bad-field";
      if (!kept_out) School::fail(route, body, got);
    }
  }
}

// Every answer has the security headers, whatever it is; and every path tells its methods.
void every_answer_has_the_security_headers() {
  api::Policy policy;
  policy.cors_origins = {"https://portal.example.org"};
  const ApiWorld api{meetings::Registration::open, no_limits(), policy};
  const std::string token = api.sign_up("ada");
  const auto check = [&](api::Request request) {
    request.headers["origin"] = "https://portal.example.org";
    request.tls = true;
    const api::Response response = api.handler(request, &api.world.passwords);
    for (const char* name :
         {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
          "Permissions-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options",
          "Strict-Transport-Security", "X-Request-Id", "Vary", "Access-Control-Allow-Origin",
          "Access-Control-Expose-Headers", "Cache-Control"}) {
      if (response.header(name).empty())
        check_failed(std::string{to_string(request.method)} + ' ' + request.path + " (" +
                         std::to_string(response.status) + ") lacks " + name,
                     __FILE__, __LINE__);
    }
    return response;
  };
  for (const api::Route& route : api::routes()) {
    std::string path{route.pattern};
    for (std::size_t open; (open = path.find('{')) != std::string::npos;)
      path.replace(open, path.find('}') - open + 1, "kabo-rine-tuda");
    for (const std::string& who : {std::string{}, token})
      (void)check(
          ApiWorld::request(route.method, path, route.method == Method::get ? "" : "{}", who));
    const api::Response preflight = check(ApiWorld::request(Method::options, path));
    CHECK_EQ(preflight.status, 204);
    CHECK(preflight.header("Allow").find(to_string(route.method)) != std::string_view::npos);
    CHECK_EQ(preflight.header("Access-Control-Allow-Methods"), preflight.header("Allow"));
    const bool takes_put = preflight.header("Allow").find("PUT") != std::string_view::npos;
    const Method none = takes_put ? Method::post : Method::put;
    const api::Response wrong = check(ApiWorld::request(none, path, "{}", token));
    CHECK_EQ(wrong.status, 405);
    CHECK_EQ(wrong.header("Allow"), preflight.header("Allow"));
  }
  for (const char* path : {"/api/nothing", "/api", "/ws", "/metrics", "/api/../etc", "/api/%ff"})
    CHECK(check(ApiWorld::request(Method::get, path)).status >= 400);
}

}  // namespace

int main() {
  return run("hostile",
             {TEST(a_missing_field_is_named), TEST(a_field_of_another_type_is_named),
              TEST(a_field_that_is_too_long_is_named), TEST(hostile_values_do_no_harm),
              TEST(bodies_that_are_no_object_are_refused), TEST(those_who_may_not_are_refused),
              TEST(a_meeting_is_its_hosts), TEST(every_answer_has_the_security_headers)});
}
