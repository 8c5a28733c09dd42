// SPDX-License-Identifier: MIT
#include "api/static_files.hpp"

#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "tests/support/check.hpp"

namespace {

namespace fs = std::filesystem;
using namespace api;

// A folder with a small web UI, gone with the object.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "lectern-static-XXXXXX").string();
    CHECK(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    write("index.html", "<!doctype html><title>Lectern</title>");
    write("assets/app-1a2b.js", std::string(4000, 'x'));
    write("assets/noise-3c4d.png", "\x89PNG");
    write("favicon.svg", "<svg/>");
    write(".hidden", "secret");
    write(".git/config", "secret");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  StaticFiles load() const { return CHECK_OK(StaticFiles::load(path_.string())); }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

Request get(std::string path, std::map<std::string, std::string> headers = {}) {
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

std::string gunzip(std::string_view compressed) {
  z_stream stream{};
  CHECK_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  CHECK_EQ(result, Z_STREAM_END);
  return out;
}

void serves_files_with_their_types() {
  const Folder folder;
  const StaticFiles files = folder.load();
  CHECK_EQ(files.size(), 4u);  // without the hidden ones
  const auto script = files.serve(get("/assets/app-1a2b.js"));
  CHECK(script.has_value());
  CHECK_EQ(script->status, 200);
  CHECK_EQ(script->header("Content-Type"), "text/javascript; charset=utf-8");
  CHECK_EQ(script->header("Cache-Control"), "public, max-age=31536000, immutable");
  CHECK_EQ(script->text().size(), 4000u);
  CHECK_EQ(files.serve(get("/favicon.svg"))->header("Content-Type"), "image/svg+xml");
  CHECK_EQ(files.serve(get("/favicon.svg"))->header("Cache-Control"), "no-cache");
}

void the_page_answers_its_own_routes() {
  const Folder folder;
  const StaticFiles files = folder.load();
  for (const char* path : {"/", "/j/kabo-rine-tuda", "/create", "/signin/", "/index.html"}) {
    const auto page = files.serve(get(path));
    CHECK(page.has_value());
    CHECK_EQ(page->header("Content-Type"), "text/html; charset=utf-8");
    CHECK_EQ(page->header("Cache-Control"), "no-cache");
  }
}

void nothing_else_is_reachable() {
  const Folder folder;
  const StaticFiles files = folder.load();
  for (const char* path : {"/missing.js", "/assets/app-9999.js", "/.hidden", "/.git/config",
                           "/../etc/passwd", "/%2e%2e/etc/passwd", "/assets/..%2findex.html",
                           "/.well-known/acme-challenge/abc", "/%00", "", "*", "/a%zz"}) {
    if (files.serve(get(path))) lectern_test::check_failed(path, __FILE__, __LINE__);
  }
  Request post = get("/index.html");
  post.method = Method::post;
  CHECK(!files.serve(post));
}

void compresses_for_those_who_can_read_it() {
  const Folder folder;
  const StaticFiles files = folder.load();
  const auto plain = files.serve(get("/assets/app-1a2b.js"));
  const auto gzip = files.serve(get("/assets/app-1a2b.js", {{"accept-encoding", "br, gzip"}}));
  CHECK_EQ(gzip->header("Content-Encoding"), "gzip");
  CHECK_EQ(gunzip(gzip->text()), std::string(4000, 'x'));
  CHECK_EQ(gzip->header("Vary"), "Accept-Encoding");
  CHECK_EQ(plain->header("Vary"), "Accept-Encoding");
  CHECK_EQ(plain->header("Content-Encoding"), "");
  CHECK(plain->header("ETag") != gzip->header("ETag"));
  // A picture gains nothing.
  const auto picture = files.serve(get("/assets/noise-3c4d.png", {{"accept-encoding", "gzip"}}));
  CHECK_EQ(picture->header("Content-Encoding"), "");
  CHECK_EQ(picture->header("Vary"), "");
}

// RFC 9110 sections 13.1.2 and 15.4.5
void answers_304_for_what_the_browser_has() {
  const Folder folder;
  const StaticFiles files = folder.load();
  const std::string etag{files.serve(get("/"))->header("ETag")};
  CHECK(etag.size() > 10 && etag.front() == '"' && etag.back() == '"');
  for (const std::string& condition : {etag, "W/" + etag, "\"other\", " + etag, std::string{"*"}}) {
    const auto response = files.serve(get("/", {{"if-none-match", condition}}));
    CHECK_EQ(response->status, 304);
    CHECK_EQ(response->header("ETag"), etag);
    CHECK_EQ(response->header("Cache-Control"), "no-cache");
    CHECK_EQ(response->text(), files.serve(get("/"))->text());  // its length is told
    CHECK_EQ(response->header("Content-Type"), "");
  }
  CHECK_EQ(files.serve(get("/", {{"if-none-match", "\"other\""}}))->status, 200);
  // The tag of the compressed form is no match for the plain one.
  const std::string script{files.serve(get("/assets/app-1a2b.js"))->header("ETag")};
  CHECK_EQ(files
               .serve(get("/assets/app-1a2b.js",
                          {{"if-none-match", script}, {"accept-encoding", "gzip"}}))
               ->status,
           200);
}

void the_tag_follows_the_content() {
  const Folder folder;
  const std::string before{folder.load().serve(get("/"))->header("ETag")};
  folder.write("index.html", "<!doctype html><title>Newer</title>");
  CHECK(folder.load().serve(get("/"))->header("ETag") != before);
}

void head_is_get() {
  const Folder folder;
  Request request = get("/");
  request.method = Method::head;
  CHECK_EQ(folder.load().serve(request)->status, 200);
}

void names_what_is_wrong_with_a_folder() {
  const auto missing = StaticFiles::load("/nonexistent/lectern");
  CHECK(!missing);
  CHECK(missing.error().what.find("/nonexistent/lectern") != std::string::npos);
  const Folder folder;
  fs::remove(fs::path{folder.path()} / "index.html");
  CHECK_EQ(StaticFiles::load(folder.path()).error().code, base::Errc::not_found);
  folder.write("index.html", "x");
  StaticFiles::Limits few;
  few.files = 3;
  CHECK_EQ(StaticFiles::load(folder.path(), few).error().code, base::Errc::exhausted);
  StaticFiles::Limits small;
  small.bytes = 3000;
  CHECK_EQ(StaticFiles::load(folder.path(), small).error().code, base::Errc::exhausted);
}

void without_files_nothing_is_served() { CHECK(!StaticFiles{}.serve(get("/"))); }

}  // namespace

int main() {
  return lectern_test::run(
      "static_files",
      {TEST(serves_files_with_their_types), TEST(the_page_answers_its_own_routes),
       TEST(nothing_else_is_reachable), TEST(compresses_for_those_who_can_read_it),
       TEST(answers_304_for_what_the_browser_has), TEST(the_tag_follows_the_content),
       TEST(head_is_get), TEST(names_what_is_wrong_with_a_folder),
       TEST(without_files_nothing_is_served)});
}
