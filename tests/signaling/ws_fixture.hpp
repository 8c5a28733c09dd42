// SPDX-License-Identifier: MIT
// A running WsServer, and people who connect to it. Admission is granted on another thread, as
// workers do.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "signaling/ws_server.hpp"
#include "tests/signaling/ws_client.hpp"
#include "tests/signaling/ws_front.hpp"
#include "tests/support/check.hpp"

namespace signaling_test {

using base::Json;
using namespace signaling;
using namespace std::chrono_literals;

inline const std::string kMeeting = "c0ffee00-1234-4abc-8def-0123456789ab";

class PlainIce final : public meetings::IceServerIssuer {
 public:
  meetings::IceServerSet issue(const meetings::UserId& user,
                               const std::optional<meetings::MeetingId>&, base::WallTime,
                               const meetings::RelayWish&) const override {
    return {{{{"turn:relay.test"}, user.value(), "secret"}}, 3600s};
  }
};

// The engine of every server that the tests make: the suites run with each.
inline WsEngine engine_under_test = WsEngine::builtin;
inline bool is_builtin() { return engine_under_test == WsEngine::builtin; }
template <class Tests>
int run_with_each_engine(const char* builtin, const char* library, const Tests& tests) {
  engine_under_test = WsEngine::builtin;
  const int first = lectern_test::run(builtin, tests);
  engine_under_test = WsEngine::libwebsockets;
  return first + lectern_test::run(library, tests);
}

// Does something beside the test and is waited for also when a check fails (gcc 12 and clang 14
// differ about std::jthread).
class Beside {
 public:
  explicit Beside(std::function<void()> job) : thread_(std::move(job)) {}
  ~Beside() {
    if (thread_.joinable()) thread_.join();
  }
  void join() { thread_.join(); }

 private:
  std::thread thread_;
};

// Runs jobs on a thread of its own, in order; may be held back.
class Worker {
 public:
  Worker() : thread_([this] { work(); }) {}
  ~Worker() {
    release();
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void post(std::function<void()> job) {
    {
      const std::scoped_lock lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    changed_.notify_all();
  }
  void hold() {
    const std::scoped_lock lock(mutex_);
    held_ = true;
  }
  void release() {
    {
      const std::scoped_lock lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }
  // Waits until that many jobs lie there.
  void await_jobs(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 20s, [&] { return jobs_.size() >= count; }))
      lectern_test::check_failed("no job came", __FILE__, __LINE__);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return ending_ || (!held_ && !jobs_.empty()); });
      if (jobs_.empty()) return;
      auto job = std::move(jobs_.front());
      jobs_.erase(jobs_.begin());
      lock.unlock();
      job();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::function<void()>> jobs_;
  bool held_ = false;
  bool ending_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

class WsTest {
 public:
  explicit WsTest(WsConfig config = {})
      : log(base::LogLevel::debug, base::LogFormat::text, [](base::LogLevel, std::string_view) {}),
        tokens({base::Secret{"a secret of some length, for tests"}}, "lectern") {
    WsDependencies dependencies{
        tokens,
        ice,
        presence,
        [this](const AuthenticationRequest&, std::function<void(AuthenticationAnswer)> answer) {
          confirming.post([answer = std::move(answer)] { answer({}); });
        },
        [this](ResolutionRequest ask, std::function<void(ResolutionAnswer)> answer) {
          worker.post([token = std::move(ask.token), answer = std::move(answer)] {
            answer({resolve(token)});
          });
        },
        [this](AdmissionRequest ask, std::function<void(AdmissionAnswer)> answer) {
          worker.post([ask = std::move(ask), answer = std::move(answer)] { answer(grant(ask)); });
        },
        [this](const ModerationRequest&, std::function<void(ModerationAnswer)> answer) {
          worker.post([answer = std::move(answer)] { answer(meetings::Moderated{}); });
        },
        [this](const meetings::MeetingId&, std::function<void(LobbyAnswer)> answer) {
          worker.post([answer = std::move(answer)] { answer(meetings::Lobby{}); });
        },
        [this](const SeatEnded& seat) { note_ended(seat.participant.value()); },
        log,
        metrics};
    config.engine = engine_under_test;
    const auto handshake = config.handshake;
    server = CHECK_OK(WsServer::open(std::move(config), std::move(dependencies)));
    server->start();
    if (!is_builtin()) return;
    front = std::make_unique<WsFront>(
        [this](auto stream, auto request, auto first) {
          (void)server->adopt(std::move(stream), std::move(request), std::move(first));
        },
        handshake, log, metrics);
  }

