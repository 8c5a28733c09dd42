// SPDX-License-Identifier: MIT
// The codec against the shared vectors, and what no vector file can hold: long fields, broken
// UTF-8, deep nesting.
#include "signaling/codec.hpp"

#include <map>

#include "tests/signaling/group_views.hpp"
#include "tests/signaling/vectors.hpp"

using base::Json;
using namespace signaling;
using signaling_test::group_view;
using lectern_test::check_failed;

namespace {

std::string text_of(std::initializer_list<std::pair<std::string_view, Json>> members) {
  return Json::object(members).print();
}

std::string outcome(std::string_view text) {
  const auto frame = decode_client(text);
  return frame ? "ok" : std::string{to_string(frame.error().code)};
}

void decodes_every_valid_vector() {
  std::size_t frames = 0;
  for (const auto& file : signaling_test::read_vectors("client")) {
    CHECK(!file.valid.empty());
    for (const Json& frame : file.valid) {
      const auto decoded = decode_client(frame.print());
      if (!decoded)
        check_failed(file.name + ": " + frame.print() + ": " + decoded.error().detail, __FILE__,
                     __LINE__);
      const auto id = frame["id"].as_string();
      CHECK_EQ(decoded->id, id ? std::optional<std::string>{*id} : std::nullopt);
      ++frames;
    }
  }
  CHECK(frames > 25);
}

void refuses_every_invalid_vector() {
  std::size_t frames = 0;
  for (const auto& file : signaling_test::read_vectors("client")) {
    CHECK(!file.invalid.empty());
    for (const Json& entry : file.invalid) {
      const std::string text = signaling_test::wire_text(entry);
      const Json expected = entry["error"];
      if (outcome(text) != expected.as_string())
        check_failed(file.name + ": " + text + " gives " + outcome(text), __FILE__, __LINE__);
      ++frames;
    }
  }
  CHECK(frames > 100);
}

void decodes_into_the_right_fields() {
  const auto join = decode_client(
      R"({"type":"join","meetingId":"kabo","userId":"u","password":"p","name":"Zoë","id":"7"})");
  const auto& j = std::get<Join>(join->message);
  CHECK_EQ(j.meeting, "kabo");
  CHECK_EQ(j.user_id.value(), "u");
  CHECK_EQ(j.password.value(), "p");
  CHECK_EQ(j.name.value(), "Zoë");
  CHECK_EQ(join->id.value(), "7");
  const auto answer =
      decode_client(R"({"type":"answer","targetId":"t","answer":{"type":"answer","sdp":"v=0"}})");
  const auto& a = std::get<Description>(answer->message);
  CHECK(a.kind == DescriptionKind::answer);
  CHECK_EQ(a.target_id, "t");
  CHECK_EQ(a.sdp, "v=0");
  const auto ice = decode_client(
      R"({"type":"ice-candidate","targetId":"t","candidates":[{"candidate":"c","sdpMid":"1",)"
      R"("sdpMLineIndex":65535,"usernameFragment":"f"},null]})");
  const auto& c = std::get<Candidates>(ice->message);
  CHECK(c.batch);
  CHECK_EQ(c.candidates.size(), std::size_t{2});
  CHECK_EQ(c.candidates[0]->sdp_mline_index.value(), 65535);
  CHECK_EQ(c.candidates[0]->sdp_mid.value(), "1");
  CHECK_EQ(c.candidates[0]->username_fragment.value(), "f");
  CHECK(!c.candidates[1].has_value());
  const auto media =
      decode_client(R"({"type":"media-state","audio":true,"screen":false,"screenStream":"s"})");
  const auto& m = std::get<MediaUpdate>(media->message);
  CHECK(m.audio == true && m.screen == false && !m.video && !m.hand && !m.recording);
  CHECK_EQ(m.screen_stream.value(), "s");
}

void decodes_every_action_with_its_target() {
  for (const meetings::ActionRow& row : meetings::kActions) {
    const auto frame = decode_client(
        text_of({{"type", "moderate"}, {"action", row.name}, {"targetId", "t"}, {"message", "x"}}));
    CHECK(frame.has_value());
    const meetings::Moderate& what = std::get<ModeratePost>(frame->message).what;
    CHECK(what.action == row.action);
    CHECK_EQ(what.target.has_value(), row.target != meetings::Target::none);
    const auto without =
        decode_client(text_of({{"type", "moderate"}, {"action", row.name}, {"message", "x"}}));
    CHECK_EQ(without.has_value(), !meetings::needs_target(row));
  }
  const auto ban = decode_client(
      R"({"type":"moderate","action":"ban","targetId":"t","until":"2027-01-15T10:00:00+01:00",)"
      R"("reason":"r","role":"cohost"})");
  const meetings::Moderate& b = std::get<ModeratePost>(ban->message).what;
  CHECK(b.until == base::parse_iso8601("2027-01-15T09:00:00Z"));
  CHECK_EQ(b.reason.value(), "r");
  CHECK(!b.role);
  const auto stats =
      decode_client(R"({"type":"stats","peers":[{"peerId":"p","state":"failed"},{"peerId":"q",)"
                    R"("state":"connected","local":"relay","remote":"prflx","rtt":7,"loss":1000,)"
                    R"("bitrateIn":1,"bitrateOut":2,"frames":3,"freezes":4}]})");
  const auto& links = std::get<StatsReport>(stats->message).links;
  CHECK(links[0].state == LinkState::failed && links[0].local == CandidateType::none);
  CHECK(!links[0].rtt_ms);
  CHECK(links[1].local == CandidateType::relay && links[1].remote == CandidateType::prflx);
  CHECK(links[1].rtt_ms == 7u && links[1].loss_permille == 1000u && links[1].in_kbps == 1u);
  CHECK(links[1].out_kbps == 2u && links[1].frames == 3u && links[1].freezes == 4u);
}

void bounds_every_long_field() {
  const auto sdp = [](std::size_t n) {
    return text_of({{"type", "offer"},
                    {"targetId", "t"},
                    {"offer", Json::object({{"type", "offer"}, {"sdp", std::string(n, 'x')}})}});
  };
  CHECK_EQ(outcome(sdp(48 * 1024)), "ok");
  CHECK_EQ(outcome(sdp(48 * 1024 + 1)), "bad-field");
  const auto chat = [](const std::string& message) {
    return text_of({{"type", "chat"}, {"message", message}});
  };
  CHECK_EQ(outcome(chat(std::string(4096, 'x'))), "ok");
  CHECK_EQ(outcome(chat(std::string(4097, 'x'))), "bad-field");
  const auto auth = [](std::size_t n) {
    return text_of({{"type", "auth"}, {"token", std::string(n, 'x')}});
  };
  CHECK_EQ(outcome(auth(4096)), "ok");
  CHECK_EQ(outcome(auth(4097)), "bad-field");
  const auto candidate = [](std::size_t n) {
    return text_of({{"type", "ice-candidate"},
                    {"targetId", "t"},
                    {"candidate", Json::object({{"candidate", std::string(n, 'x')}})}});
  };
  CHECK_EQ(outcome(candidate(1024)), "ok");
  CHECK_EQ(outcome(candidate(1025)), "bad-field");
  // The whole frame, whatever is in it.
  const std::string filler(64 * 1024, ' ');
  CHECK_EQ(outcome(R"({"type":"leave"})" + filler.substr(16)), "ok");
  CHECK_EQ(outcome(R"({"type":"leave"})" + filler.substr(15)), "bad-json");
}

void refuses_what_is_not_text() {
  CHECK_EQ(outcome(std::string_view{"\0", 1}), "bad-json");
  CHECK_EQ(outcome(std::string{"{\"type\":\"leave\",\"x\":\"\0\"}", 24}), "bad-json");
  CHECK_EQ(outcome("{\"type\":\"leave\",\"x\":\"\xff\"}"), "bad-json");
  CHECK_EQ(outcome("{\"type\":\"leave\",\"x\":\"\xc0\xaf\"}"), "bad-json");      // overlong
  CHECK_EQ(outcome("{\"type\":\"leave\",\"x\":\"\xed\xa0\x80\"}"), "bad-json");  // surrogate
  CHECK_EQ(outcome("{\"type\":\"leave\",\"x\":\"\xf4\x90\x80\x80\"}"),
           "bad-json");  // beyond U+10FFFF
  CHECK_EQ(outcome(R"({"type":"leave","x":1e999})"), "bad-json");
}

void survives_deep_nesting() {
  for (const std::size_t depth : {100u, 1000u, 5000u, 30000u}) {
    const std::string open(depth, '[');
    const std::string close(depth, ']');
    const std::string verdict = outcome(R"({"type":"leave","x":)" + open + close + "}");
    CHECK_EQ(verdict, depth < 2000 ? "ok" : "bad-json");
    CHECK_EQ(outcome(open), "bad-json");
  }
}

void every_truncation_is_refused() {
  const std::string whole =
      R"({"type":"join","meetingId":"kabo-rine-tuda","userId":"u","password":"p",)"
      R"("name":"Zoë","id":"7"})";
  CHECK_EQ(outcome(whole), "ok");
  for (std::size_t n = 0; n < whole.size(); ++n) CHECK_EQ(outcome(whole.substr(0, n)), "bad-json");
}

void an_error_names_the_frame_and_the_field() {
  const auto refused =
      decode_client(R"({"type":"offer","id":"o7","targetId":"t","offer":{"type":"offer"}})");
  CHECK(!refused);
  CHECK_EQ(refused.error().id.value(), "o7");
  CHECK(refused.error().detail.find("sdp") != std::string::npos);
  CHECK_EQ(decode_client(R"({"type":"nope","id":"o8"})").error().id.value(), "o8");
}

// ---- server messages: each struct gives the frame of its vector

const char* const kP1 = "7d0a2f7e-4a2c-4a58-9f9c-0d5f6f1c1a11";
const char* const kP2 = "2b8c1f64-93a1-4f0e-8b1f-5a8d2c7e9b22";
const char* const kU1 = "11111111-2222-4333-8444-555555555555";
const char* const kU2 = "66666666-7777-4888-9999-aaaaaaaaaaaa";
const char* const kM = "c0ffee00-1234-4abc-8def-0123456789ab";
const char* const kSdp =
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 "
    "UDP/TLS/RTP/SAVPF 111\r\n";
constexpr std::uint64_t kLine = 1'800'000'000'000;
const char* const kStream = "{2f3a9c7e-1111-4222-8333-444455556666}";

Peer zoe(bool polite) {
  return {meetings::ParticipantId{kP2},
          meetings::UserId{kU2},
          "Zoë Ångström",
          meetings::Role::participant,
          {true, true, false, false, false, ""},
          polite};
}
Peer zoe_sharing() {
  Peer peer = zoe(false);
  peer.role = meetings::Role::host;
  peer.media.screen = true;
  peer.media.screen_stream = kStream;
  return peer;
}
Chat hello(std::uint64_t line = 0) {
  return {meetings::ParticipantId{kP2},
          meetings::UserId{kU2},
          "Zoë Ångström",
          "Hello 👋",
          "2027-01-15T08:00:00Z",
          false,
          std::nullopt,
          line};
}
IceCandidate candidate() {
  return {
      "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 10.0.0.17 rport "
      "46154 generation 0 ufrag EsAw "
      "network-cost 999",
      "0", std::uint16_t{0}, "EsAw"};
}
meetings::IceServerSet ice() {
  return {
      {{{"stun:meet.example.org:3478"}, "", ""},
       {{"turn:meet.example.org:3478?transport=udp", "turns:meet.example.org:443?transport=tcp"},
        std::string{"1800003600:"} + kU1 + "." + kM,
        "c2VjcmV0LWNyZWRlbnRpYWw="}},
      std::chrono::seconds{3600}};
}
RoomMeeting review() {
  RoomMeeting meeting;
  meeting.id = meetings::MeetingId{kM};
  meeting.code = "kabo-rine-tuda";
  meeting.title = "Weekly review";
  meeting.host_id = meetings::UserId{kU1};
  return meeting;
}

RoomMeeting quiet_lecture() {
  RoomMeeting meeting = review();
  meeting.type = meetings::MeetingType::lecture;
  meeting.locked = true;
  meeting.waiting_room = true;
  meeting.settings = {meetings::AllowedTo::off, meetings::AllowedTo::hosts,
                      meetings::AllowedTo::hosts, meetings::AllowedTo::everyone,
                      meetings::AllowedTo::off};
  return meeting;
}

Joined joined(meetings::Role role, std::vector<Peer> peers, std::vector<Chat> chat) {
  return {meetings::ParticipantId{kP1},
          role,
          review(),
          std::move(peers),
          ice().servers,
          std::move(chat),
          {},
          std::nullopt};
}

// Zoë is muted and may not write; the receiver may do nothing.
Joined moderated_room() {
  Peer muted = zoe(false);
  muted.media.audio = false;
  muted.blocked = {true, false, false, true};
  Joined out = joined(meetings::Role::participant, {muted}, {});
  out.blocked = {true, true, true, true};
  out.spotlight = meetings::ParticipantId{kP2};
  return out;
}

Joined lecture() {
  Joined out = joined(meetings::Role::listener, {}, {});
  out.meeting = quiet_lecture();
  out.audience = {299, 2, 4};
  return out;
}

Joined grouped() {
  Joined out = joined(meetings::Role::host, {}, {});
  out.groups = group_view(false);
  return out;
}

Peer listening(bool hand) {
  Peer peer = zoe(hand);
  peer.role = meetings::Role::listener;
  peer.media = {};
  peer.media.hand = hand;
  peer.hand_order = hand ? 3 : 0;
  return peer;
}

struct Numbered {
  ServerMessage message;
  std::optional<std::string> re;
  std::optional<std::uint64_t> seq;
};

const std::string kSession = "q3vT0s9mV2yR8kZb1nXw4A";
const std::string kToken = "mYb0kq1Zr8t3Xw5c7Nf2Lh9Ds4Jv6Pg0aQeRuTiOyCB";
const std::string kRequest = "7f0d3c1a-52be-4c38-9a90-6a5f0f3f2b10";

std::map<std::string, std::vector<Numbered>> server_examples() {
  const meetings::ParticipantId p1{kP1};
  const meetings::ParticipantId p2{kP2};
  const meetings::UserId u1{kU1};
  const meetings::MeetingId m{kM};
  const meetings::JoinRequestId request{kRequest};
  Chat secret = hello();
  secret.is_private = true;
  Chat echo = secret;
  echo.from_id = p1;
  echo.user_id = u1;
  echo.target_id = p2;
  IceCandidate bare = candidate();
  bare.sdp_mid = bare.username_fragment = std::nullopt;
  Peer reconnecting = zoe(true);
  reconnecting.reconnecting = true;
  Peer muted = zoe(true);
  muted.media.audio = false;
  muted.blocked.audio = muted.trouble = true;
  std::map<std::string, std::vector<Numbered>> out;
  out["welcome"] = {
      {Welcome{{}, kSession, {}, 0, 20, u1, "Ada", meetings::UserRole::user}, {}, {}},
      {Welcome{{"resume"}, kSession, kToken, 90, 20, u1, "Guest", meetings::UserRole::guest},
       "1",
       {}}};
  out["resumed"] = {{Resumed{kSession, kToken, 90, 43}, {}, {}}};
  out["resync"] = {{Resync{kSession, kToken, 90, 500, m}, {}, {}},
                   {Resync{kSession, kToken, 90, 500, std::nullopt}, {}, {}}};
  out["joined"] = {{joined(meetings::Role::host, {}, {}), {}, 1},
                   {joined(meetings::Role::participant, {zoe(false)}, {hello()}), "j1", 7},
                   {moderated_room(), {}, 8},
                   {lecture(), {}, 9},
                   {grouped(), {}, 10}};
  out["left"] = {{Left{kM}, {}, 9}, {Left{kM}, "l1", 9}};
  out["removed"] = {{Removed{m, true, u1}, {}, 9}, {Removed{m, false, std::nullopt}, {}, 10}};
  out["waiting"] = {{Waiting{m, request, meetings::WaitReason::approval, 1}, "j1", 9},
                    {Waiting{m, request, meetings::WaitReason::lobby, 3}, {}, 9}};
  const auto notice = [&](meetings::NoticeKind kind, const char* status) {
    return signaling_test::notice_of_review(kind, status, m, kRequest);
  };
  meetings::Notice soon = notice(meetings::NoticeKind::starting_soon, "");
  soon.subject_id.clear();
  soon.id = std::string{kM} + "@1795342200";
  soon.starts_at = soon.at + std::chrono::minutes{10};
  out["notification"] = {{notice(meetings::NoticeKind::join_requested, "pending"), {}, 9},
                         {notice(meetings::NoticeKind::join_answered, "approved"), {}, 9},
                         {soon, {}, 9},
                         {signaling_test::cancelled(soon), {}, 9}};
  out["role-changed"] = {{RoleChange{p2, meetings::Role::presenter, u1}, {}, 9},
                         {RoleChange{p2, meetings::Role::cohost, std::nullopt}, {}, 9}};
  Peer guest = zoe(true);
  guest.guest = true;
  out["peer-joined"] = {{PeerJoined{zoe(true)}, {}, 2},
                        {PeerJoined{zoe_sharing()}, {}, 3},
                        {PeerJoined{guest}, {}, 4}};
  out["peer-updated"] = {{PeerUpdated{zoe(true)}, {}, 2},
                         {PeerUpdated{zoe_sharing()}, {}, 3},
                         {PeerUpdated{reconnecting}, {}, 4},
                         {PeerUpdated{muted}, {}, 12},
                         {PeerUpdated{listening(true)}, {}, 13}};
  out["peer-left"] = {{PeerLeft{zoe(true), LeaveReason::left}, {}, 4},
                      {PeerLeft{zoe(true), LeaveReason::disconnected}, {}, 4},
                      {PeerLeft{zoe(false), LeaveReason::replaced}, {}, 4},
                      {PeerLeft{zoe(true), LeaveReason::removed}, {}, 4},
                      {PeerLeft{listening(false), LeaveReason::listening}, {}, 4}};
  out["audience"] = {{AudienceUpdate{m, {299, 2, 4}}, {}, 12},
                     {AudienceUpdate{m, {12, 1, 0, 12}}, {}, 13}};
  out["reactions"] = {{ReactionCounts{{{"👏", 37}, {"👍", 1}}}, {}, {}}};
  out["offer"] = {{RelayedDescription{DescriptionKind::offer, p2, kSdp}, {}, 5}};
  out["answer"] = {{RelayedDescription{DescriptionKind::answer, p2, kSdp}, {}, 5}};
  out["ice-candidate"] = {{RelayedCandidates{p2, {candidate()}, false}, {}, 6},
                          {RelayedCandidates{p2, {std::nullopt}, false}, {}, 6},
                          {RelayedCandidates{p2, {bare}, false}, {}, 6},
                          {RelayedCandidates{p2, {candidate(), std::nullopt}, true}, {}, 6}};
  Chat to_all = hello(kLine);
  to_all.group = kEveryGroup;
  out["chat"] = {
      {hello(), {}, 8}, {hello(kLine), {}, 9}, {secret, {}, 8}, {echo, "m1", 8}, {to_all, {}, 10}};
  out["reaction"] = {{Reaction{p2, "👍"}, {}, {}}, {Reaction{p2, "👍", kLine}, {}, {}}};
  out["want"] = {{RelayedWant{p2, 360, 15}, {}, {}}, {RelayedWant{p2, 90, 15, 0}, {}, {}}};
  out["moderated"] = {{Moderated{meetings::Action::mute, kP2, u1, "Ada"}, {}, 9},
                      {Moderated{meetings::Action::mute, std::nullopt, u1, "Ada"}, "m1", 10},
                      {Moderated{meetings::Action::lock, std::nullopt, u1, "Ada"}, "m2", 11}};
  meetings::Lobby::Waiting knock;
  knock.request.id = request;
  knock.request.user_id = meetings::UserId{kU2};
  knock.request.name = "Zoë Ångström";
  knock.request.message = "It is me";
  knock.request.reason = meetings::WaitReason::lobby;
  knock.request.created_at = *base::parse_iso8601("2027-01-15T08:00:00Z");
  knock.guest = true;
  meetings::Lobby::Waiting approval = knock;
  approval.request.message.reset();
  approval.request.reason = meetings::WaitReason::approval;
  approval.guest = false;
  out["lobby"] = {{LobbyList{m, {{knock}, 1}}, {}, 9},
                  {LobbyList{m, {{}, 0}}, {}, 10},
                  {LobbyList{m, {{approval, knock}, 2}}, {}, 11}};
  out["lobby-message"] = {
      {LobbyMessage{m, "Ada", "Five more minutes, please.", "2027-01-15T08:00:00Z"}, {}, 3}};
  GroupsView none;
  none.now = group_view(false).now;
  out["groups"] = {{GroupsUpdate{m, group_view(false)}, {}, 9},
                   {GroupsUpdate{m, group_view(true)}, "g1", 10},
                   {GroupsUpdate{m, none}, {}, 11}};
  out["ice-servers"] = {{IceServerList{ice()}, {}, 10}, {IceServerList{ice()}, "i", 10}};
  out["meeting-updated"] = {{MeetingUpdated{quiet_lecture(), u1}, {}, 9},
                            {MeetingUpdated{review(), std::nullopt}, {}, 9}};
  out["meeting-ended"] = {{Ended{m, u1}, {}, 11}, {Ended{m, std::nullopt}, {}, 11}};
  out["error"] = {
      {ErrorNotice{ErrorCode::rate_limited, "Too many messages of this kind.", 1}, {}, {}},
      {ErrorNotice{ErrorCode::no_such_peer, "That person is not in the meeting.", 0}, "o1", {}}};
  out["pong"] = {{Pong{12}, {}, {}}, {Pong{}, {}, {}}, {Pong{"abc"}, "p", {}}};
  return out;
}

void encodes_every_server_vector() {
  auto examples = server_examples();
  for (const auto& file : signaling_test::read_vectors("server")) {
    const auto& messages = examples.at(file.name.substr(std::string_view{"server-"}.size()));
    CHECK_EQ(messages.size(), file.valid.size());
    for (std::size_t i = 0; i < messages.size(); ++i) {
      CHECK_EQ(carries_seq(messages[i].message), messages[i].seq.has_value());
      const std::string text = stamp(encode(messages[i].message), messages[i].re, messages[i].seq);
      const Json encoded = CHECK_OK(Json::parse(text));
      if (!(encoded == file.valid[i]))
        check_failed(file.name + ":\n" + text + "\n" + file.valid[i].print(), __FILE__, __LINE__);
    }
    examples.erase(file.name.substr(std::string_view{"server-"}.size()));
  }
  CHECK(examples.empty());  // no message without its vector
}

void a_hostile_id_stays_inside_its_string() {
  const std::string text = stamp(encode(Pong{}), R"(x","seq":7,"y":"\)", std::nullopt);
  const Json parsed = CHECK_OK(Json::parse(text));
  const Json re = parsed["re"];
  CHECK_EQ(*re.as_string(), R"(x","seq":7,"y":"\)");
  CHECK(!parsed.has("seq"));
}

void the_size_of_chat_is_what_is_printed() {
  Joined one = joined(meetings::Role::host, {}, {hello()});
  Joined none = joined(meetings::Role::host, {}, {});
  CHECK_EQ(encode(one).size() - encode(none).size(), encoded_size(hello()));
}

// The values within the limits of docs/protocol.md and of signaling/messages.hpp.
void takes_the_shortest_and_the_longest_texts() {
  const auto x = [](std::size_t n) { return std::string(n, 'x'); };
  const auto with = [](std::string_view frame, std::string_view field, const Json& value) {
    Json changed = CHECK_OK(Json::parse(frame));
    changed.set(field, value);
    return outcome(changed.print());
  };
  struct Row {
    const char* frame;
    const char* field;
    std::size_t least;
    std::size_t most;
  };
  const Row rows[] = {
      {R"({"type":"leave"})", "id", 0, 64},
      {R"({"type":"auth"})", "token", 1, 4096},
      {R"({"type":"resume","session":"s","lastSeq":1})", "resumeToken", 1, 64},
      {R"({"type":"resume","resumeToken":"t","lastSeq":1})", "session", 1, 64},
      {R"({"type":"join"})", "meetingId", 1, 64},
      {R"({"type":"join","meetingId":"x"})", "userId", 0, 64},
      {R"({"type":"join","meetingId":"x"})", "password", 0, 512},
      {R"({"type":"join","meetingId":"x"})", "name", 0, 320},
      {R"({"type":"offer","offer":{"type":"offer","sdp":"v"}})", "targetId", 1, 64},
      {R"({"type":"answer","answer":{"type":"answer","sdp":"v"}})", "targetId", 1, 64},
      {R"({"type":"ice-candidate","candidate":null})", "targetId", 1, 64},
      {R"({"type":"chat"})", "message", 1, 4096},
      {R"({"type":"chat","message":"x"})", "targetId", 1, 64},
      {R"({"type":"media-state"})", "screenStream", 0, 128},
      {R"({"type":"reaction"})", "emoji", 1, 32},
      {R"({"type":"moderate","action":"mute"})", "targetId", 1, 64},
      {R"({"type":"moderate","action":"ban","targetId":"x"})", "reason", 1, 800},
      {R"({"type":"moderate","action":"tell-waiting"})", "message", 1, 1200},
      {R"({"type":"want","height":1,"rate":1})", "targetId", 1, 64},
      {R"({"type":"ping"})", "t", 0, 64},
  };
  for (const Row& row : rows) {
    CHECK_EQ(with(row.frame, row.field, x(row.least)), "ok");
    if (row.least > 0) CHECK_EQ(with(row.frame, row.field, x(row.least - 1)), "bad-field");
    CHECK_EQ(with(row.frame, row.field, x(row.most)), "ok");
    CHECK_EQ(with(row.frame, row.field, x(row.most + 1)), "bad-field");
  }
}

void takes_the_shortest_and_the_longest_parts_of_a_description_and_a_candidate() {
  const auto sdp = [](std::size_t n) {
    return outcome(
        text_of({{"type", "answer"},
                 {"targetId", "t"},
                 {"answer", Json::object({{"type", "answer"}, {"sdp", std::string(n, 'v')}})}}));
  };
  CHECK_EQ(sdp(0), "bad-field");
  CHECK_EQ(sdp(1), "ok");
  const auto candidate = [](std::string_view field, std::size_t n) {
    Json inner = Json::object({{"candidate", "c"}});
    inner.set(field, std::string(n, 'x'));
    return outcome(text_of({{"type", "ice-candidate"}, {"targetId", "t"}, {"candidate", inner}}));
  };
  const std::pair<const char*, std::size_t> parts[] = {
      {"candidate", 1024}, {"sdpMid", 64}, {"usernameFragment", 256}};
  for (const auto& [field, most] : parts) {
    CHECK_EQ(candidate(field, 0), "ok");
    CHECK_EQ(candidate(field, most), "ok");
    CHECK_EQ(candidate(field, most + 1), "bad-field");
  }
}

void takes_one_to_sixty_four_candidates() {
  const auto batch = [](std::size_t n) {
    Json list = Json::array();
    for (std::size_t i = 0; i < n; ++i) list.push(Json::object({{"candidate", std::to_string(i)}}));
    return decode_client(
        text_of({{"type", "ice-candidate"}, {"targetId", "t"}, {"candidates", list}}));
  };
  for (const std::size_t n : {std::size_t{1}, std::size_t{64}}) {
    const auto frame = batch(n);
    CHECK(frame.has_value());
    const auto& candidates = std::get<Candidates>(frame->message).candidates;
    CHECK_EQ(candidates.size(), n);
    CHECK_EQ(candidates.front()->candidate, "0");
    CHECK_EQ(candidates.back()->candidate, std::to_string(n - 1));
  }
  for (const std::size_t n : {std::size_t{0}, std::size_t{65}}) {
    const auto frame = batch(n);
    CHECK(!frame);
    CHECK_EQ(frame.error().detail, "candidates must be an array of 1 to 64");
  }
}

void an_error_says_what_is_wrong_with_which_member() {
  const auto detail = [](std::string_view text) {
    const auto frame = decode_client(text);
    return frame ? std::string{"ok"} : frame.error().detail;
  };
  CHECK_EQ(detail(R"({"type":"auth"})"), "token is missing");
  CHECK_EQ(detail(R"({"type":"offer","targetId":"t","offer":{"type":"offer"}})"),
           "offer has a wrong member: sdp is missing");
  CHECK_EQ(detail(R"({"type":"answer","targetId":"t","answer":{"type":"","sdp":"v"}})"),
           "answer has a wrong member: type is not the message's");
  CHECK_EQ(detail(R"({"type":"ping","t":")" + std::string(65, 'x') + "\"}"),
           "t is longer than 64 bytes");
}

