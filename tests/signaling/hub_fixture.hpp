// SPDX-License-Identifier: MIT
// A hub with a fake clock and people in it: `alice.join()`, `alice.says({…})`, `alice.hears()`.
// Effects are executed as the shell would; what matters of them is kept for the test to look at.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "signaling/hub.hpp"
#include "signaling/hub_state.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace signaling_test {

using base::Json;
using namespace signaling;

inline const std::string kMeeting = "c0ffee00-1234-4abc-8def-0123456789ab";

class FakeIce final : public meetings::IceServerIssuer {
 public:
  meetings::IceServerSet issue(const meetings::UserId& user,
                               const std::optional<meetings::MeetingId>& meeting,
                               base::WallTime now) const override;
};

meetings::Seat seat_of(const std::string& user, meetings::Role role = meetings::Role::participant,
                       const std::string& meeting = kMeeting);

class HubTest;

// One client's connection.
class Client {
 public:
  Client(HubTest& test, SessionId session, std::string user)
      : test_(&test), session_(session), user_(std::move(user)) {}

  // The session that its socket carries now; 0: none.
  SessionId session() const;
  std::string seat() const { return "seat-" + user_; }
  Client& says(std::string_view text);
  Client& says(std::initializer_list<std::pair<std::string_view, Json>> members) {
    return says(Json::object(members).print());
  }
  Client& auth();
  // auth, join and the answer; what it was told is thrown away.
  Client& join(meetings::Role role = meetings::Role::participant);
  // The frames since the last call.
  std::vector<Json> hears();
  // Exactly one frame since the last call.
  Json hears_one();
  // Exactly one, an error; its code.
  std::string hears_error();
  bool silent() { return hears().empty(); }
  // Closes its WebSocket: goes for good.
  void disconnects();
  // Its socket breaks.
  void breaks();

 private:
  HubTest* test_;
  SessionId session_;
  std::string user_;
};

class HubTest {
 public:
  explicit HubTest(HubLimits limits = {});
  ~HubTest();

  // The daemon restarts: every socket breaks, and the hub of another process continues.
  void restart();
  // What the hub leaves to the next process. The stays that end with it are not in `ended`.
  base::Secret leave(const HubStateLimits& limits = {});
  // False: the text is refused, and the new hub begins empty.
  bool restart_with(std::string_view left);

  Now now() const;
  template <class D>
  void pass(D by) {
    clock.advance(by);
    tell_batches();
    run(hub.tick(now()));
  }
  // The time of a batch has passed.
  void tell_batches();
  std::string token(const std::string& user,
                    std::chrono::seconds lifetime = std::chrono::minutes{15}) const;
  // A token that is bound to kMeeting.
  std::string guest_token(const std::string& user) const;
  std::string seat_token(const std::string& user) const;
  meetings::Claims claims_of(const std::string& user) const;
  // Ends the sign-in session of these people.
  void end_sessions(const std::vector<std::string>& users);
  Client connect(const std::string& user, std::string_view address = "192.0.2.1");
  base::Result<SessionId, OpenRefusal> open(std::string_view address);
  // Somebody who is in the meeting.
  Client member(const std::string& user, meetings::Role role = meetings::Role::participant,
                std::string_view address = "192.0.2.1");
  // The domain's answer to the oldest waiting question.
  void answer(AdmissionAnswer with);
  // The store's answer to the oldest token that is held.
  void confirm(const AuthenticationAnswer& with);
  // The worker's answer to the oldest token without our signature.
  void resolve(meetings::Outcome<meetings::Claims> with);
  // The domain's answer to the oldest waiting action.
  void allow(ModerationAnswer with = meetings::Moderated{});
  void event(const meetings::Event& event);
  void run(Effects effects);
  std::vector<std::string> present() const;
  // The session that a socket carries. A socket is named by the session that it began with.
  SessionId carried_by(SessionId socket) const;
  void move(const MoveSocket& effect);
  // 0: still open.
  unsigned close_code(const Client& client) const;

  lectern_test::FakeClock clock;
  lectern_test::SeededRandom random;
  meetings::Tokens tokens;
  FakeIce ice;
  base::Metrics registry;
  meetings::PresenceTable presence;
  bool batch_begun = false;  // the hub has asked for tell_batches()
  bool hold_tokens = false;  // else the store confirms each token at once
  std::vector<RequestAuthentication> held;
  std::vector<RequestResolution> foreign;
  std::vector<RequestAdmission> asked;
  std::vector<RequestModeration> acts;
  std::vector<RequestPlace> places;
  std::vector<RequestSession> seeks;
  std::vector<KeepLine> keeps;
  std::vector<meetings::MeetingId> lobbies;  // asked for
  std::vector<std::string> ended;            // seats whose stay is over
  std::vector<std::string> stopped;          // seats whose stay the last restart interrupted
  std::vector<SessionId> delivers;
  std::map<SessionId, CloseCode> closes;
  std::map<SessionId, SessionId> moved;  // sockets that carry another session than at first
  std::set<SessionId> unbound;           // sockets that carry none any more

 private:
  HubMetrics metrics_;
  const HubLimits limits_;
  std::uint64_t newest_ = 0;  // session

 public:
  Hub hub;
};

std::string text(const Json& frame, std::string_view key);
std::vector<std::string> types(const std::vector<Json>& frames);

}  // namespace signaling_test
