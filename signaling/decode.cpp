// SPDX-License-Identifier: MIT
// The decoding half of the codec: one function a message type, found by name in one table.
#include <array>
#include <limits>
#include <utility>

#include "signaling/codec.hpp"

namespace signaling {
namespace {

using base::Json;

// Reads fields of one object with a sticky complaint: read all, check once.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {}

  bool ok() const noexcept { return complaint_.empty(); }
  const std::string& complaint() const noexcept { return complaint_; }

  std::string text(std::string_view key, std::size_t least, std::size_t most) {
    const Json value = object_[key];
    const auto text = value.as_string();
    if (!text) return complain(key, object_.has(key) ? "must be a string" : "is missing");
    if (text->size() < least) return complain(key, "must not be empty");
    if (text->size() > most)
      return complain(key, "is longer than " + std::to_string(most) + " bytes");
    return std::string{*text};
  }
  // Absent or null: nullopt.
  std::optional<std::string> optional_text(std::string_view key, std::size_t least,
                                           std::size_t most) {
    if (object_[key].is_null()) return std::nullopt;
    return text(key, least, most);
  }
  std::optional<bool> optional_flag(std::string_view key) {
    const Json value = object_[key];
    if (!value.is_null() && !value.is_bool()) complain(key, "must be true or false");
    return value.as_bool();
  }
  std::optional<std::uint16_t> optional_u16(std::string_view key) {
    const Json value = object_[key];
    if (value.is_null()) return std::nullopt;
    const auto number = value.as_integer();
    if (!number || *number < 0 || *number > std::numeric_limits<std::uint16_t>::max()) {
      complain(key, "must be a whole number from 0 to 65535");
      return std::nullopt;
    }
    return static_cast<std::uint16_t>(*number);
  }
  Json object(std::string_view key) {
    Json value = object_[key];
    if (!value.is_object()) complain(key, object_.has(key) ? "must be an object" : "is missing");
    return value;
  }
  // Takes over the complaint of fields one level down.
  void nested(std::string_view key, const Fields& inner) {
    if (!inner.ok()) complain(key, "has a wrong member: " + inner.complaint());
  }
  std::string complain(std::string_view key, std::string_view what) {
    if (complaint_.empty()) complaint_.append(key).append(" ").append(what);
    return {};
  }
  const Json& all() const noexcept { return object_; }

 private:
  const Json& object_;
  std::string complaint_;
};

ClientMessage decode_auth(Fields& in) { return Auth{in.text("token", 1, kMaxTokenBytes)}; }

ClientMessage decode_join(Fields& in) {
  return Join{in.text("meetingId", 1, kMaxIdBytes), in.optional_text("userId", 0, kMaxIdBytes),
              in.optional_text("password", 0, kMaxPasswordBytes),
              in.optional_text("name", 0, kMaxNameBytes)};
}

ClientMessage decode_leave(Fields&) { return Leave{}; }

ClientMessage decode_description(Fields& in, DescriptionKind kind) {
  const std::string_view key = kind == DescriptionKind::offer ? "offer" : "answer";
  Description out{kind, in.text("targetId", 1, kMaxIdBytes), {}};
  const Json object = in.object(key);
  Fields inner{object};
  if (inner.text("type", 0, kMaxIdBytes) != key) inner.complain("type", "is not the message's");
  out.sdp = inner.text("sdp", 1, kMaxSdpBytes);
  in.nested(key, inner);
  return out;
}
ClientMessage decode_offer(Fields& in) { return decode_description(in, DescriptionKind::offer); }
ClientMessage decode_answer(Fields& in) { return decode_description(in, DescriptionKind::answer); }

std::optional<IceCandidate> decode_candidate(Fields& in, std::string_view key, const Json& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_object()) {
    in.complain(key, "must be an object or null");
    return std::nullopt;
  }
  Fields inner{value};
  IceCandidate out{
      inner.text("candidate", 0, kMaxCandidateBytes), inner.optional_text("sdpMid", 0, kMaxIdBytes),
      inner.optional_u16("sdpMLineIndex"), inner.optional_text("usernameFragment", 0, 256)};
  in.nested(key, inner);
  return out;
}

