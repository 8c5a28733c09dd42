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
                               const std::optional<meetings::MeetingId>& meeting, base::WallTime,
                               const meetings::RelayWish&) const override {
    return {
        {{{"turn:relay.test"}, user.value() + "." + (meeting ? meeting->value() : ""), "secret"}},
        std::chrono::seconds{3600}};
  }
};

inline meetings::Seat seat_of(const std::string& user,
                              meetings::Role role = meetings::Role::participant,
                              const std::string& meeting = kMeeting) {
  meetings::Seat seat;
  seat.meeting.id = meetings::MeetingId{meeting};
  seat.meeting.code = "kabo-rine-tuda";
  seat.meeting.title = "Weekly review";
  seat.meeting.host_id = meetings::UserId{"user-alice"};
  seat.participant_id = meetings::ParticipantId{"seat-" + user};
  seat.user_id = meetings::UserId{"user-" + user};
  seat.name = user;
  seat.role = role;
  return seat;
}

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
  explicit HubTest(HubLimits limits = {})
      : tokens({base::Secret{"a secret of some length, for tests"}}, "lectern"),
        metrics_(registry),
        limits_(limits),
        hub(limits, tokens, ice, random, metrics_) {}

  // The daemon restarts: every socket breaks, and the hub of another process continues.
  void restart() { restart_with(leave().reveal_text()); }
  // What the hub leaves to the next process. The stays that end with it are not in `ended`.
  base::Secret leave(const HubStateLimits& limits = {}) {
    run(hub.suspend(now()));
    auto left = hub.hand_over(now());
    const std::vector<std::string> before = ended;
    run(std::move(left.effects));
    stopped = std::exchange(ended, before);
    return print(left.state, limits);
  }
  // False: the text is refused, and the new hub begins empty.
  bool restart_with(std::string_view left) {
    const std::uint64_t newest = newest_;
    std::destroy_at(&hub);
    std::construct_at(&hub, limits_, tokens, ice, random, metrics_);
    presence.remove_meeting(meetings::MeetingId{kMeeting});
    asked.clear(), acts.clear(), held.clear(), closes.clear(), moved.clear(), unbound.clear();
    // The tests name sockets by sessions: the older numbers may not come again.
    for (std::uint64_t number = 0; number < newest;) {
      const SessionId spent = *open("192.0.2.99");
      run(hub.closed(spent, SocketEnd::departed, now()));
      number = spent.value();
    }
    auto state = parse_hub_state(left);
    if (state) run(hub.restore(*std::move(state), now()));
    return state.has_value();
  }

  Now now() const { return {clock.now(), clock.wall_now()}; }
  template <class D>
  void pass(D by) {
    clock.advance(by);
    tell_batches();
    run(hub.tick(now()));
  }
  // The time of a batch has passed.
  void tell_batches() {
    if (std::exchange(batch_begun, false)) run(hub.tell_batches(now()));
  }
  std::string token(const std::string& user,
                    std::chrono::seconds lifetime = std::chrono::minutes{15}) const {
    meetings::Claims claims;
    claims.user_id = meetings::UserId{"user-" + user};
    claims.session_id = "session-" + user;
    claims.name = user;
    claims.issued_at = clock.wall_now();
    claims.expires_at = clock.wall_now() + lifetime;
    return tokens.sign(claims);
  }
  // A token that is bound to kMeeting.
  std::string guest_token(const std::string& user) const {
    meetings::Claims claims = claims_of(user);
    claims.kind = meetings::TokenKind::guest;
    claims.user_role = meetings::UserRole::guest;
    claims.meeting_id = meetings::MeetingId{kMeeting};
    return tokens.sign(claims);
  }
  std::string seat_token(const std::string& user) const {
    meetings::Claims claims = claims_of(user);
    claims.kind = meetings::TokenKind::seat;
    claims.meeting_id = meetings::MeetingId{kMeeting};
    claims.participant_id = meetings::ParticipantId{"seat-" + user};
    claims.role = meetings::Role::participant;
    return tokens.sign(claims);
  }
  meetings::Claims claims_of(const std::string& user) const {
    return *tokens.verify(token(user), clock.wall_now());
  }
  // Ends the sign-in session of these people.
  void end_sessions(const std::vector<std::string>& users) {
    meetings::SessionsEnded event;
    event.user_id = meetings::UserId{"user-" + users[0]};
    for (const std::string& user : users) event.sessions.push_back("session-" + user);
    run(hub.handle_event(event, now()));
  }
  Client connect(const std::string& user, std::string_view address = "192.0.2.1") {
    const auto session = open(address);
    if (!session) lectern_test::check_failed("the hub refuses the session", __FILE__, __LINE__);
    return Client{*this, *session, user};
  }
  base::Result<SessionId, OpenRefusal> open(std::string_view address) {
    auto opened = hub.open(*base::IpAddress::parse(address), now());
    if (!opened) return base::failure(opened.error());
    newest_ = opened->id.value();
    run(std::move(opened->effects));
    return opened->id;
  }
  // Somebody who is in the meeting.
  Client member(const std::string& user, meetings::Role role = meetings::Role::participant,
                std::string_view address = "192.0.2.1") {
    Client client = connect(user, address);
    client.join(role);
    return client;
  }
  // The domain's answer to the oldest waiting question.
  void answer(AdmissionAnswer with) {
    if (asked.empty()) lectern_test::check_failed("nothing was asked", __FILE__, __LINE__);
    const RequestAdmission question = asked.front();
    asked.erase(asked.begin());
    run(hub.admitted(question.session, question.request, with, now()));
  }
  // The store's answer to the oldest token that is held.
  void confirm(const AuthenticationAnswer& with) {
    if (held.empty()) lectern_test::check_failed("no token is held", __FILE__, __LINE__);
    const RequestAuthentication question = held.front();
    held.erase(held.begin());
    run(hub.authenticated(question.session, question.request, with, now()));
  }
  // The worker's answer to the oldest token without our signature.
  void resolve(meetings::Outcome<meetings::Claims> with) {
    if (foreign.empty()) lectern_test::check_failed("no token is foreign", __FILE__, __LINE__);
    const RequestResolution question = foreign.front();
    foreign.erase(foreign.begin());
    run(hub.resolved(question.session, question.request, {std::move(with)}, now()));
  }
  // The domain's answer to the oldest waiting action.
  void allow(ModerationAnswer with = meetings::Moderated{}) {
    if (acts.empty()) lectern_test::check_failed("no action waits", __FILE__, __LINE__);
    const RequestModeration question = acts.front();
    acts.erase(acts.begin());
    run(hub.moderated(question.request, with, now()));
  }
  void event(const meetings::Event& event) { run(hub.handle_event(event, now())); }
  void run(Effects effects) {
    for (Effect& effect : effects) {
      if (auto* m = std::get_if<RequestModeration>(&effect)) acts.push_back(std::move(*m));
      if (std::holds_alternative<BatchBegins>(effect)) batch_begun = true;
      if (const auto* l = std::get_if<RequestLobby>(&effect)) lobbies.push_back(l->meeting);
      if (auto* a = std::get_if<RequestAuthentication>(&effect)) {
        held.push_back(std::move(*a));
        if (!hold_tokens) confirm({});
      }
      if (auto* f = std::get_if<RequestResolution>(&effect)) foreign.push_back(std::move(*f));
      if (auto* p = std::get_if<RequestPlace>(&effect)) places.push_back(std::move(*p));
      if (auto* s = std::get_if<RequestSession>(&effect)) seeks.push_back(std::move(*s));
      if (auto* k = std::get_if<KeepLine>(&effect)) keeps.push_back(std::move(*k));
      if (const auto* d = std::get_if<Deliver>(&effect)) delivers.push_back(d->session);
      if (const auto* c = std::get_if<CloseSession>(&effect)) closes[c->session] = c->code;
      if (const auto* m = std::get_if<MoveSocket>(&effect)) move(*m);
      if (auto* r = std::get_if<RequestAdmission>(&effect)) asked.push_back(std::move(*r));
      if (const auto* e = std::get_if<SeatEnded>(&effect)) ended.push_back(e->participant.value());
      if (auto* p = std::get_if<PresenceChanged>(&effect)) {
        if (p->member) presence.put(p->meeting, std::move(*p->member));
        else presence.remove(p->meeting, p->participant);
      }
    }
  }
  std::vector<std::string> present() const {
    std::vector<std::string> names;
    for (const auto& member : presence.members(meetings::MeetingId{kMeeting}))
      names.push_back(member.name);
    return names;
  }
  // The session that a socket carries. A socket is named by the session that it began with.
  SessionId carried_by(SessionId socket) const {
    if (unbound.contains(socket)) return SessionId{0};
    const auto found = moved.find(socket);
    return found == moved.end() ? socket : found->second;
  }
  void move(const MoveSocket& effect) {
    SessionId older = effect.session;
    for (const auto& [socket, session] : moved) {
      if (session == effect.session && !unbound.contains(socket)) older = socket;
    }
    unbound.insert(older);
    moved[effect.newcomer] = effect.session;
    closes.erase(effect.session);
  }
  // 0: still open.
  unsigned close_code(const Client& client) const {
    if (client.session().value() == 0) return 4409;
    const auto found = closes.find(client.session());
    return found == closes.end() ? 0 : static_cast<unsigned>(found->second);
  }

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

