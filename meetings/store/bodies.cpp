// SPDX-License-Identifier: MIT
#include "meetings/store/bodies.hpp"

#include <chrono>
#include <exception>

namespace meetings::store {

using namespace std::chrono_literals;
namespace {

// Leaves nothing behind, but goes to the disk like any other change, and needs as much room there
// as the largest one. (SQLite does not write a row that gets the content it has.)
Outcome<void> write_and_remove(UnitOfWork& work) {
  constexpr std::size_t kLargestChange = 64 * 1024;
  const base::WallTime never{base::WallTime::max()};
  const std::string blanks(kLargestChange, ' ');
  work.outbox().mark_done(work.outbox().put(OutboxKind::event, blanks, never, never));
  return {};
}

}  // namespace

Outcome<void> run_body(const Store::Body& body, UnitOfWork& work, const base::Log& log) {
  try {
    return body(work);
  } catch (const std::exception& e) {
    log.error("store_body_threw", {{"what", e.what()}});
    return refuse(RefusalCode::internal, "Something went wrong inside the server.");
  }
}

void StoreHealth::fail(const base::Error& error) {
  status_.with([&](base::Status& status) { status = base::failure(error); });
}

void StoreHealth::recover() {
  status_.with([](base::Status& status) { status = {}; });
}

base::Status StoreHealth::ask(Store& store) {
  const auto now = [this] {
    return status_.with([](const base::Status& status) { return status; });
  };
  if (!now()) (void)store.write(write_and_remove);
  return now();
}

Refusal refusal_of(const base::Error& error) {
  switch (error.code) {
    case base::Errc::exhausted:
      return {RefusalCode::overloaded, "The server's storage is full.", {}, 30s};
    case base::Errc::unavailable:
    case base::Errc::timeout:
      return {RefusalCode::overloaded, "The server's storage is busy; please try again.", {}, 5s};
    case base::Errc::io:
      return {RefusalCode::overloaded,
              "The server cannot store or read its data at the moment.",
              {},
              30s};
    case base::Errc::invalid_argument:
      return {RefusalCode::bad_field, "A text holds characters that cannot be stored.", {}, 0s};
    default: return {RefusalCode::internal, "The server could not read or store its data.", {}, 0s};
  }
}

bool is_trouble(const base::Error& error) noexcept {
  return error.code != base::Errc::invalid_argument;
}

}  // namespace meetings::store
