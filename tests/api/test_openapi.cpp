// SPDX-License-Identifier: MIT
// The OpenAPI document and the route table describe the same API.
#include "api/openapi.hpp"

#include <algorithm>
#include <set>

#include "api/routes.hpp"
#include "tests/api/api_world.hpp"
#include "tests/support/json_schema.hpp"

using namespace lectern_test;
using api::Method;
using base::Json;

namespace {

void complain(const std::string& what) { check_failed(what, __FILE__, __LINE__); }

Json fragment(std::string_view text) { return CHECK_OK(Json::parse(text, 1 << 20)); }

std::set<std::string> described_operations() {
  std::set<std::string> out;
  for (const std::string_view text : api::openapi_fragments()) {
    for (const auto& [name, operation] : fragment(text)["operations"].members()) {
      if (!out.insert(name).second) complain(name + " is described twice");
    }
  }
  return out;
}

Json operation_of(const api::Route& route) {
  std::string method{to_string(route.method)};
  std::transform(method.begin(), method.end(), method.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return openapi()["paths"][route.pattern][method];
}

void every_route_is_described_and_every_description_has_a_route() {
  std::set<std::string> routed;
  for (const api::Route& route : api::routes()) routed.insert(api::operation_name(route));
  const std::set<std::string> described = described_operations();
  for (const std::string& name : routed) {
    if (!described.contains(name)) complain(name + " has no description in api/openapi/");
  }
  for (const std::string& name : described) {
    if (!routed.contains(name)) complain(name + " is described and has no route");
  }
}

void operations_have_names_of_their_own() {
  std::set<std::string> ids;
  for (const api::Route& route : api::routes()) {
    const Json operation = operation_of(route);
    CHECK(!operation["summary"].text().empty());
    if (!ids.insert(operation["operationId"].text()).second)
      complain(operation["operationId"].text() + " names two operations");
  }
}

// The security comes from the table; only "anonymous" is written by hand, so the daemon is asked.
void the_document_says_what_works_without_a_token() {
  const ApiWorld api;
  for (const api::Route& route : api::routes()) {
    std::string path{route.pattern};
    for (std::size_t open; (open = path.find('{')) != std::string::npos;)
      path.replace(open, path.find('}') - open + 1, "kabo-rine-tuda");
    const bool has_body = route.method != Method::get;
    const Got got = api.send(ApiWorld::request(route.method, path, has_body ? "{}" : ""));
    const Json security = operation_of(route)["security"];
    const bool open = security.size() == 0 || security.at(0).size() == 0;
    if (open != (got.code() != "not-signed-in"))
      complain(api::operation_name(route) + " says another thing about tokens");
  }
}

void every_reference_leads_somewhere() {
  std::vector<Json> left{openapi()};
  while (!left.empty()) {
    const Json value = left.back();
    left.pop_back();
    for (const Json& item : value.items()) left.push_back(item);
    for (const auto& [name, member] : value.members()) {
      left.push_back(member);
      if (name != "$ref") continue;
      std::string_view rest = member.as_string().value_or("");
      Json target = openapi();
      for (rest.remove_prefix(2); !rest.empty();) {
        target = target[rest.substr(0, rest.find('/'))];
        rest.remove_prefix(std::min(rest.size(), rest.substr(0, rest.find('/')).size() + 1));
      }
      if (!target.is_object()) complain(member.text() + " leads nowhere");
    }
  }
}

void every_schema_is_used() {
  const std::string text = openapi().print();
  for (const auto& [name, schema] : openapi()["components"]["schemas"].members()) {
    if (text.find("#/components/schemas/" + name + '"') == std::string::npos)
      complain("nothing uses the schema " + name);
  }
}

void check_tag(const ApiWorld& api, const char* path) {
  const Got got = api.get(path);
  CHECK_EQ(got.status(), 200);
  api::Request again = ApiWorld::request(Method::get, path);
  again.headers["if-none-match"] = std::string{got.response.header("ETag")};
  const Got same = api.send(again);
  CHECK_EQ(same.status(), 304);
  CHECK_EQ(same.response.header("ETag"), got.response.header("ETag"));
  again.headers["if-none-match"] = "\"other\"";
  CHECK_EQ(api.send(again).status(), 200);
}

// RFC 9110 13.1.2: a client that has the document gets 304.
void the_document_is_served_with_a_tag() {
  const ApiWorld api;
  const Got got = api.get("/api/openapi.json");
  CHECK_EQ(got.response.header("Content-Type"), "application/json");
  CHECK(got.json == openapi());
  check_tag(api, "/api/openapi.json");
}

void the_schema_is_served_with_a_tag() {
  const ApiWorld api;
  const Got got = api.get("/api/signaling.schema.json");
  CHECK_EQ(got.response.header("Content-Type"), "application/schema+json");
  CHECK(got.json == base::Json::object());
  check_tag(api, "/api/signaling.schema.json");
}

// The checker itself: one value that fits and one that does not, for each keyword.
void the_checker_checks() {
  struct Case {
    const char* schema;
    const char* fits;
    const char* does_not;
  };
  for (const Case& c : {
           Case{R"({"type":"string"})", R"("a")", "1"},
           Case{R"({"type":["string","null"]})", "null", "1"},
           Case{R"({"type":"integer"})", "1", "1.5"},
           Case{R"({"type":"number"})", "1.5", R"("1")"},
           Case{R"({"type":"boolean"})", "true", "0"},
           Case{R"({"minimum":2,"maximum":3})", "2", "4"},
           Case{R"({"minLength":1,"maxLength":2})", R"("\u00e4\u00e4")", R"("abc")"},
           Case{R"({"pattern":"^[a-z]+$"})", R"("abc")", R"("Abc")"},
           Case{R"({"format":"uuid"})", R"("00000000-0000-4000-8000-000000000000")", R"("0")"},
           Case{R"({"format":"date-time"})", R"("2026-11-22T15:04:05Z")", R"("soon")"},
           Case{R"({"enum":["a","b"]})", R"("a")", R"("c")"},
           Case{R"({"const":"a"})", R"("a")", R"("b")"},
           Case{R"({"items":{"type":"string"},"minItems":1,"maxItems":2})", R"(["a"])", "[1]"},
           Case{R"({"required":["a"],"properties":{"a":{"type":"string"}}})", R"({"a":"x"})", "{}"},
           Case{R"({"properties":{"a":{"type":"string"}}})", R"({"a":"x"})", R"({"b":"x"})"},
           Case{R"({"additionalProperties":{"type":"string"}})", R"({"b":"x"})", R"({"b":1})"},
           Case{R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "null", "1"},
           Case{R"({"allOf":[{"required":["a"],"properties":{"a":{"type":"string"}}}]})",
                R"({"a":"x"})", "{}"},
           Case{R"({"$ref":"#/components/schemas/Id"})",
                R"("00000000-0000-4000-8000-000000000000")", "1"},
       }) {
    const Json schema = fragment(c.schema);
    const auto value = [](const char* text) {
      return fragment("[" + std::string{text} + "]").at(0);
    };
    if (const auto wrong = schema_violation(openapi(), schema, value(c.fits))) complain(*wrong);
    if (!schema_violation(openapi(), schema, value(c.does_not)))
      complain(std::string{c.schema} + " takes " + c.does_not);
  }
  CHECK(schema_violation(openapi(), fragment(R"({"unknown":1})"), Json{1}));
  CHECK(schema_violation(openapi(), fragment(R"({"$ref":"#/components/schemas/No"})"), Json{1}));
}

}  // namespace

int main() {
  return run("openapi", {TEST(every_route_is_described_and_every_description_has_a_route),
                         TEST(operations_have_names_of_their_own),
                         TEST(the_document_says_what_works_without_a_token),
                         TEST(every_reference_leads_somewhere), TEST(every_schema_is_used),
                         TEST(the_document_is_served_with_a_tag),
                         TEST(the_schema_is_served_with_a_tag), TEST(the_checker_checks)});
}
