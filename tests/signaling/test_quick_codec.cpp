// SPDX-License-Identifier: MIT
// The quick codec beside the thorough one: the same words, or none.
#include "signaling/quick_codec.hpp"

#include "signaling/codec.hpp"
#include "tests/signaling/relayed_text.hpp"
#include "tests/signaling/vectors.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling;
using lectern_test::relayed_text;
using namespace std::string_literals;

namespace {

// True if the quick one knows it; then both read the same.
bool reads_quickly(std::string_view text) {
  const auto quick = decode_quickly(text);
  if (!quick) return false;
  const auto thorough = decode_thoroughly(text);
  if (!thorough)
    lectern_test::check_failed("read, but refused: " + std::string{text}, __FILE__, __LINE__);
  CHECK_EQ(relayed_text(*quick), relayed_text(*thorough));
  return true;
}

void reads_what_browsers_send() {
  const std::string candidate =
      R"("candidate":{"candidate":"candidate:1 1 udp 2122260223 192.0.2.1 5000 typ host",)"
      R"("sdpMLineIndex":0,"sdpMid":"0","usernameFragment":"abcd"})";
  CHECK(reads_quickly(R"({"type":"ice-candidate","targetId":"p",)" + candidate + "}"));
  CHECK(reads_quickly(R"({"type":"ice-candidate","targetId":"p","id":"7",)" + candidate + "}"));
  CHECK(reads_quickly(" { \"targetId\" : \"p\" ,\n" + candidate + R"(,"type":"ice-candidate"} )"));
  CHECK(reads_quickly(
      R"({"type":"offer","targetId":"p","offer":{"type":"offer","sdp":"v=0\r\no=- \"é\\\/\t"}})"));
  CHECK(
      reads_quickly(R"({"type":"answer","targetId":"p","answer":{"sdp":"v=0","type":"answer"}})"));
  CHECK(reads_quickly(R"({"type":"ack","seq":9007199254740993})"));
  CHECK(reads_quickly(R"({"type":"ack","seq":0,"id":""})"));
}

void leaves_the_unusual_to_the_codec() {
  const std::string begin = R"({"type":"ice-candidate","targetId":"p",)";
  for (const std::string& text : {
           begin + R"("candidate":null})",
           begin + R"("candidates":[{"candidate":"c"}]})",
           begin + R"("candidate":{"candidate":"c","sdpMid":null}})",
           begin + R"("candidate":{"candidate":"c"},"candidate":{"candidate":"c"}})",
           begin + R"("candidate":{"candidate":"c","candidate":"c"}})",
           begin + R"("candidate":{"candidate":"c","sdpMLineIndex":65536}})",
           begin + R"("candidate":{"candidate":"c","sdpMLineIndex":1.0}})",
           begin + R"("candidate":{"candidate":"c","sdpMLineIndex":01}})",
           begin + R"("candidate":{"candidate":"c","sdpMLineIndex":-1}})",
           begin + R"("candidate":{"candidate":"c","more":1}})",
           begin + R"("candidate":{"candidate":"\u00e9"}})",
           begin + R"("candidate":{"candidate":"c"}}x)",
           begin + R"("candidate":{"candidate":"c"},})",
           begin + R"("candidate":{"candidate":"c"})",
           begin + "\"candidate\":{\"candidate\":\"\x01\"}}",
           begin + "\"candidate\":{\"candidate\":\"\xff\"}}",
           begin + R"("candidate":{"candidate":"c"},"seq":1})",
           R"({"type":"ice-candidate","candidate":{"candidate":"c"}})"s,
           R"({"type":"ice-candidate","targetId":"","candidate":{"candidate":"c"}})"s,
           R"({"type":"offer","targetId":"p","answer":{"type":"answer","sdp":"v"}})"s,
           R"({"type":"offer","targetId":"p","offer":{"type":"answer","sdp":"v"}})"s,
           R"({"type":"offer","targetId":"p","offer":{"type":"offer","sdp":""}})"s,
           R"({"type":"ack","seq":9223372036854775808})"s,
           R"({"type":"ack","seq":1e3})"s,
           R"({"type":"ack","seq":-0})"s,
           R"({"type":"chat","message":"x"})"s,
           "{}"s,
           ""s,
       })
    CHECK(!decode_quickly(text));
  CHECK(!decode_quickly(R"({"type":"ack","seq":1})" + std::string(kMaxFrameBytes, ' ')));
}

void agrees_about_every_vector() {
  std::size_t quick = 0;
  for (const auto& file : signaling_test::read_vectors("client")) {
    for (const base::Json& frame : file.valid) quick += reads_quickly(frame.print()) ? 1 : 0;
    for (const base::Json& entry : file.invalid)
      CHECK(!decode_quickly(signaling_test::wire_text(entry)));
  }
  CHECK(quick >= 4);
}

// A changed byte is read the same by both, or refused by both.
void agrees_about_broken_texts() {
  const std::string whole =
      R"({"type":"ice-candidate","targetId":"peer-1","id":"7","candidate":{"candidate":"a b\\c",)"
      R"("sdpMid":"0","sdpMLineIndex":12,"usernameFragment":"u"}})";
  lectern_test::SeededRandom dice{11};
  for (int round = 0; round < 20'000; ++round) {
    std::string text = whole;
    for (std::uint32_t i = 0; i <= dice.below(3); ++i)
      text[dice.below(static_cast<std::uint32_t>(text.size()))] =
          "{}[]:,\"\\ 0129e.-+nult/\n\x7f\xc3"[dice.below(26)];
    (void)reads_quickly(text);
  }
}

void prints_what_the_codec_prints() {
  const meetings::ParticipantId from{"peer \"1\""};
  const std::string texts[] = {"",         "plain", "a\"b\\c/d", "\r\n\t\b\f",
                               "é 👋 \x7f", "\x01",  "\x1f x"};
  for (const std::string& text : texts) {
    const bool escapes_all = text.find_first_of("\x01\x1f") == std::string::npos;
    IceCandidate candidate{text, text, std::uint16_t{65535}, text};
    const ServerMessage messages[] = {
        RelayedCandidates{from, {candidate}, false},
        RelayedCandidates{from, {IceCandidate{text, {}, {}, {}}}, false},
        RelayedDescription{DescriptionKind::offer, from, text},
        RelayedDescription{DescriptionKind::answer, from, text},
    };
    for (const ServerMessage& message : messages) {
      const auto quick = encode_quickly(message);
      CHECK_EQ(quick.has_value(), escapes_all);
      if (quick) CHECK_EQ(*quick, encode_thoroughly(message));
      CHECK_EQ(encode(message), encode_thoroughly(message));
    }
  }
  CHECK(!encode_quickly(RelayedCandidates{from, {std::nullopt}, false}));
  CHECK(!encode_quickly(RelayedCandidates{from, {IceCandidate{}}, true}));
  CHECK(!encode_quickly(Left{"m"}));
}

}  // namespace

int main() {
  return lectern_test::run("quick_codec",
                           {TEST(reads_what_browsers_send), TEST(leaves_the_unusual_to_the_codec),
                            TEST(agrees_about_every_vector), TEST(agrees_about_broken_texts),
                            TEST(prints_what_the_codec_prints)});
}
