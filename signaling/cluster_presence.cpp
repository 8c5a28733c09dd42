// SPDX-License-Identifier: MIT
#include "signaling/cluster_presence.hpp"

#include "base/json_fields.hpp"

namespace signaling {
namespace {

using base::Json;
using base::JsonFields;

constexpr base::Size kId{1, 64};
constexpr base::Size kText{0, 1024};
constexpr std::size_t kLongest = 8192;

Json to_json(const meetings::PresentMember& member) {
  const meetings::MediaState& media = member.media;
  return Json::object({{"user", member.user_id.value()},
                       {"name", member.name},
                       {"role", meetings::to_string(member.role)},
                       {"joined_at", base::unix_micros(member.joined_at)},
                       {"audio", media.audio},
                       {"video", media.video},
                       {"screen", media.screen},
                       {"hand", media.hand},
                       {"recording", media.recording},
                       {"screen_stream", media.screen_stream}});
}

meetings::PresentMember read_member(JsonFields& in, const meetings::ParticipantId& participant) {
  meetings::PresentMember out;
  out.participant_id = participant;
  out.user_id = meetings::UserId{in.text("user", kId)};
  out.name = in.text("name", kText);
  out.role = in.parsed("role", meetings::parse_role, "a role");
  out.joined_at = base::from_unix_micros(in.number<std::int64_t>("joined_at"));
  out.media = {in.flag("audio"), in.flag("video"),     in.flag("screen"),
               in.flag("hand"),  in.flag("recording"), in.text("screen_stream", kText)};
  return out;
}

}  // namespace

std::string print_presence(const PresenceNews& news) {
  Json out =
      Json::object({{"meeting", news.meeting.value()}, {"participant", news.participant.value()}});
  if (news.member) out.set("member", to_json(*news.member));
  return out.print();
}

base::Result<PresenceNews> parse_presence(std::string_view text) {
  TRY(const auto json, Json::parse(text, kLongest));
  JsonFields in{json};
  PresenceNews out{meetings::MeetingId{in.text("meeting", kId)},
                   meetings::ParticipantId{in.text("participant", kId)}, std::nullopt};
  if (in.has("member")) {
    in.object("member",
              [&](JsonFields& member) { out.member = read_member(member, out.participant); });
  }
  if (in.error()) return base::failure(base::Errc::corrupt, in.error()->print());
  return out;
}

}  // namespace signaling
