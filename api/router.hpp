// SPDX-License-Identifier: MIT
// Router: a table of {method, pattern, endpoint}. A path works with and without its trailing slash,
// HEAD is treated as GET where it has no
// route of its own, and a known path with another method gets 405 and Allow, not 404. Pure;
// immutable after construction; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/body_sink.hpp"
#include "api/needs.hpp"
#include "api/problem.hpp"
#include "api/rate_limit.hpp"
#include "api/request.hpp"
#include "meetings/passwords.hpp"

namespace api {

struct Dependencies;

// The arguments of an endpoint: the request, the decoded path segments for the pattern's {…}, in
// order, and what the route needs of a token. The first two outlive the call.
struct Call {
  const Request& request;
  const std::vector<std::string>& parameters;
  Needs needs;
};

using Endpoint = Answer (*)(const Dependencies&, const Call&);
// An endpoint that may hash a password. Only the jobs of the hash pool have the hasher.
using HashingEndpoint = Answer (*)(const Dependencies&, const Call&,
                                   const meetings::PasswordHasher&);

// An endpoint that takes the body piece by piece. It is called when the head has come: the body of
// its request is empty.
using StreamingEndpoint = OpenedSink (*)(const Dependencies&, const Call&);

// The thread that runs an endpoint. `loop` is for endpoints that never block, `hasher` is a thread
// of the hash pool.
enum class Runs : std::uint8_t { worker, loop, hasher };

struct Route {
  Route(Method verb, std::string_view path, Needs token, Endpoint answers, Cost price,
        Runs where = Runs::worker)
      : method(verb), pattern(path), needs(token), endpoint(answers), cost(price), runs(where) {}
  // Hashes every time.
  Route(Method verb, std::string_view path, Needs token, HashingEndpoint answers, Cost price)
      : method(verb),
        pattern(path),
        needs(token),
        hashing(answers),
        cost(price),
        runs(Runs::hasher) {}
  // Hashes where the body names a "password".
  Route(Method verb, std::string_view path, Needs token, Endpoint answers,
        HashingEndpoint with_password, Cost price)
      : method(verb),
        pattern(path),
        needs(token),
        endpoint(answers),
        hashing(with_password),
        cost(price) {}
  // Takes the body piece by piece.
  Route(Method verb, std::string_view path, Needs token, StreamingEndpoint opens, Cost price)
      : method(verb), pattern(path), needs(token), streaming(opens), cost(price) {}

  Method method;
  std::string_view pattern;  // "/api/meeting/{meeting_id}/participants": literal segments and {…}
  Needs needs;
  Endpoint endpoint = nullptr;
  HashingEndpoint hashing = nullptr;
  StreamingEndpoint streaming = nullptr;  // then the two others are null
  Cost cost;
  Runs runs = Runs::worker;
};

// The router's answer for one request. It holds no reference to the request, so it may go to
// another thread.
struct Match {
  bool found() const noexcept {
    return endpoint != nullptr || hashing != nullptr || streaming != nullptr;
  }

  Endpoint endpoint = nullptr;  // all three are null: no route for this method
  Needs needs = Needs::session;
  HashingEndpoint hashing = nullptr;  // answers where `runs` is Runs::hasher
  StreamingEndpoint streaming = nullptr;
  Cost cost{Unlimited{}};
  Runs runs = Runs::worker;
  std::string_view pattern;             // of the route; a literal
  std::vector<std::string> parameters;  // the decoded segments for {…}, in order
  std::string allow;                    // "GET, HEAD, OPTIONS"; empty: no route has this path
};

class Router {
 public:
  explicit Router(const std::vector<Route>& routes);

  // A literal segment wins over {…}, whatever the order of the table. `body` decides where a route
  // only hashes for bodies with a password.
  Match match(Method method, std::string_view path, std::string_view body = {}) const;
  // Whether a streaming route may have this path; spares the others a second match().
  bool may_stream(std::string_view path) const noexcept;

 private:
  struct Entry {
    Route route;
    std::vector<std::string_view> segments;
    std::size_t wildcards;
  };
  bool has_head_route(const std::vector<std::string>& path) const;

  std::vector<Entry> entries_;
  std::vector<std::string_view> streaming_prefixes_;  // of the patterns, up to the first {…}
};

// The decoded segments of a path, without a trailing empty one; nullopt if a segment is not UTF-8,
// has a broken escape, or is "." or "..".
std::optional<std::vector<std::string>> split_path(std::string_view path);

}  // namespace api
