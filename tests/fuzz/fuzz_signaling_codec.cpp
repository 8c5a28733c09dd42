// SPDX-License-Identifier: MIT
// Any bytes as a client's text frame: refused with a documented code, or decoded into values within
// their limits, whose relayed form is a JSON text of the same content. Then the same bytes, line by
// line, as what two people in a room say to the hub, which must not lose its books.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/encoding.hpp"
#include "signaling/hub.hpp"
#include "signaling/quick_codec.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/signaling/relayed_text.hpp"
#include "tests/support/fakes.hpp"

namespace {

using namespace signaling;

class NoIce final : public meetings::IceServerIssuer {
 public:
  meetings::IceServerSet issue(const meetings::UserId&, const std::optional<meetings::MeetingId>&,
                               base::WallTime, const meetings::RelayWish&) const override {
    return {};
  }
};

bool short_text(const std::optional<std::string>& text, std::size_t most) {
  return !text || (text->size() <= most && base::is_utf8(*text));
}

struct WithinLimits {
  bool operator()(const Resume& m) const {
    return m.session.size() <= kMaxIdBytes && m.token.size() <= kMaxResumeTokenBytes;
  }
  bool operator()(const Ack&) const { return true; }
  bool operator()(const Auth& m) const {
    return !m.token.empty() && m.token.size() <= kMaxTokenBytes;
  }
  bool operator()(const Join& m) const {
    return !m.meeting.empty() && m.meeting.size() <= kMaxIdBytes &&
           short_text(m.user_id, kMaxIdBytes) && short_text(m.password, kMaxPasswordBytes) &&
           short_text(m.name, kMaxNameBytes);
  }
  bool operator()(const Description& m) const {
    return !m.target_id.empty() && !m.sdp.empty() && m.sdp.size() <= kMaxSdpBytes;
  }
  bool operator()(const Candidates& m) const {
    return !m.target_id.empty() && !m.candidates.empty() && m.candidates.size() <= kMaxCandidates &&
           (m.batch || m.candidates.size() == 1) &&
           std::all_of(m.candidates.begin(), m.candidates.end(), [](const auto& c) {
             return !c || c->candidate.size() <= kMaxCandidateBytes;
           });
  }
  bool operator()(const ChatPost& m) const {
    return !m.message.empty() && m.message.size() <= kMaxChatBytes;
  }
  bool operator()(const MediaUpdate& m) const {
    return short_text(m.screen_stream, kMaxScreenStreamBytes);
  }
  bool operator()(const ReactionPost& m) const {
    return !m.emoji.empty() && m.emoji.size() <= kMaxEmojiBytes;
  }
  bool operator()(const ModeratePost& m) const {
    const meetings::ActionRow& row = meetings::row_of(m.what.action);
    return (m.what.target || !meetings::needs_target(row)) &&
           short_text(m.what.target, kMaxIdBytes) && short_text(m.what.reason, kMaxReasonBytes) &&
           short_text(m.what.message, kMaxToldBytes);
  }
  bool operator()(const WantPost& m) const {
    return !m.target_id.empty() && m.target_id.size() <= kMaxIdBytes && m.height <= kMaxHeight &&
           m.rate <= kMaxFrameRate;
  }
  bool operator()(const CapacityPost& m) const { return m.listeners <= kMaxCapacity; }
  bool operator()(const StatsReport& m) const {
    if (m.links.size() > kMaxLinkReports) return false;
    for (const LinkReport& link : m.links) {
      if (link.peer_id.empty() || link.peer_id.size() > kMaxIdBytes) return false;
      if (link.loss_permille.value_or(0) > 1000) return false;
    }
    return true;
  }
  bool operator()(const GroupsPost& m) const {
    for (const GroupWish& wish : m.groups) {
      if (wish.name.empty()) return false;
      for (const std::string& person : wish.people) {
        if (person.empty() || person.size() > kMaxIdBytes) return false;
      }
    }
    return m.groups.size() <= kMaxGroups && m.group <= kMaxGroups &&
           m.target_id.size() <= kMaxIdBytes && m.message.size() <= kMaxBroadcastBytes;
  }
  bool operator()(const Leave&) const { return true; }
  bool operator()(const IceRefresh&) const { return true; }
  bool operator()(const Ping& m) const {
    return m.t.is_null() || m.t.is_number() || m.t.is_string();
  }
};

// The quick codec says what the thorough one says, or nothing.
void check_quick(std::string_view text) {
  const auto quick = decode_quickly(text);
  if (!quick) return;
  const auto thorough = decode_thoroughly(text);
  REQUIRE(thorough.has_value());
  REQUIRE(lectern_test::relayed_text(*quick) == lectern_test::relayed_text(*thorough));
}

void check_codec(std::string_view text) {
  check_quick(text);
  const auto frame = decode_client(text);
  if (!frame) {
    const ErrorCode code = frame.error().code;
    REQUIRE(code == ErrorCode::bad_json || code == ErrorCode::bad_field ||
            code == ErrorCode::unknown_type);
    REQUIRE(short_text(frame.error().id, kMaxIdBytes));
    return;
  }
  REQUIRE(text.size() <= kMaxFrameBytes);
  REQUIRE(short_text(frame->id, kMaxIdBytes));
  REQUIRE(std::visit(WithinLimits{}, frame->message));
  if (const auto* m = std::get_if<Description>(&frame->message)) {
    const std::string relayed = stamp(
        encode(RelayedDescription{m->kind, meetings::ParticipantId{"p"}, m->sdp}), frame->id, 7);
    const auto parsed = base::Json::parse(relayed, 4 * kMaxFrameBytes);
    REQUIRE(parsed.has_value());
    REQUIRE((*parsed)[m->kind == DescriptionKind::offer ? "offer" : "answer"]["sdp"].as_string() ==
            std::string_view{m->sdp});
    REQUIRE((*parsed)["seq"].as_integer() == 7);
  }
  if (const auto* m = std::get_if<Candidates>(&frame->message)) {
    const std::string relayed =
        encode(RelayedCandidates{meetings::ParticipantId{"p"}, m->candidates, m->batch});
    REQUIRE(base::Json::parse(relayed, 4 * kMaxFrameBytes).has_value());
  }
  if (const auto* m = std::get_if<Ping>(&frame->message)) {
    REQUIRE(base::Json::parse(stamp(encode(Pong{m->t}), frame->id, std::nullopt)).has_value());
  }
}

struct HubUnderTest {
  HubUnderTest()
      : tokens({base::Secret{"secret"}}, "fuzz"), hub({}, tokens, ice, random, hub_metrics) {}