inline SessionId Client::session() const { return test_->carried_by(session_); }
inline Client& Client::says(std::string_view text) {
  test_->run(test_->hub.handle_text(session(), text, test_->now()));
  return *this;
}
inline Client& Client::auth() {
  says({{"type", "auth"}, {"token", test_->token(user_)}});
  CHECK_EQ(*hears_one()["type"].as_string(), "welcome");
  return *this;
}
inline Client& Client::join(meetings::Role role) {
  auth().says({{"type", "join"}, {"meetingId", kMeeting}});
  test_->answer(seat_of(user_, role));
  CHECK_EQ(*hears_one()["type"].as_string(), "joined");
  return *this;
}
inline std::vector<Json> Client::hears() {
  std::vector<Json> out;
  while (const auto frame = test_->hub.next_frame(session(), test_->now()))
    out.push_back(CHECK_OK(Json::parse(*frame, 1024 * 1024)));
  return out;
}
inline Json Client::hears_one() {
  auto frames = hears();
  std::string all;
  for (const Json& frame : frames) all += "\n  " + frame.print();
  if (frames.size() != 1)
    lectern_test::check_failed("expected one frame, not " + std::to_string(frames.size()) + all,
                               __FILE__, __LINE__);
  return frames[0];
}
inline std::string Client::hears_error() {
  const Json frame = hears_one();
  if (frame["type"].as_string() != "error")
    lectern_test::check_failed("not an error: " + frame.print(), __FILE__, __LINE__);
  return std::string{*frame["code"].as_string()};
}
inline void Client::disconnects() {
  test_->run(test_->hub.closed(session(), SocketEnd::departed, test_->now()));
}
inline void Client::breaks() {
  test_->run(test_->hub.closed(session(), SocketEnd::broken, test_->now()));
}

inline std::string text(const Json& frame, std::string_view key) {
  const Json value = frame[key];
  return value.is_string() ? std::string{*value.as_string()} : "(" + value.print() + ")";
}
inline std::vector<std::string> types(const std::vector<Json>& frames) {
  std::vector<std::string> out;
  for (const Json& frame : frames) out.push_back(text(frame, "type"));
  return out;
}

}  // namespace signaling_test
