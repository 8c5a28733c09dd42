// SPDX-License-Identifier: MIT
// /api/recording…: who finds, watches, shares and removes recordings (docs/recordings.md).
#include "api/bearer.hpp"
#include "api/byte_range.hpp"
#include "api/fields.hpp"
#include "api/http_text.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"

namespace api {
namespace {

// The address at which a media element gets the recording without a token.
std::string media_path(const Dependencies& d, const meetings::Recording& recording) {
  if (recording.state != meetings::RecordingState::ready) return {};
  return "/api/recording/" + recording.id.value() +
         "/media?ticket=" + d.recordings.ticket(recording);
}

Answer list_answer(const Dependencies& d, const Call& call,
                   const std::vector<meetings::Recording>& recordings) {
  return page_answer(
      call.request, "recordings", recordings, Order::descending,
      [](const auto& one) { return list_place(one.created_at, one.id.value()); },
      [&](const auto& one) { return recording_view(one, media_path(d, one)); });
}

// The name under which a browser saves it: RFC 6266 section 5 and RFC 8187.
std::string disposition(const meetings::Recording& recording, std::string_view type,
                        bool download) {
  // Files keep the name that they came with; nothing but films is ever shown as a page.
  const bool film = recording.kind == meetings::RecordingKind::film;
  const std::string ending = film ? "." + std::string{type.substr(type.find('/') + 1)} : "";
  return std::string{download || !film ? "attachment" : "inline"} + "; filename=\"" +
         std::string{to_string(recording.kind)} + ending + "\"; filename*=UTF-8''" +
         encode_ext_value(recording.title + ending);
}

}  // namespace

Answer get_recordings(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  const auto found = d.recordings.of_person(claims);
  if (!found) return base::failure(to_problem(found.error()));
  return list_answer(d, call, *found);
}

Answer get_meeting_recordings(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  const std::string kind = call.request.query_value("kind").value_or("film");
  if (kind != "film" && kind != "material")
    return base::failure(bad_field("kind", "\"kind\" is \"film\" or \"material\"."));
  const auto found = d.recordings.of_meeting(claims, call.parameters[0], kind == "material",
                                             call.request.client.ip);
  if (!found) return base::failure(to_problem(found.error()));
  return list_answer(d, call, *found);
}

Answer get_recordings_storage(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  const auto use = d.uploads.use(claims);
  if (!use) return base::failure(to_problem(use.error()));
  return json_response(200,
                       base::Json::object({{"enabled", d.uploads.config().enabled},
                                           {"used_bytes", use->bytes},
                                           {"quota_bytes", d.uploads.config().quota_per_person},
                                           {"largest_bytes", d.uploads.config().largest},
                                           {"uploading", std::uint64_t{use->uploading}}}));
}

Answer get_recording(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  const auto found = d.recordings.find(claims, call.parameters[0]);
  if (!found) return base::failure(to_problem(found.error()));
  return json_response(200, recording_view(*found, media_path(d, *found)));
}

Answer patch_recording(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  const meetings::RecordingChange change{fields.optional_text("title"),
                                         fields.optional_flag("for_participants")};
  if (fields.problem()) return base::failure(*fields.problem());
  const auto changed = d.recordings.change(claims, call.parameters[0], change);
  if (!changed) return base::failure(to_problem(changed.error()));
  return json_response(200, recording_view(*changed, media_path(d, *changed)));
}

Answer delete_recording(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(d.recordings.remove(claims, call.parameters[0]).map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "removed"}}));
}

Answer post_recording_share(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  const auto until = fields.optional_time("expires_at");
  if (fields.problem()) return base::failure(*fields.problem());
  if (!until)
    return base::failure(bad_field("expires_at", "Until when? Send a time as \"expires_at\"."));
  const auto link = d.recordings.share(claims, call.parameters[0], *until);
  if (!link) return base::failure(to_problem(link.error()));
  return json_response(
      201, base::Json::object({{"token", link->token},
                               {"url", link_base(d, call.request) + "/r/" + link->token},
                               {"expires_at", time_view(link->until)}}));
}

Answer delete_recording_share(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(d.recordings.unshare(claims, call.parameters[0]).map_error(to_problem));
  return json_response(200, base::Json::object({{"status", "private"}}));
}

Answer get_shared_recording(const Dependencies& d, const Call& call) {
  const auto found = d.recordings.find_by_link(call.parameters[0]);
  if (!found) return base::failure(to_problem(found.error()));
  return json_response(200, shared_recording_view(*found, media_path(d, *found)));
}

Answer get_recording_media(const Dependencies& d, const Call& call) {
  const std::string format = call.request.query_value("format").value_or("original");
  if (format != "original" && format != "mp4")
    return base::failure(bad_field("format", "\"format\" is \"original\" or \"mp4\"."));
  const bool mp4 = format == "mp4";
  auto media = d.recordings.open_by_ticket(
      call.parameters[0], call.request.query_value("ticket").value_or(""),
      mp4 ? meetings::RecordingFormat::mp4 : meetings::RecordingFormat::original);
  if (!media) return base::failure(to_problem(media.error()));
  const auto size = static_cast<std::uint64_t>(media->file.size);
  const meetings::Recording& recording = media->recording;
  const std::string type =
      mp4 ? "video/mp4" : std::string{meetings::served_type(recording.kind, recording.type)};
  const std::string tag = "\"" + media->recording.id.value() + (mp4 ? ".mp4\"" : "\"");
  // The media never changes, so a range of another tag is one of another recording.
  const std::string_view if_range = call.request.header("if-range");
  const RequestedRange wanted = if_range.empty() || if_range == tag
                                    ? read_range(call.request.header("range"), size)
                                    : RequestedRange{RangeKind::whole, {0, size}};
  Response response;
  response.with("Accept-Ranges", "bytes")
      .with("ETag", tag)
      .with("Cache-Control", "private, no-cache")
      .with("Content-Type", type)
      .with("Content-Disposition",
            disposition(media->recording, type, call.request.query_value("download") == "1"));
  if (wanted.kind == RangeKind::unsatisfiable) {
    Response refused =
        to_response(Problem{416, "bad-range", "The recording has no such bytes.", {}, {}, {}, {}});
    refused.with("Content-Range", "bytes */" + std::to_string(size));
    return refused;
  }
  const ByteRange& part = wanted.range;
  response.status = wanted.kind == RangeKind::part ? 206 : 200;
  if (wanted.kind == RangeKind::part) {
    response.with("Content-Range", "bytes " + std::to_string(part.first) + "-" +
                                       std::to_string(part.first + part.length - 1) + "/" +
                                       std::to_string(size));
  }
  response.file = std::make_shared<const FilePart>(
      FilePart{std::move(media->file.file), part.first, part.length});
  return response;
}

}  // namespace api
