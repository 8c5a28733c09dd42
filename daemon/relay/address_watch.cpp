// SPDX-License-Identifier: MIT
#include "daemon/relay/address_watch.hpp"

#include <string>
#include <utility>

namespace lecternd {

AddressWatch::AddressWatch(net::EventLoop& loop, AddressLook& look, RelaySetup& setup, First first)
    : loop_(loop),
      look_(look),
      setup_(setup),
      looking_(first == First::pending),
      timer_(loop, [this] { on_timer(); }) {
  if (looking_) timer_.start_after(kPatience);
  else wait_after(first == First::answered);
  look_.on_answer([this, alive = std::weak_ptr{alive_}] {
    (void)loop_.post([this, alive] {
      if (alive.lock()) take();
    });
  });
}

AddressWatch::~AddressWatch() { look_.on_answer({}); }

void AddressWatch::look_now() {
  (void)loop_.post([this, alive = std::weak_ptr{alive_}] {
    if (!alive.lock()) return;
    schedule_.reset();
    begin();
  });
}

void AddressWatch::on_timer() {
  if (!std::exchange(looking_, false)) return begin();
  probe::FoundAddresses late;
  late.failed.push_back("the look has not ended after " + std::to_string(kPatience.count()) +
                        " s: a name server or a STUN server does not answer");
  setup_.use(std::move(late));
  wait_after(false);
}

void AddressWatch::begin() {
  auto question = setup_.question();
  if (!probe::is_asked(question)) {
    // The relay then forgets an address that no allocation has any more.
    setup_.use({});
    return wait_after(true);
  }
  looking_ = look_.begin(std::move(question));
  looking_ ? timer_.start_after(kPatience) : wait_after(false);
}

void AddressWatch::take() {
  auto found = look_.wait(std::chrono::milliseconds{0});
  if (!found) return;
  looking_ = false;
  const bool well = found->failed.empty();
  setup_.use(std::move(*found));
  wait_after(well);
}

void AddressWatch::wait_after(bool well) {
  timer_.start_after(schedule_.after(well, setup_.interval()));
}

}  // namespace lecternd
