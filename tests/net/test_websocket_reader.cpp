// SPDX-License-Identifier: MIT
#include "net/websocket_reader.hpp"

#include <vector>

#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using net::WebSocketFault;
using net::WebSocketReader;
using Kind = WebSocketReader::Event::Kind;

constexpr std::size_t kMost = 1000;
constexpr unsigned kText = 0x81, kPing = 0x89, kPong = 0x8a, kClose = 0x88, kBegin = 0x01,
                   kMiddle = 0x00, kEnd = 0x80;

// A client's frame; the first byte as on the wire.
std::string frame(unsigned first, const std::string& payload) {
  std::string out(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out += static_cast<char>(0x80u | payload.size());
  } else {
    out += '\xfe';
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  }
  constexpr std::string_view key = "\x11\x22\x33\x44";
  out += key;
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(payload[i] ^ key[i % 4]);
  return out;
}

const char* name(Kind kind) {
  constexpr const char* names[] = {"more", "text", "ping", "pong", "close", "fault"};
  return names[static_cast<std::size_t>(kind)];
}

// Says what the reader reads: "text:hello ping:x fault:1002", with ! where the message is at fault.
class Conversation {
 public:
  void client(std::string bytes) {
    base::MutableBytes rest{reinterpret_cast<std::byte*>(bytes.data()), bytes.size()};
    while (!over) {
      const WebSocketReader::Event event = reader.next(rest, now);
      if (event.kind == Kind::more) {
        CHECK(rest.empty());
        return;
      }
      if (!said.empty()) said += ' ';
      said.append(name(event.kind)).append(":");
      over = event.kind == Kind::fault;
      if (over) {
        said.append(std::to_string(static_cast<unsigned>(event.fault)));
        if (event.of_message) said += '!';
        CHECK(!event.reason.empty());
      } else {
        said.append(event.payload);
      }
    }
  }

  base::Instant now{1h};
  WebSocketReader reader{kMost, {base::TokenRate::per_second(10, 5)}};
  std::string said;
  bool over = false;
};

std::string said(const std::string& bytes) {
  Conversation c;
  c.client(bytes);
  return c.said;
}

void reads_the_same_at_every_split() {
  const std::string bytes = frame(kText, "hello") + frame(kText, "") + frame(kPing, "p") +
                            frame(kBegin, "a") + frame(kPong, "") + frame(kMiddle, "b") +
                            frame(kEnd, "c") + frame(kText, std::string(200, 'y')) +
                            frame(kClose, "\x03\xe8 bye");
  const std::string expected =
      "text:hello text: ping:p pong: text:abc text:" + std::string(200, 'y') +
      " close:\x03\xe8 bye";
  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    Conversation c;
    c.client(bytes.substr(0, split));
    c.client(bytes.substr(split));
    CHECK_EQ(c.said, expected);
    CHECK_EQ(c.reader.unfinished(), std::size_t{0});
  }
  Conversation slow;
  for (const char byte : bytes) slow.client(std::string(1, byte));
  CHECK_EQ(slow.said, expected);
}

// RFC 6455 section 5.3, at each of the four places in the key.
void unmasks_from_any_place() {
  const std::string text = "0123456789abcdefghijklmnopqrstuvwxyz";
  const std::string key = "\x11\x22\x33\x44";
  for (std::size_t at = 0; at < 4; ++at) {
    for (std::size_t size = 0; size <= text.size(); ++size) {
      std::string bytes = text.substr(0, size);
      net::unmask({reinterpret_cast<std::byte*>(bytes.data()), size}, base::as_bytes(key), at);
      for (std::size_t i = 0; i < size; ++i)
        CHECK_EQ(bytes[i], static_cast<char>(text[i] ^ key[(at + i) % 4]));
    }
  }
}

