// SPDX-License-Identifier: MIT
#include "tests/support/check.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>

namespace lectern_test {

void check_failed(std::string message, const char* file, int line) {
  throw CheckFailed{std::move(message), file, line};
}
void skip_test(std::string reason) { throw Skipped{std::move(reason)}; }

std::string show_difference(base::Bytes actual, base::Bytes expected) {
  const std::size_t longest = std::max(actual.size(), expected.size());
  std::size_t first = 0;
  while (first < actual.size() && first < expected.size() && actual[first] == expected[first])
    ++first;
  std::string out = " differs at offset " + std::to_string(first) + " (" +
                    std::to_string(actual.size()) + " bytes, expected " +
                    std::to_string(expected.size()) + ")\n";
  const auto cell = [](base::Bytes bytes, std::size_t i) {
    std::array<char, 4> text{};
    if (i >= bytes.size()) return std::string{"   "};
    std::snprintf(text.data(), text.size(), "%02x ", std::to_integer<unsigned>(bytes[i]));
    return std::string{text.data()};
  };
  for (std::size_t row = 0; row < longest; row += 8) {
    std::string line = (first >= row && first < row + 8) ? "> " : "  ";
    for (std::size_t i = row; i < row + 8; ++i) line += cell(actual, i);
    line += " | ";
    for (std::size_t i = row; i < row + 8; ++i) line += cell(expected, i);
    out += line + '\n';
  }
  return out;
}

namespace {

void bridge(void** state) {
  const Test& test = *static_cast<const Test*>(*state);
  std::string message;
  const char* file = __FILE__;
  int line = __LINE__;
  bool skipped = false;
  try {
    test.body();
    return;
  } catch (const CheckFailed& failed) {
    message = failed.message;
    file = failed.file;
    line = failed.line;
  } catch (const Skipped& skip) {
    message = skip.reason;
    skipped = true;
  } catch (const std::exception& e) { message = std::string{"exception: "} + e.what(); }
  if (skipped) {
    std::fprintf(stderr, "SKIPPED %s: %s\n", test.name, message.c_str());
    std::string{}.swap(message);
    ::_skip(file, line);
  }
  std::fprintf(stderr, "%s:%d: %s\n", file, line, message.c_str());
  // _fail longjmps: free what this frame holds first. (An assignment would keep the memory.)
  std::string{}.swap(message);
  ::_fail(file, line);
}

}  // namespace

int run(const char* group, const std::vector<Test>& tests) {
  std::vector<CMUnitTest> table;
  table.reserve(tests.size());
  for (const Test& test : tests)
    table.push_back(CMUnitTest{test.name, bridge, nullptr, nullptr, const_cast<Test*>(&test)});
  return ::_cmocka_run_group_tests(group, table.data(), table.size(), nullptr, nullptr);
}

int run(const char* group, std::initializer_list<Test> tests) {
  return run(group, std::vector<Test>(tests));
}

}  // namespace lectern_test
