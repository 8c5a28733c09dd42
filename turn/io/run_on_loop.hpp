// SPDX-License-Identifier: MIT
// run_on_loop(): calls a function on a loop's thread and waits for the result.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "net/event_loop.hpp"

namespace turn::io {

// Any thread but the loop's. nullopt: the loop has stopped, and `f` was not called.
template <class F>
auto run_on_loop(net::EventLoop& loop, F f) -> std::optional<decltype(f())> {
  // The promise is shared with the posted function: if the loop stops before it calls the function,
  // both are destroyed, and future.get() throws.
  auto promise = std::make_shared<std::promise<decltype(f())>>();
  auto future = promise->get_future();
  if (!loop.post([promise = std::move(promise), f = std::move(f)] { promise->set_value(f()); }))
    return std::nullopt;
  try {
    return future.get();
  } catch (const std::future_error&) { return std::nullopt; }
}

}  // namespace turn::io
