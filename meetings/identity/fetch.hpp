// SPDX-License-Identifier: MIT
// Asks the servers of foreign issuers over HTTPS. Every answer is bounded in size and time, the
// certificate is checked, and no redirect is followed: an issuer's documents are where the
// configuration, or a document of the issuer, says. Blocks: worker threads only.
#pragma once

#include <string>

#include "base/result.hpp"

namespace meetings::identity {

// The body of a 200 answer to GET, of at most 64 KiB, within three seconds. The errors of
// net::client::http_send(); not_found for another status.
base::Result<std::string> fetch(const std::string& url);
// The same for the POST of a form; `authorization` is the value of that header, empty: none.
base::Result<std::string> post_form(const std::string& url, const std::string& form,
                                    const std::string& authorization);

}  // namespace meetings::identity
