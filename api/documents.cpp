// SPDX-License-Identifier: MIT
// The documents of the interfaces, which programs read: GET /api/openapi.json and GET
// /api/signaling.schema.json. Each is made once.
#include "api/entity_tag.hpp"
#include "api/openapi.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace api {
namespace {

struct Document {
  explicit Document(std::string content)
      : text(std::make_shared<const std::string>(std::move(content))), tag(content_tag(*text)) {}

  std::shared_ptr<const std::string> text;
  std::string tag;
};

Answer answer_with(const Document& document, const Call& call, const char* type) {
  Response response{200, {}, document.text};
  if (!none_match(call.request.header("if-none-match"), document.tag)) {
    response.status = 304;
    response.body = nullptr;
  }
  response.with("ETag", document.tag).with("Cache-Control", "no-cache");
  if (response.status == 200) response.with("Content-Type", type);
  return response;
}

}  // namespace

Answer get_openapi(const Dependencies& d, const Call& call) {
  // The version is the program's, so all handlers of a process share the document.
  static const Document document{make_openapi(routes(), d.site.version).print()};
  return answer_with(document, call, "application/json");
}

Answer get_signaling_schema(const Dependencies& d, const Call& call) {
  static const Document document{std::string{d.signaling_schema}};
  return answer_with(document, call, "application/schema+json");
}

}  // namespace api
