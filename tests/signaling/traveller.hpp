// SPDX-License-Identifier: MIT
// Traveller: a client that keeps what it needs to continue its session on another socket.
#pragma once

#include "tests/signaling/hub_fixture.hpp"

namespace signaling_test {

// One person's client with what it keeps to continue its session.
class Traveller {
 public:
  Traveller(HubTest& test, std::string user, meetings::Role role = meetings::Role::participant,
            bool joins = true)
      : test_(test), user_(std::move(user)), socket_(test.connect(user_)) {
    socket_.says({{"type", "auth"}, {"token", test_.token(user_)}});
    learn(socket_.hears_one());
    if (!joins) return;
    socket_.says({{"type", "join"}, {"meetingId", kMeeting}});
    test_.answer(seat_of(user_, role));
    (void)hears();
  }
  Client& socket() { return socket_; }
  void says(std::initializer_list<std::pair<std::string_view, Json>> members) {
    socket_.says(members);
  }
  void breaks() { socket_.breaks(); }
  // Opens another socket and asks to continue; the answer and what follows.
  std::vector<Json> resumes(std::string_view address = "192.0.2.1") {
    socket_ = test_.connect(user_, address);
    socket_.says(
        {{"type", "resume"}, {"session", session}, {"resumeToken", token}, {"lastSeq", last_seq}});
    return hears();
  }
  std::vector<Json> hears() {
    auto frames = socket_.hears();
    for (const Json& frame : frames) learn(frame);
    return frames;
  }

  std::string session, token;
  std::uint64_t last_seq = 0;

 private:
  void learn(const Json& frame) {
    if (frame.has("resumeToken")) {
      session = text(frame, "session");
      token = text(frame, "resumeToken");
    }
    if (frame.has("seq")) last_seq = static_cast<std::uint64_t>(*frame["seq"].as_integer());
  }

  HubTest& test_;
  std::string user_;
  Client socket_;
};

using Words = std::vector<std::string>;

}  // namespace signaling_test
