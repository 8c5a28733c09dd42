// SPDX-License-Identifier: MIT
// The messages to systemd.
#include "daemon/process/lifecycle.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <cstring>

#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lecternd;
using namespace std::chrono_literals;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

static void systemd_hears_what_it_should() {
  const lectern_test::TempFolder dir;
  const std::string path = dir.file("notify");
  const base::UniqueFd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  CHECK(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  ::setenv("WATCHDOG_USEC", "20000000", 1);
  const auto heard = [&] {
    char text[512];
    const ssize_t n = ::recv(fd.get(), text, sizeof text, 0);
    return n < 0 ? std::string{"(nothing)"} : std::string(text, static_cast<std::size_t>(n));
  };

  ServiceManager manager;
  CHECK(manager.present());
  manager.ready("running");
  CHECK_EQ(heard(), "READY=1\nSTATUS=running");
  manager.reloading();
  CHECK(holds(heard(), "RELOADING=1\nMONOTONIC_USEC="));
  const base::Instant now{1000s};
  manager.watchdog(true, now);
  CHECK_EQ(heard(), "WATCHDOG=1");
  manager.watchdog(true, now + 1s);  // not more often than wanted
  CHECK_EQ(heard(), "(nothing)");
  manager.watchdog(false, now + 30s);  // never while something hangs
  CHECK_EQ(heard(), "(nothing)");
  manager.watchdog(true, now + 31s);
  CHECK_EQ(heard(), "WATCHDOG=1");
  manager.stopping();
  CHECK(holds(heard(), "STOPPING=1"));
  ::unsetenv("NOTIFY_SOCKET");
  ::unsetenv("WATCHDOG_USEC");
}

int main() { return lectern_test::run("lifecycle", {TEST(systemd_hears_what_it_should)}); }
