// SPDX-License-Identifier: MIT
// The work of `lecternctl tls`: gets certificates by uacme and hands them to the daemon. Each
// function prints what it did, or the reason why not, and returns the exit status. Blocks; main
// thread.
#pragma once

#include <string>
#include <vector>

#include "ctl/options.hpp"
#include "ctl/tls/order.hpp"

namespace ctl::tls {

struct Wish {
  Order order;         // without names: that of public_url
  std::string folder;  // "": the one in the daemon's state folder
  bool agree = false;  // to the terms of service
};

int get_certificate(const Job& job, Wish wish);
// `force`: also where it is not due.
int renew_certificate(const Job& job, const std::string& folder, bool force);
// `reason`: of RFC 5280 section 5.3.1. `forget`: no new one is got by itself.
int revoke_certificate(const Job& job, const std::string& folder, int reason, bool forget);
int show_certificate(const Job& job, const std::string& folder);
// What uacme's hook runs: METHOD TYPE IDENT TOKEN AUTH, for challenges of the type `challenge`.
int answer_hook(const Job& job, const std::string& challenge, const std::vector<std::string>& said);

}  // namespace ctl::tls
