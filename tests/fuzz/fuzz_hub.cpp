// SPDX-License-Identifier: MIT
// A hub with several sessions under any order of frames, admissions that come late or never,
// events from REST, broken sockets and clock steps. Beside it runs a naive model of who is present
// and whose stay is open. The hub must not lose its books: presence changes and ends of stays fit
// the model, numbered frames follow each other, a closed session stays silent, and when all have
// gone nothing is left.
//   One command a line:
//     o N         opens session N (0-7) from address N/2
//     x N         closes its socket;  b N: breaks it
//     R N K       on socket N, client K's session is resumed
//     f N TEXT    a text frame; in it $A-$D are tokens of four people, $X an expired one
//     a K         answers the oldest question: K is the meeting and the role of the seat, which may
//                 be a listener's
//     r K         refuses the oldest question with code K
//     m K         answers the oldest action of a host: K % 2 is 0: it is done, else refused
//     w K         tells who waits: K people;  n K: somebody knocks at meeting K
//     p M P       a host puts person P out of meeting M;  g M P: P has another role
//     S M K       the settings of meeting M become number K
//     e M, l M P  REST ends meeting M; person P leaves it
//     t N         N * 100 ms pass and the hub ticks;  T N: N seconds
//     d N         session N reads its frames
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "signaling/hub.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace signaling;

constexpr std::size_t kSessions = 8;
constexpr std::size_t kPeople = 4;
constexpr std::size_t kMostCommands = 400;
constexpr std::array kRoles{meetings::Role::host,        meetings::Role::host,
                            meetings::Role::participant, meetings::Role::participant,
                            meetings::Role::participant, meetings::Role::listener,
                            meetings::Role::presenter,   meetings::Role::listener};

class NoIce final : public meetings::IceServerIssuer {
 public:
  meetings::IceServerSet issue(const meetings::UserId&, const std::optional<meetings::MeetingId>&,
                               base::WallTime, const meetings::RelayWish&) const override {
    return {};
  }
};

struct Client {
  std::optional<SessionId> session;
  std::int64_t last = 0;
  bool told_to_close = false;
  bool silent = false;  // told to close, and has read its last frame
};

struct Memory {
  std::string name, token;
  std::int64_t last = 0;
};

class Fuzz {
 public:
  void run(std::string_view line) {
    if (line.size() < 3) return;
    const char command = line[0];
    const std::size_t n = static_cast<unsigned char>(line[2]) % 64;
    const std::string_view rest = line.size() > 4 ? line.substr(4) : std::string_view{};
    Client& client = clients_[n % kSessions];
    switch (command) {
      case 'o': open(client, n); break;
      case 'x': close(client, SocketEnd::departed); break;
      case 'b': close(client, SocketEnd::broken); break;
      case 'R':
        if (!rest.empty()) resume(client, known_[static_cast<unsigned char>(rest[0]) % kSessions]);
        break;
      case 'f': say(client, rest); break;
      case 'a': answer(n); break;
      case 'r': refuse(n); break;
      case 'e':
        take(hub_.handle_event(meetings::MeetingEnded{meeting(n), std::nullopt}, now()));
        break;
      case 'm': moderate(n); break;
      case 'w':
        if (!lobbies_.empty()) list_lobby(n);
        break;
      case 'n':
        take(hub_.handle_event(meetings::Notice{meetings::NoticeKind::join_requested,
                                                {meetings::UserId{"u0"}},
                                                meeting(n),
                                                "",
                                                "r",
                                                "x",
                                                "pending"},
                               now()));
        break;
      case 'p':
        take(hub_.handle_event(
            meetings::SeatRemoved{meeting(n), seat_id(n, rest.empty() ? 0 : rest[0] % kPeople),
                                  meetings::UserId{"u0"}, n % 3 == 0},
            now()));
        break;
      case 'g':
        take(hub_.handle_event(
            meetings::RoleChanged{meeting(n), seat_id(n, rest.empty() ? 0 : rest[0] % kPeople),
                                  kRoles[7 - n % kRoles.size()], std::nullopt},
            now()));
        break;
      case 'S': change_settings(n, rest.empty() ? 0 : static_cast<unsigned char>(rest[0])); break;
      case 'h': hold_tokens_ = true; break;
      case 'c':
        hold_tokens_ = false;
        confirm({});
        break;
      case 'C': confirm(meetings::refuse(meetings::RefusalCode::token_invalid, "Over.")); break;
      case 's':
        take(hub_.handle_event(
            meetings::SessionsEnded{meetings::UserId{"u" + std::to_string(n % kPeople)},
                                    {"s" + std::to_string(n % kPeople)}},
            now()));
        break;
      case 'l': leave(meeting(n), seat_id(n, rest.empty() ? 0 : rest[0] % kPeople)); break;
      case 't': pass(std::chrono::milliseconds{100} * n); break;
      case 'T': pass(std::chrono::seconds{n}); break;
      case 'd': read(client); break;
      default: break;
    }
    // Sessions that are not away have one socket each. The session of a slow reader can end before
    // its socket.
    REQUIRE(hub_.sessions() - away() <= static_cast<std::size_t>(std::count_if(
                                            clients_.begin(), clients_.end(), [](const Client& c) {
                                              return c.session.has_value();
                                            })));
  }

