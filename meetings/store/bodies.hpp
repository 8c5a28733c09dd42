// SPDX-License-Identifier: MIT
// What the stores have in common: running a body, and what its caller is told where the database is
// at fault.
#pragma once

#include <functional>
#include <string>

#include "base/error.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "meetings/repository.hpp"

namespace meetings::store {

// A store that a daemon lives on.
class DurableStore : public Store {
 public:
  // Whether reading and writing work, without waiting for writers. After a failure it tries a
  // change itself, because nobody else may do so before this succeeds. Blocks for some seconds at
  // most.
  virtual base::Status probe() = 0;
  // Copies the database into the file `path`, which this makes (mode 0600); its folder exists. The
  // copy has every change that was stored before the call, and some that are stored meanwhile.
  // Writers wait for short steps only. `go_on` is asked between steps; false ends the copying with
  // Errc::closed. After a failure the file is gone. One call at a time. Errc::unsupported where the
  // database has programs of its own for this.
  virtual base::Status copy_to(const std::string& path, const std::function<bool()>& go_on) = 0;
  // The name that this database has in every copy.
  virtual const std::string& identity() const noexcept = 0;
};

// Runs the body; an exception (memory ran out) becomes a refusal.
Outcome<void> run_body(const Store::Body& body, UnitOfWork& work, const base::Log& log);

// The last trouble of a store, until a change is stored. Any thread.
class StoreHealth {
 public:
  void fail(const base::Error& error);
  void recover();
  // The answer of `store`'s probe(). After a failure it tries a change first.
  base::Status ask(Store& store);

 private:
  base::Guarded<base::Status> status_;
};

// Every refusal of a moment says when to try again.
Refusal refusal_of(const base::Error& error);
// False: what the caller gave is at fault, not the database.
bool is_trouble(const base::Error& error) noexcept;

}  // namespace meetings::store
