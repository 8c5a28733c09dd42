// SPDX-License-Identifier: MIT
// Every message of the signaling protocol (docs/protocol.md) as a struct, in the order of that
// page: the client's messages, then the server's. The web client uses the same names. Plain values;
// any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "meetings/events.hpp"
#include "meetings/ice_server_issuer.hpp"
#include "meetings/ids.hpp"
#include "meetings/join_requests.hpp"
#include "meetings/model.hpp"
#include "meetings/moderation.hpp"
#include "meetings/refusal.hpp"

namespace signaling {

// Limits in bytes of UTF-8. A message within them fits into a frame in both directions.
inline constexpr std::size_t kMaxFrameBytes = 64 * 1024;
inline constexpr std::size_t kMaxSdpBytes = 48 * 1024;
inline constexpr std::size_t kMaxIdBytes = 64;
inline constexpr std::size_t kMaxTokenBytes = 4096;
inline constexpr std::size_t kMaxResumeTokenBytes = 64;
inline constexpr std::size_t kMaxPasswordBytes = 512;  // 128 characters
inline constexpr std::size_t kMaxRegionBytes = 32;
inline constexpr std::size_t kMaxNameBytes = 320;  // 80 characters
inline constexpr std::size_t kMaxChatBytes = 4096;
inline constexpr std::size_t kMaxEmojiBytes = 32;
inline constexpr std::size_t kMaxScreenStreamBytes = 128;
inline constexpr std::size_t kMaxCandidateBytes = 1024;
inline constexpr std::size_t kMaxCandidates = 64;
inline constexpr std::size_t kMaxReasonBytes = 800;  // 200 characters
inline constexpr std::size_t kMaxToldBytes = 1200;   // 300 characters
inline constexpr std::size_t kMaxTimeBytes = 40;
inline constexpr std::size_t kMaxLinkReports = 64;
inline constexpr std::uint16_t kMaxHeight = 4320;
inline constexpr std::uint32_t kMaxCapacity = 100'000;
inline constexpr std::uint8_t kMaxFrameRate = 120;
inline constexpr std::size_t kMaxGroups = 50;
inline constexpr std::size_t kMaxGroupPeople = 1000;     // of all groups together
inline constexpr std::size_t kMaxGroupNameBytes = 240;   // 60 characters
inline constexpr std::size_t kMaxBroadcastBytes = 2000;  // 500 characters
inline constexpr std::uint32_t kLeastGroupSeconds = 60, kMaxGroupSeconds = 14'400;
inline constexpr std::uint32_t kMaxCallBackSeconds = 300, kCallBackSeconds = 60;

// The group in which a person is: kLesson, or 1 to kMaxGroups.
using GroupNumber = std::uint16_t;
inline constexpr GroupNumber kLesson = 0;
// Of a chat line that is in the chat of every group.
inline constexpr GroupNumber kEveryGroup = 0xFFFF;

// The shape of RTCIceCandidateInit.
struct IceCandidate {
  std::string candidate;
  std::optional<std::string> sdp_mid;
  std::optional<std::uint16_t> sdp_mline_index;
  std::optional<std::string> username_fragment;
};

enum class DescriptionKind : std::uint8_t { offer, answer };

// What the hosts have taken from a person. The server keeps the person's media-state and chat to
// it; what the person sends all the same, every receiver drops.
struct Blocks {
  bool audio = false, video = false, screen = false, chat = false;

