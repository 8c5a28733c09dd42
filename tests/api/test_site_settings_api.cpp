// SPDX-License-Identifier: MIT
// /api/admin/settings/, the logo, the test mail, and what of them GET /api/site and the pages show.
#include <fstream>

#include "tests/api/api_world.hpp"

namespace {

using namespace lectern_test;
using api::Method;

// A PNG as far as its signature, its sizes and its end tell.
std::string png(std::uint8_t side, std::size_t more = 12) {
  std::string out{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0", 19};
  out += static_cast<char>(side);
  out += std::string{"\0\0\0", 3};
  out += static_cast<char>(side);
  out += std::string{"\x08\x06\0\0\0", 5} + std::string(4 + more, '\0');
  return out + std::string{"\0\0\0\0IEND\xae\x42\x60\x82", 12};
}

struct Office : ApiWorld {
  Office() : ApiWorld(meetings::Registration::open, no_limits(), {}, "https://meet.example/") {
    OK(world.accounts.create_user("root@example.org", "root", "correct horse",
                                  meetings::UserRole::admin));
    root = post("/api/auth/login", R"({"email":"root@example.org","password":"correct horse"})")
               .text("access");
    ada = sign_up("ada");
  }
  Got set(const std::string& body) const {
    return send(request(Method::patch, "/api/admin/settings/", body, root));
  }
  Got put_logo(const std::string& bytes) const {
    api::Request out = request(Method::put, "/api/admin/settings/logo/", bytes, root);
    out.headers["content-type"] = "image/png";
    return send(out);
  }
  base::Json setting(std::string_view name) const {
    for (const base::Json& one : get("/api/admin/settings/", root).json["settings"].items()) {
      if (one["name"].text() == name) return one;
    }
    return {};
  }
  base::Json site() const { return get("/api/site").json; }
  std::string root, ada;
};

void settings_are_shown_set_and_taken_back() {
  Office o;
  CHECK_EQ(o.setting("site.name")["value"].text(), "Example School");
  CHECK_EQ(o.setting("site.name")["fixed"].as_bool(), false);
  CHECK_EQ(o.setting("site.contact")["fixed"].as_bool(), true);
  CHECK(o.setting("branding.color")["value"].is_null());
  CHECK_EQ(o.get("/api/admin/settings", o.root).text("public_url"), "https://meet.example");
  CHECK_EQ(o.set(R"({"site.name":" Riverside ","site.language":"de","auth.registration":"closed",
                     "recordings.enabled":false,"recordings.quota":5000000000,
                     "recordings.retention":7,"first_run":"done"})")
               .status(),
           204);
  CHECK_EQ(o.setting("site.name")["value"].text(), "Riverside");
  CHECK_EQ(o.setting("recordings.enabled")["value"].as_bool(), false);
  CHECK_EQ(o.setting("recordings.quota")["value"].as_integer(), 5'000'000'000);
  CHECK_EQ(o.setting("recordings.retention")["value"].as_integer(), 7);
  CHECK_EQ(o.setting("first_run")["value"].text(), "done");
  CHECK_EQ(text_of(o.site(), "name"), "Riverside");
  CHECK_EQ(text_of(o.site(), "language"), "de");
  CHECK_EQ(o.setting("auth.registration")["value"].text(), "closed");
  CHECK_EQ(o.set(R"({"site.name":null,"site.language":""})").status(), 204);
  CHECK_EQ(text_of(o.site(), "name"), "Example School");
  CHECK(!o.site().has("language"));
}

void what_cannot_be_is_refused_and_nothing_is_set() {
  Office o;
  for (const auto& [body, field] :
       {std::pair{R"({"site.name":"x","site.name.other":"y"})", "site.name.other"},
        std::pair{R"({"site.contact":"a@example.org"})", "site.contact"},  // the file has it
        std::pair{R"({"site.name":"\u0007"})", "site.name"},
        std::pair{R"({"site.language":"tlh"})", "site.language"},
        std::pair{R"({"auth.registration":"all"})", "auth.registration"},
        std::pair{R"({"recordings.enabled":"maybe"})", "recordings.enabled"},
        std::pair{R"({"recordings.largest":5})", "recordings.largest"},
        std::pair{R"({"recordings.retention":"long"})", "recordings.retention"},
        std::pair{R"({"branding.color":"red"})", "branding.color"},
        std::pair{R"({"branding.logo":"AAAA"})", "branding.logo"},
        std::pair{R"({"first_run":"half"})", "first_run"},
        std::pair{R"({"site.name":["x"]})", "site.name"}})
    CHECK_EQ(o.set(body).field(), field);
  CHECK_EQ(text_of(o.site(), "name"), "Example School");
  CHECK_EQ(o.set("[]").code(), "bad-json");
  for (const char* path : {"/api/admin/settings/", "/api/admin/settings/logo/"}) {
    for (const Method method : {Method::patch, Method::put, Method::delete_}) {
      const Got got = o.send(ApiWorld::request(method, path, "{}", o.ada));
      CHECK(got.status() == 405 || got.code() == "forbidden");
    }
  }
  CHECK_EQ(o.get("/api/admin/settings/", o.ada).code(), "forbidden");
}

void colors_can_be_read() {
  Office o;
  const Got yellow = o.set(R"({"branding.color":"#f5bb07"})");
  CHECK_EQ(yellow.field(), "branding.color");
  CHECK(yellow.text("detail").find("#866604") != std::string::npos);
  CHECK_EQ(o.set(R"({"branding.color":"#866604"})").status(), 204);
  CHECK_EQ(text_of(o.site(), "color"), "#866604");
  // By night the nearest that can be read, unless one is set.
  CHECK(text_of(o.site(), "night_color") != "#866604");
  CHECK_EQ(o.set(R"({"branding.night_color":"#866604"})").field(), "branding.night_color");
  CHECK_EQ(o.set(R"({"branding.night_color":"#F5BB07"})").status(), 204);
  CHECK_EQ(text_of(o.site(), "night_color"), "#f5bb07");
}

void a_logo_is_a_small_picture() {
  Office o;
  CHECK_EQ(o.get("/api/site/logo").code(), "not-found");
  for (const std::string& wrong :
       {std::string{"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"}, std::string{"GIF89a"}, png(15),
        png(64, 60'000), png(64) + "<script>", png(64).substr(0, 50)})
    CHECK_EQ(o.put_logo(wrong).field(), "logo");
  CHECK_EQ(o.put_logo(png(64)).status(), 204);
  const std::string path = text_of(o.site(), "logo");
  const Got got = o.get(path);
  CHECK_EQ(got.status(), 200);
  CHECK(got.response.text() == png(64));
  CHECK_EQ(got.response.header("Content-Type"), "image/png");
  CHECK_EQ(got.response.header("X-Content-Type-Options"), "nosniff");
  CHECK(got.response.header("Cache-Control").find("immutable") != std::string_view::npos);
  CHECK_EQ(o.get("/api/site/logo").response.header("Cache-Control"), "no-cache");
  api::Request again = ApiWorld::request(Method::get, "/api/site/logo");
  again.headers["if-none-match"] = std::string{got.response.header("ETag")};
  CHECK_EQ(o.send(again).status(), 304);
  CHECK_EQ(o.get("/api/admin/settings/", o.root).json["logo"]["width"].as_integer(), 64);
  CHECK_EQ(o.put_logo(png(100)).status(), 204);
  CHECK(text_of(o.site(), "logo") != path);
  CHECK_EQ(
      o.send(ApiWorld::request(Method::delete_, "/api/admin/settings/logo", "", o.root)).status(),
      204);
  CHECK(!o.site().has("logo"));
  CHECK_EQ(o.world.audit().front().detail, "taken back");
}

void pages_and_manifest_carry_the_brand() {
  Office o;
  const TempFolder folder;
  std::ofstream{folder.file("index.html")}
      << R"(<head><meta name="theme-color" content="#313D6A" /><title>Lectern</title></head>)";
  std::ofstream{folder.file("site.webmanifest")}
      << R"({"name":"Lectern","short_name":"Lectern","theme_color":"#313D6A","icons":[]})";
  o.files = CHECK_OK(api::StaticFiles::load(folder.path().string()));
  const auto page = [&] { return std::string{o.get("/").response.text()}; };
  CHECK(page().find("<title>Example School</title>") != std::string::npos);
  CHECK(page().find("#313D6A") != std::string::npos);
  const std::string old_tag{o.get("/").response.header("ETag")};
  CHECK_EQ(o.set(R"({"site.name":"A<b> \"& co","branding.color":"#866604"})").status(), 204);
  CHECK_EQ(o.put_logo(png(64)).status(), 204);
  CHECK(page().find("<title>A&lt;b&gt; &quot;&amp; co</title>") != std::string::npos);
  CHECK(page().find("content=\"#866604\"") != std::string::npos);
  CHECK(page().find("<b>") == std::string::npos);
  CHECK(o.get("/").response.header("ETag") != old_tag);
  const base::Json manifest = o.get("/site.webmanifest").json;
  CHECK_EQ(text_of(manifest, "short_name"), "A<b> \"& co");
  CHECK_EQ(text_of(manifest, "theme_color"), "#866604");
  CHECK_EQ(manifest["icons"].at(0)["sizes"].text(), "64x64");
}

void what_another_node_sets_counts_here() {
  Office o;
  OK(o.world.store->write([&](meetings::UnitOfWork& work) -> meetings::Outcome<void> {
    work.site_settings().put("site.name", "Elsewhere", o.world.clock.wall_now());
    work.site_settings().put("of.another.release", "x", o.world.clock.wall_now());
    work.site_settings().put("site.contact", "x@example.org", o.world.clock.wall_now());
    return {};
  }));
  CHECK_EQ(text_of(o.site(), "name"), "Example School");
  OK(o.world.settings.refresh());
  CHECK_EQ(text_of(o.site(), "name"), "Elsewhere");
  CHECK(!o.site().has("contact"));  // the configuration of this node wins
}

void a_test_mail_goes_to_the_administrator() {
  Office o;
  const Got got = o.post("/api/admin/mail/test/", "", o.root);
  CHECK_EQ(got.status(), 202);
  CHECK_EQ(got.text("to"), "root@example.org");
  CHECK_EQ(o.world.mails().back()["template"].text(), "trial");
  CHECK_EQ(o.post("/api/admin/mail/test/", "", o.ada).code(), "forbidden");
}

}  // namespace

int main() {
  return lectern_test::run(
      "site_settings_api",
      {TEST(settings_are_shown_set_and_taken_back),
       TEST(what_cannot_be_is_refused_and_nothing_is_set), TEST(colors_can_be_read),
       TEST(a_logo_is_a_small_picture), TEST(pages_and_manifest_carry_the_brand),
       TEST(what_another_node_sets_counts_here), TEST(a_test_mail_goes_to_the_administrator)});
}
