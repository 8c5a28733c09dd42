// SPDX-License-Identifier: MIT
// Recordings: uploads by tus 1.0, and who lists, watches, shares and removes them.
#include <unistd.h>

#include "api/tus.hpp"
#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "tests/api/api_world.hpp"

using namespace lectern_test;
using api::Method;
using base::Json;

namespace {

std::string base64(std::string_view text) { return base::encode_base64(base::as_bytes(text)); }

constexpr std::int64_t kLargest = std::int64_t{4} << 30;
using Fields = std::map<std::string, std::string>;

struct Studio {
  ApiWorld api{meetings::Registration::open, no_limits()};
  std::string host = api.sign_up("host"), pupil = api.sign_up("pupil"),
              other = api.sign_up("other");
  Json room = api.create(host);
  std::string id = text_of(room, "meeting_id");

  Studio() {
    for (const std::string& person : {host, pupil})
      CHECK_EQ(api.post("/api/meeting/join/" + id + "/", "{}", person).status(), 200);
  }
  std::string metadata(std::string_view type = "video/webm",
                       std::string_view name = "Latin I") const {
    return "meeting_id " + base64(id) + ",filename " + base64(name) + ",filetype " + base64(type);
  }
  // A request of the protocol; a field with an empty value is left out.
  Got tus(Method method, std::string path, Fields fields, std::string body = "",
          std::optional<std::string> token = {}) const {
    api::Request request = ApiWorld::request(method, std::move(path), "", token.value_or(host));
    fields.try_emplace("tus-resumable", "1.0.0");
    if (!body.empty()) {
      fields.try_emplace("content-type", "application/offset+octet-stream");
      fields.try_emplace("content-length", std::to_string(body.size()));
    }
    std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
    request.headers.insert(fields.begin(), fields.end());
    request.body = std::move(body);
    return api.send(request);
  }
  Got begin(const std::string& length = "6", Fields fields = {}, std::string body = "") const {
    fields.try_emplace("upload-length", length);
    fields.try_emplace("upload-metadata", metadata());
    return tus(Method::post, "/api/recordings/upload/", std::move(fields), std::move(body));
  }
  // The path of a new upload.
  std::string upload(const std::string& length = "6") const {
    const Got made = begin(length);
    CHECK_EQ(made.status(), 201);
    return std::string{made.response.header("Location")};
  }
  Got piece(const std::string& path, std::size_t offset, std::string body,
            Fields fields = {}) const {
    fields.try_emplace("upload-offset", std::to_string(offset));
    fields.try_emplace("content-type", "application/offset+octet-stream");
    return tus(Method::patch, path, std::move(fields), std::move(body));
  }
  std::string ready() {
    const std::string path = upload();
    CHECK_EQ(piece(path, 0, "abcdef").status(), 204);
    CHECK_EQ(OK(api.world.uploads.finish()), 1u);
    return path.substr(path.rfind('/') + 1);
  }
  Got send(Method method, const std::string& path, const std::string& body,
           const std::string& token) const {
    return api.send(ApiWorld::request(method, path, body, token));
  }
  Got media(const Json& recording, Fields fields = {}, const std::string& more = "") const {
    api::Request request =
        ApiWorld::request(Method::get, text_of(recording, "media_url") + more, "", "");
    request.headers.insert(fields.begin(), fields.end());
    return api.send(request);
  }
  Got media_at(const std::string& path) const { return api.get(path); }
};

std::string content(const api::Response& response) {
  std::string out(response.file->length, '\0');
  const auto n = ::pread(response.file->file.get(), out.data(), out.size(),
                         static_cast<off_t>(response.file->offset));
  CHECK_EQ(static_cast<std::size_t>(n), out.size());
  return out;
}

void an_upload_goes_through_the_protocol() {
  Studio s;
  const Got made = s.begin();
  CHECK_EQ(made.status(), 201);
  const std::string path{made.response.header("Location")};
  CHECK(path.starts_with("/api/recordings/upload/"));
  CHECK_EQ(made.response.header("Tus-Resumable"), "1.0.0");
  CHECK_EQ(made.response.header("Upload-Offset"), "0");
  CHECK(made.response.header("Upload-Expires").ends_with("GMT"));
  CHECK(s.api.world.audit().front().kind == meetings::AuditKind::recording_begun);
  const Got first = s.piece(path, 0, "abc");
  CHECK_EQ(first.status(), 204);
  CHECK_EQ(first.response.header("Upload-Offset"), "3");
  const Got found = s.tus(Method::head, path, {});
  CHECK_EQ(found.status(), 200);
  CHECK_EQ(found.response.header("Upload-Offset"), "3");
  CHECK_EQ(found.response.header("Upload-Length"), "6");
  CHECK_EQ(found.response.header("Cache-Control"), "no-store");
  CHECK_EQ(found.response.header("Upload-Metadata"), s.metadata() + ",kind " + base64("film"));
  CHECK_EQ(s.piece(path, 3, "def").response.header("Upload-Offset"), "6");
  CHECK_EQ(s.tus(Method::head, path, {}).response.header("Upload-Offset"), "6");
  CHECK_EQ(s.api.get(path, s.host).status(), 405);  // no download at this address
}

void options_tell_what_there_is() {
  Studio s;
  const Got got = s.send(Method::options, "/api/recordings/upload/", "", "");
  CHECK_EQ(got.status(), 204);
  CHECK_EQ(got.response.header("Tus-Version"), "1.0.0");
  CHECK_EQ(got.response.header("Tus-Extension"), api::tus::kExtensions);
  CHECK_EQ(got.response.header("Tus-Checksum-Algorithm"), "sha1,sha256");
  CHECK_EQ(got.response.header("Tus-Max-Size"), std::to_string(std::int64_t{4} << 30));
}

void first_bytes_may_come_at_once() {
  Studio s;
  const Got made = s.begin("6", {}, "abcdef");
  CHECK_EQ(made.status(), 201);
  CHECK_EQ(made.response.header("Upload-Offset"), "6");
  CHECK_EQ(s.begin("6", {{"content-type", "text/plain"}}, "abcdef").code(),
           "unsupported-media-type");
  CHECK_EQ(s.begin("2", {}, "abcdef").code(), "recording-too-large");
}

void a_length_may_come_later() {
  Studio s;
  const auto deferred = [&] {
    const Got made = s.begin("", {{"upload-defer-length", "1"}});
    CHECK_EQ(made.status(), 201);
    return std::string{made.response.header("Location")};
  };
  const std::string path = deferred();
  CHECK_EQ(s.piece(path, 0, "abc").status(), 204);
  CHECK_EQ(s.tus(Method::head, path, {}).response.header("Upload-Defer-Length"), "1");
  CHECK_EQ(s.piece(path, 3, "d", {{"upload-length", "2"}}).code(), "bad-field");
  CHECK_EQ(s.piece(path, 3, "", {{"upload-length", "3"}}).status(), 204);  // the last is empty
  const std::string ended = deferred();
  CHECK_EQ(s.api.post(ended + "/end/", "", s.host).code(), "bad-field");
  CHECK_EQ(s.piece(ended, 0, "abc").status(), 204);
  CHECK_EQ(s.api.post(ended + "/end/", "", s.host).text("state"), "processing");
  CHECK_EQ(s.api.post("/api/recordings/upload/none/end/", "", s.host).code(), "not-found");
}

void wrong_requests_are_named() {
  Studio s;
  const std::string path = s.upload();
  CHECK_EQ(s.piece(path, 1, "abc").code(), "upload-conflict");
  CHECK_EQ(s.piece(path, 0, "abcdefg").code(), "recording-too-large");
  CHECK_EQ(s.piece(path, 0, "abc", {{"content-type", "text/plain"}}).code(),
           "unsupported-media-type");
  CHECK_EQ(s.piece(path, 0, "abc", {{"upload-offset", "-1"}}).code(), "bad-request");
  CHECK_EQ(s.tus(Method::patch, path, {}, "abc").code(), "bad-request");
  CHECK_EQ(s.piece(path, 0, "abc", {{"upload-checksum", "md5 AAAA"}}).code(), "bad-request");
  CHECK_EQ(s.piece("/api/recordings/upload/none", 0, "abc").code(), "not-found");
  for (const Method method : {Method::head, Method::patch, Method::delete_, Method::post}) {
    const Got got = s.tus(method, path, {{"tus-resumable", "0.2.2"}});
    CHECK_EQ(got.status(), 412);
    CHECK_EQ(got.response.header("Tus-Version"), "1.0.0");
  }
  CHECK_EQ(s.begin("6", {{"tus-resumable", ""}}).code(), "tus-version");
  CHECK_EQ(s.begin("").code(), "bad-request");
  CHECK_EQ(s.begin("x").code(), "bad-request");
  CHECK_EQ(s.begin("6", {{"upload-defer-length", "1"}}).code(), "bad-request");
  for (const std::string& metadata :
       {std::string{"filename !!"}, std::string(5000, 'a'), "filename " + base64("\xff")})
    CHECK_EQ(s.begin("6", {{"upload-metadata", metadata}}).code(), "bad-request");
  CHECK_EQ(s.begin("6", {{"upload-metadata", ""}}).code(), "bad-field");
  CHECK_EQ(s.begin("6", {{"upload-metadata", s.metadata("text/html")}}).code(), "bad-field");
  CHECK_EQ(s.begin("99999999999999").code(), "recording-too-large");
}

void only_the_owner_sends() {
  Studio s;
  const std::string path = s.upload();
  for (const std::string& person : {s.pupil, s.other}) {
    CHECK_EQ(s.tus(Method::head, path, {}, "", person).status(), 404);
    CHECK_EQ(s.tus(Method::patch, path, {{"upload-offset", "0"}}, "abc", person).status(), 404);
    CHECK_EQ(s.tus(Method::delete_, path, {}, "", person).status(), 404);
  }
  CHECK_EQ(s.tus(Method::head, path, {}, "", "").status(), 401);
  const Got refused =
      s.tus(Method::post, "/api/recordings/upload",
            {{"upload-length", "6"}, {"upload-metadata", s.metadata()}}, "", s.pupil);
  CHECK_EQ(refused.code(), "forbidden");
  CHECK_EQ(s.begin("6", {{"upload-metadata",
                          "meeting_id " + base64("none") + ",filetype " + base64("video/mp4")}})
               .code(),
           "not-found");
}

void checksums_are_held() {
  Studio s;
  const std::string path = s.upload();
  const auto checksum = [](base::HashKind kind, std::string_view bytes) {
    base::Hash hash{kind};
    hash.add(base::as_bytes(bytes));
    return (kind == base::HashKind::sha1 ? "sha1 " : "sha256 ") +
           base::encode_base64(hash.finish());
  };
  const Fields right{{"upload-checksum", checksum(base::HashKind::sha1, "abc")}};
  CHECK_EQ(s.piece(path, 0, "abX", right).status(), 460);
  CHECK_EQ(s.tus(Method::head, path, {}).response.header("Upload-Offset"), "0");
  CHECK_EQ(s.piece(path, 0, "abc", right).status(), 204);
  CHECK_EQ(s.piece(path, 3, "def", {{"upload-checksum", checksum(base::HashKind::sha256, "def")}})
               .status(),
           204);
  CHECK_EQ(s.begin("3", right, "abX").code(), "checksum-mismatch");
  const std::string other = s.upload();
  const Fields over{{"x-http-method-override", "PATCH"},
                    {"upload-offset", "0"},
                    {"upload-checksum", right.at("upload-checksum")}};
  CHECK_EQ(s.tus(Method::post, other, over, "abX").code(), "checksum-mismatch");
}

void post_stands_for_the_other_methods() {
  Studio s;
  const std::string path = s.upload();
  const auto over = [&](const std::string& method, Fields fields, const std::string& body,
                        const std::string& at) {
    fields["x-http-method-override"] = method;
    return s.tus(Method::post, at, std::move(fields), body);
  };
  CHECK_EQ(over("PATCH", {{"upload-offset", "0"}}, "abc", path).status(), 204);
  CHECK_EQ(over("PATCH", {{"upload-offset", "0"}}, "abc", path).code(), "upload-conflict");
  CHECK_EQ(over("PATCH", {{"upload-offset", "x"}}, "abc", path).code(), "bad-request");
  CHECK_EQ(over("PATCH", {{"upload-offset", "3"}}, "defgh", path).code(), "recording-too-large");
  CHECK_EQ(over("PATCH", {{"upload-offset", "3"}, {"upload-length", "7"}}, "def", path).code(),
           "bad-field");
  CHECK_EQ(
      over("PATCH", {{"upload-offset", "3"}, {"content-type", "text/plain"}}, "d", path).code(),
      "unsupported-media-type");
  CHECK_EQ(over("PUT", {}, "", path).code(), "method-not-allowed");
  CHECK_EQ(over("DELETE", {}, "", path).status(), 204);
  CHECK_EQ(over("DELETE", {}, "", path).code(), "not-found");
}

void room_has_bounds() {
  Studio s;
  s.api.world.recording_files.room = 5;
  CHECK_EQ(s.begin().code(), "storage-full");
  s.api.world.recording_files.room = 6;
  const std::string path = s.upload();
  s.api.world.recording_files.room = 2;
  CHECK_EQ(s.piece(path, 0, "abc").code(), "storage-full");
  CHECK_EQ(s.tus(Method::post, path, {{"x-http-method-override", "PATCH"}, {"upload-offset", "0"}},
                 "abc")
               .code(),
           "storage-full");
  s.api.world.recording_files.room = std::int64_t{1} << 40;
  for (int i = 0; i < 3; ++i) CHECK(!s.upload().empty());
  CHECK_EQ(s.begin().code(), "too-many");
}

// 10 GiB of one person here.
void a_used_quota_is_told_at_each_door() {
  Studio s;
  const std::string path{s.begin("", {{"upload-defer-length", "1"}}).response.header("Location")};
  for (int i = 0; i < 2; ++i) CHECK(!s.upload(std::to_string(kLargest)).empty());
  CHECK_EQ(s.begin(std::to_string(kLargest)).code(), "quota-used");
  const Fields all{{"upload-length", std::to_string(kLargest)}, {"upload-offset", "0"}};
  CHECK_EQ(s.piece(path, 0, "abc", all).code(), "quota-used");
  Fields over = all;
  over["x-http-method-override"] = "PATCH";
  CHECK_EQ(s.tus(Method::post, path, over, "abc").code(), "quota-used");
}

// What has not come takes room only as long as it may come.
void the_quota_of_a_person_counts_what_will_come() {
  Studio s;
  for (int i = 0; i < 4; ++i) {
    const std::string path = s.upload(std::to_string(kLargest));
    CHECK_EQ(s.piece(path, 0, "abc").status(), 204);
    CHECK_EQ(s.api.post(path + "/end/", "", s.host).status(), 200);
  }
  CHECK_EQ(OK(s.api.world.uploads.use(s.api.world.claims(s.host))).bytes, 12);
}

void an_upload_can_be_dropped() {
  Studio s;
  const std::string path = s.upload();
  CHECK_EQ(s.tus(Method::delete_, path, {}).status(), 204);
  CHECK_EQ(s.tus(Method::head, path, {}).status(), 404);
  CHECK_EQ(s.tus(Method::delete_, path, {}).code(), "not-found");
  const std::string whole = s.upload();
  CHECK_EQ(s.piece(whole, 0, "abcdef").status(), 204);
  CHECK_EQ(s.tus(Method::delete_, whole, {}).code(), "upload-conflict");
}

void a_recording_is_listed_shown_and_changed() {
  Studio s;
  const std::string id = s.ready();
  const std::string path = "/api/recording/" + id + "/";
  const Got shown = s.api.get(path, s.host);
  CHECK_EQ(shown.text("title"), "Latin I");
  CHECK_EQ(shown.text("state"), "ready");
  CHECK_EQ(shown.json["size"].as_integer(), 6);
  CHECK_EQ(shown.json["duration_ms"].as_integer(), 1500);
  CHECK_EQ(s.api.get("/api/recordings/", s.host).json["recordings"].size(), 1u);
  CHECK_EQ(s.api.get("/api/meeting/" + s.id + "/recordings/", s.host).json["recordings"].size(),
           1u);
  CHECK_EQ(s.api.get("/api/meeting/" + s.id + "/recordings/", s.pupil).json["recordings"].size(),
           0u);
  CHECK_EQ(s.api.get("/api/meeting/" + s.id + "/recordings/", s.other).code(), "forbidden");
  CHECK_EQ(s.api.get("/api/meeting/none/recordings/", s.other).code(), "not-found");
  CHECK_EQ(s.api.get(path, s.pupil).code(), "not-found");
  const Got changed =
      s.send(Method::patch, path, R"({"title":"II","for_participants":true})", s.host);
  CHECK_EQ(changed.text("title"), "II");
  CHECK_EQ(s.api.get(path, s.pupil).text("title"), "II");
  CHECK_EQ(s.send(Method::patch, path, R"({"title":""})", s.host).code(), "bad-field");
  CHECK_EQ(s.send(Method::patch, path, R"({"title":"x"})", s.pupil).code(), "forbidden");
  CHECK_EQ(s.send(Method::patch, path, R"({"title":"x"})", s.other).code(), "not-found");
  const Got storage = s.api.get("/api/recordings/storage/", s.host);
  CHECK_EQ(storage.json["used_bytes"].as_integer(), 6);
  CHECK_EQ(s.send(Method::delete_, path, "", s.pupil).code(), "forbidden");
  CHECK_EQ(s.send(Method::delete_, path, "", s.other).code(), "not-found");
  CHECK_EQ(s.send(Method::delete_, path, "", s.host).text("status"), "removed");
  CHECK_EQ(s.api.get(path, s.host).code(), "not-found");
}

void guests_keep_none() {
  Studio s;
  const Got entered =
      s.api.post("/api/auth/guest", R"({"code":")" + text_of(s.room, "code") + R"(","name":"G"})");
  const std::string guest = entered.text("access");
  CHECK(!guest.empty());
  CHECK_EQ(s.api.get("/api/recordings/", guest).code(), "forbidden");
  CHECK_EQ(s.api.get("/api/recordings/storage/", guest).code(), "forbidden");
}

void a_link_shows_it_to_everybody() {
  Studio s;
  const std::string path = "/api/recording/" + s.ready() + "/share/";
  const std::string until =
      base::print_iso8601(s.api.world.clock.wall_now() + std::chrono::hours{1});
  const std::string body = R"({"expires_at":")" + until + "\"}";
  const Got link = s.api.post(path, body, s.host);
  CHECK_EQ(link.status(), 201);
  CHECK(link.text("url").ends_with("/r/" + link.text("token")));
  const std::string shared = "/api/recording/shared/" + link.text("token") + "/";
  const Got seen = s.api.get(shared);
  CHECK_EQ(seen.text("title"), "Latin I");
  CHECK(!seen.json.has("owner"));
  CHECK_EQ(content(s.media(seen.json).response), "abcdef");
  CHECK_EQ(s.api.post(path, "{}", s.host).code(), "bad-field");
  CHECK_EQ(s.api.post(path, body, s.pupil).code(), "not-found");
  CHECK_EQ(s.send(Method::delete_, path, "", s.other).code(), "not-found");
  const std::string own = path.substr(0, path.size() - 6);
  CHECK_EQ(s.send(Method::patch, own, R"({"for_participants":true})", s.host).status(), 200);
  CHECK_EQ(s.api.post(path, body, s.pupil).code(), "forbidden");
  CHECK_EQ(s.send(Method::delete_, path, "", s.pupil).code(), "forbidden");
  CHECK_EQ(s.send(Method::delete_, path, "", s.host).text("status"), "private");
  CHECK_EQ(s.api.get(shared).code(), "link-invalid");
}

