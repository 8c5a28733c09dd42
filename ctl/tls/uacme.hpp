// SPDX-License-Identifier: MIT
// How uacme is called: Debian's ACME client, which keeps its keys and certificates in a folder, and
// runs a hook for each challenge. Lectern has no ACME client of its own. Main thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ctl/tls/order.hpp"

namespace ctl::tls {

using Words = std::vector<std::string>;

// The path of the program; nullopt where it is not installed.
std::optional<std::string> find_uacme();

// The arguments. `folder` is uacme's own.
Words make_account(const Order& order, const std::string& folder, bool agree);
Words change_email(const Order& order, const std::string& folder);
Words issue(const Order& order, const std::string& folder);
Words revoke(const Order& order, const std::string& folder, int reason);

// The files in the folder.
std::string certificate_file(const Order& order, const std::string& folder);
std::string key_file(const Order& order, const std::string& folder);
std::string hook_file(const std::string& folder);

// The text of the hook, a shell script: it passes uacme's arguments on to `lecternctl tls hook`.
std::string make_hook(const std::string& lecternctl, const std::string& socket, const Order& order);

}  // namespace ctl::tls
