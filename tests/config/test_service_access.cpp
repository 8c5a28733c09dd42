// SPDX-License-Identifier: MIT
// Files that root may read and the daemon's user may not.
#include "config/service_access.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/config/loading.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace lectern_test;

constexpr uid_t kNobody = 65534;

void what_only_root_may_read_is_told() {
  if (::geteuid() != 0) {
    std::puts("skipped: only root can ask for another user");
    return;
  }
  TempFolder folder;
  const std::string state = folder.file("state"), key = folder.file("key.pem");
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  std::filesystem::create_directory(state);
  CHECK_EQ(::chown(state.c_str(), kNobody, kNobody), 0);
  std::ofstream{key} << "x";
  const auto told = [&](mode_t mode, gid_t group) {
    CHECK_EQ(::chown(key.c_str(), 0, group), 0);
    CHECK_EQ(::chmod(key.c_str(), mode), 0);
    const auto loaded = taken_text("[site]\nstate_dir = \"" + state +
                                   "\"\n[[listen]]\naddress = \"127.0.0.1:0\"\ntls = true\n[tls]\n"
                                   "certificate = \"/none\"\nkey = \"" +
                                   key + "\"\n");
    std::string out;
    for (const std::string& what : config::find_unreadable_files(loaded.config, "lectern.toml"))
      out += what + "\n";
    return out;
  };
  CHECK(holds(told(0600, 0), "[tls] key " + key + ": Permission denied for the user nobody"));
  CHECK(holds(told(0600, 0), "to mend it: chgrp nobody " + key));
  CHECK_EQ(told(0640, kNobody), "");
  CHECK_EQ(told(0644, 0), "");
  CHECK_EQ(::chown(state.c_str(), 0, 0), 0);
  CHECK_EQ(told(0600, 0), "");  // the daemon runs as root, too
}

}  // namespace

int main() { return lectern_test::run("service_access", {TEST(what_only_root_may_read_is_told)}); }