ClientMessage decode_candidates(Fields& in) {
  Candidates out{in.text("targetId", 1, kMaxIdBytes), {}, in.all().has("candidates")};
  if (in.all().has("candidate") == out.batch) {
    in.complain("candidate", out.batch ? "and candidates exclude each other" : "is missing");
    return out;
  }
  if (!out.batch) {
    out.candidates.push_back(decode_candidate(in, "candidate", in.all()["candidate"]));
    return out;
  }
  const Json list = in.all()["candidates"];
  if (!list.is_array() || list.size() == 0 || list.size() > kMaxCandidates) {
    in.complain("candidates", "must be an array of 1 to " + std::to_string(kMaxCandidates));
    return out;
  }
  for (std::size_t i = 0; i < list.size() && in.ok(); ++i)
    out.candidates.push_back(decode_candidate(in, "candidates", list.at(i)));
  return out;
}

ClientMessage decode_chat(Fields& in) {
  return ChatPost{in.text("message", 1, kMaxChatBytes),
                  in.optional_text("targetId", 1, kMaxIdBytes)};
}

ClientMessage decode_media(Fields& in) {
  return MediaUpdate{
      in.optional_flag("audio"),     in.optional_flag("video"),
      in.optional_flag("screen"),    in.optional_flag("hand"),
      in.optional_flag("recording"), in.optional_text("screenStream", 0, kMaxScreenStreamBytes)};
}

ClientMessage decode_reaction(Fields& in) {
  return ReactionPost{in.text("emoji", 1, kMaxEmojiBytes)};
}

ClientMessage decode_ice_refresh(Fields&) { return IceRefresh{}; }

ClientMessage decode_ping(Fields& in) {
  Ping out{in.all()["t"]};
  const auto text = out.t.as_string();
  if (!out.t.is_null() && !out.t.is_number() && !text)
    in.complain("t", "must be a number or a string");
  if (text && text->size() > kMaxIdBytes) in.complain("t", "is longer than 64 bytes");
  return out;
}

struct Decoder {
  std::string_view type;
  ClientMessage (*decode)(Fields&);
};
constexpr std::array<Decoder, 11> kDecoders{{{"auth", decode_auth},
                                             {"join", decode_join},
                                             {"leave", decode_leave},
                                             {"offer", decode_offer},
                                             {"answer", decode_answer},
                                             {"ice-candidate", decode_candidates},
                                             {"chat", decode_chat},
                                             {"media-state", decode_media},
                                             {"reaction", decode_reaction},
                                             {"ice-refresh", decode_ice_refresh},
                                             {"ping", decode_ping}}};

auto refuse(ErrorCode code, std::string detail, std::optional<std::string> id) {
  return base::failure(DecodeError{code, std::move(detail), std::move(id)});
}

}  // namespace

base::Result<ClientFrame, DecodeError> decode_client(std::string_view text) {
  const auto parsed = Json::parse(text, kMaxFrameBytes);
  if (!parsed) return refuse(ErrorCode::bad_json, parsed.error().what, std::nullopt);
  if (!parsed->is_object())
    return refuse(ErrorCode::bad_json, std::string{describe(ErrorCode::bad_json)}, std::nullopt);
  Fields in{*parsed};
  std::optional<std::string> id = in.optional_text("id", 0, kMaxIdBytes);
  if (!in.ok()) return refuse(ErrorCode::bad_field, in.complaint(), std::nullopt);
  const Json type_value = (*parsed)["type"];  // owns what the view below points to
  const auto type = type_value.as_string();
  if (!type) return refuse(ErrorCode::bad_field, "type must be a string", std::move(id));
  for (const Decoder& decoder : kDecoders) {
    if (decoder.type != *type) continue;
    ClientMessage message = decoder.decode(in);
    if (!in.ok()) return refuse(ErrorCode::bad_field, in.complaint(), std::move(id));
    return ClientFrame{std::move(message), std::move(id)};
  }
  return refuse(ErrorCode::unknown_type, std::string{describe(ErrorCode::unknown_type)},
                std::move(id));
}

}  // namespace signaling
