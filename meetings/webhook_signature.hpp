// SPDX-License-Identifier: MIT
// The signature of a webhook (Standard Webhooks 1.0.0): HMAC-SHA256 over id, time and body with the
// bytes of the secret. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace meetings {

// "whsec_" and 32 random bytes in base64.
std::string make_webhook_secret(base::Random& random);

// "v1,…"; empty for a text that is no such secret.
std::string sign_webhook(std::string_view secret, std::string_view id, base::WallTime at,
                         std::string_view body);

}  // namespace meetings
