// SPDX-License-Identifier: MIT
#include "api/static_files.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "api/entity_tag.hpp"
#include "api/http_text.hpp"
#include "api/router.hpp"
#include "base/text.hpp"

namespace api {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";
constexpr std::string_view kRevalidate = "no-cache";

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kContentTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".ttf", "font/ttf"},
    {".wasm", "application/wasm"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".webm", "video/webm"},
}};

bool is_compressible(std::string_view type) noexcept {
  return type.starts_with("text/") || type.starts_with("application/json") ||
         type.starts_with("application/manifest") || type.starts_with("application/wasm") ||
         type.starts_with("application/xml") || type.starts_with("image/svg");
}

// Null if zlib fails or saves less than a tenth, which would not be worth a Vary header.
std::shared_ptr<const std::string> compress(const std::string& plain) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    return nullptr;
  std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(
      const_cast<char*>(plain.data()));  // zlib's field is not const; it only reads
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END || out.size() + plain.size() / 10 >= plain.size()) return nullptr;
  return std::make_shared<const std::string>(std::move(out));
}

// Browsers name text/html first when they open a page, and never for scripts, styles or images.
bool wants_page(std::string_view accept) {
  const auto types = split_list(accept);
  return !types.empty() && types.front() == "text/html";
}

base::Result<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.good() && !in.eof()) return base::failure(base::Errc::io, "cannot read " + path.string());
  return content;
}

bool is_hidden(const fs::path& relative) {
  return std::any_of(relative.begin(), relative.end(),
                     [](const fs::path& part) { return part.native().starts_with('.'); });
}

}  // namespace

std::string_view content_type_of(std::string_view path) noexcept {
  const std::size_t dot = path.rfind('.');
  const std::string_view extension =
      dot == std::string_view::npos ? std::string_view{} : path.substr(dot);
  for (const auto& [known, type] : kContentTypes) {
    if (base::equals_ignoring_case(known, extension)) return type;
  }
  return "application/octet-stream";
}

StaticFiles::File StaticFiles::make_file(const std::string& path, std::string content) {
  File file;
  file.content_type = content_type_of(path);
  // The build puts a hash of the content into the names below assets/.
  file.cache_control = path.starts_with("assets/") ? kImmutable : kRevalidate;
  file.etag = content_tag(content);
  file.plain = std::make_shared<const std::string>(std::move(content));
  if (is_compressible(file.content_type)) file.gzip = compress(*file.plain);
  return file;
}

base::Result<StaticFiles> StaticFiles::load(const std::string& folder, Limits limits) {
  StaticFiles out;
  std::size_t bytes = 0;
  std::error_code error;
  const fs::path root{folder};
  for (fs::recursive_directory_iterator it(root, error), end; !error && it != end;
       it.increment(error)) {
    const fs::path relative = it->path().lexically_relative(root);
    std::error_code type_error;
    if (is_hidden(relative) || !it->is_regular_file(type_error)) continue;
    TRY(auto content, read_file(it->path()));
    bytes += content.size();
    if (bytes > limits.bytes || out.files_.size() == limits.files) {
      return base::failure(base::Errc::exhausted, folder + " holds more than a web UI: over " +
                                                      std::to_string(limits.files) + " files or " +
                                                      std::to_string(limits.bytes) + " bytes");
    }
    const std::string path = relative.generic_string();
    out.files_.insert_or_assign(path, make_file(path, std::move(content)));
  }
  if (error)
    return base::failure(base::Errc::io,
                         "cannot read the folder " + folder + ": " + error.message());
  if (!out.files_.contains(std::string{kIndex})) {
    return base::failure(base::Errc::not_found, folder + " holds no " + std::string{kIndex});
  }
  return out;
}

std::optional<std::string> StaticFiles::text(std::string_view path) const {
  const auto found = files_.find(std::string{path});
  return found == files_.end() ? std::nullopt : std::optional{*found->second.plain};
}

void StaticFiles::replace(std::string_view path, std::string content) {
  std::string name{path};
  files_.insert_or_assign(name, make_file(name, std::move(content)));
}

Response StaticFiles::respond(const File& file, const Request& request) {
  const bool compressed = file.gzip != nullptr && accepts_gzip(request.header("accept-encoding"));
  std::string etag = file.etag;
  if (compressed) etag.insert(etag.size() - 1, "-gz");  // another representation, another tag
  Response response;
  response.with("ETag", etag).with("Cache-Control", std::string{file.cache_control});
  if (file.gzip) response.with("Vary", "Accept-Encoding");
  // A 304 keeps the body that a 200 would have had: HTTP sends its length and not the body (RFC
  // 9110 section 8.6).
  response.body = compressed ? file.gzip : file.plain;
  const std::string_view condition = request.header("if-none-match");
  if (!condition.empty() && !none_match(condition, etag)) {
    response.status = 304;
    return response;
  }
  response.with("Content-Type", std::string{file.content_type});
  if (compressed) response.with("Content-Encoding", "gzip");
  return response;
}

std::optional<Response> StaticFiles::serve(const Request& request) const {
  if (request.method != Method::get && request.method != Method::head) return std::nullopt;
  const auto segments = split_path(request.path);
  if (!segments) return std::nullopt;
  std::string path;
  for (const std::string& segment : *segments) {
    if (segment.starts_with('.')) return std::nullopt;  // .well-known and similar paths are no page
    path.append(path.empty() ? "" : "/").append(segment);
  }
  auto found = files_.find(path);
  if (found == files_.end()) {
    // A name with a dot means a file, except to somebody who opens a page: a link that was pasted
    // with the full stop of its sentence gets the page, which reads the link or says what is wrong.
    const bool routed_by_page = segments->empty() ||
                                segments->back().find('.') == std::string::npos ||
                                wants_page(request.header("accept"));
    if (!routed_by_page) return std::nullopt;
    found = files_.find(std::string{kIndex});
  }
  if (found == files_.end()) return std::nullopt;
  return respond(found->second, request);
}

}  // namespace api
