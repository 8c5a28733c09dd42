// SPDX-License-Identifier: MIT
// Who else may touch the files with secrets: the rules for owners and modes, and what is mended,
// what is refused, and what is only looked at.
#include "base/file_access.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/text_file.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using base::AccessFault;
using base::FileUser;

namespace {

constexpr uid_t kDaemon = 990, kStranger = 1000;
constexpr gid_t kDaemonGroup = 991, kOtherGroup = 100;
const FileUser kUser{kDaemon, {kDaemonGroup}};
const FileUser kRoot{0, {0}};

struct stat status_of(mode_t mode, uid_t owner, gid_t group = kOtherGroup) {
  struct stat status {};
  status.st_mode = mode;
  status.st_uid = owner;
  status.st_gid = group;
  return status;
}

std::string said(const std::optional<AccessFault>& fault) {
  return fault ? fault->print() + (fault->mode ? " (mends it)" : "") : "(none)";
}
std::string file(mode_t mode, uid_t owner, gid_t group = kOtherGroup,
                 const FileUser& user = kUser) {
  return said(base::judge_private_file("F", status_of(S_IFREG | mode, owner, group), user));
}
std::string folder(mode_t mode, uid_t owner, gid_t group = kOtherGroup,
                   const FileUser& user = kUser) {
  return said(base::judge_private_folder("D", status_of(S_IFDIR | mode, owner, group), user));
}

// A log that keeps its lines.
struct Kept {
  std::string lines;
  base::Log log{base::LogLevel::info, base::LogFormat::text,
                [this](base::LogLevel, std::string_view line) { lines.append(line).append("\n"); }};

