// SPDX-License-Identifier: MIT
// The pools that answer requests: workers for the store, and the hash pool, whose jobs alone get a
// PasswordHasher. A hash costs a thousand times what another request costs, so the two kinds of
// jobs do not share a queue. Any thread.
#pragma once

#include "meetings/passwords.hpp"
#include "net/equipped_pool.hpp"
#include "net/worker_pool.hpp"

namespace api {

using HashPool = net::EquippedPool<meetings::PasswordHasher>;

struct Pools {
  net::WorkerPool& workers;
  HashPool* hashing = nullptr;  // null for a server whose routes hash nothing
};

}  // namespace api
