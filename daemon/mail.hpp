// SPDX-License-Identifier: MIT
// Makes the worker that sends mails, of [mail] and of the site. Main thread.
#pragma once

#include <memory>
#include <string>

#include "daemon/domain.hpp"
#include "daemon/process/foundation.hpp"
#include "meetings/notify/mail_worker.hpp"

namespace lecternd {

// Without [mail] url the worker drops every mail. `origin` begins the links of the mails. The
// foundation and the domain outlive the worker.
std::unique_ptr<meetings::notify::MailWorker> make_mail_worker(Foundation& foundation,
                                                               Domain& domain,
                                                               const std::string& origin);

}  // namespace lecternd
