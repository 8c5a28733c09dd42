// SPDX-License-Identifier: MIT
#include "api/branded_files.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "api/resources.hpp"
#include "base/json.hpp"

namespace api {
namespace {

using base::Json;
using meetings::SiteValues;

constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kManifest = "site.webmanifest";
constexpr std::string_view kBrandColor = "#313D6A";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// Replaces the first `what`; a page that has none stays as it is.
void replace(std::string& page, std::string_view what, std::string_view by) {
  if (const std::size_t at = page.find(what); at != std::string::npos)
    page.replace(at, what.size(), by);
}

std::string branded_page(std::string page, const SiteValues& values, const Json& facts) {
  replace(page, "<title>Lectern</title>",
          "<title>" + escaped(values.name) +
              "</title>\n    <meta name=\"lectern-site\" content=\"" + escaped(facts.print()) +
              "\" />");
  if (!values.color.empty()) {
    std::string theme{R"(name="theme-color" content=")"};
    replace(page, theme + std::string{kBrandColor}, theme + values.color);
  }
  return page;
}

std::string branded_manifest(const std::string& text, const SiteValues& values) {
  auto manifest = Json::parse(text);
  if (!manifest || !manifest->is_object()) return text;
  manifest->set("name", values.name);
  manifest->set("short_name", values.name);
  if (!values.color.empty()) manifest->set("theme_color", values.color);
  if (values.logo && values.logo->width == values.logo->height) {
    Json icons = Json::array();
    const std::string side = std::to_string(values.logo->width);
    icons.push(Json::object({{"src", "/api/site/logo?v=" + values.logo->hash},
                             {"sizes", side + "x" + side},
                             {"type", values.logo->type}}));
    for (const Json& icon : (*manifest)["icons"].items()) icons.push(icon);
    manifest->set("icons", icons);
  }
  return manifest->print();
}

}  // namespace

StaticFiles BrandedFiles::make(const SiteValues& values) const {
  StaticFiles out = d_.files;
  if (const auto page = out.text(kIndex))
    out.replace(kIndex, branded_page(*page, values, site_facts(d_, values)));
  if (const auto manifest = out.text(kManifest))
    out.replace(kManifest, branded_manifest(*manifest, values));
  return out;
}

std::shared_ptr<const StaticFiles> BrandedFiles::current() const {
  const auto values = d_.settings.current();
  return made_.with([&](Made& made) {
    if (made.of != values) made = {values, std::make_shared<const StaticFiles>(make(*values))};
    return made.files;
  });
}

}  // namespace api
