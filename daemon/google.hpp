// SPDX-License-Identifier: MIT
// Connects [google] with the calendars of hosts. Main thread.
#pragma once

#include <memory>

#include "config/config.hpp"
#include "meetings/google/connections.hpp"
#include "meetings/notify/google_worker.hpp"

namespace lecternd {

class Domain;
struct Foundation;

meetings::google::Setup google_setup(const config::Config& config);

// Null without [google] client_id: what waits in the outbox then waits on. The foundation and the
// domain outlive the worker.
std::unique_ptr<meetings::notify::GoogleWorker> make_google_worker(Foundation& foundation,
                                                                   Domain& domain);

}  // namespace lecternd