  // Of a foreign issuer that knows one person.
  static meetings::Outcome<meetings::Claims> resolve(const std::string& token) {
    if (token != "a foreign token")
      return meetings::refuse(meetings::RefusalCode::token_invalid, "This token is not valid.");
    meetings::Claims claims;
    claims.user_id = meetings::UserId{"user-foreign"};
    claims.session_id = "foreign-user-foreign";
    claims.name = "foreign";
    return claims;
  }
  static AdmissionAnswer grant(const AdmissionRequest& ask) {
    meetings::Seat seat;
    seat.meeting.id = meetings::MeetingId{ask.meeting};
    seat.meeting.code = "kabo-rine-tuda";
    seat.participant_id = meetings::ParticipantId{"seat-" + ask.claims.name};
    seat.user_id = ask.claims.user_id;
    seat.name = ask.claims.name;
    return seat;
  }

  std::string token(const std::string& user) const {
    meetings::Claims claims;
    claims.user_id = meetings::UserId{"user-" + user};
    claims.session_id = "session-" + user;
    claims.name = user;
    claims.issued_at = base::SystemClock{}.wall_now();
    claims.expires_at = claims.issued_at + std::chrono::minutes{15};
    return tokens.sign(claims);
  }
  // A stream whose other end the server has.
  WsClient connect(std::string_view address = "192.0.2.1") {
    if (front) return WsClient{front->connect(address)};
    int ends[2];
    CHECK_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const base::Endpoint client{*base::IpAddress::parse(address), 40000};
    CHECK(server->adopt(base::UniqueFd{ends[0]}, client, {}, false));
    return WsClient{base::UniqueFd{ends[1]}};
  }
  WsClient upgraded(std::string_view address = "192.0.2.1") {
    WsClient client = connect(address);
    CHECK_EQ(client.upgrade(), 101u);
    return client;
  }
  WsClient authenticated(const std::string& user, std::string_view address = "192.0.2.1") {
    WsClient client = upgraded(address);
    client.send_json({{"type", "auth"}, {"token", token(user)}});
    CHECK_EQ(*client.receive_json()["type"].as_string(), "welcome");
    return client;
  }
  WsClient member(const std::string& user, std::string_view address = "192.0.2.1") {
    WsClient client = authenticated(user, address);
    client.send_json({{"type", "join"}, {"meetingId", kMeeting}});
    CHECK_EQ(*client.receive_json()["type"].as_string(), "joined");
    return client;
  }
  // Waits until that many stays are over.
  std::vector<std::string> await_ended(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 20s, [&] { return ended_.size() >= count; })) {
      lectern_test::check_failed("only " + std::to_string(ended_.size()) + " stays ended", __FILE__,
                                 __LINE__);
    }
    return ended_;
  }

 private:
  void note_ended(std::string seat) {
    {
      const std::scoped_lock lock(mutex_);
      ended_.push_back(std::move(seat));
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> ended_;

 public:
  base::Log log;
  base::Metrics metrics;
  meetings::Tokens tokens;
  PlainIce ice;
  meetings::PresenceTable presence;
  Worker confirming;  // the store's answers to tokens
  Worker worker;
  std::unique_ptr<WsServer> server;
  std::unique_ptr<WsFront> front;  // before the built-in engine; hands over to the server
};

inline std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(
      std::filesystem::directory_iterator{"/proc/self/fd"}, std::filesystem::directory_iterator{}));
}

}  // namespace signaling_test