void media_comes_whole_and_in_ranges() {
  Studio s;
  const std::string id = s.ready();
  const Json recording = s.api.get("/api/recording/" + id, s.host).json;
  const Got whole = s.media(recording);
  CHECK_EQ(whole.status(), 200);
  CHECK_EQ(content(whole.response), "abcdef");
  CHECK_EQ(whole.response.header("Content-Type"), "video/webm");
  CHECK_EQ(whole.response.header("Accept-Ranges"), "bytes");
  CHECK(whole.response.header("Content-Disposition").starts_with("inline; "));
  const Got part = s.media(recording, {{"range", "bytes=2-3"}});
  CHECK_EQ(part.status(), 206);
  CHECK_EQ(content(part.response), "cd");
  CHECK_EQ(part.response.header("Content-Range"), "bytes 2-3/6");
  CHECK_EQ(content(s.media(recording, {{"range", "bytes=-2"}}).response), "ef");
  const Got beyond = s.media(recording, {{"range", "bytes=6-"}});
  CHECK_EQ(beyond.status(), 416);
  CHECK_EQ(beyond.response.header("Content-Range"), "bytes */6");
  const Got other = s.media(recording, {{"range", "bytes=2-3"}, {"if-range", "\"x\""}});
  CHECK_EQ(other.status(), 200);
  const std::string tag{whole.response.header("ETag")};
  CHECK_EQ(s.media(recording, {{"range", "bytes=2-3"}, {"if-range", tag}}).status(), 206);
  const Got saved = s.media(recording, {}, "&download=1");
  CHECK(saved.response.header("Content-Disposition").starts_with("attachment; "));
  CHECK(saved.response.header("Content-Disposition").ends_with("filename*=UTF-8''Latin%20I.webm"));
  CHECK_EQ(s.media_at("/api/recording/" + id + "/media?ticket=x").code(), "not-found");
  s.api.world.clock.advance(std::chrono::hours{13});
  CHECK_EQ(s.media(recording).code(), "link-invalid");
}

