// SPDX-License-Identifier: MIT
#include "daemon/web/webui.hpp"

#include <filesystem>

namespace lecternd {
namespace {

std::string webui_folder(const config::Config& config, const std::string& program) {
  if (!config.site.webui_dir.empty()) return config.site.webui_dir;
  const std::filesystem::path here = std::filesystem::path(program).parent_path();
  for (const std::filesystem::path& folder : {here / "webui", here / "../share/lectern/webui",
                                              std::filesystem::path{"/usr/share/lectern/webui"}}) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / "index.html", ignored))
      return folder.lexically_normal().string();
  }
  return {};
}

}  // namespace

base::Result<api::StaticFiles> load_webui(const config::Config& config, const std::string& program,
                                          const base::Log& log) {
  const std::string folder = webui_folder(config, program);
  if (folder.empty()) {
    log.warning("webui_not_found",
                {{"hint", "make webui builds it; webui_dir in [site] names another folder"}});
    return api::StaticFiles{};
  }
  return api::StaticFiles::load(folder).map_error([](const base::Error& error) {
    return base::Error{error.code, "[site] webui_dir: " + error.what};
  });
}

}  // namespace lecternd
