// SPDX-License-Identifier: MIT
// Folder: what `lecternctl tls` keeps between two runs, beside the files of uacme: the order, the
// outcome of the last try, and the hook. Nobody else may read it. Blocks on the disk; one process
// at a time, which holds lock().
#pragma once

#include <optional>
#include <string>

#include "base/fd.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "ctl/tls/explain.hpp"
#include "ctl/tls/order.hpp"

namespace ctl::tls {

// How the last try ended.
struct LastTry {
  base::WallTime at;
  std::optional<Explanation> failed;  // nullopt: a certificate came
};

class Folder {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  const std::string& path() const noexcept { return path_; }
  // Makes the folder (mode 0700) where it is missing. Errors: already_exists where another process
  // holds it; io.
  base::Result<base::UniqueFd> lock() const;
  // nullopt where nothing was asked for. Errors: corrupt, io.
  base::Result<std::optional<Order>> order() const;
  base::Status keep(const Order& order) const;
  base::Status forget_order() const;
  // nullopt before the first try, and where the file cannot be read.
  std::optional<LastTry> last_try() const;
  base::Status keep(const LastTry& last) const;
  base::Status write_hook(const std::string& script) const;

 private:
  std::string file(const char* name) const { return path_ + "/" + name; }

  std::string path_;
};

}  // namespace ctl::tls
