// SPDX-License-Identifier: MIT
// Handle<T, Free>: RAII for objects of C libraries, as small as the pointer.
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

// `using EventBase = Handle<event_base, event_base_free>;` A `static inline` C function as Free
// needs a named wrapper
// (-Wsubobject-linkage).
template <class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

}  // namespace base
