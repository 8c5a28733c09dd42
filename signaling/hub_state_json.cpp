// SPDX-License-Identifier: MIT
#include "signaling/hub_state_json.hpp"

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"

namespace signaling {
namespace {

using base::Json;
using base::JsonFields;
using meetings::MeetingId;
using meetings::ParticipantId;
using meetings::UserId;

constexpr base::Size kId{1, kMaxIdBytes};
constexpr base::Size kName{0, kMaxNameBytes};
constexpr base::Size kText{0, 4096};
// More than a ring and a room hold; these only keep a hostile text from becoming much memory.
constexpr std::size_t kMostTexts = 4096;
constexpr std::size_t kMostMembers = 100'000;
constexpr std::size_t kWordBytes = 8;

template <class T>
std::optional<std::string> value_of(const std::optional<T>& id) {
  return id ? std::optional{id->value()} : std::nullopt;
}
template <class Id>
Id id_in(JsonFields& in, std::string_view name) {
  return Id{in.text(name, kId)};
}
template <class Id>
std::optional<Id> optional_id_in(JsonFields& in, std::string_view name) {
  auto text = in.optional_text(name, kId);
  return text ? std::optional<Id>{Id{std::move(*text)}} : std::nullopt;
}
base::WallTime time_in(JsonFields& in, std::string_view name) {
  return base::from_unix_micros(in.number<std::int64_t>(name));
}
// Members in which a release has put nothing may be absent.
bool flag_in(JsonFields& in, std::string_view name) {
  return in.optional_flag(name).value_or(false);
}

std::string_view name_of(meetings::TokenKind kind) noexcept {
  switch (kind) {
    case meetings::TokenKind::access: return "access";
    case meetings::TokenKind::guest: return "guest";
    case meetings::TokenKind::seat: break;
  }
  return "seat";
}
std::optional<meetings::TokenKind> parse_kind(std::string_view name) noexcept {
  for (const auto kind :
       {meetings::TokenKind::access, meetings::TokenKind::guest, meetings::TokenKind::seat}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

Json to_json(const meetings::Claims& claims) {
  Json out = Json::object({{"kind", name_of(claims.kind)},
                           {"user", claims.user_id.value()},
                           {"session", claims.session_id},
                           {"name", claims.name},
                           {"user_role", meetings::to_string(claims.user_role)},
                           {"issued_at", base::unix_micros(claims.issued_at)},
                           {"expires_at", base::unix_micros(claims.expires_at)}});
  if (claims.meeting_id) out.set("meeting", claims.meeting_id->value());
  if (claims.participant_id) out.set("participant", claims.participant_id->value());
  if (claims.role) out.set("role", meetings::to_string(*claims.role));
  if (claims.scopes) out.set("scopes", claims.scopes->print());
  if (!claims.subject.empty()) out.set("subject", claims.subject);
  if (!claims.network.empty()) out.set("network", claims.network);
  return out;
}

meetings::Claims read_claims(JsonFields& in) {
  meetings::Claims claims;
  claims.kind = in.parsed("kind", parse_kind, "a kind of token");
  claims.user_id = id_in<UserId>(in, "user");
  claims.session_id = in.text("session", kText);
  claims.name = in.text("name", kText);
  claims.user_role = in.parsed("user_role", meetings::parse_user_role, "a role");
  claims.issued_at = time_in(in, "issued_at");
  claims.expires_at = time_in(in, "expires_at");
  claims.meeting_id = optional_id_in<MeetingId>(in, "meeting");
  claims.participant_id = optional_id_in<ParticipantId>(in, "participant");
  if (in.has("role")) claims.role = in.parsed("role", meetings::parse_role, "a role");
  if (const auto scopes = in.optional_text("scopes", kText))
    claims.scopes = meetings::Scopes::parse(*scopes);
  claims.subject = in.optional_text("subject", kText).value_or("");
  claims.network = in.optional_text("network", kText).value_or("");
  return claims;
}

std::string print_hashes(const std::vector<std::uint64_t>& hashes) {
  std::vector<std::byte> bytes;
  for (const std::uint64_t hash : hashes) {
    for (std::size_t i = 0; i < kWordBytes; ++i)
      bytes.push_back(static_cast<std::byte>(hash >> (8 * i)));
  }
  return base::encode_base64url(bytes);
}

std::optional<std::vector<std::uint64_t>> parse_hashes(std::string_view text) {
  const auto bytes = base::decode_base64url(text);
  if (!bytes || bytes->size() % kWordBytes != 0) return std::nullopt;
  std::vector<std::uint64_t> hashes(bytes->size() / kWordBytes);
  for (std::size_t i = 0; i < bytes->size(); ++i)
    hashes[i / kWordBytes] |= std::to_integer<std::uint64_t>((*bytes)[i]) << (8 * (i % kWordBytes));
  return hashes;
}

void read_tokens(JsonFields& in, ResumeTokens& tokens) {
  std::vector<base::Sha256Digest> hashes;
  for (const Json& item : in.list("tokens", {0, ResumeTokens::kMost}).items()) {
    const auto bytes = base::decode_base64url(item.text());
    base::Sha256Digest& hash = hashes.emplace_back();
    if (!bytes || bytes->size() != hash.size()) return in.refuse("tokens", "must hold hashes");
    std::copy(bytes->begin(), bytes->end(), hash.begin());
  }
  tokens.restore(std::move(hashes));
}

Json to_json(const Blocks& blocks) {
  return Json::object({{"audio", blocks.audio},
                       {"video", blocks.video},
                       {"screen", blocks.screen},
                       {"chat", blocks.chat}});
}

Json to_json(const meetings::MediaState& media) {
  return Json::object({{"audio", media.audio},
                       {"video", media.video},
                       {"screen", media.screen},
                       {"hand", media.hand},
                       {"recording", media.recording},
                       {"screen_stream", media.screen_stream}});
}

Json to_json(const RoomMeeting& meeting) {
  return Json::object({{"id", meeting.id.value()},
                       {"code", meeting.code},
                       {"title", meeting.title},
                       {"type", meetings::to_string(meeting.type)},
                       {"host", meeting.host_id.value()},
                       {"locked", meeting.locked},
                       {"waiting_room", meeting.waiting_room},
                       {"settings", meetings::print_settings(meeting.settings)}});
}

RoomMeeting read_meeting(JsonFields& in) {
  return {id_in<MeetingId>(in, "id"),
          in.text("code", kText),
          in.text("title", kText),
          in.parsed("type", meetings::parse_meeting_type, "a type of meeting"),
          id_in<UserId>(in, "host"),
          in.flag("locked"),
          in.flag("waiting_room"),
          in.parsed("settings", meetings::parse_settings, "settings of a meeting")};
}

Json to_json(const Member& member) {
  const meetings::PresentMember& who = member.who;
  return Json::object({{"session", std::get<Local>(member.place).session.value()},
                       {"participant", who.participant_id.value()},
                       {"user", who.user_id.value()},
                       {"name", who.name},
                       {"role", meetings::to_string(who.role)},
                       {"joined_at", base::unix_micros(who.joined_at)},
                       {"media", to_json(who.media)},
                       {"order", member.order},
                       {"hand", member.hand},
                       {"group", std::uint64_t{member.group}},
                       {"untold", member.untold},
                       {"guest", member.guest}});
}

Member read_member(JsonFields& in) {
  Member member{Local{SessionId{in.number<std::uint32_t>("session")}}, {}};
  meetings::PresentMember& who = member.who;
  who.participant_id = id_in<ParticipantId>(in, "participant");
  who.user_id = id_in<UserId>(in, "user");
  who.name = in.text("name", kName);
  who.role = in.parsed("role", meetings::parse_role, "a role");
  who.joined_at = time_in(in, "joined_at");
  in.object("media", [&](JsonFields& media) {
    who.media = {media.flag("audio"),     media.flag("video"),
                 media.flag("screen"),    media.flag("hand"),
                 media.flag("recording"), media.text("screen_stream", {0, kMaxScreenStreamBytes})};
  });
  member.order = in.number<std::uint64_t>("order", 0);
  member.hand = in.number<std::uint64_t>("hand", 0);
  member.untold = in.flag("untold");
  member.guest = flag_in(in, "guest");
  member.group = in.optional_number<GroupNumber>("group", 0, kMaxGroups).value_or(kLesson);
  return member;
}

RoomModeration::Decision read_decision(JsonFields& in) {
  RoomModeration::Decision decision{id_in<ParticipantId>(in, "seat"), {}, in.flag("may_unmute")};
  in.object("blocks", [&](JsonFields& blocks) {
    decision.blocks = {blocks.flag("audio"), blocks.flag("video"), blocks.flag("screen"),
                       blocks.flag("chat")};
  });
  return decision;
}

}  // namespace

Json to_json(const Chat& chat) {
  Json out = Json::object({{"from", chat.from_id.value()},
                           {"user", chat.user_id.value()},
                           {"name", chat.name},
                           {"message", chat.message},
                           {"timestamp", chat.timestamp},
                           {"line", chat.line}});
  if (chat.group != kLesson) out.set("group", std::uint64_t{chat.group});
  return out;
}

Chat read_chat(JsonFields& in) {
  return {id_in<ParticipantId>(in, "from"),
          id_in<UserId>(in, "user"),
          in.text("name", kName),
          in.text("message", {0, kMaxChatBytes}),
          in.text("timestamp", {0, kMaxTimeBytes}),
          false,
          std::nullopt,
          in.optional_number<std::uint64_t>("line").value_or(0),
          in.optional_number<GroupNumber>("group").value_or(kLesson)};
}

Json to_json(const HandedSession& session, bool with_texts) {
  Json tokens = Json::array(), texts = Json::array();
  for (const base::Sha256Digest& hash : session.tokens.hashes())
    tokens.push(base::encode_base64url(hash));
  if (with_texts) {
    for (const std::string& text : session.texts) texts.push(text);
  }
  Json out = Json::object({{"name", session.name},
                           {"address", session.address.print()},
                           {"claims", to_json(session.claims)},
                           {"tokens", tokens},
                           {"handled", print_hashes(session.handled.hashes())},
                           {"last_seq", session.last_seq},
                           {"texts", texts},
                           {"renew_ice_in", std::int64_t{session.renew_ice_in.count()}}});
  if (!session.region.empty()) out.set("region", session.region);
  Json lines = Json::array();
  for (const PrivateLine& line : session.private_lines)
    lines.push(Json::object({{"seq", line.seq}, {"body", line.body}}));
  if (lines.size() != 0) out.set("private", lines);
  return out;
}

namespace {

// The bodies go to the client as they are, so each has to be a message of ours.
void read_private_lines(JsonFields& in, HandedSession& session) {
  std::uint64_t last = 0;
  in.each_object("private", {0, PrivateLines::kMost}, [&](JsonFields& one) {
    PrivateLine line{one.number<std::uint64_t>("seq", 1),
                     one.text("body", {1, PrivateLines::kMostBytes})};
    const auto json = Json::parse(line.body, PrivateLines::kMostBytes);
    if (!json || (*json)["type"].text() != "chat") one.refuse("body", "is no chat line");
    if (line.seq <= last || line.seq > session.last_seq) one.refuse("seq", "is out of order");
    last = line.seq;
    session.private_lines.push_back(std::move(line));
  });
}

}  // namespace

HandedSession read_handed_session(JsonFields& in) {
  HandedSession session;
  session.name = in.text("name", kId);
  session.address = in.parsed("address", base::IpAddress::parse, "an address");
  in.object("claims", [&](JsonFields& claims) { session.claims = read_claims(claims); });
  read_tokens(in, session.tokens);
  session.handled.restore(in.parsed("handled", parse_hashes, "hashes of ids"));
  session.last_seq = in.number<std::uint64_t>("last_seq", 0);
  for (const Json& item : in.list("texts", {0, kMostTexts}).items()) {
    const auto text = item.as_string();
    // A relayed frame is a little longer than the frame of the client.
    if (!text || text->size() > 2 * kMaxFrameBytes) in.refuse("texts", "must hold messages");
    else session.texts.emplace_back(*text);
  }
  if (session.texts.size() > session.last_seq) in.refuse("last_seq", "is less than the messages");
  constexpr std::int64_t kDay = 86'400;
  session.renew_ice_in = std::chrono::seconds{in.number<std::int64_t>("renew_ice_in", -kDay, kDay)};
  session.region = in.optional_text("region", {0, kMaxRegionBytes}).value_or("");
  if (in.has("private")) read_private_lines(in, session);
  return session;
}

namespace {

Json to_json(const HandedGroups& groups) {
  Json list = Json::array(), seats = Json::array();
  for (std::size_t i = 0; i < groups.names.size(); ++i) {
    Json one = Json::object({{"name", groups.names[i]}});
    if (groups.spotlights[i]) one.set("spotlight", groups.spotlights[i]->value());
    list.push(one);
  }
  for (const HandedGroups::Seat& one : groups.seats) {
    seats.push(Json::object({{"seat", one.seat.value()},
                             {"home", std::uint64_t{one.home}},
                             {"now", std::uint64_t{one.now}}}));
  }
  Json out = Json::object({{"groups", list}, {"choice", groups.choice}, {"seats", seats}});
  if (groups.ends_at) out.set("ends_at", base::unix_micros(*groups.ends_at));
  if (groups.called_back_at) out.set("called_back_at", base::unix_micros(*groups.called_back_at));
  return out;
}

HandedGroups read_groups(JsonFields& in) {
  HandedGroups groups;
  in.each_object("groups", {1, kMaxGroups}, [&](JsonFields& one) {
    groups.names.push_back(one.text("name", {1, kMaxGroupNameBytes}));
    groups.spotlights.push_back(optional_id_in<ParticipantId>(one, "spotlight"));
  });
  groups.choice = in.flag("choice");
  in.each_object("seats", {0, Groups::kMostSeats}, [&](JsonFields& one) {
    groups.seats.push_back({id_in<ParticipantId>(one, "seat"),
                            one.number<GroupNumber>("home", 0, kMaxGroups),
                            one.number<GroupNumber>("now", 0, kMaxGroups)});
  });
  if (in.has("ends_at")) groups.ends_at = time_in(in, "ends_at");
  if (in.has("called_back_at")) groups.called_back_at = time_in(in, "called_back_at");
  return groups;
}

}  // namespace

Json to_json(const HandedRoom& room, bool with_chat) {
  Json members = Json::array(), chat = Json::array(), decisions = Json::array();
  for (const Member& member : room.members) members.push(to_json(member));
  if (with_chat) {
    for (const Chat& one : room.chat) chat.push(to_json(one));
  }
  for (const RoomModeration::Decision& one : room.decisions) {
    decisions.push(Json::object({{"seat", one.seat.value()},
                                 {"blocks", to_json(one.blocks)},
                                 {"may_unmute", one.may_unmute}}));
  }
  Json out = Json::object({{"meeting", to_json(room.meeting)},
                           {"version", room.version},
                           {"next_order", room.next_order},
                           {"members", members},
                           {"chat", chat},
                           {"decisions", decisions}});
  if (room.spotlight) out.set("spotlight", room.spotlight->value());
  if (!room.groups.names.empty()) out.set("groups", to_json(room.groups));
  return out;
}

HandedRoom read_handed_room(JsonFields& in) {
  HandedRoom room;
  in.object("meeting", [&](JsonFields& meeting) { room.meeting = read_meeting(meeting); });
  room.version = in.number<std::int64_t>("version");
  room.next_order = in.number<std::uint64_t>("next_order", 0);
  in.each_object("members", {0, kMostMembers},
                 [&](JsonFields& one) { room.members.push_back(read_member(one)); });
  in.each_object("chat", {0, kMostTexts},
                 [&](JsonFields& one) { room.chat.push_back(read_chat(one)); });
  in.each_object("decisions", {0, RoomModeration::kMostSeats},
                 [&](JsonFields& one) { room.decisions.push_back(read_decision(one)); });
  room.spotlight = optional_id_in<ParticipantId>(in, "spotlight");
  if (in.has("groups"))
    in.object("groups", [&](JsonFields& groups) { room.groups = read_groups(groups); });
  return room;
}

}  // namespace signaling
