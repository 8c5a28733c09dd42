// SPDX-License-Identifier: MIT
// Framing of TCP streams: any split gives the same frames, and what is neither STUN nor ChannelData
// ends it.
#include <array>
#include <vector>

#include "tests/support/check.hpp"
#include "tests/turn/hex.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/channel_data.hpp"
#include "turn/stun/stream_framer.hpp"

namespace {

using lectern_test::hex;
using stun::Frame;
using ByteVector = std::vector<std::byte>;

ByteVector stun_message(std::size_t data_size) {
  ByteVector room(data_size + 64);
  const ByteVector data(data_size, std::byte{0x5a});
  stun::Builder builder{room, stun::Class::indication, stun::Method::send, {}};
  builder.bytes(stun::Attr::data, data);
  return ByteVector(builder.message().begin(), builder.message().end());
}

ByteVector channel_data(std::size_t size) {
  ByteVector out(4 + size, std::byte{0xc4});
  stun::encode_channel_header(out.data(), 0x4001, static_cast<std::uint16_t>(size));
  return out;
}

void append_padded(ByteVector& stream, const ByteVector& frame) {
  stream.insert(stream.end(), frame.begin(), frame.end());
  stream.resize(stun::padded(stream.size()));
}

// All frames of a stream that arrives in the given pieces; the rest must be kept as a connection
// keeps it.
std::vector<ByteVector> frames_of(const ByteVector& stream, const std::vector<std::size_t>& cuts) {
  std::vector<ByteVector> frames;
  ByteVector pending;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t to = i < cuts.size() ? cuts[i] : stream.size();
    pending.insert(pending.end(), stream.begin() + static_cast<std::ptrdiff_t>(from),
                   stream.begin() + static_cast<std::ptrdiff_t>(to));
    from = to;
    for (;;) {
      const Frame frame = stun::next_frame(pending);
      CHECK(frame.state != Frame::State::broken);
      if (frame.state == Frame::State::incomplete) {
        CHECK(frame.wire_size > pending.size());
        break;
      }
      frames.emplace_back(pending.begin(),
                          pending.begin() + static_cast<std::ptrdiff_t>(frame.size));
      pending.erase(pending.begin(),
                    pending.begin() + static_cast<std::ptrdiff_t>(frame.wire_size));
    }
  }
  CHECK(pending.empty());
  return frames;
}

// RFC 8489 6.2.2: framing over TCP does not depend on how the bytes are cut
// RFC 8656 12.5: ChannelData over TCP is padded
void every_split_gives_the_same_frames() {
  std::vector<ByteVector> sent{stun_message(0), channel_data(0), channel_data(1), stun_message(5),
                               channel_data(2), channel_data(3), channel_data(4), stun_message(33)};
  ByteVector stream;
  for (const auto& frame : sent) append_padded(stream, frame);
  for (std::size_t i = 0; i <= stream.size(); ++i) {
    for (std::size_t k = i; k <= stream.size(); k += 3) {
      const auto got = frames_of(stream, {i, k});
      CHECK_EQ(got.size(), sent.size());
      for (std::size_t f = 0; f < sent.size(); ++f) CHECK_BYTES(got[f], sent[f]);
    }
  }
}

void one_byte_at_a_time() {
  ByteVector stream;
  append_padded(stream, stun_message(7));
  append_padded(stream, channel_data(9));
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < stream.size(); ++i) cuts.push_back(i);
  CHECK_EQ(frames_of(stream, cuts).size(), 2u);
}

void the_longest_frames() {
  const Frame longest_stun = stun::next_frame(hex("00 16 ff fc  21 12 a4 42"));
  CHECK(longest_stun.state == Frame::State::incomplete);
  CHECK_EQ(longest_stun.wire_size, stun::kMaxFrame);
  const Frame longest_channel = stun::next_frame(hex("40 00 ff ff"));
  CHECK_EQ(longest_channel.size, 65539u);
  CHECK_EQ(longest_channel.wire_size, 65540u);
  CHECK(longest_channel.wire_size <= stun::kMaxFrame);
}