  Now now() const { return {clock.now(), clock.wall_now()}; }
  SessionId come(const std::string& name) {
    const SessionId id = hub.open(base::IpAddress{}, now())->id;
    meetings::Claims claims;
    claims.user_id = meetings::UserId{name};
    claims.session_id = "s-" + name;
    claims.name = name;
    claims.issued_at = clock.wall_now();
    claims.expires_at = clock.wall_now() + std::chrono::hours{1};
    answer(hub.handle(id, {Auth{tokens.sign(claims)}, std::nullopt}, 0, now()));
    answer(hub.handle(id, {Join{"m", {}, {}, {}}, std::nullopt}, 0, now()));
    return id;
  }
  void answer(const Effects& effects) {
    for (const Effect& effect : effects) {
      if (const auto* token = std::get_if<RequestAuthentication>(&effect))
        answer(hub.authenticated(token->session, token->request, {}, now()));
      if (const auto* act = std::get_if<RequestModeration>(&effect))
        answer(hub.moderated(act->request, meetings::Moderated{}, now()));
      if (const auto* lobby = std::get_if<RequestLobby>(&effect))
        answer(hub.lobby_listed(lobby->meeting, meetings::Lobby{}, now()));
      const auto* ask = std::get_if<RequestAdmission>(&effect);
      if (ask == nullptr) continue;
      meetings::Seat seat;
      seat.meeting.id = meetings::MeetingId{"m"};
      seat.participant_id = meetings::ParticipantId{ask->ask.claims.name};
      seat.user_id = ask->ask.claims.user_id;
      seat.name = ask->ask.claims.name;
      answer(hub.admitted(ask->session, ask->request, seat, now()));
    }
  }

  lectern_test::FakeClock clock;
  lectern_test::SeededRandom random;
  meetings::Tokens tokens;
  NoIce ice;
  base::Metrics registry;
  HubMetrics hub_metrics{registry};
  Hub hub;
};

// Every numbered frame follows the one before.
void check_frames(HubUnderTest& t, SessionId id, std::int64_t& last) {
  while (const auto frame = t.hub.next_frame(id, t.now())) {
    const auto parsed = base::Json::parse(*frame, 4 * kMaxFrameBytes);
    REQUIRE(parsed.has_value());
    const auto seq = (*parsed)["seq"].as_integer();
    if (!seq) continue;
    REQUIRE(*seq == last + 1);
    last = *seq;
  }
}

void check_hub(std::string_view script) {
  HubUnderTest t;
  const SessionId ids[] = {t.come("a"), t.come("b")};
  std::int64_t last[] = {0, 0};
  for (std::size_t turn = 0; !script.empty() && turn < 200; ++turn) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    t.answer(t.hub.handle_text(ids[turn % 2], script.substr(0, end), t.now()));
    script.remove_prefix(std::min(end + 1, script.size()));
    for (std::size_t i = 0; i < 2; ++i) check_frames(t, ids[i], last[i]);
    t.clock.advance(std::chrono::milliseconds{300});
    (void)t.hub.tick(t.now());
  }
  for (const SessionId id : ids) (void)t.hub.closed(id, SocketEnd::broken, t.now());
  for (int i = 0; i < 2; ++i) {  // nobody resumes; then the empty room goes
    t.clock.advance(std::chrono::minutes{3});
    (void)t.hub.tick(t.now());
  }
  REQUIRE(t.hub.sessions() == 0);
  REQUIRE(t.hub.rooms() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_codec(text);
  check_hub(text);
  return 0;
}
