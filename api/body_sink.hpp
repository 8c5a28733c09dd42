// SPDX-License-Identifier: MIT
// BodySink: takes the body of one request piece by piece, so that an upload of any size needs the
// memory of one piece. A streaming route (api/router.hpp) makes one when the head has come, before
// the body. Its calls may block: worker threads, one call at a time. A sink that is destroyed
// without finish() belonged to a client that left; what it took stays taken.
#pragma once

#include <memory>
#include <string_view>

#include "api/problem.hpp"

namespace api {

class BodySink {
 public:
  virtual ~BodySink() = default;
  // The next bytes, in order; never empty. A problem ends the request: the client gets it where the
  // connection allows an answer in the middle of a body, and is closed.
  virtual base::Result<void, Problem> take(std::string_view bytes) = 0;
  // The answer, after the last byte. Called once.
  virtual Answer finish() = 0;
};

using OpenedSink = base::Result<std::unique_ptr<BodySink>, Problem>;

}  // namespace api