  bool any() const noexcept { return audio || video || screen || chat; }
  friend bool operator==(const Blocks&, const Blocks&) = default;
};

// ---- client -> server

struct Auth {
  std::string token;
};
// Continues a session whose socket broke, instead of `auth`.
struct Resume {
  std::string session;
  std::string token;
  std::uint64_t last_seq = 0;  // the last number that the client has seen
};
// The client has seen every message up to this number.
struct Ack {
  std::uint64_t seq = 0;
};
struct Join {
  std::string meeting;  // id or code
  std::optional<std::string> user_id;
  std::optional<std::string> password;
  std::optional<std::string> name;
  std::optional<std::string> region{};  // whose relays come first
};
struct Leave {};
// `offer` and `answer`, which differ only in their name.
struct Description {
  DescriptionKind kind = DescriptionKind::offer;
  std::string target_id;
  std::string sdp;
};
struct Candidates {
  std::string target_id;
  std::vector<std::optional<IceCandidate>> candidates;  // nullopt: the end of the candidates
  bool batch = false;  // sent as `candidates`; else `candidates` holds exactly one
};
struct ChatPost {
  std::string message;
  std::optional<std::string> target_id;  // private
};
struct MediaUpdate {
  std::optional<bool> audio, video, screen, hand, recording;
  std::optional<std::string> screen_stream;
};
struct ReactionPost {
  std::string emoji;
  std::optional<std::uint64_t> line{};  // to this line of the chat
};
struct ModeratePost {
  meetings::Moderate what;
};
// The height and the frame rate at which the sender shows the target; 0: not at all.
struct WantPost {
  std::string target_id;
  std::uint16_t height = 0;
  std::uint8_t rate = 0;
  std::optional<std::uint16_t> screen{};  // the same of the shared screen; absent: not said
};
// How many listeners of a lecture the sender's line carries.
struct CapacityPost {
  std::uint32_t listeners = 0;
};
enum class LinkState : std::uint8_t { connecting, connected, disconnected, failed, closed };
enum class CandidateType : std::uint8_t { host, srflx, prflx, relay, none };
// Their words, in the order of the values; `none` has no word.
inline constexpr std::array<std::string_view, 5> kLinkStates{"connecting", "connected",
                                                             "disconnected", "failed", "closed"};
inline constexpr std::array<std::string_view, 4> kCandidateTypes{"host", "srflx", "prflx", "relay"};
// One peer connection as its browser measured it, since the report before.
struct LinkReport {
  std::string peer_id;
  LinkState state = LinkState::connecting;
  CandidateType local = CandidateType::none, remote = CandidateType::none;  // of the selected pair
  std::optional<std::uint32_t> rtt_ms{};
  std::optional<std::uint32_t> loss_permille{};  // of the packets that should have come
  std::optional<std::uint32_t> in_kbps{}, out_kbps{};
  std::optional<std::uint32_t> frames{}, freezes{};  // decoded; of the pictures
};
struct StatsReport {
  std::vector<LinkReport> links;
};
// What is done about the groups of a room (docs/groups.md).
enum class GroupsAction : std::uint8_t { open, move, go, broadcast, call_back, close, help };
inline constexpr std::array<std::string_view, 7> kGroupsActions{
    "open", "move", "go", "broadcast", "call-back", "close", "help"};
struct GroupWish {
  std::string name;
  std::vector<std::string> people;  // participant ids
};
struct GroupsPost {
  GroupsAction action = GroupsAction::help;
  std::vector<GroupWish> groups{};         // open
  bool choice = false;                     // open: people choose by themselves
  std::optional<std::uint32_t> seconds{};  // open, call_back: the time until all are back
  std::string target_id{};                 // move
  GroupNumber group = kLesson;             // move, go
  std::string message{};                   // broadcast
};
struct IceRefresh {
  std::optional<std::string> region{};  // as in Join; absent: as before
};
struct Ping {
  base::Json t;  // number, string or null (absent)
};

using ClientMessage = std::variant<Auth, Resume, Ack, Join, Leave, Description, Candidates,
                                   ChatPost, MediaUpdate, ReactionPost, ModeratePost, WantPost,
                                   CapacityPost, StatsReport, GroupsPost, IceRefresh, Ping>;

// One frame of a client: the message and the client's id for it, echoed as `re`.
struct ClientFrame {
  ClientMessage message;
  std::optional<std::string> id;
};

// ---- server -> client

enum class ErrorCode : std::uint8_t {
  bad_json,
  bad_field,
  unknown_type,
  not_authenticated,
  already_authenticated,
  no_such_session,
  token_invalid,
  token_expired,
  session_ended,
  not_joined,
  already_joined,
  no_such_peer,
  forbidden,
  not_found,
  ended,
  full,
  locked,
  banned,
  not_invited,
  denied,
  not_started,
  password_required,
  password_wrong,
  no_such_group,
  not_in_lectures,
  rate_limited,
  replaced,
  overloaded,
  internal,
};
std::string_view to_string(ErrorCode code) noexcept;
// The default sentence for people.
std::string_view describe(ErrorCode code) noexcept;
// The protocol's code for a refusal of the domain.
ErrorCode error_code(meetings::RefusalCode code) noexcept;

// `listening`: one of the two only listens now, so that they do not see each other any more.
enum class LeaveReason : std::uint8_t { left, disconnected, replaced, removed, listening };
std::string_view to_string(LeaveReason reason) noexcept;

// One participant as another participant sees it.
struct Peer {
  meetings::ParticipantId peer_id;
  meetings::UserId user_id;
  std::string name;
  meetings::Role role = meetings::Role::participant;
  meetings::MediaState media;
  bool polite = false;        // the receiver of the message is the polite side of the pair
  bool reconnecting = false;  // the person's socket broke a moment ago
  Blocks blocked{};
  bool trouble = false;          // the person's connections are bad; hosts and co-hosts see it
  std::uint64_t hand_order = 0;  // of raised hands, the smaller was raised first; 0: down
  bool guest = false;            // the person has no account
};

// How many are in a lecture.
struct AudienceCounts {
  std::size_t listeners = 0, speakers = 0;
  std::size_t hands = 0;  // that are up, of both
  // The most listeners that those who speak can serve; absent: nobody has said.
  std::optional<std::size_t> capacity{};