  void finish() {
    for (Client& client : clients_) {
      read(client);
      close(client, SocketEnd::broken);
    }
    // Late answers find nobody.
    hold_tokens_ = false;
    confirm({});
    while (!asked_.empty()) answer(0);
    while (!acts_.empty()) moderate(0);
    while (!lobbies_.empty()) list_lobby(0);
    pass(std::chrono::minutes{3});  // nobody resumes
    REQUIRE(hub_.sessions() == 0 && away() == 0);
    pass(std::chrono::minutes{3});
    REQUIRE(hub_.rooms() == 0);
    REQUIRE(present_.empty());
    REQUIRE(open_stays_.empty());
  }

 private:
  using Place = std::pair<std::string, std::string>;  // meeting, participant

  static meetings::MeetingId meeting(std::size_t n) {
    return meetings::MeetingId{n % 2 == 0 ? "m0" : "m1"};
  }
  static meetings::ParticipantId seat_id(std::size_t n, std::size_t person) {
    return meetings::ParticipantId{"p" + std::to_string(n % 2) + std::to_string(person)};
  }
  Now now() const { return {clock_.now(), clock_.wall_now()}; }

  std::string token(std::size_t person, std::chrono::seconds lifetime) const {
    meetings::Claims claims;
    claims.user_id = meetings::UserId{"u" + std::to_string(person)};
    claims.session_id = "s" + std::to_string(person);
    claims.name = "person";
    claims.issued_at = clock_.wall_now();
    claims.expires_at = clock_.wall_now() + lifetime;
    return tokens_.sign(claims);
  }
  std::string with_tokens(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      if (text[i] == '$' && next >= 'A' && next < 'A' + static_cast<char>(kPeople)) {
        out += token(static_cast<std::size_t>(next - 'A'), std::chrono::minutes{15});
        ++i;
      } else if (text[i] == '$' && next == 'X') {
        out += token(0, std::chrono::seconds{-1});
        ++i;
      } else {
        out += text[i];
      }
    }
    return out;
  }

  void open(Client& client, std::size_t n) {
    if (client.session) return;
    auto id = hub_.open(
        base::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(n % kSessions / 2)), now());
    if (!id) return;
    client = Client{id->id};
    take(std::move(id->effects));
  }
  void close(Client& client, SocketEnd how) {
    if (!client.session) return;
    take(hub_.closed(*client.session, how, now()));
    client = Client{};
  }
  // The client asks, on its own socket, for the session that `known` is or was on.
  void resume(Client& client, const Memory& known) {
    if (!client.session || known.name.empty()) return;
    resuming_ = known.last;
    const base::Json text = base::Json::object({{"type", "resume"},
                                                {"session", known.name},
                                                {"resumeToken", known.token},
                                                {"lastSeq", known.last}});
    take(hub_.handle_text(*client.session, text.print(), now()));
  }
  std::size_t away() {
    return static_cast<std::size_t>(registry_.gauge("lectern_signaling_away_sessions", "").value());
  }
  void say(Client& client, std::string_view text) {
    if (client.session) take(hub_.handle_text(*client.session, with_tokens(text), now()));
  }
  void read(Client& client) {
    if (!client.session) return;
    REQUIRE(!client.silent || !hub_.has_frames(*client.session));
    Memory& known = known_[static_cast<std::size_t>(&client - clients_.data())];
    while (const auto frame = hub_.next_frame(*client.session, now())) {
      const auto parsed = base::Json::parse(*frame, 4 * kMaxFrameBytes);
      REQUIRE(parsed.has_value() && (*parsed)["type"].as_string().has_value());
      if (parsed->has("resumeToken")) {
        known.name = *(*parsed)["session"].as_string();
        known.token = *(*parsed)["resumeToken"].as_string();
      }
      if (*(*parsed)["type"].as_string() == "resync")
        client.last = *(*parsed)["lastSeq"].as_integer();
      known.last = client.last;
      const auto seq = (*parsed)["seq"].as_integer();
      if (!seq) continue;
      REQUIRE(*seq == client.last + 1);
      known.last = client.last = *seq;
    }
    REQUIRE(!hub_.has_frames(*client.session));
    client.silent = client.told_to_close;
  }
  template <class Duration>
  void pass(Duration by) {
    clock_.advance(by);
    if (std::exchange(batch_begun_, false)) take(hub_.tell_batches(now()));
    take(hub_.tick(now()));
  }

  // REST records the end of the stay before it tells the hub.
  void leave(const meetings::MeetingId& meeting, const meetings::ParticipantId& participant) {
    open_stays_.erase({meeting.value(), participant.value()});
    take(hub_.handle_event(meetings::SeatLeft{meeting, participant}, now()));
  }

  void answer(std::size_t n) {
    if (asked_.empty()) return;
    const RequestAdmission question = asked_.front();
    asked_.pop_front();
    meetings::Seat seat;
    seat.meeting.id = meeting(n);
    seat.user_id = question.ask.claims.user_id;
    const std::string& user = seat.user_id.value();
    seat.participant_id =
        seat_id(n, user.size() == 2 ? static_cast<std::size_t>(user[1] - '0') : 0);
    seat.name = question.ask.claims.name;
    seat.role = kRoles[n % kRoles.size()];
    if (seat.role == meetings::Role::listener) seat.meeting.type = meetings::MeetingType::lecture;
    // From here on somebody has to end the stay.
    open_stays_.insert({seat.meeting.id.value(), seat.participant_id.value()});
    take(hub_.admitted(question.session, question.request, seat, now()));
  }
  void refuse(std::size_t n) {
    if (asked_.empty()) return;
    const RequestAdmission question = asked_.front();
    asked_.pop_front();
    const auto code = static_cast<meetings::RefusalCode>(
        n % (static_cast<std::size_t>(meetings::RefusalCode::overloaded) + 1));
    take(hub_.admitted(question.session, question.request,
                       meetings::refuse(code, "The domain says no."), now()));
  }

  void moderate(std::size_t n) {
    if (acts_.empty()) return;
    const RequestModeration question = acts_.front();
    acts_.pop_front();
    if (n % 2 == 1) {
      take(hub_.moderated(question.request,
                          meetings::refuse(meetings::RefusalCode::forbidden, "No."), now()));
      return;
    }
    meetings::Moderated done;
    for (std::size_t i = 0; i < n % 4; ++i) done.told.emplace_back("u" + std::to_string(i));
    take(hub_.moderated(question.request, done, now()));
  }
  void list_lobby(std::size_t n) {
    const meetings::MeetingId asked = lobbies_.front();
    lobbies_.pop_front();
    meetings::Lobby lobby;
    lobby.waiting.resize(n % 8);
    lobby.count = n;
    const LobbyAnswer failed = meetings::refuse(meetings::RefusalCode::internal, "No.");
    take(hub_.lobby_listed(asked, n == 63 ? failed : LobbyAnswer{lobby}, now()));
  }
  void change_settings(std::size_t n, std::size_t number) {
    meetings::MeetingChanged event;
    event.meeting_id = meeting(n);
    event.version = ++version_;
    for (const meetings::SettingRow& row : meetings::kSettings) {
      event.settings.*row.value = static_cast<meetings::AllowedTo>(number % 3);
      number /= 3;
    }
    take(hub_.handle_event(event, now()));
  }

  struct Taking {
    Fuzz& fuzz;
    void operator()(const Deliver&) const {}
    void operator()(const CloseSession& close) const {
      for (Client& client : fuzz.clients_) {
        if (client.session == close.session) client.told_to_close = true;
      }
    }
    void operator()(const MoveSocket& move) const {
      Client* moved = nullptr;
      for (Client& client : fuzz.clients_) {
        if (client.session == move.session) client = Client{};  // the older socket
        if (client.session == move.newcomer) moved = &client;
      }
      REQUIRE(moved != nullptr);
      *moved = Client{move.session};
      moved->last = fuzz.resuming_;
    }
    void operator()(RequestAuthentication& token) const { fuzz.held_.push_back(std::move(token)); }
    void operator()(const RequestResolution&) const { REQUIRE(false); }  // no foreign issuer
    // This hub is alone.
    void operator()(const RequestPlace&) const { REQUIRE(false); }
    void operator()(const RequestSession&) const { REQUIRE(false); }
    void operator()(const KeepLine&) const { REQUIRE(false); }
    void operator()(RequestAdmission& ask) const { fuzz.asked_.push_back(std::move(ask)); }
    void operator()(RequestModeration& act) const { fuzz.acts_.push_back(std::move(act)); }
    void operator()(const RequestLobby& ask) const { fuzz.lobbies_.push_back(ask.meeting); }
    void operator()(const BatchBegins&) const { fuzz.batch_begun_ = true; }
    void operator()(const PresenceChanged& change) const {
      const Place place{change.meeting.value(), change.participant.value()};
      if (change.member) {
        REQUIRE(change.member->participant_id == change.participant);
        REQUIRE(fuzz.open_stays_.contains(place));
        fuzz.present_.insert(place);
      } else {
        REQUIRE(fuzz.present_.erase(place) == 1);
      }
    }
    void operator()(const SeatEnded& ended) const {
      const auto stay = fuzz.open_stays_.find({ended.meeting.value(), ended.participant.value()});
      REQUIRE(stay != fuzz.open_stays_.end());
      fuzz.open_stays_.erase(stay);
    }
  };
  void take(Effects effects) {
    for (Effect& effect : effects) std::visit(Taking{*this}, effect);
    if (!hold_tokens_) confirm({});
  }
  // The store's answer to the tokens that wait for it.
  void confirm(const AuthenticationAnswer& answer) {
    for (const RequestAuthentication& token : std::exchange(held_, {}))
      take(hub_.authenticated(token.session, token.request, answer, now()));
  }

  bool batch_begun_ = false;
  lectern_test::FakeClock clock_;
  lectern_test::SeededRandom random_;
  meetings::Tokens tokens_{{base::Secret{"a secret of the fuzzer"}}, "fuzz"};
  NoIce ice_;
  base::Metrics registry_;
  HubMetrics metrics_{registry_};
  Hub hub_{{}, tokens_, ice_, random_, metrics_};
  std::array<Client, kSessions> clients_;
  std::deque<RequestAdmission> asked_;
  std::deque<RequestModeration> acts_;
  std::deque<meetings::MeetingId> lobbies_;
  std::int64_t version_ = 1;
  std::vector<RequestAuthentication> held_;
  bool hold_tokens_ = false;
  std::array<Memory, kSessions> known_;  // what each client needs to resume
  std::int64_t resuming_ = 0;
  std::set<Place> present_;
  std::set<Place> open_stays_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view script{reinterpret_cast<const char*>(data), size};
  Fuzz fuzz;
  for (std::size_t n = 0; !script.empty() && n < kMostCommands; ++n) {
    const std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(script.size(), line.size() + 1));
    fuzz.run(line);
  }
  fuzz.finish();
  return 0;
}
