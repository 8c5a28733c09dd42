// SPDX-License-Identifier: MIT
// Where a real process gets its configuration: the environment, and the built-in text.
#include "config/load.hpp"

extern char** environ;

namespace config {
namespace {

// It listens on loopback only, so that it is safe on any machine. The ports are those of the older
// stack's web, signaling and API servers; each of them serves everything.
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
    if (equals != std::string_view::npos)
      out.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return out;
}

ConfigSource builtin_config() { return {"built-in configuration", std::string{kBuiltin}}; }

}  // namespace config
