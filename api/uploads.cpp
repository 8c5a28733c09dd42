// SPDX-License-Identifier: MIT
// /api/recordings/upload/: recordings come by the tus protocol 1.0 (docs/recordings.md).
#include "api/bearer.hpp"
#include "api/resources.hpp"
#include "api/tus.hpp"
#include "api/views.hpp"

namespace api {
namespace {

using meetings::Claims;
using meetings::Uploads;

Response& add_progress(Response& response, const meetings::Upload& upload) {
  return response.with("Upload-Offset", std::to_string(upload.offset))
      .with("Upload-Expires", base::print_http_date(upload.expires_at));
}

Answer no_content(const meetings::Upload& upload) {
  Response response = empty_response(204);
  add_progress(response, upload);
  return response;
}

Answer created(const meetings::Upload& upload) {
  Response response = empty_response(201);
  // Relative: a proxy may have another name for this host.
  response.with("Location", "/api/recordings/upload/" + upload.recording.id.value());
  add_progress(response, upload);
  return response;
}

// The body is one piece of an upload.
class PieceSink final : public BodySink {
 public:
  PieceSink(std::unique_ptr<Uploads::Receiver> receiver, std::optional<tus::Checksum> checksum,
            Answer (*answer)(const meetings::Upload&))
      : receiver_(std::move(receiver)), checksum_(std::move(checksum)), answer_(answer) {
    if (checksum_) hash_.emplace(checksum_->kind);
  }
  // What has no checksum yet is not what was sent.
  ~PieceSink() override {
    if (checksum_ && !finished_) receiver_->undo();
  }

  base::Result<void, Problem> take(std::string_view bytes) override {
    if (hash_) hash_->add(base::as_bytes(bytes));
    return receiver_->append(bytes).map_error(to_problem);
  }

  Answer finish() override {
    if (checksum_ && hash_->finish() != checksum_->digest)
      return base::failure(tus::checksum_mismatch());
    finished_ = true;
    const auto upload = receiver_->commit();
    if (!upload) return base::failure(to_problem(upload.error()));
    return answer_(*upload);
  }

 private:
  std::unique_ptr<Uploads::Receiver> receiver_;
  std::optional<tus::Checksum> checksum_;
  Answer (*answer_)(const meetings::Upload&);
  std::optional<base::Hash> hash_;
  bool finished_ = false;
};

// There is no body, only an answer.
class NoBody final : public BodySink {
 public:
  explicit NoBody(Response response) : response_(std::move(response)) {}
  base::Result<void, Problem> take(std::string_view) override {
    return base::failure(unsupported_media_type());
  }
  Answer finish() override { return std::move(response_); }

