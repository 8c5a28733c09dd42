// SPDX-License-Identifier: MIT
// Handle<T, Free>: owns an object of a C library; as small as a pointer.
#pragma once

#include <memory>

namespace base {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};

// `using EventBase = Handle<event_base, event_base_free>;` Where Free would be a `static inline` C
// function, write a named wrapper (-Wsubobject-linkage).
template <class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

}  // namespace base
