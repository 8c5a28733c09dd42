// SPDX-License-Identifier: MIT
#include "ctl/tls/folder.hpp"

#include <sys/stat.h>

#include <fstream>

#include "base/text_file.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using ctl::tls::Explanation;
using ctl::tls::Folder;
using ctl::tls::LastTry;
using ctl::tls::Order;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  CHECK_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

void keeps_the_order() {
  lectern_test::TempFolder dir;
  const Folder folder{dir.file("acme")};
  const auto lock = CHECK_OK(folder.lock());
  CHECK_EQ(mode_of(folder.path()), mode_t{0700});
  CHECK(!CHECK_OK(folder.order()));
  const Order order{"a@example.org", {"meet.example.org"}, "staging", "tls-alpn-01"};
  CHECK_OK(folder.keep(order));
  CHECK(CHECK_OK(folder.order()) == order);
  CHECK_EQ(mode_of(folder.path() + "/order.json"), mode_t{0600});
  CHECK_OK(folder.forget_order());
  CHECK_OK(folder.forget_order());
  CHECK(!CHECK_OK(folder.order()));
  std::ofstream(folder.path() + "/order.json") << "{}";
  CHECK(!folder.order());
}

void keeps_the_last_try() {
  lectern_test::TempFolder dir;
  const Folder folder{dir.file("acme")};
  CHECK(!folder.last_try());
  const auto lock = CHECK_OK(folder.lock());
  CHECK(!folder.last_try());
  const base::WallTime at = base::from_unix_seconds(1'800'000'000);
  CHECK_OK(folder.keep(LastTry{at, Explanation{"acme-caa", "A record forbids it."}}));
  const auto failed = folder.last_try();
  CHECK(failed && failed->at == at && failed->failed);
  CHECK_EQ(failed->failed->code, "acme-caa");
  CHECK_EQ(failed->failed->text, "A record forbids it.");
  CHECK_OK(folder.keep(LastTry{at, std::nullopt}));
  CHECK(folder.last_try() && !folder.last_try()->failed);
}

void one_process_works_in_it() {
  lectern_test::TempFolder dir;
  const Folder folder{dir.file("acme")};
  {
    const auto first = CHECK_OK(folder.lock());
    const auto second = folder.lock();
    CHECK(!second);
    CHECK(second.error().what.find("wait for it") != std::string::npos);
  }
  CHECK_OK(folder.lock());
  CHECK(!Folder{dir.file("none/acme")}.lock());
}

void only_the_owner_runs_the_hook() {
  lectern_test::TempFolder dir;
  const Folder folder{dir.file("acme")};
  const auto lock = CHECK_OK(folder.lock());
  CHECK_OK(folder.write_hook("#!/bin/sh\n"));
  CHECK_EQ(mode_of(folder.path() + "/hook"), mode_t{0700});
  CHECK_EQ(CHECK_OK(base::read_text_file(folder.path() + "/hook")), "#!/bin/sh\n");
}

}  // namespace

int main() {
  return lectern_test::run(
      "folder", {TEST(keeps_the_order), TEST(keeps_the_last_try), TEST(one_process_works_in_it),
                 TEST(only_the_owner_runs_the_hook)});
}
