// SPDX-License-Identifier: MIT
// test_documented FOLDER: every answer that api/openapi/ documents has occurred in the other tests
// of this folder, which note theirs in FOLDER (documented.cpp). The problems that each route has
// because of its row in the table occur with some operation.
#include <filesystem>
#include <fstream>
#include <set>

#include "api/openapi.hpp"
#include "api/routes.hpp"
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using base::Json;

namespace {

std::string g_folder;

// A browser's way to a provider, and the provider's to the daemon;
// tests/integration/sign_in_at_provider.py goes both.
const std::set<std::string> kElsewhere{"startSignIn 303", "finishSignIn 303",
                                       "endSessionsOfProvider 200"};
// The HTTP server itself answers so, before it routes a request (test_http_limits.cpp).
const std::set<std::string_view> kOfTheServer{"bad-request", "request-timeout", "body-too-large",
                                              "overloaded"};

std::set<std::string> answers() {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator{g_folder}) {
    std::ifstream in{entry.path()};
    for (std::string line; std::getline(in, line);) out.insert(line);
  }
  return out;
}

std::string row(const Json& operation, const std::string& status, const std::string& code = "") {
  return operation["operationId"].text() + ' ' + status + (code.empty() ? "" : ' ' + code);
}

void every_documented_answer_has_occurred() {
  const std::set<std::string> seen = answers();
  std::string missing;
  const auto want = [&](const std::string& answer) {
    if (!seen.contains(answer) && !kElsewhere.contains(answer)) missing += "\n  " + answer;
  };
  for (const std::string_view text : api::openapi_fragments()) {
    const Json fragment = CHECK_OK(Json::parse(text, 1 << 20));
    for (const auto& [name, operation] : fragment["operations"].members()) {
      for (const auto& [status, answer] : operation["answers"].members())
        want(row(operation, status));
      for (const auto& [status, codes] : operation["problems"].members()) {
        for (const Json& code : codes.items()) want(row(operation, status, code.text()));
      }
    }
  }
  if (!missing.empty()) check_failed("never occurred:" + missing, __FILE__, __LINE__);
}

void every_common_problem_has_occurred() {
  std::set<std::string> seen;
  for (const std::string& answer : answers()) {
    if (const std::size_t space = answer.rfind(' '); space != std::string::npos)
      seen.insert(answer.substr(space + 1));
  }
  for (const api::Route& route : api::routes()) {
    for (const auto& [status, code] : api::common_problems(route, true, true)) {
      if (!seen.contains(std::string{code}) && !kOfTheServer.contains(code))
        check_failed(std::string{code} + " never occurred", __FILE__, __LINE__);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  g_folder = argc > 1 ? argv[1] : ".";
  return run("documented",
             {TEST(every_documented_answer_has_occurred), TEST(every_common_problem_has_occurred)});
}
