// SPDX-License-Identifier: MIT
#include "meetings/store/zone_names.hpp"

#include <algorithm>
#include <fstream>

namespace meetings::store {
namespace {

constexpr std::size_t kLongestName = 64;

// Letters, digits and _ + - in parts between single slashes. No part begins with a dot, so no path
// leaves the folder.
bool has_form(std::string_view name) noexcept {
  if (name.empty() || name.size() > kLongestName || name.front() == '/' || name.back() == '/')
    return false;
  if (name.find("//") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '/';
  });
}

// RFC 8536 section 3.1: every compiled zone begins with this.
bool is_zone_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  char magic[4] = {};
  return file.read(magic, sizeof magic) && std::string_view(magic, sizeof magic) == "TZif";
}

// Adds to `files` their older names, such as Asia/Calcutta, which some browsers still use. They
// stand in the lines "L NAME OLDER_NAME" of tzdata.zi; Debian 13 has their zone files in a package
// of their own, tzdata-legacy.
void add_older_names(const std::filesystem::path& tzdata,
                     std::map<std::string, std::string, std::less<>>& files) {
  std::ifstream file(tzdata);
  for (std::string line; std::getline(file, line);) {
    const std::size_t space = line.rfind(' ');
    if (!line.starts_with("L ") || space < 2) continue;
    const std::string older = line.substr(space + 1);
    const std::string name = line.substr(2, space - 2);
    if (has_form(older) && files.contains(name)) files.emplace(older, name);
  }
}

}  // namespace

ZoneNames::ZoneNames(const std::filesystem::path& folder) {
  std::error_code error;
  using Walk = std::filesystem::recursive_directory_iterator;
  for (Walk at(folder, std::filesystem::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    const std::string name = at->path().lexically_relative(folder).generic_string();
    std::error_code unreadable;
    if (at->is_directory(unreadable)) {
      // These folders hold the same zones again, with and without leap seconds.
      if (name == "posix" || name == "right") at.disable_recursion_pending();
    } else if (has_form(name) && name != "localtime" && name != "posixrules" &&
               is_zone_file(at->path())) {
      files_.emplace(name, name);
    }
  }
  add_older_names(folder / "tzdata.zi", files_);
}

bool ZoneNames::contains(std::string_view name) const {
  return files_.empty() ? has_form(name) : files_.find(name) != files_.end();
}

std::optional<std::string> ZoneNames::file_of(std::string_view name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace meetings::store
