// SPDX-License-Identifier: MIT
// Result<T>: a value or an Error, and TRY, which passes an error on. Faults that a peer, a user or
// the system can cause are returned, never thrown.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace base {

// tl::expected is not [[nodiscard]] as a class. This class is, so gcc and clang warn where a result
// is dropped.
template <class T, class E = Error>
class [[nodiscard]] Result : public tl::expected<T, E> {
  using Base = tl::expected<T, E>;

 public:
  using Base::Base;
  Result(Base b)
      : Base(std::move(b)) {
  }  // NOLINT(google-explicit-constructor): results of transform() convert back
};

using Status = Result<void>;

// The failing side of a Result. (Not `fail`: cmocka defines a macro of that name.)
template <class E>
auto failure(E error) {
  return tl::unexpected<E>(std::move(error));
}

inline auto failure(Errc code, std::string what) {
  return tl::unexpected<Error>(Error{code, std::move(what)});
}

}  // namespace base

// Returns the error, if there is one, to the caller of the surrounding function; else continues:
//
//   TRY(auto file, open_file(path));  // declares `file` and moves the value into it
//   TRY(file.write(bytes));           // for a Status: nothing to declare
//
// The function returns a Result with the same error type. The first form stands inside braces, not
// as the only statement of an `if` or a loop; a line holds at most one TRY.
#define TRY(first, ...) \
  BASE_TRY_PICK(__VA_OPT__(BASE_TRY_VALUE, ) BASE_TRY_STATUS, )(first, __VA_ARGS__)
#define BASE_TRY_PICK(chosen, ...)   chosen
#define BASE_TRY_JOIN(a, b)          BASE_TRY_JOIN_EXPANDED(a, b)
#define BASE_TRY_JOIN_EXPANDED(a, b) a##b
#define BASE_TRY_VALUE(declaration, ...) \
  BASE_TRY_VALUE_IN(BASE_TRY_JOIN(tried_, __LINE__), declaration, __VA_ARGS__)
#define BASE_TRY_VALUE_IN(tried, declaration, ...)              \
  auto tried = (__VA_ARGS__);                                   \
  if (!tried) return ::base::failure(std::move(tried).error()); \
  declaration = *std::move(tried)
#define BASE_TRY_STATUS(expression, ...)                       \
  do {                                                         \
    if (auto tried_status = (expression); !tried_status)       \
      return ::base::failure(std::move(tried_status).error()); \
  } while (false)