void a_bad_id_is_told_before_a_bad_type() {
  for (const char* text : {R"({"id":5})", R"({"type":"nope","id":5})", R"({"type":7,"id":5})"}) {
    const auto frame = decode_client(text);
    CHECK(!frame);
    CHECK(frame.error().code == ErrorCode::bad_field);
    CHECK_EQ(frame.error().detail, "id must be a string");
    CHECK(!frame.error().id);
  }
  CHECK_EQ(outcome(R"({"type":""})"), "unknown-type");
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling codec",
      {TEST(decodes_every_valid_vector), TEST(refuses_every_invalid_vector),
       TEST(decodes_into_the_right_fields), TEST(decodes_every_action_with_its_target),
       TEST(bounds_every_long_field), TEST(refuses_what_is_not_text), TEST(survives_deep_nesting),
       TEST(every_truncation_is_refused), TEST(an_error_names_the_frame_and_the_field),
       TEST(encodes_every_server_vector), TEST(a_hostile_id_stays_inside_its_string),
       TEST(the_size_of_chat_is_what_is_printed), TEST(takes_the_shortest_and_the_longest_texts),
       TEST(takes_the_shortest_and_the_longest_parts_of_a_description_and_a_candidate),
       TEST(takes_one_to_sixty_four_candidates),
       TEST(an_error_says_what_is_wrong_with_which_member),
       TEST(a_bad_id_is_told_before_a_bad_type)});
}
