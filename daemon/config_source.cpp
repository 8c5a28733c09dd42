// SPDX-License-Identifier: MIT
// Where configuration comes from in a real process: its environment, its files, and what is built in.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "daemon/config_load.hpp"
#include "net/fd.hpp"

extern char** environ;

namespace lecternd {
namespace {

constexpr std::size_t kMostFileBytes = 1024 * 1024;

// Loopback only: safe on any machine. The ports are the older stack's for web, signaling and API; each serves everything.
constexpr std::string_view kBuiltin = R"toml([site]
state_dir = "var"

[[listen]]
address = "127.0.0.1:3000"
[[listen]]
address = "127.0.0.1:8080"
[[listen]]
address = "127.0.0.1:8000"
[[listen]]
address = "127.0.0.1:8443"
tls = true

[turn]
listen = ["127.0.0.1:3478"]
relay_addresses = ["127.0.0.1"]
)toml";

}  // namespace

Environment process_environment() {
  Environment out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line{*entry};
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) out.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return out;
}

base::Result<std::string> read_text_file(const std::string& path) {
  const net::UniqueFd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return base::failure(base::errno_error("open " + path, errno));
  std::string content;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return base::failure(base::errno_error("read " + path, errno));
    if (n == 0) return content;
    content.append(buffer, static_cast<std::size_t>(n));
    if (content.size() > kMostFileBytes) return base::failure(base::Errc::exhausted, path + " is larger than 1 MiB");
  }
}

ConfigSource builtin_config() { return {"built-in configuration", std::string{kBuiltin}}; }

}  // namespace lecternd
