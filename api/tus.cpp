// SPDX-License-Identifier: MIT
#include "api/tus.hpp"

#include "base/encoding.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace api::tus {
namespace {

constexpr std::size_t kSha1Bytes = 20;
constexpr std::size_t kSha256Bytes = 32;

Problem bad_metadata() {
  return bad_request(
      "Upload-Metadata must be a list of \"key base64\", separated by commas, of at most " +
      std::to_string(kMostMetadata) + " bytes.");
}

// Takes the text up to the separator from the front.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return first;
}

}  // namespace

base::Result<void, Problem> check_version(const Request& request) {
  if (request.header("tus-resumable") == kVersion) return {};
  return base::failure(
      Problem{412, "tus-version", "Uploads need the header Tus-Resumable: 1.0.0.", {}, {}, {}, {}});
}

base::Result<std::optional<std::string>, Problem> metadata_value(std::string_view field,
                                                                 std::string_view key) {
  if (field.size() > kMostMetadata) return base::failure(bad_metadata());
  std::optional<std::string> found;
  while (!field.empty()) {
    std::string_view pair = base::trim(take_until(field, ','));
    const std::string_view name = take_until(pair, ' ');
    const auto value = base::decode_base64(base::trim(pair));
    if (name.empty() || !value) return base::failure(bad_metadata());
    if (name != key) continue;
    std::string text{base::as_text(*value)};
    if (!base::is_utf8(text)) return base::failure(bad_metadata());
    found = std::move(text);
  }
  return found;
}

std::string print_metadata(
    const std::vector<std::pair<std::string_view, std::string_view>>& values) {
  std::string out;
  for (const auto& [key, value] : values) {
    out.append(out.empty() ? "" : ",").append(key).append(" ");
    out.append(base::encode_base64(base::as_bytes(value)));
  }
  return out;
}

base::Result<std::optional<std::int64_t>, Problem> read_size(const Request& request,
                                                             std::string_view header) {
  const std::string_view text = request.header(header);
  if (text.empty()) return std::optional<std::int64_t>{};
  const auto size = base::parse_number<std::int64_t>(text, 0);
  if (!size)
    return base::failure(
        bad_request("The header " + std::string{header} + " must be a number of bytes."));
  return size;
}

base::Result<std::optional<Checksum>, Problem> read_checksum(const Request& request) {
  std::string_view text = request.header("upload-checksum");
  if (text.empty()) return std::optional<Checksum>{};
  const std::string_view name = take_until(text, ' ');
  auto digest = base::decode_base64(text);
  const bool sha1 = name == "sha1";
  if ((!sha1 && name != "sha256") || !digest ||
      digest->size() != (sha1 ? kSha1Bytes : kSha256Bytes))
    return base::failure(
        bad_request("Upload-Checksum must be sha1 or sha256 and the digest in base64."));
  return std::optional{
      Checksum{sha1 ? base::HashKind::sha1 : base::HashKind::sha256, std::move(*digest)}};
}

Problem checksum_mismatch() {
  return Problem{460,
                 "checksum-mismatch",
                 "The bytes that came are not those that were sent. They are dropped.",
                 {},
                 {},
                 {},
                 {}};
}

}  // namespace api::tus