  friend bool operator==(const AudienceCounts&, const AudienceCounts&) = default;
};

struct Chat {
  meetings::ParticipantId from_id;
  meetings::UserId user_id;
  std::string name;
  std::string message;
  std::string timestamp;  // ISO 8601, the server's
  bool is_private = false;
  std::optional<meetings::ParticipantId> target_id;  // in the sender's echo of a private message
  std::uint64_t line = 0;       // of a public message: its number, which grows; 0: it has none
  GroupNumber group = kLesson;  // in whose chat it is; kEveryGroup: a host said it to all groups
};

struct Welcome {
  std::vector<std::string> features;
  std::string session;
  std::string resume_token;  // empty: the session cannot be resumed
  std::int64_t resume_seconds = 0;
  std::int64_t ping_seconds = 0;
  meetings::UserId user_id;
  std::string name;
  meetings::UserRole role = meetings::UserRole::user;
};
// The session goes on: the messages after the client's `lastSeq`, up to `last_seq`, follow.
struct Resumed {
  std::string session;
  std::string resume_token;
  std::int64_t resume_seconds = 0;
  std::uint64_t last_seq = 0;
};
// The session goes on, but some messages are lost. Numbers continue after `last_seq`; a `joined`
// with the whole room follows if the session is in a meeting.
struct Resync {
  std::string session;
  std::string resume_token;
  std::int64_t resume_seconds = 0;
  std::uint64_t last_seq = 0;
  std::optional<meetings::MeetingId> meeting_id;
};
// What the people in the room see of the meeting.
struct RoomMeeting {
  meetings::MeetingId id;
  std::string code, title;
  meetings::MeetingType type = meetings::MeetingType::instant;
  meetings::UserId host_id;
  bool locked = false;
  bool waiting_room = false;
  meetings::MeetingSettings settings;

