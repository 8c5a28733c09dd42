// SPDX-License-Identifier: MIT
#include "api/entity_tag.hpp"

#include "api/http_text.hpp"
#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace api {

std::string entity_tag(std::int64_t version) { return "\"v" + std::to_string(version) + '"'; }

std::optional<std::vector<std::int64_t>> read_if_match(std::string_view field) {
  field = base::trim(field);
  if (field.empty() || field == "*") return std::nullopt;
  std::vector<std::int64_t> versions;
  while (!field.empty()) {
    const std::size_t comma = field.find(',');
    std::string_view tag = base::trim(field.substr(0, comma));
    field = comma == std::string_view::npos ? std::string_view{} : field.substr(comma + 1);
    if (tag.size() < 4 || !tag.starts_with("\"v") || !tag.ends_with('"')) continue;
    tag = tag.substr(2, tag.size() - 3);
    if (const auto version = base::parse_number<std::int64_t>(tag)) versions.push_back(*version);
  }
  return versions;
}

std::string content_tag(std::string_view content) {
  const base::Sha256Digest digest = base::sha256(base::as_bytes(content));
  return '"' + base::encode_hex(base::Bytes{digest}.first(12)) + '"';
}

bool none_match(std::string_view field, std::string_view tag) {
  for (std::string_view candidate : split_list(field)) {
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == "*" || candidate == tag) return false;
  }
  return true;
}

}  // namespace api
