// SPDX-License-Identifier: MIT
// HeldStore: the HoldingStore over any Store. Any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "meetings/holding_store.hpp"

namespace meetings::store {

class HeldStore final : public HoldingStore {
 public:
  // `inner` outlives this object.
  explicit HeldStore(Store& inner) : inner_(inner) {}

  Outcome<void> write(const Body& body) override;
  Outcome<void> read(const Body& body) override;
  Outcome<void> look(const Body& body) override;
  Outcome<void> read_list(const Body& body) override;
  void scrub() override;
  void after_commit(std::function<void()> then) override;

  std::unique_ptr<HoldingStore::Hold> hold(Body first) override;

 private:
  class Held;

  // The hold of this thread on this store; null: none.
  Held* current() const noexcept;
  // Of the open transaction of this thread's hold; null: none.
  UnitOfWork* open_work() const noexcept;

  Store& inner_;
};

class HeldStore::Held final : public HoldingStore::Hold {
 public:
  Held(HeldStore& store, Body first);
  ~Held() override;
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  bool is_open() const noexcept override { return work_ != nullptr; }
  Outcome<void> commit(Body last) override;

 private:
  friend class HeldStore;
  enum class Decision { none, commit, roll_back };

  Outcome<void> write(const Body& body);
  Outcome<void> open(const Body& body);
  Outcome<void> stay_open(UnitOfWork& work, const Body& body);
  void end(Decision decision);

  HeldStore& store_;
  Body first_;
  Body last_;
  UnitOfWork* work_ = nullptr;      // the open transaction's
  std::optional<Refusal> refusal_;  // of a write after the first one
  std::vector<std::function<void()>> after_;

  std::thread thread_;  // is inside inner_.write() while the transaction is open
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_parked_ = false;  // the first write has succeeded
  bool has_ended_ = false;  // inner_.write() has returned
  Decision decision_ = Decision::none;
  Outcome<void> outcome_;
};

}  // namespace meetings::store
