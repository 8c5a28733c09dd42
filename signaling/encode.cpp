// SPDX-License-Identifier: MIT
// The encoding half of the codec: one overload for each message type.
#include <algorithm>
#include <utility>

#include "signaling/codec.hpp"
#include "signaling/quick_codec.hpp"

namespace signaling {
namespace {

using base::Json;

std::string_view name_of(DescriptionKind kind) noexcept {
  return kind == DescriptionKind::offer ? "offer" : "answer";
}

Json media_json(const meetings::MediaState& media) {
  return Json::object({{"audio", media.audio},
                       {"video", media.video},
                       {"screen", media.screen},
                       {"hand", media.hand},
                       {"recording", media.recording},
                       {"screenStream", media.screen_stream}});
}

Json blocks_json(const Blocks& blocks) {
  Json list = Json::array();
  if (blocks.audio) list.push("audio");
  if (blocks.video) list.push("video");
  if (blocks.screen) list.push("screen");
  if (blocks.chat) list.push("chat");
  return list;
}

Json peer_json(const Peer& peer) {
  Json out = Json::object({{"peerId", peer.peer_id.value()},
                           {"userId", peer.user_id.value()},
                           {"name", peer.name},
                           {"role", meetings::to_string(peer.role)},
                           {"media", media_json(peer.media)},
                           {"polite", peer.polite}});
  if (peer.reconnecting) out.set("reconnecting", true);
  if (peer.blocked.any()) out.set("blocked", blocks_json(peer.blocked));
  if (peer.trouble) out.set("trouble", true);
  if (peer.hand_order != 0) out.set("handOrder", peer.hand_order);
  if (peer.guest) out.set("guest", true);
  return out;
}

Json& put_counts(Json& out, const AudienceCounts& counts) {
  out.set("listeners", std::uint64_t{counts.listeners})
      .set("speakers", std::uint64_t{counts.speakers})
      .set("hands", std::uint64_t{counts.hands});
  if (counts.capacity) out.set("capacity", std::uint64_t{*counts.capacity});
  return out;
}

Json meeting_json(const RoomMeeting& meeting) {
  Json settings = Json::object();
  for (const meetings::SettingRow& row : meetings::kSettings)
    settings.set(row.name, meetings::to_string(meeting.settings.*row.value));
  return Json::object({{"meetingId", meeting.id.value()},
                       {"code", meeting.code},
                       {"title", meeting.title},
                       {"type", meetings::to_string(meeting.type)},
                       {"hostId", meeting.host_id.value()},
                       {"locked", meeting.locked},
                       {"waitingRoom", meeting.waiting_room},
                       {"settings", settings}});
}

Json ice_servers_json(const std::vector<meetings::IceServer>& servers) {
  Json list = Json::array();
  for (const meetings::IceServer& server : servers) {
    Json urls = Json::array();
    for (const std::string& url : server.urls) urls.push(url);
    Json item = Json::object({{"urls", urls}});
    // STUN needs no credentials, and then RTCIceServer must not have the members.
    if (!server.username.empty())
      item.set("username", server.username).set("credential", server.credential);
    list.push(item);
  }
  return list;
}

Json candidate_json(const std::optional<IceCandidate>& candidate) {
  if (!candidate) return {};
  Json out = Json::object({{"candidate", candidate->candidate}});
  if (candidate->sdp_mid) out.set("sdpMid", *candidate->sdp_mid);
  if (candidate->sdp_mline_index) out.set("sdpMLineIndex", unsigned{*candidate->sdp_mline_index});
  if (candidate->username_fragment) out.set("usernameFragment", *candidate->username_fragment);
  return out;
}

void put_chat(Json& out, const Chat& chat) {
  out.set("fromId", chat.from_id.value())
      .set("userId", chat.user_id.value())
      .set("name", chat.name)
      .set("message", chat.message)
      .set("timestamp", chat.timestamp);
  if (chat.is_private) out.set("private", true);
  if (chat.target_id) out.set("targetId", chat.target_id->value());
  if (chat.line != 0) out.set("line", chat.line);
  if (chat.group == kEveryGroup) out.set("broadcast", true);
}

Json chat_json(const Chat& chat) {
  Json out = Json::object();
  put_chat(out, chat);
  return out;
}

Json waiting_json(const meetings::Lobby::Waiting& one) {
  const meetings::JoinRequest& request = one.request;
  Json out = Json::object({{"requestId", request.id.value()},
                           {"userId", request.user_id.value()},
                           {"name", request.name},
                           {"guest", one.guest},
                           {"reason", meetings::to_string(request.reason)},
                           {"since", base::print_iso8601(request.created_at)}});
  if (request.message) out.set("message", *request.message);
  return out;
}

Json group_json(const GroupsView::Group& group) {
  Json members = Json::array();
  for (const GroupsView::Person& one : group.members) {
    members.push(Json::object({{"peerId", one.peer_id.value()},
                               {"userId", one.user_id.value()},
                               {"name", one.name},
                               {"role", meetings::to_string(one.role)}}));
  }
  return Json::object({{"name", group.name}, {"count", std::uint64_t{group.count}}})
      .set("members", members);
}

Json time_json(const std::optional<base::WallTime>& time) {
  return time ? Json{base::print_iso8601(*time)} : Json{};
}

Json& put_groups(Json& out, const GroupsView& view) {
  Json groups = Json::array(), calls = Json::array();
  for (const GroupsView::Group& group : view.groups) groups.push(group_json(group));
  for (const GroupsView::Call& call : view.calls) {
    calls.push(Json::object({{"peerId", call.peer_id.value()},
                             {"name", call.name},
                             {"group", std::uint64_t{call.group}}}));
  }
  out.set("groups", groups)
      .set("mode", view.choice ? "choice" : "assigned")
      .set("own", std::uint64_t{view.own})
      .set("home", std::uint64_t{view.home});
  if (view.lesson) out.set("lesson", group_json(*view.lesson)).set("help", calls);
  return out.set("endsAt", time_json(view.ends_at))
      .set("callBackAt", time_json(view.called_back_at))
      .set("now", base::print_iso8601(view.now));
}

Json typed(std::string_view type) { return Json::object({{"type", type}}); }

struct Encoder {
  Json operator()(const Welcome& m) const {
    Json features = Json::array();
    for (const std::string& feature : m.features) features.push(feature);
    Json out = typed("welcome").set("protocol", 1).set("features", features);
    out.set("session", m.session);
    if (!m.resume_token.empty()) out.set("resumeToken", m.resume_token);
    return out.set("resumeSeconds", m.resume_seconds)
        .set("pingSeconds", m.ping_seconds)
        .set("user", Json::object({{"userId", m.user_id.value()},
                                   {"name", m.name},
                                   {"role", meetings::to_string(m.role)}}));
  }
  Json operator()(const Resumed& m) const {
    return typed("resumed")
        .set("session", m.session)
        .set("resumeToken", m.resume_token)
        .set("resumeSeconds", m.resume_seconds)
        .set("lastSeq", m.last_seq);
  }
  Json operator()(const Resync& m) const {
    return typed("resync")
        .set("session", m.session)
        .set("resumeToken", m.resume_token)
        .set("resumeSeconds", m.resume_seconds)
        .set("lastSeq", m.last_seq)
        .set("meetingId", m.meeting_id ? Json{m.meeting_id->value()} : Json{});
  }
  Json operator()(const Joined& m) const {
    Json peers = Json::array();
    for (const Peer& peer : m.peers) peers.push(peer_json(peer));
    Json chat = Json::array();
    for (const Chat& item : m.chat) chat.push(chat_json(item));
    Json out = typed("joined");
    out.set("meetingId", m.meeting.id.value())
        .set("peerId", m.peer_id.value())
        .set("role", meetings::to_string(m.role))
        .set("meeting", meeting_json(m.meeting))
        .set("peers", peers)
        .set("iceServers", ice_servers_json(m.ice_servers))
        .set("chat", chat)
        .set("blocked", blocks_json(m.blocked))
        .set("spotlight", m.spotlight ? Json{m.spotlight->value()} : Json{});
    if (m.audience) {
      Json audience = Json::object();
      out.set("audience", put_counts(audience, *m.audience));
    }
    if (m.groups) {
      Json groups = Json::object();
      out.set("groups", put_groups(groups, *m.groups));
    }
    return out;
  }
  Json operator()(const Left& m) const { return typed("left").set("meetingId", m.meeting_id); }
  Json operator()(const Removed& m) const {
    return typed("removed")
        .set("meetingId", m.meeting_id.value())
        .set("reason", m.banned ? "banned" : "removed")
        .set("by", m.by ? Json{m.by->value()} : Json{});
  }
  Json operator()(const Waiting& m) const {
    return typed("waiting")
        .set("meetingId", m.meeting_id.value())
        .set("reason", meetings::to_string(m.reason))
        .set("requestId", m.request_id.value())
        .set("position", std::uint64_t{m.position});
  }
  Json operator()(const meetings::Notice& m) const {
    return typed("notification")
        .set("event", meetings::to_string(m.kind))
        .set("meetingId", m.meeting_id.value())
        .set("title", m.title)
        .set("id", m.subject_id)
        .set("name", m.name)
        .set("status", m.status)
        .set("message", m.text)
        .set("startsAt", m.starts_at ? Json{base::print_iso8601(*m.starts_at)} : Json{})
        .set("notificationId", m.id)
        .set("at", base::print_iso8601(m.at));
  }
  Json operator()(const RoleChange& m) const {
    return typed("role-changed")
        .set("peerId", m.peer_id.value())
        .set("role", meetings::to_string(m.role))
        .set("by", m.by ? Json{m.by->value()} : Json{});
  }
  Json operator()(const PeerJoined& m) const {
    return typed("peer-joined").set("peer", peer_json(m.peer));
  }
  Json operator()(const PeerUpdated& m) const {
    return typed("peer-updated").set("peer", peer_json(m.peer));
  }
  Json operator()(const PeerLeft& m) const {
    return typed("peer-left").set("peer", peer_json(m.peer)).set("reason", to_string(m.reason));
  }
  Json operator()(const RelayedDescription& m) const {
    return typed(name_of(m.kind))
        .set("fromId", m.from_id.value())
        .set(name_of(m.kind), Json::object({{"type", name_of(m.kind)}, {"sdp", m.sdp}}));
  }
  Json operator()(const RelayedCandidates& m) const {
    Json out = typed("ice-candidate").set("fromId", m.from_id.value());
    if (!m.batch)
      return out.set("candidate",
                     m.candidates.empty() ? Json{} : candidate_json(m.candidates.front()));
    Json list = Json::array();
    for (const auto& candidate : m.candidates) list.push(candidate_json(candidate));
    return out.set("candidates", list);
  }
  Json operator()(const Chat& m) const {
    Json out = typed("chat");
    put_chat(out, m);
    return out;
  }
  Json operator()(const Reaction& m) const {
    Json out = typed("reaction").set("fromId", m.from_id.value()).set("emoji", m.emoji);
    if (m.line) out.set("line", *m.line);
    return out;
  }
  Json operator()(const ReactionCounts& m) const {
    Json list = Json::array();
    for (const ReactionCount& one : m.reactions) {
      list.push(Json::object({{"emoji", one.emoji}, {"count", std::uint64_t{one.count}}}));
    }
    return typed("reactions").set("reactions", list);
  }
  Json operator()(const AudienceUpdate& m) const {
    Json out = typed("audience").set("meetingId", m.meeting_id.value());
    return put_counts(out, m.counts);
  }
  Json operator()(const RelayedWant& m) const {
    Json out = typed("want")
                   .set("fromId", m.from_id.value())
                   .set("height", unsigned{m.height})
                   .set("rate", unsigned{m.rate});
    if (m.screen) out.set("screen", unsigned{*m.screen});
    return out;
  }
  Json operator()(const Moderated& m) const {
    return typed("moderated")
        .set("action", meetings::row_of(m.action).name)
        .set("targetId", m.target_id ? Json{*m.target_id} : Json{})
        .set("by", m.by.value())
        .set("name", m.name);
  }
  Json operator()(const LobbyList& m) const {
    Json waiting = Json::array();
    for (const meetings::Lobby::Waiting& one : m.lobby.waiting) waiting.push(waiting_json(one));
    return typed("lobby")
        .set("meetingId", m.meeting_id.value())
        .set("count", std::uint64_t{m.lobby.count})
        .set("waiting", waiting);
  }
  Json operator()(const LobbyMessage& m) const {
    return typed("lobby-message")
        .set("meetingId", m.meeting_id.value())
        .set("name", m.name)
        .set("message", m.message)
        .set("timestamp", m.timestamp);
  }
  Json operator()(const GroupsUpdate& m) const {
    Json out = typed("groups").set("meetingId", m.meeting_id.value());
    return put_groups(out, m.groups);
  }
  Json operator()(const IceServerList& m) const {
    return typed("ice-servers")
        .set("iceServers", ice_servers_json(m.set.servers))
        .set("ttl", static_cast<std::int64_t>(m.set.ttl.count()));
  }
  Json operator()(const MeetingUpdated& m) const {
    return typed("meeting-updated")
        .set("meetingId", m.meeting.id.value())
        .set("meeting", meeting_json(m.meeting))
        .set("by", m.by ? Json{m.by->value()} : Json{});
  }
  Json operator()(const Ended& m) const {
    return typed("meeting-ended")
        .set("meetingId", m.meeting_id.value())
        .set("by", m.by ? Json{m.by->value()} : Json{});
  }
  Json operator()(const ErrorNotice& m) const {
    Json out = typed("error").set("code", to_string(m.code)).set("message", m.message);
    if (m.retry_after > 0) out.set("retryAfter", m.retry_after);
    return out;
  }
  Json operator()(const Pong& m) const {
    Json out = typed("pong");
    if (!m.t.is_null()) out.set("t", m.t);
    return out;
  }
};

}  // namespace

std::string encode(const ServerMessage& message) {
  if (auto quick = encode_quickly(message)) return std::move(*quick);
  return encode_thoroughly(message);
}

std::string encode_thoroughly(const ServerMessage& message) {
  return std::visit(Encoder{}, message).print();
}

std::string stamp(std::string body, const std::optional<std::string>& re,
                  std::optional<std::uint64_t> seq) {
  body.pop_back();  // the closing brace; every message has a type, so a comma may follow
  if (re) body.append(",\"re\":").append(Json{*re}.print());
  if (seq) {
    constexpr std::size_t kNumber = 28;  // not twice the text, which a string takes that grows
    body.reserve(std::max(body.capacity(), body.size() + kNumber));
    body.append(",\"seq\":").append(std::to_string(*seq));
  }
  return body += '}';
}

std::size_t encoded_size(const Chat& chat) { return chat_json(chat).print().size(); }

}  // namespace signaling
