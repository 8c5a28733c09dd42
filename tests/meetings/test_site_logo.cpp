// SPDX-License-Identifier: MIT
// Which files are a logo: told by their bytes.
#include "meetings/site_logo.hpp"

#include "tests/support/check.hpp"

using namespace meetings;
using namespace std::string_literals;

namespace {

std::string riff(const std::string& chunk) {
  std::string body = "WEBP" + chunk;
  body.resize(std::max<std::size_t>(body.size(), 22), '\0');
  return "RIFF" + std::string{static_cast<char>(body.size()), 0, 0, 0} + body;
}

const std::string kJpeg = "\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x11\x08\x00\x40\x00\x80\x03"s +
                          std::string(20, 'x') + "\xff\xd9";

void a_jpeg_has_its_frame() {
  const auto logo = CHECK_OK(check_logo(kJpeg).map_error([](const Refusal& r) {
    return base::Error{base::Errc::invalid_argument, r.detail};
  }));
  CHECK_EQ(logo.type, "image/jpeg");
  CHECK_EQ(logo.width, 128u);
  CHECK_EQ(logo.height, 64u);
}

void webp_comes_in_three_forms() {
  for (const std::string& chunk :
       {"VP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0"s, "VP8L\x0a\0\0\0\x2f\x3f\xc0\x07\0\0"s,
        "VP8 \x0a\0\0\0xxx\x9d\x01\x2a\x40\0\x20\0"s}) {
    const auto logo = check_logo(riff(chunk));
    CHECK(logo.has_value());
    CHECK_EQ(logo->type, "image/webp");
    CHECK_EQ(logo->width, 64u);
    CHECK_EQ(logo->height, 32u);
  }
}

// Its first segment ends behind the file.
const std::string kFarSegment = [] {
  std::string out = "\xff\xd8\xff\xe0\xff\xff";
  out.append(40, 'x');
  return out.append("\xff\xd9");
}();

void nothing_else_is_one() {
  for (const std::string& wrong :
       {""s, "\xff\xd8\xff"s, kJpeg.substr(0, 12), "<svg/>"s, "GIF89a"s, kFarSegment, kJpeg + "x",
        riff("VP8X"s).append("x"), riff("NONE"s), std::string(60'000, 'x')}) {
    const auto logo = check_logo(wrong);
    CHECK(!logo);
    CHECK_EQ(logo.error().field, "logo");
  }
}

// Every beginning of a right file is read without harm.
void short_files_are_read_within_their_bytes() {
  for (const std::string& whole : {kJpeg, riff("VP8L\x0a\0\0\0\x2f\x3f\xc0\x07\0\0"s)}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      CHECK(!check_logo(whole.substr(0, i)));
      (void)check_logo(whole.substr(0, i) + "\xff\xd9");
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "site_logo", {TEST(a_jpeg_has_its_frame), TEST(webp_comes_in_three_forms),
                    TEST(nothing_else_is_one), TEST(short_files_are_read_within_their_bytes)});
}
