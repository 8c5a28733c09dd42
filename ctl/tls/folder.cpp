// SPDX-License-Identifier: MIT
#include "ctl/tls/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "backup/placing.hpp"
#include "base/file_lock.hpp"
#include "base/json.hpp"
#include "base/text_file.hpp"
#include "ctl/tls/uacme.hpp"

namespace ctl::tls {
namespace {

using base::Json;

constexpr const char* kOrder = "order.json";
constexpr const char* kLastTry = "last-try.json";
constexpr const char* kLock = "lock";
constexpr mode_t kOwnerRuns = 0700;

base::Status write_file(const std::string& path, const std::string& text) {
  TRY(auto file, backup::NewFile::make(path));
  TRY(file.append(text));
  return file.place(backup::Replaces::a_file);
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

base::Result<base::UniqueFd> Folder::lock() const {
  if (::mkdir(path_.c_str(), kOwnerRuns) != 0 && errno != EEXIST)
    return base::failure(base::errno_error("making the folder " + path_, errno));
  const std::string path = file(kLock);
  base::UniqueFd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!fd) return base::failure(base::errno_error("open " + path, errno));
  TRY(base::lock_file(fd.get(), path, "another lecternctl tls uses " + path_ + "; wait for it"));
  return fd;
}

base::Result<std::optional<Order>> Folder::order() const {
  const std::string path = file(kOrder);
  if (!is_there(path)) return std::optional<Order>{};
  TRY(const std::string text, base::read_text_file(path));
  auto order = parse_order(text);
  if (!order) return base::failure(order.error().code, path + ": " + order.error().what);
  return std::optional<Order>{std::move(*order)};
}

base::Status Folder::keep(const Order& order) const {
  return write_file(file(kOrder), to_json(order).print_pretty() + "\n");
}

base::Status Folder::forget_order() const {
  const std::string path = file(kOrder);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return base::failure(base::errno_error("removing " + path, errno));
  return {};
}

std::optional<LastTry> Folder::last_try() const {
  const auto text = base::read_text_file(file(kLastTry));
  const auto json = text ? Json::parse(*text) : base::failure(text.error());
  const auto at = json ? base::parse_iso8601((*json)["at"].text()) : std::nullopt;
  if (!at) return std::nullopt;
  LastTry last{*at, std::nullopt};
  if (const Json failed = (*json)["failed"]; failed.is_object())
    last.failed = Explanation{failed["code"].text(), failed["text"].text()};
  return last;
}

base::Status Folder::keep(const LastTry& last) const {
  Json json = Json::object({{"at", base::print_iso8601(last.at)}});
  if (last.failed)
    json.set("failed", Json::object({{"code", last.failed->code}, {"text", last.failed->text}}));
  return write_file(file(kLastTry), json.print_pretty() + "\n");
}

base::Status Folder::write_hook(const std::string& script) const {
  const std::string path = hook_file(path_);
  TRY(write_file(path, script));
  if (::chmod(path.c_str(), kOwnerRuns) != 0)
    return base::failure(base::errno_error("chmod " + path, errno));
  return {};
}

}  // namespace ctl::tls