 private:
  Response response_;
};

bool is_piece(const Request& request) { return request.header("content-type") == tus::kOffsetType; }

OpenedSink open_piece(const Dependencies& d, const Request& request, const Claims& claims,
                      std::string_view id, std::int64_t offset, std::optional<std::int64_t> length,
                      Answer (*answer)(const meetings::Upload&)) {
  TRY(auto checksum, tus::read_checksum(request));
  TRY(const auto announced, tus::read_size(request, "content-length"));
  auto receiver = d.uploads.receive(claims, id, offset, announced, length);
  if (!receiver) return base::failure(to_problem(receiver.error()));
  return std::make_unique<PieceSink>(std::move(*receiver), std::move(checksum), answer);
}

OpenedSink patch(const Dependencies& d, const Call& call, const Claims& claims) {
  if (!is_piece(call.request))
    return base::failure(Problem{415,
                                 "unsupported-media-type",
                                 "The body must be sent with Content-Type: "
                                 "application/offset+octet-stream.",
                                 {},
                                 {},
                                 {},
                                 {}});
  TRY(const auto offset, tus::read_size(call.request, "upload-offset"));
  if (!offset) return base::failure(bad_request("The header Upload-Offset is missing."));
  TRY(const auto length, tus::read_size(call.request, "upload-length"));
  return open_piece(d, call.request, claims, call.parameters[0], *offset, length, no_content);
}

base::Result<meetings::NewRecording, Problem> read_new(const Request& request) {
  TRY(const auto length, tus::read_size(request, "upload-length"));
  const bool deferred = request.header("upload-defer-length") == "1";
  if (length.has_value() == deferred)
    return base::failure(
        bad_request("An upload has either Upload-Length or Upload-Defer-Length: 1."));
  const std::string_view metadata = request.header("upload-metadata");
  TRY(const auto meeting, tus::metadata_value(metadata, "meeting_id"));
  TRY(const auto name, tus::metadata_value(metadata, "filename"));
  TRY(const auto type, tus::metadata_value(metadata, "filetype"));
  TRY(const auto word, tus::metadata_value(metadata, "kind"));
  TRY(const auto shown, tus::metadata_value(metadata, "for_participants"));
  const auto kind = meetings::parse_recording_kind(word.value_or("film"));
  if (!kind) return base::failure(bad_field("kind", "A kind is film, file, board, chat or notes."));
  if (shown && shown != "true" && shown != "false")
    return base::failure(bad_field("for_participants", "This is \"true\" or \"false\"."));
  if (!meeting) return base::failure(bad_field("meeting_id", "Upload-Metadata lacks meeting_id."));
  if (!type) return base::failure(bad_field("filetype", "Upload-Metadata lacks filetype."));
  std::optional<bool> for_participants;
  if (shown) for_participants = *shown == "true";
  return meetings::NewRecording{*meeting,        name.value_or("Recording"), *type, length, *kind,
                                for_participants};
}

}  // namespace

OpenedSink post_upload(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(tus::check_version(call.request));
  TRY(const auto fields, read_new(call.request));
  const auto upload = d.uploads.begin(claims, fields, call.request.client.ip);
  if (!upload) return base::failure(to_problem(upload.error()));
  if (is_piece(call.request))
    return open_piece(d, call.request, claims, upload->recording.id.value(), 0, std::nullopt,
                      created);
  TRY(auto response, created(*upload));
  return std::make_unique<NoBody>(std::move(response));
}

OpenedSink patch_upload(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(tus::check_version(call.request));
  return patch(d, call, claims);
}

// For clients and proxies that know neither PATCH nor DELETE.
OpenedSink post_upload_by_override(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(tus::check_version(call.request));
  const std::string_view method = call.request.header("x-http-method-override");
  if (method == "PATCH") return patch(d, call, claims);
  if (method != "DELETE") return base::failure(method_not_allowed("HEAD, PATCH, DELETE, OPTIONS"));
  TRY(d.uploads.cancel(claims, call.parameters[0]).map_error(to_problem));
  return std::make_unique<NoBody>(empty_response(204));
}

Answer head_upload(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(tus::check_version(call.request));
  const auto upload = d.uploads.find(claims, call.parameters[0]);
  if (!upload) return base::failure(to_problem(upload.error()));
  const meetings::Recording& recording = upload->recording;
  Response response = empty_response(200);
  add_progress(response, *upload);
  if (recording.length) response.with("Upload-Length", std::to_string(*recording.length));
  else response.with("Upload-Defer-Length", "1");
  response.with("Upload-Metadata",
                tus::print_metadata({{"meeting_id", recording.meeting_id.value()},
                                     {"filename", recording.title},
                                     {"filetype", recording.type},
                                     {"kind", to_string(recording.kind)}}));
  return response;
}

Answer delete_upload(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  TRY(tus::check_version(call.request));
  TRY(d.uploads.cancel(claims, call.parameters[0]).map_error(to_problem));
  return empty_response(204);
}

Answer post_upload_end(const Dependencies& d, const Call& call) {
  TRY(const auto claims, signed_in(d, call));
  const auto upload = d.uploads.end(claims, call.parameters[0]);
  if (!upload) return base::failure(to_problem(upload.error()));
  return json_response(200, recording_view(upload->recording, {}));
}

void add_tus_fields(const Dependencies& d, const Request& request, Response& response) {
  response.with("Tus-Resumable", std::string{tus::kVersion})
      .with("Tus-Version", std::string{tus::kVersion});
  if (request.method != Method::options) return;
  response.with("Tus-Extension", std::string{tus::kExtensions})
      .with("Tus-Max-Size", std::to_string(d.uploads.config().largest))
      .with("Tus-Checksum-Algorithm", std::string{tus::kChecksums});
}

}  // namespace api
