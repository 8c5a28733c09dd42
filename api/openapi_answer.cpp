// SPDX-License-Identifier: MIT
// GET /api/openapi.json: the document, which is made once.
#include "api/entity_tag.hpp"
#include "api/openapi.hpp"
#include "api/resources.hpp"
#include "api/routes.hpp"

namespace api {

Answer get_openapi(const Dependencies& d, const Call& call) {
  struct Document {
    std::shared_ptr<const std::string> text;
    std::string tag;
  };
  // The version is the program's, so all handlers of a process share the document.
  static const Document document = [&] {
    std::string text = make_openapi(routes(), d.site.version).print();
    std::string tag = content_tag(text);
    return Document{std::make_shared<const std::string>(std::move(text)), std::move(tag)};
  }();
  Response response{200, {}, document.text};
  if (!none_match(call.request.header("if-none-match"), document.tag)) {
    response.status = 304;
    response.body = nullptr;
  }
  response.with("ETag", document.tag).with("Cache-Control", "no-cache");
  if (response.status == 200) response.with("Content-Type", "application/json");
  return response;
}

}  // namespace api
