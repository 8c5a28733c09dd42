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

// Debian 13 has the files of older names in a package of their own; browsers use them all the same.
void older_names_come_from_the_source_of_the_zones() {
  lectern_test::TempFolder folder;
  std::filesystem::create_directory(folder.path() / "Asia");
  std::ofstream(folder.file("Asia/Kolkata")) << "TZif2...";
  std::ofstream(folder.file("tzdata.zi"))
      << "# version 2026a\nR d 1916 o - Jun 14 23s 1 S\n"
         "Z Asia/Kolkata 5:53:28 - LMT 1854 Jun 28\n"
         "L Asia/Kolkata Asia/Calcutta\nL Asia/Nowhere Asia/Elsewhere\n"
         "L Asia/Kolkata ../etc/passwd\nL Asia/Kolkata \nL \nL\n";
  const ZoneNames zones{folder.path()};
  CHECK_EQ(zones.size(), 2u);
  CHECK(zones.contains("Asia/Kolkata") && zones.contains("Asia/Calcutta"));
  for (const char* name : {"Asia/Kolkata", "Asia/Calcutta"})
    CHECK_EQ(zones.file_of(name), std::optional<std::string>{"Asia/Kolkata"});
  CHECK(!zones.file_of("Asia/Elsewhere"));
  for (const char* name : {"", "Asia/Elsewhere", "../etc/passwd"}) CHECK(!zones.contains(name));
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
                                          TEST(older_names_come_from_the_source_of_the_zones),
                                          TEST(without_zone_data_the_form_decides)});
}
