// SPDX-License-Identifier: MIT
// Requests with an Idempotency-Key: reads the field, names what is asked and by whom, and keeps the
// answer (meetings/idempotency.hpp). Blocks: worker threads only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/dependencies.hpp"
#include "api/problem.hpp"
#include "api/request.hpp"
#include "api/router.hpp"

namespace api {

// The key that the field holds: a string of RFC 8941 section 3.3.3, or the same without quotation
// marks. nullopt for anything else.
std::optional<std::string> read_idempotency_key(std::string_view field);

// Whether a route reads the field: those that change something. An answer of `guest` is a
// credential, and nothing in the request proves who asks, so that route does not.
bool takes_idempotency_key(Method method, std::string_view pattern) noexcept;

// Answers the request by `ask`, or with the answer that the key has already.
Answer answer_once(const Dependencies& d, const Request& request, const Match& match,
                   const std::function<Answer()>& ask);

}  // namespace api
