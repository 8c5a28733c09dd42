// SPDX-License-Identifier: MIT
// The stores that tests of the services run on. Without more, it is SQLite. The environment chooses
// another one for a whole test program: LECTERN_TEST_STORE=repeating runs each body twice, as a
// conflict does; LECTERN_TEST_STORE=postgresql://… gives each store a schema of its own there.
#pragma once

#include <memory>
#include <string>

#include "base/log.hpp"
#include "meetings/store/bodies.hpp"

namespace lectern_test {

// Runs every body twice, and the first time in vain. A body must not notice.
class RepeatingStore final : public meetings::store::DurableStore {
 public:
  explicit RepeatingStore(std::unique_ptr<meetings::store::DurableStore> store)
      : store_(std::move(store)) {}
  meetings::Outcome<void> write(const Body& body) override;
  meetings::Outcome<void> read(const Body& body) override;
  void scrub() override { store_->scrub(); }
  base::Status probe() override { return store_->probe(); }
  base::Status copy_to(const std::string& path, const std::function<bool()>& go_on) override {
    return store_->copy_to(path, go_on);
  }
  const std::string& identity() const noexcept override { return store_->identity(); }

 private:
  std::unique_ptr<meetings::store::DurableStore> store_;
};

bool each_body_runs_twice();
bool store_is_sqlite();

// `file` is that of SQLite; another store finds again what it had under the same name.
std::unique_ptr<meetings::store::DurableStore> open_test_store(const std::string& file,
                                                               const base::Log& log);

}  // namespace lectern_test
