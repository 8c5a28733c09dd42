// SPDX-License-Identifier: MIT
// Makes the workers that send what waits in the outbox: mails and webhooks. Main thread.
#pragma once

#include <memory>
#include <string>

#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"
#include "meetings/notify/mail_worker.hpp"
#include "meetings/notify/webhook_worker.hpp"

namespace lecternd {

// Without [mail] url the worker drops every mail. `origin` begins the links of the mails. The
// foundation and the domain outlive the worker.
std::unique_ptr<meetings::notify::MailWorker> make_mail_worker(Foundation& foundation,
                                                               Domain& domain,
                                                               const std::string& origin);

// Sends what [webhooks] lets it.
std::unique_ptr<meetings::notify::WebhookWorker> make_webhook_worker(Foundation& foundation,
                                                                     Domain& domain);

}  // namespace lecternd
