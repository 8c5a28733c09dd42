// SPDX-License-Identifier: MIT
// The decoding half of the codec: one function for each message type, found by name in one table.
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/json_fields.hpp"
#include "base/unicode.hpp"
#include "signaling/codec.hpp"
#include "signaling/quick_codec.hpp"

namespace signaling {
namespace {

using base::Json;

using base::JsonFields;

// Prints "name is missing", or for a field one level down "offer has a wrong member: sdp is
// missing".
std::string print(const base::FieldError& error) {
  const std::size_t dot = error.field.find('.');
  if (dot == std::string::npos) return error.print();
  const std::string inner = error.field.substr(dot + 1) + ' ' + error.problem;
  return error.field.substr(0, dot) + " has a wrong member: " + inner;
}

// A text for the eyes of others. Refuses one of which nothing shows, such as blanks or zero-width
// characters: everybody would get a line of which they see nothing.
std::string visible_text(JsonFields& in, std::string_view key, std::size_t longest) {
  std::string text = in.text(key, {1, longest});
  if (in.ok() && !base::shows_something(text)) in.refuse(key, "has no character that shows");
  return text;
}

ClientMessage decode_auth(JsonFields& in) { return Auth{in.text("token", {1, kMaxTokenBytes})}; }

// Also a whole number, as programs of other issuers write the ids of their users.
std::optional<std::string> optional_user_id(JsonFields& in) {
  if (const auto number = in.json()["userId"].as_integer()) return std::to_string(*number);
  return in.optional_text("userId", {0, kMaxIdBytes});
}

ClientMessage decode_resume(JsonFields& in) {
  return Resume{in.text("session", {1, kMaxIdBytes}),
                in.text("resumeToken", {1, kMaxResumeTokenBytes}),
                in.number<std::uint64_t>("lastSeq")};
}

ClientMessage decode_ack(JsonFields& in) { return Ack{in.number<std::uint64_t>("seq")}; }

ClientMessage decode_join(JsonFields& in) {
  return Join{in.text("meetingId", {1, kMaxIdBytes}), optional_user_id(in),
              in.optional_text("password", {0, kMaxPasswordBytes}),
              in.optional_text("name", {0, kMaxNameBytes}),
              in.optional_text("region", {0, kMaxRegionBytes})};
}

ClientMessage decode_leave(JsonFields&) { return Leave{}; }

ClientMessage decode_description(JsonFields& in, DescriptionKind kind) {
  const std::string_view key = kind == DescriptionKind::offer ? "offer" : "answer";
  Description out{kind, in.text("targetId", {1, kMaxIdBytes}), {}};
  in.object(key, [&](JsonFields& inner) {
    if (inner.text("type", {0, kMaxIdBytes}) != key) inner.refuse("type", "is not the message's");
    out.sdp = inner.text("sdp", {1, kMaxSdpBytes});
  });
  return out;
}
ClientMessage decode_offer(JsonFields& in) {
  return decode_description(in, DescriptionKind::offer);
}
ClientMessage decode_answer(JsonFields& in) {
  return decode_description(in, DescriptionKind::answer);
}

std::optional<IceCandidate> decode_candidate(JsonFields& in, std::string_view key,
                                             const Json& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) {
    in.refuse(key, "must be an object or null");
    return std::nullopt;
  }
  JsonFields inner{value};
  IceCandidate out{inner.text("candidate", {0, kMaxCandidateBytes}),
                   inner.optional_text("sdpMid", {0, kMaxIdBytes}),
                   inner.optional_number<std::uint16_t>("sdpMLineIndex"),
                   inner.optional_text("usernameFragment", {0, 256})};
  in.adopt(std::string{key}, inner);
  return out;
}

ClientMessage decode_candidates(JsonFields& in) {
  Candidates out{in.text("targetId", {1, kMaxIdBytes}), {}, in.json().has("candidates")};
  if (in.json().has("candidate") == out.batch) {
    in.refuse("candidate", out.batch ? "and candidates exclude each other" : "is missing");
    return out;
  }
  if (!out.batch) {
    out.candidates.push_back(decode_candidate(in, "candidate", in.json()["candidate"]));
    return out;
  }
  const Json list = in.json()["candidates"];
  if (!list.is_array() || list.size() == 0 || list.size() > kMaxCandidates) {
    in.refuse("candidates", "must be an array of 1 to " + std::to_string(kMaxCandidates));
    return out;
  }
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i)
    out.candidates.push_back(decode_candidate(in, "candidates", list.at(i)));
  return out;
}

ClientMessage decode_chat(JsonFields& in) {
  return ChatPost{visible_text(in, "message", kMaxChatBytes),
                  in.optional_text("targetId", {1, kMaxIdBytes})};
}

