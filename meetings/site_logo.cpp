// SPDX-License-Identifier: MIT
#include "meetings/site_logo.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

namespace meetings {
namespace {

struct Found {
  std::string_view type;
  std::uint32_t width = 0, height = 0;
};

std::uint32_t byte_at(std::string_view text, std::size_t at) noexcept {
  return static_cast<unsigned char>(text[at]);
}
std::uint32_t big(std::string_view text, std::size_t at, std::size_t bytes) noexcept {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < bytes; ++i) out = out << 8 | byte_at(text, at + i);
  return out;
}
std::uint32_t little(std::string_view text, std::size_t at, std::size_t bytes) noexcept {
  std::uint32_t out = 0;
  for (std::size_t i = bytes; i-- > 0;) out = out << 8 | byte_at(text, at + i);
  return out;
}

// PNG, third edition: the signature, IHDR as the first chunk, IEND as the last.
std::optional<Found> png(std::string_view file) noexcept {
  using namespace std::string_view_literals;
  constexpr auto kSignature = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
  constexpr auto kEnd = "\0\0\0\0IEND\xae\x42\x60\x82"sv;
  if (file.size() < 57 || !file.starts_with(kSignature) || !file.ends_with(kEnd))
    return std::nullopt;
  return Found{"image/png", big(file, 16, 4), big(file, 20, 4)};
}

// JPEG (ITU-T T.81, B.1): the segments up to the frame header, and the end of the image.
std::optional<Found> jpeg(std::string_view file) noexcept {
  if (!file.starts_with("\xff\xd8\xff") || !file.ends_with("\xff\xd9")) return std::nullopt;
  for (std::size_t at = 2; at + 9 < file.size();) {
    if (byte_at(file, at) != 0xff) return std::nullopt;
    const std::uint32_t marker = byte_at(file, at + 1), length = big(file, at + 2, 2);
    if (length < 2) return std::nullopt;
    // SOF0 to SOF2: what browsers decode.
    if (marker >= 0xc0 && marker <= 0xc2)
      return Found{"image/jpeg", big(file, at + 7, 2), big(file, at + 5, 2)};
    if (marker < 0xc4 || marker == 0xd9 || marker == 0xda) return std::nullopt;
    at += 2 + length;
  }
  return std::nullopt;
}

// WebP (RFC 9649 section 2): the container and its first chunk.
std::optional<Found> webp(std::string_view file) noexcept {
  constexpr std::uint32_t kSide = 0x3fff;
  if (file.size() < 30 || !file.starts_with("RIFF") || file.substr(8, 4) != "WEBP" ||
      little(file, 4, 4) + 8 != file.size())
    return std::nullopt;
  const std::string_view chunk = file.substr(12, 4);
  if (chunk == "VP8X") return Found{"image/webp", little(file, 24, 3) + 1, little(file, 27, 3) + 1};
  if (chunk == "VP8L" && byte_at(file, 20) == 0x2f) {
    const std::uint32_t bits = little(file, 21, 4);
    return Found{"image/webp", (bits & kSide) + 1, (bits >> 14 & kSide) + 1};
  }
  if (chunk == "VP8 " && file.substr(23, 3) == "\x9d\x01\x2a")
    return Found{"image/webp", little(file, 26, 2) & kSide, little(file, 28, 2) & kSide};
  return std::nullopt;
}

auto refuse_logo(std::string detail) { return refuse_field("logo", std::move(detail)); }

}  // namespace

Outcome<SiteLogo> check_logo(std::string_view bytes) {
  if (bytes.size() > kLargestLogo) return refuse_logo("A logo has at most 48 KiB.");
  auto found = png(bytes);
  if (!found) found = jpeg(bytes);
  if (!found) found = webp(bytes);
  if (!found) return refuse_logo("A logo is a whole PNG, JPEG or WebP file; no SVG.");
  if (found->width < kSmallestLogo || found->height < kSmallestLogo || found->width > kWidestLogo ||
      found->height > kWidestLogo)
    return refuse_logo("The sides of a logo have 16 to 1024 pixels.");
  const auto hash = base::sha256(base::as_bytes(bytes));
  return SiteLogo{std::string{bytes}, found->type, found->width, found->height,
                  base::encode_hex(hash).substr(0, 16)};
}

}  // namespace meetings