void a_copy_is_offered_when_it_is_there() {
  Studio s;
  const std::string id = s.ready();
  const auto shown = [&] { return s.api.get("/api/recording/" + id + "/", s.host).json; };
  const Json before = shown();
  CHECK_EQ(before["formats"].size(), 1u);
  CHECK_EQ(text_of(before["formats"].at(0), "format"), "original");
  CHECK_EQ(s.media(before, {}, "&format=mp4").code(), "not-found");
  CHECK_EQ(s.media(before, {}, "&format=avi").field(), "format");
  s.api.world.recording_files.copy = "the same as MP4";
  CHECK(OK(s.api.world.mp4_copies.make_one([] { return false; })));
  const Json after = shown();
  CHECK_EQ(after["formats"].size(), 2u);
  const Json& copy = after["formats"].at(1);
  CHECK_EQ(text_of(copy, "format"), "mp4");
  CHECK_EQ(text_of(copy, "type"), "video/mp4");
  CHECK_EQ(copy["size"].as_integer().value_or(0), 15);
  const Got got = s.media(copy, {}, "&download=1");
  CHECK_EQ(got.status(), 200);
  CHECK_EQ(content(got.response), "the same as MP4");
  CHECK_EQ(got.response.header("Content-Type"), "video/mp4");
  CHECK(got.response.header("Content-Disposition").find(".mp4") != std::string_view::npos);
  const Got original = s.media(after["formats"].at(0));
  CHECK_EQ(content(original.response), "abcdef");
  CHECK(original.response.header("ETag") != got.response.header("ETag"));
}