ClientMessage decode_media(JsonFields& in) {
  return MediaUpdate{
      in.optional_flag("audio"),     in.optional_flag("video"),
      in.optional_flag("screen"),    in.optional_flag("hand"),
      in.optional_flag("recording"), in.optional_text("screenStream", {0, kMaxScreenStreamBytes})};
}

ClientMessage decode_reaction(JsonFields& in) {
  return ReactionPost{visible_text(in, "emoji", kMaxEmojiBytes),
                      in.optional_number<std::uint64_t>("line", 1)};
}

ClientMessage decode_moderate(JsonFields& in) {
  meetings::Moderate what;
  what.action = in.parsed("action", meetings::parse_action, "an action that is known here");
  if (!in.ok()) return ModeratePost{};
  const meetings::ActionRow& row = meetings::row_of(what.action);
  // A field that the action does not use is ignored, as every unknown field is.
  if (meetings::needs_target(row)) what.target = in.text("targetId", {1, kMaxIdBytes});
  else if (row.target != meetings::Target::none)
    what.target = in.optional_text("targetId", {1, kMaxIdBytes});
  if (what.action == meetings::Action::ban) {
    what.reason = in.optional_text("reason", {1, kMaxReasonBytes});
    if (in.has("until")) what.until = in.parsed("until", base::parse_iso8601, "an ISO 8601 time");
  }
  const bool gives_role =
      what.action == meetings::Action::promote || what.action == meetings::Action::demote;
  if (gives_role && in.has("role")) what.role = in.parsed("role", meetings::parse_role, "a role");
  if (what.action == meetings::Action::tell_waiting)
    what.message = visible_text(in, "message", kMaxToldBytes);
  return ModeratePost{std::move(what)};
}

ClientMessage decode_want(JsonFields& in) {
  return WantPost{in.text("targetId", {1, kMaxIdBytes}),
                  in.number<std::uint16_t>("height", 0, kMaxHeight),
                  in.number<std::uint8_t>("rate", 0, kMaxFrameRate),
                  in.optional_number<std::uint16_t>("screen", 0, kMaxHeight)};
}

ClientMessage decode_capacity(JsonFields& in) {
  return CapacityPost{in.number<std::uint32_t>("listeners", 0, kMaxCapacity)};
}

std::optional<LinkState> parse_link_state(std::string_view text) {
  const auto found = std::find(kLinkStates.begin(), kLinkStates.end(), text);
  if (found == kLinkStates.end()) return std::nullopt;
  return static_cast<LinkState>(found - kLinkStates.begin());
}
std::optional<CandidateType> parse_candidate_type(std::string_view text) {
  const auto found = std::find(kCandidateTypes.begin(), kCandidateTypes.end(), text);
  if (found == kCandidateTypes.end()) return std::nullopt;
  return static_cast<CandidateType>(found - kCandidateTypes.begin());
}