  bool holds(std::string_view part) const { return lines.find(part) != std::string::npos; }
};

std::string written(const lectern_test::TempFolder& where, const std::string& name, mode_t mode) {
  std::string path = where.file(name);
  std::ofstream(path) << "content";
  CHECK_EQ(::chmod(path.c_str(), mode), 0);
  return path;
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  CHECK_EQ(::lstat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

void a_private_file_is_for_its_owner_alone() {
  for (const mode_t right : {0600u, 0400u, 0000u}) CHECK_EQ(file(right, kDaemon), "(none)");
  CHECK_EQ(file(0666, kDaemon),
           "F has mode 0666: other users may write it; to mend it: chmod 0600 F (mends it)");
  CHECK_EQ(file(0640, kDaemon),
           "F has mode 0640: other users may read it; to mend it: chmod 0600 F (mends it)");
  CHECK_EQ(file(0404, kDaemon),
           "F has mode 0404: other users may read it; to mend it: chmod 0400 F (mends it)");
  for (const mode_t one : {0010u, 0001u, 0020u, 0002u, 0040u, 0004u})
    CHECK(file(0600 | one, kDaemon) != "(none)");
}

void a_file_of_another_user_is_no_private_file() {
  CHECK_EQ(file(0600, kStranger),
           "F belongs to the user 1000, not to the daemon's user 990 or to root; to mend it: chown "
           "990 F");
  CHECK_EQ(file(0600, kStranger, kOtherGroup, kRoot),
           "F belongs to the user 1000, not to the daemon's user 0 or to root; to mend it: chown 0 "
           "F");
}

// Packages give a secret to root, and its group to the daemon.
void root_may_share_a_file_with_the_daemons_group() {
  CHECK_EQ(file(0600, 0), "(none)");
  CHECK_EQ(file(0640, 0, kDaemonGroup), "(none)");
  CHECK_EQ(file(0640, 0, kOtherGroup),
           "F has mode 0640: other users may read it; to mend it: chmod 0600 F");
  CHECK_EQ(file(0660, 0, kDaemonGroup),
           "F has mode 0660: other users may write it; to mend it: chmod 0640 F");
  CHECK_EQ(file(0644, 0, kDaemonGroup),
           "F has mode 0644: other users may read it; to mend it: chmod 0640 F");
  // The group of root's own files is no gift of somebody else.
  CHECK_EQ(file(0640, 0, 0, kRoot),
           "F has mode 0640: other users may read it; to mend it: chmod 0600 F (mends it)");
  CHECK(file(0640, kDaemon, kDaemonGroup) != "(none)");
}

void a_link_is_no_private_file() {
  CHECK_EQ(said(base::judge_private_file("F", status_of(S_IFLNK | 0777, kDaemon), kUser)),
           "F is a symbolic link, not a file; to mend it: rm F");
  CHECK_EQ(said(base::judge_private_file("F", status_of(S_IFIFO | 0600, kDaemon), kUser)),
           "F is something else, not a file; to mend it: rm F");
  CHECK_EQ(said(base::judge_private_folder("D", status_of(S_IFREG | 0700, kDaemon), kUser)),
           "D is not a folder; to mend it: rm D");
}

void nobody_else_writes_the_folder() {
  for (const mode_t right : {0700u, 0755u, 0750u, 02750u})
    CHECK_EQ(folder(right, kDaemon), "(none)");
  CHECK_EQ(folder(0777, kDaemon),
           "D has mode 0777: other users may write it; to mend it: chmod 0755 D (mends it)");
  CHECK_EQ(folder(02770, kDaemon),
           "D has mode 2770: other users may write it; to mend it: chmod 2750 D (mends it)");
  CHECK_EQ(folder(0700, kStranger),
           "D belongs to the user 1000, not to the daemon's user 990 or to root; to mend it: chown "
           "990 D");
  CHECK_EQ(folder(0755, 0), "(none)");
  CHECK_EQ(folder(0775, 0), "D has mode 0775: other users may write it; to mend it: chmod 0755 D");
  // Kubernetes: fsGroup
  CHECK_EQ(folder(02775, 0, kDaemonGroup), "(none)");
  CHECK(folder(0777, 0, kDaemonGroup) != "(none)");
  // Nobody changes the mode of /tmp.
  CHECK_EQ(folder(01777, 0, 0, kRoot),
           "D has mode 1777: every user may write it; to mend it: name a folder below it, such as "
           "D/lectern");
}

void an_own_file_is_mended_and_the_log_says_so() {
  const lectern_test::TempFolder where;
  Kept kept;
  const std::string path = written(where, "secret", 0666);
  CHECK_EQ(said(base::find_file_fault(path, base::this_user())),
           path + " has mode 0666: other users may write it; to mend it: chmod 0600 " + path +
               " (mends it)");
  CHECK_EQ(mode_of(path), 0666u);  // to look changes nothing
  const auto fd = CHECK_OK(base::open_private_file(path, O_RDONLY, kept.log));
  CHECK_EQ(CHECK_OK(base::read_text(fd, path)), "content");
  CHECK_EQ(mode_of(path), 0600u);
  CHECK(kept.holds("access_mended") && kept.holds("mode 0666") && kept.holds("0600"));
  kept.lines.clear();
  CHECK(base::open_private_file(path, O_RDONLY, kept.log));
  CHECK_OK(base::secure_file(path, kept.log));
  CHECK_EQ(kept.lines, "");
  CHECK(!base::find_file_fault(path, base::this_user()));

  ::chmod(path.c_str(), 0644);
  CHECK_OK(base::secure_file(path, kept.log));
  CHECK_EQ(mode_of(path), 0600u);

  CHECK_EQ(::chmod(where.path().c_str(), 0777), 0);
  CHECK_OK(base::secure_folder(where.path().string(), kept.log));
  CHECK_EQ(mode_of(where.path().string()), 0755u);
}

void what_is_missing_is_made_private_or_no_fault() {
  const lectern_test::TempFolder where;
  Kept kept;
  const std::string path = where.file("new");
  CHECK(!base::find_file_fault(path, base::this_user()));
  CHECK(!base::find_folder_fault(path, base::this_user()));
  CHECK_OK(base::secure_file(path, kept.log));
  CHECK_OK(base::secure_folder(path, kept.log));
  const auto missing = base::open_private_file(path, O_RDONLY, kept.log);
  CHECK(!missing);
  CHECK_EQ(missing.error().code, base::Errc::not_found);
  CHECK(base::open_private_file(path, O_RDWR | O_CREAT, kept.log));
  CHECK_EQ(mode_of(path), 0600u);
  CHECK_EQ(kept.lines, "");
}

void links_fifos_and_folders_are_refused_at_once() {
  const lectern_test::TempFolder where;
  Kept kept;
  const std::string target = written(where, "target", 0600);
  const std::string link = where.file("link");
  std::filesystem::create_symlink(target, link);
  const std::string dangling = where.file("dangling");
  std::filesystem::create_symlink(where.file("elsewhere"), dangling);
  const std::string fifo = where.file("fifo");
  CHECK_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const std::string directory = where.file("directory");
  std::filesystem::create_directory(directory);
  for (const std::string& path : {link, dangling, fifo, directory}) {
    const auto opened = base::open_private_file(path, O_RDONLY, kept.log);
    CHECK(!opened);
    CHECK_EQ(opened.error().code, base::Errc::permission_denied);
    CHECK(opened.error().what.find("not a file; to mend it: rm " + path) != std::string::npos);
    CHECK(!base::secure_file(path, kept.log));
  }
  CHECK(!base::open_private_file(dangling, O_RDWR | O_CREAT, kept.log));
  CHECK(!std::filesystem::exists(where.file("elsewhere")));
  const auto no_folder = base::secure_folder(target, kept.log);
  CHECK(!no_folder);
  CHECK_EQ(no_folder.error().what, target + " is not a folder; to mend it: rm " + target);
  // A folder may be a link: systemd's DynamicUser= makes /var/lib/NAME one.
  const std::string linked = where.file("linked");
  std::filesystem::create_directory_symlink(directory, linked);
  CHECK_OK(base::secure_folder(linked, kept.log));
}

void the_files_of_another_user_are_refused() {
  if (::geteuid() != 0) lectern_test::skip_test("only root can give a file away");
  const lectern_test::TempFolder where;
  Kept kept;
  const std::string path = written(where, "secret", 0600);
  CHECK_EQ(::chown(path.c_str(), kStranger, kOtherGroup), 0);
  const auto opened = base::open_private_file(path, O_RDONLY, kept.log);
  CHECK(!opened);
  CHECK_EQ(opened.error().what, path +
                                    " belongs to the user 1000, not to the daemon's user 0 or to "
                                    "root; to mend it: chown 0 " +
                                    path);
  CHECK_EQ(::chown(where.path().c_str(), kStranger, kOtherGroup), 0);
  CHECK(!base::secure_folder(where.path().string(), kept.log));
  CHECK_EQ(kept.lines, "");
}

void the_operators_files_may_be_shared_but_not_with_everybody() {
  const lectern_test::TempFolder where;
  for (const mode_t right : {0600u, 0640u, 0660u, 0400u})
    CHECK(!base::find_shared_fault(written(where, std::to_string(right), right)));
  const std::string readable = written(where, "readable", 0644);
  const auto read = base::find_shared_fault(readable);
  CHECK(read && !read->writable);
  CHECK_EQ(read->what, readable +
                           " has mode 0644: every user of this machine may read it; to mend it: "
                           "chmod o= " +
                           readable);
  const std::string writable = written(where, "writable", 0646);
  const std::string link = where.file("link");
  std::filesystem::create_symlink(writable, link);  // certbot's key is a link
  const auto write = base::find_shared_fault(link);
  CHECK(write && write->writable);
  CHECK(write->what.find("may write it") != std::string::npos);
  CHECK(!base::find_shared_fault(where.file("missing")));
  CHECK(!base::find_shared_fault("/dev/null"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "file_access",
      {TEST(a_private_file_is_for_its_owner_alone), TEST(a_file_of_another_user_is_no_private_file),
       TEST(root_may_share_a_file_with_the_daemons_group), TEST(a_link_is_no_private_file),
       TEST(nobody_else_writes_the_folder), TEST(an_own_file_is_mended_and_the_log_says_so),
       TEST(what_is_missing_is_made_private_or_no_fault),
       TEST(links_fifos_and_folders_are_refused_at_once),
       TEST(the_files_of_another_user_are_refused),
       TEST(the_operators_files_may_be_shared_but_not_with_everybody)});
}
