// SPDX-License-Identifier: MIT
#include "daemon/relay/address_look.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace lecternd {

struct AddressLook::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t looking = 0;
  std::uint64_t begun = 0;
  std::uint64_t answered = 0;  // number of the look whose answer was kept last
  std::optional<probe::FoundAddresses> answer;
  std::function<void()> tell;

  // An older look that took longer does not replace the answer of a newer one.
  void keep(std::uint64_t number, probe::FoundAddresses found) {
    const std::scoped_lock lock(mutex);
    --looking;
    if (number < answered) return;
    answered = number;
    answer = std::move(found);
    changed.notify_all();
    if (tell) tell();
  }
};

AddressLook::AddressLook(Find find) : find_(std::move(find)), state_(std::make_shared<State>()) {}

AddressLook::~AddressLook() { on_answer({}); }

bool AddressLook::begin(probe::AddressQuestion question) {
  std::uint64_t number = 0;
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->looking >= kMost) return false;
    ++state_->looking;
    number = ++state_->begun;
  }
  try {
    std::thread{[state = state_, find = find_, number, question = std::move(question)] {
      state->keep(number, find(question));
    }}.detach();
    return true;
  } catch (const std::system_error&) {
    const std::scoped_lock lock(state_->mutex);
    --state_->looking;
    return false;
  }
}

std::optional<probe::FoundAddresses> AddressLook::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait_for(lock, patience, [this] { return state_->answer.has_value(); });
  return std::exchange(state_->answer, std::nullopt);
}

void AddressLook::on_answer(std::function<void()> answered) {
  const std::scoped_lock lock(state_->mutex);
  state_->tell = std::move(answered);
  if (state_->tell && state_->answer) state_->tell();
}

}  // namespace lecternd
