// SPDX-License-Identifier: MIT
// The file of interrupted sessions: written once, read once.
#include "daemon/relay/interrupted_sessions.hpp"

#include <filesystem>
#include <fstream>

#include "tests/daemon/relay/session_record.hpp"
#include "tests/support/check.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace lecternd;
using lectern_test::ended_session;

void they_are_taken_once() {
  const lectern_test::TempFolder folder;
  const std::string path = folder.file("interrupted");
  CHECK(take_interrupted_sessions(path).empty());
  CHECK_OK(keep_interrupted_sessions(path, {ended_session("alice"), ended_session("bob")}));
  const auto taken = take_interrupted_sessions(path);
  CHECK_EQ(taken.size(), 2u);
  CHECK_EQ(taken[1].session.identity, "bob");
  CHECK_EQ(taken[1].session.to_peers.packets, 3u);
  CHECK(!std::filesystem::exists(path));
  CHECK(take_interrupted_sessions(path).empty());
}

void a_broken_line_costs_only_itself() {
  const lectern_test::TempFolder folder;
  const std::string path = folder.file("interrupted");
  CHECK_OK(keep_interrupted_sessions(path, {ended_session()}));
  std::ofstream{path, std::ios::app} << "{\"session\":\n{}\n";
  CHECK_EQ(take_interrupted_sessions(path).size(), 1u);
}

}  // namespace

int main() {
  return lectern_test::run("interrupted_sessions",
                           {TEST(they_are_taken_once), TEST(a_broken_line_costs_only_itself)});
}