  friend bool operator==(const RoomMeeting&, const RoomMeeting&) = default;
};
// The groups of a room as one person sees them.
struct GroupsView {
  struct Person {
    meetings::ParticipantId peer_id;
    meetings::UserId user_id;
    std::string name;
    meetings::Role role = meetings::Role::participant;
  };
  struct Group {
    std::string name;
    std::size_t count = 0;
    std::vector<Person> members;  // those of whom the receiver may know
  };
  struct Call {
    meetings::ParticipantId peer_id;
    std::string name;
    GroupNumber group = kLesson;
  };
  std::vector<Group> groups;  // empty: no groups are open
  bool choice = false;
  GroupNumber own = kLesson;      // where the receiver is
  GroupNumber home = kLesson;     // where the receiver belongs
  std::optional<Group> lesson{};  // who is in none; hosts see it
  std::vector<Call> calls{};      // who asks for help; hosts see it
  std::optional<base::WallTime> ends_at{}, called_back_at{};
  base::WallTime now{};
};
struct GroupsUpdate {
  meetings::MeetingId meeting_id;
  GroupsView groups;
};
struct Joined {
  meetings::ParticipantId peer_id;
  meetings::Role role = meetings::Role::participant;
  RoomMeeting meeting;
  std::vector<Peer> peers;
  std::vector<meetings::IceServer> ice_servers;
  std::vector<Chat> chat;  // public, oldest first
  Blocks blocked{};        // the receiver's own
  std::optional<meetings::ParticipantId> spotlight{};
  std::optional<AudienceCounts> audience{};  // in a lecture
  std::optional<GroupsView> groups{};        // while groups are open
};
struct Left {
  std::string meeting_id;
};
// The receiver was put out of the meeting.
struct Removed {
  meetings::MeetingId meeting_id;
  bool banned = true;  // else the receiver may ask at the door again
  std::optional<meetings::UserId> by{};
};
// A host has to let the receiver in.
struct Waiting {
  meetings::MeetingId meeting_id;
  meetings::JoinRequestId request_id;
  meetings::WaitReason reason = meetings::WaitReason::approval;
  std::size_t position = 1;
};
// Somebody has another role; also told to the person.
struct RoleChange {
  meetings::ParticipantId peer_id;
  meetings::Role role = meetings::Role::participant;
  std::optional<meetings::UserId> by;
};
struct PeerJoined {
  Peer peer;
};
struct PeerUpdated {
  Peer peer;
};
struct PeerLeft {
  Peer peer;
  LeaveReason reason = LeaveReason::left;
};
struct RelayedDescription {
  DescriptionKind kind = DescriptionKind::offer;
  meetings::ParticipantId from_id;
  std::string sdp;
};
struct RelayedCandidates {
  meetings::ParticipantId from_id;
  std::vector<std::optional<IceCandidate>> candidates;
  bool batch = false;
};
struct Reaction {
  meetings::ParticipantId from_id;
  std::string emoji;
  std::optional<std::uint64_t> line{};
};
struct ReactionCount {
  std::string emoji;
  std::size_t count = 0;
};
// The reactions of a lecture's listeners, for the other listeners.
struct ReactionCounts {
  std::vector<ReactionCount> reactions;
};
struct AudienceUpdate {
  meetings::MeetingId meeting_id;
  AudienceCounts counts;
};
struct RelayedWant {
  meetings::ParticipantId from_id;
  std::uint16_t height = 0;
  std::uint8_t rate = 0;
  std::optional<std::uint16_t> screen{};
};
// A host or co-host did this; also the answer to whoever did it.
struct Moderated {
  meetings::Action action = meetings::Action::mute;
  std::optional<std::string> target_id;
  meetings::UserId by;
  std::string name;  // of whoever did it
};
// Who waits to come in; for hosts and co-hosts.
struct LobbyList {
  meetings::MeetingId meeting_id;
  meetings::Lobby lobby;
};
// From a host to somebody who waits.
struct LobbyMessage {
  meetings::MeetingId meeting_id;
  std::string name;
  std::string message;
  std::string timestamp;
};
struct IceServerList {
  meetings::IceServerSet set;
};
// Somebody has changed what the room shows or allows. `by` is absent if the daemon does not know.
struct MeetingUpdated {
  RoomMeeting meeting;
  std::optional<meetings::UserId> by;
};
struct Ended {
  meetings::MeetingId meeting_id;
  std::optional<meetings::UserId> by;
};
struct ErrorNotice {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::int64_t retry_after = 0;  // seconds; 0: not said
};
struct Pong {
  base::Json t;
};

using ServerMessage =
    std::variant<Welcome, Resumed, Resync, Joined, Left, Removed, Waiting, meetings::Notice,
                 RoleChange, PeerJoined, PeerUpdated, PeerLeft, RelayedDescription,
                 RelayedCandidates, Chat, Reaction, ReactionCounts, AudienceUpdate, RelayedWant,
                 Moderated, LobbyList, LobbyMessage, GroupsUpdate, IceServerList, MeetingUpdated,
                 Ended, ErrorNotice, Pong>;

// True if the message is numbered: all except welcome, resumed, resync, pong, error, reaction,
// reactions and want.
bool carries_seq(const ServerMessage& message) noexcept;

// True for messages that reach other people: a client may repeat these with the same id.
bool reaches_others(const ClientMessage& message) noexcept;

// The WebSocket close codes of docs/protocol.md.
enum class CloseCode : std::uint16_t {
  going_away = 1001,
  unsupported_data = 1003,
  invalid_payload = 1007,  // a text frame that is not UTF-8 (RFC 6455 section 8.1)
  too_big = 1009,
  service_restart = 1012,  // the IANA registry of close codes
  try_again_later = 1013,  // the IANA registry of close codes
  not_authenticated = 4401,
  origin_refused = 4403,
  too_slow = 4408,
  replaced = 4409,
  meeting_ended = 4410,
  abuse = 4429,
};

// How a socket ended: by a close frame that says that the client goes (1000 or 1001), or otherwise.
enum class SocketEnd : std::uint8_t { departed, broken };

}  // namespace signaling
