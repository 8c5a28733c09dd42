// SPDX-License-Identifier: MIT
#include "ctl/tls/session.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/text_file.hpp"
#include "control/client.hpp"

namespace ctl::tls {
namespace {

using base::Json;

constexpr const char* kAccountExists = "Account already exists";
// So often uacme is started for one task, where nothing but a nonce was refused.
constexpr int kMostTries = 5;

auto failed(std::string code, std::string text) {
  return base::failure(Explanation{std::move(code), std::move(text)});
}

auto local_failure(const base::Error& error) { return failed("failed", error.what); }

base::Result<std::string> own_path() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return base::failure(base::Errc::io, "/proc/self/exe: " + error.message());
  return path.string();
}

}  // namespace

Outcome<Session> Session::open(const Job& job, const std::string& folder) {
  const auto uacme = find_uacme();
  if (!uacme)
    return failed("no-client",
                  "uacme, the program that talks to the certificate authority, is not installed; "
                  "to mend it: apt install uacme");
  Folder kept{folder};
  auto lock = kept.lock();
  if (!lock) return local_failure(lock.error());
  return Session{job, std::move(kept), std::move(*lock), *uacme};
}

base::Result<Ended> Session::run_client(const Words& words) const {
  for (int tries = 1;; ++tries) {
    auto ended = run_program(uacme_, words);
    if (!ended || ended->status == 0 || tries == kMostTries || !is_bad_nonce(ended->output))
      return ended;
  }
}

Outcome<void> Session::run(const Order& order, const Words& words) const {
  const auto ended = run_client(words);
  if (!ended) return local_failure(ended.error());
  if (ended->status == 0) return {};
  return base::failure(explain_failure(ended->output, order));
}

Outcome<void> Session::sign_up(const Order& order, bool agree) const {
  const auto ended = run_client(make_account(order, folder_.path(), agree));
  if (!ended) return local_failure(ended.error());
  if (ended->status == 0) return {};
  if (ended->output.find(kAccountExists) != std::string::npos)
    return run(order, change_email(order, folder_.path()));
  return base::failure(explain_failure(ended->output, order));
}

Outcome<Served> Session::issue(const Order& order) const {
  auto served = issue_and_install(order);
  LastTry last{base::SystemClock{}.wall_now(), std::nullopt};
  if (!served) last.failed = served.error();
  if (const auto kept = folder_.keep(last); !kept && served) return local_failure(kept.error());
  return served;
}

Outcome<Served> Session::issue_and_install(const Order& order) const {
  const auto program = own_path();
  if (!program) return local_failure(program.error());
  // Written for each order, because lecternctl and the socket may have moved.
  const std::string script = make_hook(*program, job_.socket, order);
  if (const auto written = folder_.write_hook(script); !written)
    return local_failure(written.error());
  if (auto issued = run(order, tls::issue(order, folder_.path())); !issued)
    return base::failure(std::move(issued.error()));
  return install(order);
}

Outcome<Served> Session::install(const Order& order) const {
  const auto chain = base::read_text_file(certificate_file(order, folder_.path()));
  if (!chain) return local_failure(chain.error());
  const auto key = base::read_text_file(key_file(order, folder_.path()));
  if (!key) return local_failure(key.error());
  const auto answer = control::ask_daemon(
      job_.socket, {"tls-install", Json::object({{"certificate", *chain}, {"key", *key}})});
  if (!answer) return failed(answer.error().code, answer.error().message);
  auto served = read_served((*answer)["certificate"]);
  if (!served)
    return failed("no-tls",
                  "No listener of the daemon speaks TLS; [[listen]] needs one "
                  "with tls = true.");
  if (served->origin != "acme")
    return failed("not-served",
                  "The certificate is installed, and the daemon does not serve it: "
                  "journalctl -u lectern tells why.");
  return std::move(*served);
}

Outcome<void> Session::revoke(const Order& order, int reason) const {
  if (auto done = run(order, tls::revoke(order, folder_.path(), reason)); !done) return done;
  // The next certificate has another key.
  const std::string key = key_file(order, folder_.path());
  if (::unlink(key.c_str()) != 0 && errno != ENOENT)
    return local_failure(base::errno_error("removing " + key, errno));
  return {};
}

}  // namespace ctl::tls
