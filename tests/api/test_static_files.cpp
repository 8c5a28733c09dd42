// SPDX-License-Identifier: MIT
#include "api/static_files.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

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

// A link that was pasted with the end of its sentence is the page's to read.
void whoever_opens_a_page_gets_the_page() {
  const Folder folder;
  const StaticFiles files = folder.load();
  const std::string html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  for (const char* path : {"/j/kabo-rine-tuda.", "/j/kabo-rine-tuda.)", "/missing.js"}) {
    const auto page = files.serve(get(path, {{"accept", html}}));
    CHECK(page.has_value());
    CHECK_EQ(page->header("Content-Type"), "text/html; charset=utf-8");
    for (const char* other : {"*/*", "application/json", "image/avif,text/html", ""})
      CHECK(!files.serve(get(path, {{"accept", other}})));
  }
  for (const char* path : {"/.hidden", "/.well-known/acme-challenge/abc", "/a%zz"})
    CHECK(!files.serve(get(path, {{"accept", html}})));
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

void the_limits_include_their_ends() {
  CHECK_EQ(StaticFiles::Limits{}.files, 4096u);
  CHECK_EQ(StaticFiles::Limits{}.bytes, 67'108'864u);  // 64 MiB
  const Folder folder;
  std::size_t bytes = 0;
  for (const char* name :
       {"index.html", "assets/app-1a2b.js", "assets/noise-3c4d.png", "favicon.svg"})
    bytes += fs::file_size(fs::path{folder.path()} / name);
  StaticFiles::Limits exact;
  exact.files = 4;
  exact.bytes = bytes;
  CHECK_EQ(CHECK_OK(StaticFiles::load(folder.path(), exact)).size(), 4u);
  StaticFiles::Limits one_file_less = exact;
  --one_file_less.files;
  const auto files = StaticFiles::load(folder.path(), one_file_less);
  CHECK(!files);
  CHECK_EQ(files.error().code, base::Errc::exhausted);
  StaticFiles::Limits one_byte_less = exact;
  --one_byte_less.bytes;
  const auto small = StaticFiles::load(folder.path(), one_byte_less);
  CHECK(!small);
  CHECK_EQ(small.error().code, base::Errc::exhausted);
}

void text_is_compressed_and_media_are_not() {
  const Folder folder;
  const std::pair<const char*, bool> names[] = {
      {"a.html", true}, {"a.txt", true},         {"a.json", true}, {"a.map", true},
      {"a.css", true},  {"a.webmanifest", true}, {"a.wasm", true}, {"a.xml", true},
      {"a.svg", true},  {"a.png", false},        {"a.mp3", false}, {"a.woff2", false},
      {"a.bin", false}};
  for (const auto& [name, compressed] : names) folder.write(name, std::string(2000, 'y'));
  const StaticFiles files = folder.load();
  for (const auto& [name, compressed] : names) {
    const auto got = files.serve(get(std::string{"/"} + name, {{"accept-encoding", "gzip"}}));
    if ((got->header("Content-Encoding") == "gzip") != compressed)
      lectern_test::check_failed(name, __FILE__, __LINE__);
    const auto plain = files.serve(get(std::string{"/"} + name));
    CHECK_EQ(plain->text(), std::string(2000, 'y'));
    CHECK_EQ(plain->header("Vary"), compressed ? "Accept-Encoding" : "");
  }
}

// The length of `plain` as gzip, with the same settings as the product.
std::size_t gzip_size(const std::string& plain) {
  z_stream stream{};
  CHECK_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  deflateEnd(&stream);
  return stream.total_out;
}

// Noise with more and more blanks behind it passes the border byte by byte.
void less_than_a_tenth_saved_is_not_worth_it() {
  const Folder folder;
  lectern_test::SeededRandom random;
  std::string noise(1000, '\0');
  random.fill({reinterpret_cast<std::byte*>(noise.data()), noise.size()});
  const auto content = [&](int blanks) { return noise + std::string(blanks, ' '); };
  for (int blanks = 0; blanks < 300; ++blanks)
    folder.write(std::to_string(blanks) + ".txt", content(blanks));
  const StaticFiles files = folder.load();
  int with = 0, at_the_border = 0;
  for (int blanks = 0; blanks < 300; ++blanks) {
    const std::string plain = content(blanks);
    const std::size_t saved = plain.size() - std::min(plain.size(), gzip_size(plain));
    const bool worth_it = saved > plain.size() / 10;
    at_the_border += saved == plain.size() / 10 ? 1 : 0;
    with += worth_it ? 1 : 0;
    const auto got = files.serve(get('/' + std::to_string(blanks) + ".txt"));
    CHECK_EQ(got->header("Vary") == "Accept-Encoding", worth_it);
  }
  CHECK(with > 0 && with < 300 && at_the_border > 0);
}

// RFC 1951 section 2: a repetition is found up to 32 KiB back.
void a_file_is_compressed_as_well_as_gzip_can() {
  const Folder folder;
  lectern_test::SeededRandom random;
  std::string noise(20'000, '\0');
  random.fill({reinterpret_cast<std::byte*>(noise.data()), noise.size()});
  std::string text;
  for (int i = 0; i < 30'000; ++i) text += static_cast<char>('a' + random.below(26));
  folder.write("twice.txt", noise + noise);
  folder.write("letters.txt", text);
  const StaticFiles files = folder.load();
  const auto size = [&](const char* path) {
    return files.serve(get(path, {{"accept-encoding", "gzip"}}))->text().size();
  };
  CHECK(size("/twice.txt") < 21'000);
  CHECK_EQ(size("/twice.txt"), gzip_size(noise + noise));
  CHECK_EQ(size("/letters.txt"), gzip_size(text));
}

void a_tag_is_96_bits_of_the_hash_and_names_the_form() {
  const Folder folder;
  const StaticFiles files = folder.load();
  const std::string hash =
      base::encode_hex(base::sha256(base::as_bytes(std::string(4000, 'x')))).substr(0, 24);
  CHECK_EQ(files.serve(get("/assets/app-1a2b.js"))->header("ETag"), '"' + hash + '"');
  const auto gzip = [&](std::map<std::string, std::string> more) {
    more["accept-encoding"] = "gzip";
    return *files.serve(get("/assets/app-1a2b.js", std::move(more)));
  };
  CHECK_EQ(gzip({}).header("ETag"), '"' + hash + "-gz\"");
  const Response same = gzip({{"if-none-match", '"' + hash + "-gz\""}});
  CHECK_EQ(same.status, 304);
  CHECK_EQ(same.header("Content-Encoding"), "");
  CHECK_EQ(same.text(), gzip({}).text());
}

void an_unknown_extension_is_a_stream_of_bytes() {
  for (const char* path : {"", "LICENSE", "a.unknown", "a.", ".", "js"})
    CHECK_EQ(content_type_of(path), "application/octet-stream");
  CHECK_EQ(content_type_of("a.b.JS"), "text/javascript; charset=utf-8");
}

void a_folder_or_a_special_file_is_no_file() {
  const Folder folder;
  fs::create_directory(fs::path{folder.path()} / "empty");
  CHECK_EQ(::mkfifo((fs::path{folder.path()} / "pipe").c_str(), 0600), 0);
  CHECK_EQ(folder.load().size(), 4u);
}

void without_files_nothing_is_served() { CHECK(!StaticFiles{}.serve(get("/"))); }

}  // namespace

int main() {
  return lectern_test::run(
      "static_files",
      {TEST(serves_files_with_their_types), TEST(the_page_answers_its_own_routes),
       TEST(whoever_opens_a_page_gets_the_page), TEST(nothing_else_is_reachable),
       TEST(compresses_for_those_who_can_read_it), TEST(answers_304_for_what_the_browser_has),
       TEST(the_tag_follows_the_content), TEST(head_is_get),
       TEST(names_what_is_wrong_with_a_folder), TEST(without_files_nothing_is_served),
       TEST(the_limits_include_their_ends), TEST(text_is_compressed_and_media_are_not),
       TEST(less_than_a_tenth_saved_is_not_worth_it),
       TEST(a_tag_is_96_bits_of_the_hash_and_names_the_form),
       TEST(an_unknown_extension_is_a_stream_of_bytes), TEST(a_folder_or_a_special_file_is_no_file),
       TEST(a_file_is_compressed_as_well_as_gzip_can)});
}
