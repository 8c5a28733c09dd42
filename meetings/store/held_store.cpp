// SPDX-License-Identifier: MIT
#include "meetings/store/held_store.hpp"

namespace meetings::store {
namespace {

thread_local HoldingStore::Hold* t_hold = nullptr;

}  // namespace

HeldStore::Held* HeldStore::current() const noexcept {
  auto* held = static_cast<Held*>(t_hold);  // only Held sets it
  return held != nullptr && &held->store_ == this ? held : nullptr;
}

UnitOfWork* HeldStore::open_work() const noexcept {
  const Held* hold = current();
  return hold != nullptr && hold->is_open() ? hold->work_ : nullptr;
}

std::unique_ptr<HoldingStore::Hold> HeldStore::hold(Body first) {
  return std::make_unique<Held>(*this, std::move(first));
}

Outcome<void> HeldStore::write(const Body& body) {
  Held* hold = current();
  return hold == nullptr ? inner_.write(body) : hold->write(body);
}

Outcome<void> HeldStore::read(const Body& body) {
  UnitOfWork* work = open_work();
  return work == nullptr ? inner_.read(body) : body(*work);
}

Outcome<void> HeldStore::look(const Body& body) {
  UnitOfWork* work = open_work();
  return work == nullptr ? inner_.look(body) : body(*work);
}

Outcome<void> HeldStore::read_list(const Body& body) {
  UnitOfWork* work = open_work();
  return work == nullptr ? inner_.read_list(body) : body(*work);
}

void HeldStore::scrub() {
  after_commit([this] { inner_.scrub(); });
}

void HeldStore::after_commit(std::function<void()> then) {
  if (open_work() == nullptr) return inner_.after_commit(std::move(then));
  current()->after_.push_back(std::move(then));
}

HeldStore::Held::Held(HeldStore& store, Body first) : store_(store), first_(std::move(first)) {
  t_hold = this;
}

HeldStore::Held::~Held() {
  end(Decision::roll_back);
  if (t_hold == this) t_hold = nullptr;
}

Outcome<void> HeldStore::Held::write(const Body& body) {
  if (!is_open()) return open(body);
  Outcome<void> done = body(*work_);
  if (!done && !refusal_) refusal_ = done.error();
  return done;
}

// The inner store's write() returns only after the commit, so another thread waits inside it.
Outcome<void> HeldStore::Held::open(const Body& body) {
  is_parked_ = has_ended_ = false;
  thread_ = std::thread([this, &body] {
    Outcome<void> outcome =
        store_.inner_.write([&](UnitOfWork& work) { return stay_open(work, body); });
    const std::scoped_lock lock(mutex_);
    outcome_ = std::move(outcome);
    has_ended_ = true;
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_parked_ || has_ended_; });
  if (!has_ended_) return {};
  lock.unlock();
  thread_.join();
  work_ = nullptr;
  return outcome_;
}

Outcome<void> HeldStore::Held::stay_open(UnitOfWork& work, const Body& body) {
  {
    // The inner store tries a transaction once more; but the request has gone on, and `body` is
    // not there any more.
    const std::scoped_lock lock(mutex_);
    if (is_parked_)
      return refuse(RefusalCode::overloaded, "Something changed meanwhile. Please try again.");
  }
  TRY(first_(work));
  TRY(body(work));
  std::unique_lock lock(mutex_);
  work_ = &work;
  is_parked_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return decision_ != Decision::none; });
  if (decision_ == Decision::roll_back)
    return refuse(RefusalCode::internal, "The request did not go on.");
  return last_(work);
}

void HeldStore::Held::end(Decision decision) {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    decision_ = decision;
    changed_.notify_all();
  }
  thread_.join();
  work_ = nullptr;
}

Outcome<void> HeldStore::Held::commit(Body last) {
  if (!is_open()) {
    t_hold = nullptr;
    return store_.inner_.write([&](UnitOfWork& work) -> Outcome<void> {
      TRY(first_(work));
      return last(work);
    });
  }
  last_ = std::move(last);
  end(refusal_ ? Decision::roll_back : Decision::commit);
  t_hold = nullptr;
  if (refusal_) return base::failure(*refusal_);
  TRY(outcome_);
  for (const auto& then : after_) then();
  return {};
}

}  // namespace meetings::store
