// SPDX-License-Identifier: MIT
// Where the web UI's files are found. The folders differ in how many files they have.
#include "daemon/web/webui.hpp"

#include <filesystem>
#include <fstream>

#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;

namespace {

const base::Log kQuiet{base::LogLevel::error, base::LogFormat::text};

void make_webui(const std::filesystem::path& folder, int more_files) {
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "index.html"} << "<!doctype html>";
  for (int i = 0; i < more_files; ++i)
    std::ofstream{folder / (std::to_string(i) + ".css")} << "body {}";
}

std::size_t files_of(const config::Config& config, const std::string& program) {
  return CHECK_OK(load_webui(config, program, kQuiet)).size();
}

}  // namespace

static void it_lies_beside_the_program_or_below_share() {
  const lectern_test::TempFolder folder;
  const std::string program = folder.file("bin/lecternd");
  make_webui(folder.path() / "share/lectern/webui", 1);
  std::filesystem::create_directories(folder.path() / "bin/webui");  // without index.html
  CHECK_EQ(files_of({}, program), 2u);
  make_webui(folder.path() / "bin/webui", 2);
  CHECK_EQ(files_of({}, program), 3u);
}

static void the_configured_folder_wins_and_must_be_there() {
  const lectern_test::TempFolder folder;
  make_webui(folder.path() / "bin/webui", 0);
  make_webui(folder.path() / "mine", 3);
  config::Config config;
  config.site.webui_dir = folder.file("mine");
  CHECK_EQ(files_of(config, folder.file("bin/lecternd")), 4u);
  config.site.webui_dir = folder.file("nowhere");
  const auto missing = load_webui(config, folder.file("bin/lecternd"), kQuiet);
  CHECK(!missing);
  CHECK(missing.error().what.starts_with("[site] webui_dir: "));
}

int main() {
  return lectern_test::run("webui", {TEST(it_lies_beside_the_program_or_below_share),
                                     TEST(the_configured_folder_wins_and_must_be_there)});
}
