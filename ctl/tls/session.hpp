// SPDX-License-Identifier: MIT
// Session: one run of `lecternctl tls` as the user whose folder it works in: asks the daemon, runs
// uacme, and keeps the outcome. Blocks; main thread.
#pragma once

#include <string>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "ctl/options.hpp"
#include "ctl/tls/certificate.hpp"
#include "ctl/tls/folder.hpp"
#include "ctl/tls/process.hpp"
#include "ctl/tls/uacme.hpp"

namespace ctl::tls {

template <class T>
using Outcome = base::Result<T, Explanation>;

class Session {
 public:
  // Holds the folder until its end.
  static Outcome<Session> open(const Job& job, const std::string& folder);

  const Folder& folder() const noexcept { return folder_; }
  // Makes the account, or changes the mail address of the one that is there.
  Outcome<void> sign_up(const Order& order, bool agree) const;
  // Gets a certificate and installs it. Keeps the outcome.
  Outcome<Served> issue(const Order& order) const;
  // Installs the certificate that lies in the folder.
  Outcome<Served> install(const Order& order) const;
  Outcome<void> revoke(const Order& order, int reason) const;

 private:
  Session(const Job& job, Folder folder, base::UniqueFd lock, std::string uacme)
      : job_(job), folder_(std::move(folder)), lock_(std::move(lock)), uacme_(std::move(uacme)) {}
  Outcome<Served> issue_and_install(const Order& order) const;
  base::Result<Ended> run_client(const Words& words) const;
  Outcome<void> run(const Order& order, const Words& words) const;

  const Job& job_;
  Folder folder_;
  base::UniqueFd lock_;
  std::string uacme_;
};

}  // namespace ctl::tls
