// SPDX-License-Identifier: MIT
#include "meetings/store/zone_names.hpp"

#include <fstream>

#include "tests/meetings/world.hpp"

using meetings::store::ZoneNames;

namespace {

void names_come_from_the_zone_files() {
  lectern_test::TempFolder folder;
  for (const char* part : {"Europe", "America/Argentina", "posix/Europe"})
    std::filesystem::create_directories(folder.path() / part);
  const auto put = [&](const char* name, const char* content) {
    std::ofstream(folder.file(name)) << content;
  };
  put("Europe/Berlin", "TZif2...");
  put("America/Argentina/Salta", "TZif2...");
  put("Etc+5", "TZif2...");
  put("posix/Europe/Berlin", "TZif2...");
  put("zone.tab", "# text");
  put("README", "text");
  put("localtime", "TZif2...");
  const ZoneNames zones{folder.path()};
  CHECK_EQ(zones.size(), 3u);
  CHECK(zones.contains("Europe/Berlin") && zones.contains("America/Argentina/Salta") &&
        zones.contains("Etc+5"));
  for (const char* name : {"", "Europe", "europe/berlin", "Europe/Berlin/", "/Europe/Berlin",
                           "Europe//Berlin", "README", "zone.tab", "localtime",
                           "posix/Europe/Berlin", "../etc/passwd", "Europe/../Europe/Berlin"}) {
    CHECK(!zones.contains(name));
  }
}

void without_zone_data_the_form_decides() {
  const ZoneNames zones{"/nonexistent/zoneinfo"};
  CHECK(zones.contains("Europe/Berlin") && zones.contains("Etc/GMT+5"));
  for (const std::string& name :
       {std::string{}, std::string{"../x"}, std::string{"a b"}, std::string{"/x"},
        std::string{"x/"}, std::string(65, 'x'), std::string("x\0", 2), std::string{"ü"}}) {
    CHECK(!zones.contains(name));
  }
}

}  // namespace

int main() {
  return lectern_test::run("zone_names", {TEST(names_come_from_the_zone_files),
                                          TEST(without_zone_data_the_form_decides)});
}
