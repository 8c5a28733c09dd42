// SPDX-License-Identifier: MIT
#include "tests/api/documented.hpp"

#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>

#include "api/openapi.hpp"
#include "api/routes.hpp"
#include "base/text.hpp"
#include "tests/support/json_schema.hpp"

namespace lectern_test {
namespace {

using base::Json;

// Writes each line once.
class Notes {
 public:
  Notes() {
    const char* folder = std::getenv("LECTERN_ANSWERS");
    if (folder != nullptr) out_.open(std::string{folder} + '/' + program_invocation_short_name);
  }
  void add(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    if (out_.is_open() && seen_.insert(line).second) out_ << line << std::endl;
  }

 private:
  std::mutex mutex_;
  std::ofstream out_;
  std::set<std::string> seen_;
};

void note(const Json& operation, const api::Response& response, const std::string& code) {
  static Notes notes;
  notes.add(operation["operationId"].text() + ' ' + std::to_string(response.status) +
            (code.empty() ? "" : ' ' + code));
}

// A media type without the spaces that do not matter.
std::string media_type(std::string_view text) { return base::to_lower(text); }

std::optional<std::string> missing_header(const Json& documented, const api::Response& response) {
  for (const char* name : {"X-Request-Id", "RateLimit", "RateLimit-Policy", "ETag", "Location"}) {
    const bool sent = !response.header(name).empty();
    if (sent && !documented["headers"].has(name))
      return std::string{"has the undocumented header "} + name;
  }
  return std::nullopt;
}

std::optional<std::string> wrong_body(const Json& documented, const api::Response& response) {
  const std::string type = media_type(response.header("Content-Type"));
  const Json content = documented["content"];
  if (type.empty()) return content.is_null() ? std::nullopt : std::optional{"has no content type"};
  if (!content.has(type)) return "has the undocumented type " + type;
  if (!type.ends_with("json")) return std::nullopt;
  const auto body = Json::parse(response.text(), 1 << 20);
  if (!body) return "is no JSON";
  return schema_violation(openapi(), content[type]["schema"], *body);
}

}  // namespace

const Json& openapi() {
  static const Json document = api::make_openapi(api::routes(), "1.2.3");
  return document;
}

Json documented_operation(const api::Request& request) {
  static const api::Router router{api::routes()};
  const api::Match match = router.match(request.method, request.path);
  if (!match.found()) return {};
  const Json path = openapi()["paths"][match.pattern];
  const bool as_get = request.method == api::Method::head && !path.has("head");
  const api::Method method = as_get ? api::Method::get : request.method;
  return path[base::to_lower(to_string(method))];
}

std::optional<std::string> undocumented(const api::Request& request,
                                        const api::Response& response) {
  const Json operation = documented_operation(request);
  if (operation.is_null()) return std::nullopt;
  const Json documented = operation["responses"][std::to_string(response.status)];
  const auto body = Json::parse(response.text(), 1 << 20);
  const std::string code = response.status >= 400 && body ? (*body)["code"].text() : std::string{};
  const std::string at = operation["operationId"].text() + ' ' + std::to_string(response.status);
  if (documented.is_null()) return at + ' ' + code + " is undocumented";
  if (const auto wrong = missing_header(documented, response)) return at + ": " + *wrong;
  if (const auto wrong = wrong_body(documented, response)) return at + ": " + *wrong;
  note(operation, response, code);
  return std::nullopt;
}

}  // namespace lectern_test