// RFC 8489 6.2.2: a stream that cannot be followed is given up
void what_is_neither_is_broken() {
  for (const std::string_view text :
       {"80 00", "ff", "16 03 01 02 00 01 00 01",  // a TLS hello: no cookie
        "47 45 54 20"}) {
    const auto bytes = hex(text);
    const auto state = stun::next_frame(bytes).state;
    // "GET " looks like ChannelData of 8 KB: only its channel number is out of nobody's range
    if (text.starts_with("47")) {
      CHECK(state == Frame::State::incomplete);
    } else {
      CHECK(state == Frame::State::broken);
    }
  }
  CHECK(stun::next_frame(hex("00 01 00 02")).state == Frame::State::broken);  // STUN is padded
  CHECK(stun::next_frame(hex("00 01 00 04 21 12 a4 43")).state == Frame::State::broken);
  CHECK(stun::next_frame({}).state == Frame::State::incomplete);
}

void channel_data_is_read_strictly() {
  CHECK(!stun::decode_channel_data(hex("40 00 00")));
  CHECK(!stun::decode_channel_data(hex("3f ff 00 00")));
  CHECK(!stun::decode_channel_data(hex("80 00 00 00")));
  CHECK(!stun::decode_channel_data(hex("40 00 00 02 aa")));
  // RFC 8656 section 12.5: what stands behind the announced length is padding
  const auto padded = hex("7f ff 00 01 aa 00 00 00");
  CHECK_EQ(stun::decode_channel_data(padded)->payload.size(), 1u);
  CHECK_EQ(stun::decode_channel_data(padded)->number, 0x7fff);
}

// RFC 7983: 0 to 63 is STUN here, 64 to 127 ChannelData, anything above is neither.
void the_first_byte_tells_the_protocol() {
  const auto kind = [](unsigned first) {
    const std::array<std::byte, 1> bytes{static_cast<std::byte>(first)};
    return stun::classify(bytes);
  };
  for (unsigned first = 0; first < 256; ++first) {
    CHECK_EQ(kind(first), first < 64    ? stun::Kind::stun
                          : first < 128 ? stun::Kind::channel_data
                                        : stun::Kind::other);
  }
  CHECK_EQ(stun::classify({}), stun::Kind::other);
}

// RFC 8656 section 12 ends at 0x4FFF, RFC 5766 at 0x7FFF.
void channel_numbers_have_a_range() {
  CHECK(!stun::is_channel_number(0x3fff));
  CHECK(stun::is_channel_number(0x4000));
  CHECK(stun::is_channel_number(0x4fff));
  CHECK(stun::is_channel_number(0x7fff));
  CHECK(!stun::is_channel_number(0x8000));
  const auto empty = hex("40 00 00 00"), one = hex("40 00 00 01 aa");
  CHECK(stun::decode_channel_data(empty)->payload.empty());
  const auto payload = stun::decode_channel_data(one)->payload;
  CHECK(payload.size() == 1 && payload[0] == std::byte{0xaa});
}

void too_few_bytes_say_how_many_are_needed() {
  const auto bytes = hex("00 01 00 08 21 12 a4 43");  // the cookie is wrong in its last byte
  for (std::size_t size = 0; size < 4; ++size) {
    const Frame frame = stun::next_frame(base::Bytes{bytes}.first(size));
    CHECK(frame.state == Frame::State::incomplete);
    CHECK_EQ(frame.size, 0u);
    CHECK_EQ(frame.wire_size, 4u);
  }
  for (std::size_t size = 4; size < 8; ++size) {
    const Frame frame = stun::next_frame(base::Bytes{bytes}.first(size));
    CHECK(frame.state == Frame::State::incomplete);
    CHECK_EQ(frame.wire_size, 28u);
  }
  for (const auto& broken : {bytes, hex("00 01 00 01"), hex("80")}) {
    const Frame frame = stun::next_frame(broken);
    CHECK(frame.state == Frame::State::broken);
    CHECK_EQ(frame.size, 0u);
    CHECK_EQ(frame.wire_size, 0u);
  }
  CHECK_EQ(stun::kMaxFrame, 20u + 65532);
}

}  // namespace

int main() {
  return lectern_test::run(
      "stream_framer",
      {TEST(every_split_gives_the_same_frames), TEST(one_byte_at_a_time), TEST(the_longest_frames),
       TEST(what_is_neither_is_broken), TEST(channel_data_is_read_strictly),
       TEST(the_first_byte_tells_the_protocol), TEST(channel_numbers_have_a_range),
       TEST(too_few_bytes_say_how_many_are_needed)});
}
