// SPDX-License-Identifier: MIT
// Which certificate the daemon serves, and what it installs.
#include "daemon/web/certificates.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "base/text_file.hpp"
#include "net/atomic_file.hpp"
#include "net/self_signed.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;

namespace {

constexpr int kDays = 90;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  CHECK_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

struct CertificateTest {
  CertificateTest() {
    config::Listener listener;
    listener.tls = true;
    config.listen.push_back(listener);
  }

  std::shared_ptr<net::TlsContext> loaded() {
    return CHECK_OK(load_certificate(config, {state, challenges, log}));
  }
  std::string origin() { return std::string{origin_of_certificate(config, *loaded())}; }
  base::Status install(const net::PemPair& pair) {
    return install_certificate(state, pair.certificate, pair.key, now);
  }
  net::PemPair pair_for(const std::string& name, int days = kDays) {
    return CHECK_OK(net::make_self_signed({name}, now, days));
  }
  std::vector<std::string> files() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(state))
      out.push_back(entry.path().filename().string());
    std::ranges::sort(out);
    return out;
  }

  lectern_test::TempFolder dir;
  const std::string state = dir.path().string();
  const base::WallTime now = base::SystemClock{}.wall_now();
  config::Config config;
  const net::SharedChallenges challenges = std::make_shared<net::AcmeChallenges>();
  std::string logged;
  base::Log log{
      base::LogLevel::info, base::LogFormat::text,
      [this](base::LogLevel, std::string_view line) { logged.append(line).append("\n"); }};
};

void an_installed_certificate_takes_the_place_of_the_self_signed() {
  CertificateTest t;
  CHECK_EQ(t.origin(), "self-signed");
  CHECK_OK(t.install(t.pair_for("meet.example.org")));
  const auto served = t.loaded();
  CHECK(served->names() == std::vector<std::string>{"meet.example.org"});
  CHECK_EQ(mode_of(t.state + "/acme.key"), mode_t{0600});
  CHECK_EQ(mode_of(t.state + "/acme.pem"), mode_t{0644});
  CHECK(t.files() ==
        (std::vector<std::string>{"acme.key", "acme.pem", "self-signed.key", "self-signed.pem"}));
  CHECK_OK(t.install(t.pair_for("other.example.org")));
  CHECK(t.loaded()->names() == std::vector<std::string>{"other.example.org"});
  CHECK_EQ(t.logged, "");
}

void a_configured_certificate_goes_before_it() {
  CertificateTest t;
  CHECK_OK(t.install(t.pair_for("meet.example.org")));
  const net::PemPair own = t.pair_for("own.example.org");
  t.config.tls = {t.dir.file("own.pem"), t.dir.file("own.key")};
  CHECK_OK(net::write_atomically(t.config.tls.certificate, base::as_bytes(own.certificate), 0644));
  CHECK_OK(net::write_atomically(t.config.tls.key, own.key.reveal(), 0600));
  CHECK(t.loaded()->names() == std::vector<std::string>{"own.example.org"});
  CHECK_EQ(t.origin(), "configured");
}

void without_tls_there_is_none() {
  CertificateTest t;
  t.config.listen.front().tls = false;
  CHECK(CHECK_OK(load_certificate(t.config, {t.state, t.challenges, t.log})) == nullptr);
}

void what_is_no_certificate_changes_nothing() {
  CertificateTest t;
  CHECK_OK(t.install(t.pair_for("meet.example.org")));
  const std::string before = t.loaded()->fingerprint();
  const net::PemPair a = t.pair_for("a.example.org");
  const net::PemPair b = t.pair_for("b.example.org");
  const auto refused = [&](const net::PemPair& pair, std::string_view why) {
    const auto status = t.install(pair);
    CHECK(!status);
    CHECK(status.error().code == base::Errc::invalid_argument);
    CHECK(status.error().what.find(why) != std::string::npos);
    CHECK_EQ(t.loaded()->fingerprint(), before);
    CHECK_EQ(t.files().size(), std::size_t{2});
  };
  refused({a.certificate, b.key}, "no pair");
  refused({"", a.key}, "no pair");
  refused({a.certificate, base::Secret{}}, "no pair");
  refused({"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", a.key}, "no pair");
  refused({std::string(100000, 'x'), base::Secret{std::string(100000, 'y')}}, "no pair");
  const auto at = [&](base::WallTime when) {
    return CHECK_OK(net::make_self_signed({"a.example.org"}, when, 1));
  };
  refused(at(t.now - std::chrono::hours{24 * 9}), "has expired at");
  refused(at(t.now + std::chrono::hours{24 * 9}), "is this machine's clock right?");
}

void an_installed_certificate_that_is_of_no_use_is_left_aside() {
  CertificateTest t;
  const auto put = [&](const net::PemPair& pair, mode_t mode) {
    CHECK_OK(net::write_atomically(t.state + "/acme.pem", base::as_bytes(pair.certificate), 0644));
    CHECK_OK(net::write_atomically(t.state + "/acme.key", pair.key.reveal(), mode));
  };
  const auto old = CHECK_OK(net::make_self_signed({"a"}, t.now - std::chrono::hours{24 * 9}, 1));
  put(old, 0600);
  CHECK(t.loaded()->names() != std::vector<std::string>{"a"});
  CHECK(t.logged.find("installed_certificate_left_aside") != std::string::npos);
  CHECK(t.logged.find("it has expired") != std::string::npos);
  t.logged.clear();
  put({t.pair_for("a").certificate, t.pair_for("b").key}, 0600);
  CHECK(t.loaded()->names() != std::vector<std::string>{"a"});
  CHECK(t.logged.find("acme.key") != std::string::npos);
  // A key that others could read is mended, because the folder kept them away.
  put(t.pair_for("a"), 0644);
  CHECK(t.loaded()->names() == std::vector<std::string>{"a"});
  CHECK_EQ(mode_of(t.state + "/acme.key"), mode_t{0600});
  // A link leads who knows where.
  std::filesystem::rename(t.state + "/acme.key", t.state + "/elsewhere");
  std::filesystem::create_symlink("elsewhere", t.state + "/acme.key");
  CHECK(t.loaded()->names() != std::vector<std::string>{"a"});
}

}  // namespace

int main() {
  return lectern_test::run(
      "certificates",
      {TEST(an_installed_certificate_takes_the_place_of_the_self_signed),
       TEST(a_configured_certificate_goes_before_it), TEST(without_tls_there_is_none),
       TEST(what_is_no_certificate_changes_nothing),
       TEST(an_installed_certificate_that_is_of_no_use_is_left_aside)});
}
