// SPDX-License-Identifier: MIT
// Result<T>: a value or an Error. What a peer, a user or the system can cause is returned, never
// thrown.
#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.hpp"

namespace base {

// tl::expected is not [[nodiscard]] as a class; derived once, a dropped result warns with gcc and
// clang.
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
