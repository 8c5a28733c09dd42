// SPDX-License-Identifier: MIT
#include "api/path_for_log.hpp"

#include "api/router.hpp"

namespace api {

std::string path_for_log(std::string_view path) {
  const auto segments = split_path(path);
  if (!segments) return "…";
  std::string folder;
  for (const std::string& segment : *segments) {
    for (const std::string_view secret : kSecretFolders) {
      if (folder == secret) return folder + "/…";
    }
    folder += "/" + segment;
  }
  return std::string{path};
}

}  // namespace api