void faults_end_with_their_code() {
  const std::pair<std::string, const char*> rows[] = {
      {"\x81\x02hi", "fault:1002"},                         // no mask
      {"\xf1\x80\x01\x02\x03\x04", "fault:1002"},           // RSV bits
      {"\x83\x80\x01\x02\x03\x04", "fault:1002"},           // a reserved opcode
      {"\x8b\x80\x01\x02\x03\x04", "fault:1002"},           // a reserved control opcode
      {"\x09\x80\x01\x02\x03\x04"s, "fault:1002"},          // a fragmented ping
      {frame(kPing, std::string(126, 'x')), "fault:1002"},  // a long ping
      {frame(kEnd, "x"), "fault:1002"},                     // the end of nothing
      {frame(kBegin, "a") + frame(kText, "b"), "fault:1002"},
      {"\x81\xfe\x00\x05\x01\x02\x03\x04"s, "fault:1002"},  // a length that is not minimal
      {"\x81\xff\x80\0\0\0\0\0\0\0\x01\x02\x03\x04"s, "fault:1002"},  // the highest bit
      {frame(0x82, "x"), "fault:1003!"},
      {frame(kText, "\xff"), "fault:1007!"},
      {frame(kBegin, "\xc3") + frame(kEnd, "x"), "fault:1007!"},
      {frame(kClose, "x"), "fault:1002"},
      {frame(kClose, "\x03\xed"), "fault:1002"},  // 1005 is not sent
      {frame(kClose, "\x03\xe8\xff"), "fault:1007"},
  };
  for (const auto& [bytes, expected] : rows) CHECK_EQ(said(bytes), std::string{expected});
  // A character may be cut by a fragment.
  CHECK_EQ(said(frame(kBegin, "\xc3") + frame(kEnd, "\xa9")), "text:\xc3\xa9");
}

// A giant frame is refused by its head, before a byte of it is kept.
void bounds_the_message() {
  CHECK_EQ(said(frame(kText, std::string(kMost, 'x'))), "text:" + std::string(kMost, 'x'));
  CHECK_EQ(said(frame(kText, std::string(kMost + 1, 'x'))), "fault:1009!");
  CHECK_EQ(said(frame(kBegin, std::string(kMost, 'x')) + frame(kMiddle, "") + frame(kEnd, "x")),
           "fault:1009!");
  Conversation giant;
  giant.client("\x81\xff\x40\0\0\0\0\0\0\0\x01\x02\x03\x04"s);
  CHECK_EQ(giant.said, "fault:1009!");
  CHECK_EQ(giant.reader.unfinished(), std::size_t{0});
}

void tells_what_it_holds() {
  Conversation c;
  c.client(frame(kBegin, "12345"));
  CHECK_EQ(c.reader.unfinished(), std::size_t{5});
  c.client(frame(kMiddle, "678").substr(0, 8));
  CHECK_EQ(c.reader.unfinished(), std::size_t{7});
  c.reader.forget();
  CHECK_EQ(c.reader.unfinished(), std::size_t{0});
}

void too_many_idle_frames_end_with_1008() {
  for (const std::string& idle : {frame(kPing, ""), frame(kPong, "")}) {
    Conversation c;
    for (int i = 0; i < 5; ++i) c.client(idle);
    CHECK(!c.over);
    c.now += 100ms;
    c.client(idle);
    CHECK(!c.over);
    c.client(idle);
    CHECK(c.said.ends_with("fault:1008"));
  }
  Conversation fragments;
  for (int i = 0; i < 6; ++i) fragments.client(frame(i == 0 ? kBegin : kMiddle, ""));
  CHECK_EQ(fragments.said, "fault:1008");
  Conversation chatty;
  for (int i = 0; i < 100; ++i) chatty.client(frame(kText, "x"));
  CHECK(!chatty.over);
}

}  // namespace

int main() {
  return lectern_test::run("websocket_reader",
                           {TEST(reads_the_same_at_every_split), TEST(unmasks_from_any_place),
                            TEST(faults_end_with_their_code), TEST(bounds_the_message),
                            TEST(tells_what_it_holds), TEST(too_many_idle_frames_end_with_1008)});
}
