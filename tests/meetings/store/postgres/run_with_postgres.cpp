// SPDX-License-Identifier: MIT
// run_with_postgres PROGRAM…: starts a PostgreSQL server and runs test programs of the services
// with their store there (tests/meetings/stores.hpp). The status is 0 if all of them pass.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "tests/support/check.hpp"
#include "tests/support/postgres_server.hpp"

using lectern_test::PostgresServer;

namespace {

bool passes(char* program) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    char* arguments[] = {program, nullptr};
    ::execv(program, arguments);
    ::_exit(127);
  }
  int status = 1;
  ::waitpid(pid, &status, 0);
  return status == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (const std::string why = PostgresServer::why_not(); !why.empty()) {
    std::fprintf(stderr, "SKIPPED: %s\n", why.c_str());
    return 77;
  }
  try {
    const PostgresServer server{PostgresServer::Flushes::no};
    ::setenv("LECTERN_TEST_STORE", server.url().c_str(), 1);
    int failed = 0;
    for (int i = 1; i < argc; ++i) {
      if (passes(argv[i])) continue;
      std::fprintf(stderr, "%s failed on PostgreSQL\n", argv[i]);
      ++failed;
    }
    return failed == 0 ? 0 : 1;
  } catch (const lectern_test::CheckFailed& failure) {
    std::fprintf(stderr, "%s:%d: %s\n", failure.file, failure.line, failure.message.c_str());
    return 1;
  }
}
