// SPDX-License-Identifier: MIT
// StaticFiles: the built web UI, read into memory at start and compressed once. Serving it never
// touches the disk, so no path in a request can reach a file outside. Any thread. Copies share the
// contents of the files.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/request.hpp"
#include "api/response.hpp"
#include "base/result.hpp"

namespace api {

class StaticFiles {
 public:
  struct Limits {
    std::size_t files = 4096;
    std::size_t bytes = 64 * 1024 * 1024;
  };

  StaticFiles() = default;  // serves nothing
  // Loads every regular file below `folder` except hidden ones. Fails if the folder or its
  // index.html is missing or a limit is exceeded.
  static base::Result<StaticFiles> load(const std::string& folder, Limits limits);
  static base::Result<StaticFiles> load(const std::string& folder) {
    return load(folder, Limits{});
  }

  // Answers GET and HEAD for a file. A path without a dot that names no file gets index.html,
  // because the page does its own routing. nullopt for every other request. The caller handles /api
  // and /ws itself.
  std::optional<Response> serve(const Request& request) const;

  // The text of a file, uncompressed; nullopt where there is none.
  std::optional<std::string> text(std::string_view path) const;
  // Puts another text in the place of a file, or a new file there. Before other threads know this.
  void replace(std::string_view path, std::string content);

  std::size_t size() const noexcept { return files_.size(); }

 private:
  struct File {
    std::string_view content_type;
    std::string_view cache_control;
    std::string etag;  // of the plain form; the compressed form adds a suffix
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip;  // null if it would not be smaller
  };

  static File make_file(const std::string& path, std::string content);
  static Response respond(const File& file, const Request& request);

  std::unordered_map<std::string, File> files_;  // "assets/index-4f2a.js"
};

// The content type for the path's extension; "application/octet-stream" for an unknown one.
std::string_view content_type_of(std::string_view path) noexcept;

}  // namespace api
