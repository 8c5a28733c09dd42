// SPDX-License-Identifier: MIT
#include "turn/io/other_workers.hpp"

namespace turn::io {
namespace {

constexpr std::size_t kParcelsWaiting = 1024;

}  // namespace

OtherWorkers::OtherWorkers(net::EventLoop& loop, WorkerIndex self, Exchange& exchange,
                           Hairpin& hairpin, std::function<void(Parcel)> on_parcel,
                           std::function<void()> on_data)
    : self_(self),
      exchange_(exchange),
      hairpin_(hairpin),
      parcels_(loop, kParcelsWaiting, std::move(on_parcel)),
      data_(loop, on_data),
      more_data_(loop, std::move(on_data)) {
  hairpin_.set_wake(self_, [this] { data_.signal(); });
  exchange_.set(self_, [this](Parcel parcel) { return accept(std::move(parcel)); });
}

}  // namespace turn::io
