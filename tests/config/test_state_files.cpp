// SPDX-License-Identifier: MIT
// What --check-config finds in the state folder, and what it finds at the operator's files.
#include "config/state_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/commands.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using config::find_state_problems;

namespace {

const std::string kGood = "0123456789abcdefghijklmnopqrstuv\n";

class Folder {
 public:
  Folder() {
    config_.site.state_dir = path("state");
    std::filesystem::create_directory(path("state"));
    mode("state", 0700);
  }
  std::string path(const std::string& name) const { return folder_.file(name); }
  void mode(const std::string& name, mode_t mode) const {
    CHECK_EQ(::chmod(path(name).c_str(), mode), 0);
  }
  void write(const std::string& name, const std::string& content, mode_t mode = 0600) const {
    std::ofstream(path(name), std::ios::binary | std::ios::trunc) << content;
    this->mode(name, mode);
  }
  config::Config& config() { return config_; }

  // "refused: WHAT" or "mended: WHAT", one a line.
  std::string problems() const {
    std::string out;
    for (const auto& problem : find_state_problems(config_))
      out += (problem.mended_at_start ? "mended: " : "refused: ") + problem.what + "\n";
    return out;
  }

 private:
  const lectern_test::TempFolder folder_;
  config::Config config_;
};

void a_state_folder_that_is_right_or_missing_has_no_problem() {
  Folder folder;
  CHECK_EQ(folder.problems(), "");
  folder.write("state/jwt.secret", kGood);
  folder.write("state/turn.secret", kGood);
  folder.write("state/lectern.db", "");
  folder.write("state/lectern.lock", "");
  CHECK_EQ(folder.problems(), "");
  folder.config().site.state_dir = folder.path("missing");
  CHECK_EQ(folder.problems(), "");
}

void modes_that_are_too_wide_are_told() {
  Folder folder;
  folder.write("state/jwt.secret", kGood, 0666);
  folder.write("state/turn.secret", kGood, 0604);
  folder.write("state/lectern.lock", "", 0644);
  folder.write("state/lectern.db", "", 0640);
  folder.write("state/lectern.db-wal", "", 0640);
  folder.write("state/self-signed.key", "", 0644);
  folder.write("state/acme.key", "", 0640);
  folder.mode("state", 0777);
  const std::string told = folder.problems();
  for (const char* name : {"", "/jwt.secret", "/turn.secret", "/lectern.lock", "/lectern.db",
                           "/lectern.db-wal", "/self-signed.key", "/acme.key"})
    CHECK(told.find("mended: " + folder.path("state") + name + " has mode") != std::string::npos);
  CHECK_EQ(told.find("refused"), std::string::npos);

  folder.mode("state", 0755);
  folder.config().auth.jwt_secrets.emplace_back("configured");
  folder.config().turn.core.secrets.emplace_back("configured");
  folder.config().tls.certificate = "/configured";
  folder.config().store.sqlite_path = folder.path("other.db");
  folder.write("state/lectern.lock", "");
  CHECK_EQ(folder.problems(), "");
  folder.write("other.db", "", 0644);
  CHECK(folder.problems().starts_with("mended: " + folder.path("other.db") + " has mode 0644"));
  folder.config().site.runtime_dir = folder.path("run");
  std::filesystem::create_directory(folder.path("run"));
  folder.mode("run", 0770);
  CHECK(folder.problems().starts_with("mended: " + folder.path("run") + " has mode 0770"));
}

void a_weak_or_planted_secret_is_told() {
  Folder folder;
  folder.write("state/jwt.secret", std::string(64, '\0'));
  CHECK_EQ(folder.problems(), "refused: " + folder.path("state/jwt.secret") +
                                  " holds no secret, because its content is one character, "
                                  "repeated; to let the daemon make a new one at its start: rm " +
                                  folder.path("state/jwt.secret") + "\n");
  folder.write("state/jwt.secret", "short\r\n");
  CHECK(folder.problems().find("has less than 16 characters") != std::string::npos);
  std::filesystem::remove(folder.path("state/jwt.secret"));
  folder.write("elsewhere", kGood);
  std::filesystem::create_symlink(folder.path("elsewhere"), folder.path("state/jwt.secret"));
  CHECK_EQ(folder.problems(), "refused: " + folder.path("state/jwt.secret") +
                                  " is a symbolic link, not a file; to mend it: rm " +
                                  folder.path("state/jwt.secret") + "\n");
}

// Root looks for the user that owns the folder, as a service manager would start the daemon.
void root_looks_with_the_eyes_of_the_owner() {
  if (::geteuid() != 0) lectern_test::skip_test("only root can give a file away");
  Folder folder;
  folder.write("state/jwt.secret", kGood);
  CHECK_EQ(::chown(folder.path("state").c_str(), 990, 991), 0);
  CHECK_EQ(folder.problems(), "");  // root's own file
  CHECK_EQ(::chown(folder.path("state/jwt.secret").c_str(), 990, 991), 0);
  CHECK_EQ(folder.problems(), "");
  CHECK_EQ(::chown(folder.path("state/jwt.secret").c_str(), 1000, 991), 0);
  CHECK(folder.problems().starts_with("refused: "));
}

std::string told(const base::Result<config::Loaded, std::vector<config::Problem>>& loaded) {
  std::string out;
  for (const config::Problem& problem : loaded ? loaded->notes : loaded.error())
    out += (loaded ? "note: " : "problem: ") + problem.print() + "\n";
  return out;
}

void secrets_that_every_user_may_touch_are_told() {
  Folder folder;
  const std::string secret = folder.path("secret");
  const std::string listen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";
  const config::ConfigSource by_file{folder.path("lectern.toml"),
                                     listen + "[turn]\nsecret_file = \"" + secret + "\"\n"};
  folder.write("lectern.toml", "", 0644);
  folder.write("secret", kGood, 0640);
  CHECK_EQ(told(config::load_source(by_file)), "");
  folder.write("secret", kGood, 0444);  // as Docker mounts it
  CHECK_EQ(told(config::load_source(by_file)),
           "note: " + by_file.name + ": " + secret +
               " has mode 0444: every user of this machine may read it; to mend it: chmod o= " +
               secret + "\n");
  folder.write("secret", kGood, 0646);
  CHECK(told(config::load_source(by_file)).starts_with("problem: "));

  const config::ConfigSource inside{by_file.name,
                                    listen + "[turn]\nusers = { ada = \"lovelace\" }\n"};
  CHECK(told(config::load_source(inside)).starts_with("note: the configuration: "));
  folder.mode("lectern.toml", 0666);
  CHECK(told(config::load_source(inside)).starts_with("problem: the configuration: "));
  CHECK_EQ(told(config::load_source({by_file.name, listen})), "");
  folder.mode("lectern.toml", 0640);
  CHECK_EQ(told(config::load_source(inside)), "");

  folder.write("key.pem", "", 0604);
  const config::ConfigSource with_key{by_file.name,
                                      listen + "tls = true\n[tls]\ncertificate = \"/c\"\nkey = \"" +
                                          folder.path("key.pem") + "\"\n"};
  CHECK(told(config::load_source(with_key)).starts_with("note: [tls] key: "));
}

}  // namespace

int main() {
  return lectern_test::run(
      "state_files",
      {TEST(a_state_folder_that_is_right_or_missing_has_no_problem),
       TEST(modes_that_are_too_wide_are_told), TEST(a_weak_or_planted_secret_is_told),
       TEST(root_looks_with_the_eyes_of_the_owner),
       TEST(secrets_that_every_user_may_touch_are_told)});
}