void material_is_listed_apart_and_saved() {
  Studio s;
  const auto keep = [&](const std::string& kind, const std::string& type,
                        const std::string& more = "") {
    return s.begin(
        "6",
        {{"upload-metadata", s.metadata(type, "Sheet <1>.html") + ",kind " + base64(kind) + more}},
        "abcdef");
  };
  const Got made = keep("file", "text/html");
  CHECK_EQ(made.status(), 201);
  const std::string path{made.response.header("Location")};
  CHECK(s.tus(Method::head, path, {}).response.header("Upload-Metadata").find(base64("file")) !=
        std::string_view::npos);
  CHECK_EQ(keep("notes", "text/markdown", ",for_participants " + base64("false")).status(), 201);
  CHECK_EQ(OK(s.api.world.uploads.finish()), 2u);
  CHECK_EQ(keep("tune", "text/html").code(), "bad-field");
  CHECK_EQ(keep("file", "text/html", ",for_participants " + base64("maybe")).code(), "bad-field");
  CHECK_EQ(keep("board", "text/html").code(), "bad-field");
  const std::string list = "/api/meeting/" + s.id + "/recordings/";
  CHECK_EQ(s.api.get(list, s.host).json["recordings"].size(), 0u);
  CHECK_EQ(s.api.get(list + "?kind=film", s.host).json["recordings"].size(), 0u);
  CHECK_EQ(s.api.get(list + "?kind=material", s.host).json["recordings"].size(), 2u);
  CHECK_EQ(s.api.get(list + "?kind=all", s.host).code(), "bad-field");
  const Json mine = s.api.get(list + "?kind=material", s.pupil).json["recordings"];
  CHECK_EQ(mine.size(), 1u);
  CHECK_EQ(text_of(mine.at(0), "kind"), "file");
  CHECK_EQ(text_of(mine.at(0), "type"), "text/html");
  // What a stranger sent as a page comes as bytes to save.
  const Got got = s.media(mine.at(0));
  CHECK_EQ(got.response.header("Content-Type"), "application/octet-stream");
  CHECK_EQ(got.response.header("Content-Disposition"),
           "attachment; filename=\"file\"; filename*=UTF-8''Sheet%20%3C1%3E.html");
  CHECK_EQ(content(got.response), "abcdef");
}

}  // namespace

int main() {
  return run("recordings_api",
             {TEST(an_upload_goes_through_the_protocol), TEST(options_tell_what_there_is),
              TEST(first_bytes_may_come_at_once), TEST(a_length_may_come_later),
              TEST(wrong_requests_are_named), TEST(only_the_owner_sends), TEST(checksums_are_held),
              TEST(post_stands_for_the_other_methods), TEST(room_has_bounds),
              TEST(a_used_quota_is_told_at_each_door),
              TEST(the_quota_of_a_person_counts_what_will_come), TEST(an_upload_can_be_dropped),
              TEST(a_recording_is_listed_shown_and_changed), TEST(guests_keep_none),
              TEST(a_link_shows_it_to_everybody), TEST(media_comes_whole_and_in_ranges),
              TEST(a_copy_is_offered_when_it_is_there), TEST(material_is_listed_apart_and_saved)});
}