LinkReport decode_link(JsonFields& in) {
  const auto count = [&](std::string_view name, std::uint32_t most) {
    return in.optional_number<std::uint32_t>(name, 0, most);
  };
  LinkReport out{in.text("peerId", {1, kMaxIdBytes}),
                 in.parsed("state", parse_link_state, "the state of a connection")};
  if (in.has("local")) out.local = in.parsed("local", parse_candidate_type, "a candidate's type");
  if (in.has("remote"))
    out.remote = in.parsed("remote", parse_candidate_type, "a candidate's type");
  out.rtt_ms = count("rtt", 600'000);
  out.loss_permille = count("loss", 1000);
  out.in_kbps = count("bitrateIn", 10'000'000);
  out.out_kbps = count("bitrateOut", 10'000'000);
  out.frames = count("frames", 1'000'000);
  out.freezes = count("freezes", 1'000'000);
  return out;
}

ClientMessage decode_stats(JsonFields& in) {
  StatsReport out;
  in.each_object("peers", {0, kMaxLinkReports},
                 [&](JsonFields& link) { out.links.push_back(decode_link(link)); });
  return out;
}

std::optional<GroupsAction> parse_groups_action(std::string_view text) {
  const auto found = std::find(kGroupsActions.begin(), kGroupsActions.end(), text);
  if (found == kGroupsActions.end()) return std::nullopt;
  return static_cast<GroupsAction>(found - kGroupsActions.begin());
}
std::optional<bool> parse_groups_mode(std::string_view text) {
  if (text == "choice") return true;
  return text == "assigned" ? std::optional{false} : std::nullopt;
}

void decode_group_wishes(JsonFields& in, GroupsPost& out) {
  std::size_t people = 0;
  in.each_object("groups", {1, kMaxGroups}, [&](JsonFields& one) {
    GroupWish wish{visible_text(one, "name", kMaxGroupNameBytes), {}};
    const Json list = one.list("members", {0, kMaxGroupPeople});
    for (std::size_t i = 0; i < list.size() && one.ok(); ++i) {
      const Json id = list.at(i);
      const auto text = id.as_string();
      if (!text || text->empty() || text->size() > kMaxIdBytes)
        one.refuse("members", "must hold the ids of people");
      else wish.people.emplace_back(*text);
    }
    people += wish.people.size();
    out.groups.push_back(std::move(wish));
  });
  if (people > kMaxGroupPeople) in.refuse("groups", "has too many people");
}

ClientMessage decode_groups(JsonFields& in) {
  GroupsPost out;
  out.action = in.parsed("action", parse_groups_action, "an action that is known here");
  if (!in.ok()) return out;
  if (out.action == GroupsAction::open) {
    decode_group_wishes(in, out);
    if (in.has("mode")) out.choice = in.parsed("mode", parse_groups_mode, "assigned or choice");
    out.seconds =
        in.optional_number<std::uint32_t>("seconds", kLeastGroupSeconds, kMaxGroupSeconds);
  }
  if (out.action == GroupsAction::call_back)
    out.seconds = in.optional_number<std::uint32_t>("seconds", 0, kMaxCallBackSeconds);
  if (out.action == GroupsAction::move) out.target_id = in.text("targetId", {1, kMaxIdBytes});
  if (out.action == GroupsAction::move || out.action == GroupsAction::go)
    out.group = in.number<GroupNumber>("group", 0, kMaxGroups);
  if (out.action == GroupsAction::broadcast)
    out.message = visible_text(in, "message", kMaxBroadcastBytes);
  return out;
}

ClientMessage decode_ice_refresh(JsonFields& in) {
  return IceRefresh{in.optional_text("region", {0, kMaxRegionBytes})};
}

ClientMessage decode_ping(JsonFields& in) {
  Ping out{in.json()["t"]};
  const auto text = out.t.as_string();
  if (!out.t.is_null() && !out.t.is_number() && !text)
    in.refuse("t", "must be a number or a string");
  if (text && text->size() > kMaxIdBytes) in.refuse("t", "is longer than 64 bytes");
  return out;
}

struct Decoder {
  std::string_view type;
  ClientMessage (*decode)(JsonFields&);
};
constexpr std::array<Decoder, 18> kDecoders{{{"auth", decode_auth},
                                             {"resume", decode_resume},
                                             {"ack", decode_ack},
                                             {"join", decode_join},
                                             {"leave", decode_leave},
                                             {"offer", decode_offer},
                                             {"answer", decode_answer},
                                             {"ice-candidate", decode_candidates},
                                             {"chat", decode_chat},
                                             {"media-state", decode_media},
                                             {"reaction", decode_reaction},
                                             {"moderate", decode_moderate},
                                             {"want", decode_want},
                                             {"capacity", decode_capacity},
                                             {"stats", decode_stats},
                                             {"groups", decode_groups},
                                             {"ice-refresh", decode_ice_refresh},
                                             {"ping", decode_ping}}};

auto refuse(ErrorCode code, std::string detail, std::optional<std::string> id) {
  return base::failure(DecodeError{code, std::move(detail), std::move(id)});
}

}  // namespace

base::Result<ClientFrame, DecodeError> decode_client(std::string_view text) {
  if (auto quick = decode_quickly(text)) return std::move(*quick);
  return decode_thoroughly(text);
}

base::Result<ClientFrame, DecodeError> decode_thoroughly(std::string_view text) {
  const auto parsed = Json::parse(text, kMaxFrameBytes);
  if (!parsed) return refuse(ErrorCode::bad_json, parsed.error().what, std::nullopt);
  if (!parsed->is_object())
    return refuse(ErrorCode::bad_json, std::string{describe(ErrorCode::bad_json)}, std::nullopt);
  JsonFields in{*parsed};
  std::optional<std::string> id = in.optional_text("id", {0, kMaxIdBytes});
  if (!in.ok()) return refuse(ErrorCode::bad_field, print(*in.error()), std::nullopt);
  const Json type_value = (*parsed)["type"];  // owns what the view below points to
  const auto type = type_value.as_string();
  if (!type) return refuse(ErrorCode::bad_field, "type must be a string", std::move(id));
  for (const Decoder& decoder : kDecoders) {
    if (decoder.type != *type) continue;
    ClientMessage message = decoder.decode(in);
    if (!in.ok()) return refuse(ErrorCode::bad_field, print(*in.error()), std::move(id));
    return ClientFrame{std::move(message), std::move(id)};
  }
  return refuse(ErrorCode::unknown_type, std::string{describe(ErrorCode::unknown_type)},
                std::move(id));
}

}  // namespace signaling
