// SPDX-License-Identifier: MIT
// Checks that throw, so that destructors run (a cmocka assert would longjmp over them), and the
// bridge to cmocka's table:
//
//   static void parses_an_address() { CHECK_EQ(…, …); }
//   int main() { return lectern_test::run("endpoint", {TEST(parses_an_address), …}); }
#pragma once

#include <concepts>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "tests/support/cmocka.hpp"

namespace lectern_test {

struct CheckFailed {
  std::string message;
  const char* file;
  int line;
};
struct Skipped {
  std::string reason;
};

[[noreturn]] void check_failed(std::string message, const char* file, int line);
// Ends the running test as skipped, with the reason on standard error.
[[noreturn]] void skip_test(std::string reason);

// Printing for failure messages: whatever has <<, print(), or is an enum, an optional or bytes.
template <class T>
std::string show(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    return '"' + std::string{std::string_view{value}} + '"';
  } else if constexpr (std::is_enum_v<T>) {
    return "enum(" + std::to_string(static_cast<long long>(value)) + ")";
  } else if constexpr (requires {
                         { value.print() } -> std::convertible_to<std::string>;
                       }) {
    return value.print();
  } else if constexpr (requires(std::ostringstream & out) { out << value; }) {
    std::ostringstream out;
    out << value;
    return out.str();
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    return value.has_value() ? show(*value) : std::string{"(none)"};
  } else {
    return "(a value that has no printer)";
  }
}

std::string show_difference(base::Bytes actual, base::Bytes expected);

template <class A, class B>
void check_equal(const A& actual, const B& expected, const char* expression, const char* file,
                 int line) {
  if (!(actual == expected)) {
    std::string text{expression};
    text.append("\n  is       ")
        .append(show(actual))
        .append("\n  expected ")
        .append(show(expected));
    check_failed(std::move(text), file, line);
  }
}

struct Test {
  const char* name;
  void (*body)();
};

// Runs the table as one cmocka group; the exit status of main.
int run(const char* group, std::initializer_list<Test> tests);
int run(const char* group, const std::vector<Test>& tests);

}  // namespace lectern_test

#define CHECK(condition)                                                                       \
  do {                                                                                         \
    if (!(condition)) lectern_test::check_failed("not true: " #condition, __FILE__, __LINE__); \
  } while (false)
#define CHECK_EQ(actual, expected) \
  lectern_test::check_equal((actual), (expected), #actual, __FILE__, __LINE__)
// A side-by-side hexdump with the first difference.
#define CHECK_BYTES(actual, expected)                                                         \
  do {                                                                                        \
    const base::Bytes check_a_{actual};                                                       \
    const base::Bytes check_e_{expected};                                                     \
    if (base::as_text(check_a_) != base::as_text(check_e_))                                   \
      lectern_test::check_failed(#actual + lectern_test::show_difference(check_a_, check_e_), \
                                 __FILE__, __LINE__);                                         \
  } while (false)
// Unwraps a Result; its error is the failure's message.
#define CHECK_OK(result)                                                                           \
  ([&](auto&& check_r_) -> decltype(auto) {                                                        \
    if (!check_r_)                                                                                 \
      lectern_test::check_failed(#result " failed: " + check_r_.error().what, __FILE__, __LINE__); \
    if constexpr (!std::is_void_v<typename std::remove_cvref_t<decltype(check_r_)>::value_type>)   \
      return std::move(*check_r_);                                                                 \
  }(result))
#define TEST(function) \
  lectern_test::Test { #function, function }
