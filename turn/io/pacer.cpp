// SPDX-License-Identifier: MIT
#include "turn/io/pacer.hpp"

#include <utility>

namespace turn::io {

Pacer::Pacer(net::EventLoop& loop, Server& server, std::function<void()> on_due)
    : loop_(loop), server_(server), timer_(loop, std::move(on_due)) {}

}  // namespace turn::io
