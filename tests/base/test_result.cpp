// SPDX-License-Identifier: MIT
#include "base/result.hpp"

#include <memory>
#include <string>

#include "tests/support/check.hpp"

namespace {

using base::Errc;
using base::failure;
using base::Result;
using base::Status;

int calls = 0;

Result<std::unique_ptr<int>> made(int value) {
  ++calls;
  if (value < 0) return failure(Errc::invalid_argument, "negative");
  return std::make_unique<int>(value);
}
Status checked(int value) {
  ++calls;
  if (value > 9) return failure(Errc::exhausted, "more than one digit");
  return {};
}
template <class A, class B>
Result<std::pair<A, B>> pair_of(A a, B b) {
  return std::pair{a, b};
}

Result<std::string> sum_of(int a, int b) {
  TRY(const auto first, made(a));
  TRY(const auto second, made(b));
  TRY(checked(*first + *second));
  TRY(const auto both, pair_of<int, int>(*first, *second));
  return std::to_string(both.first + both.second);
}

void goes_on_with_the_value() {
  calls = 0;
  CHECK_EQ(CHECK_OK(sum_of(3, 4)), "7");
  CHECK_EQ(calls, 3);
}

void returns_the_first_error_at_once() {
  calls = 0;
  CHECK_EQ(sum_of(-1, -2).error().what, "negative");
  CHECK_EQ(calls, 1);
  CHECK_EQ(sum_of(5, 6).error().what, "more than one digit");
}

Status keeps(std::unique_ptr<int>& place, int value) {
  TRY(place, made(value));
  return {};
}

void a_value_may_be_assigned_and_moved() {
  std::unique_ptr<int> place;
  CHECK(keeps(place, 5).has_value());
  CHECK_EQ(*place, 5);
  CHECK(!keeps(place, -1));
  CHECK_EQ(*place, 5);
}

// An error that can only be moved, of a type of its own.
using Own = Result<int, std::unique_ptr<std::string>>;
Own own(bool good) {
  if (good) return 1;
  return failure(std::make_unique<std::string>("own"));
}
Result<void, std::unique_ptr<std::string>> passes_on(bool good) {
  TRY(own(good));
  return {};
}

void errors_of_any_type_are_moved() {
  CHECK(passes_on(true).has_value());
  CHECK_EQ(*passes_on(false).error(), "own");
}

}  // namespace

int main() {
  return lectern_test::run(
      "result", {TEST(goes_on_with_the_value), TEST(returns_the_first_error_at_once),
                 TEST(a_value_may_be_assigned_and_moved), TEST(errors_of_any_type_are_moved)});
}
