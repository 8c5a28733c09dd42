// SPDX-License-Identifier: MIT
#include "net/websocket_frames.hpp"

#include <vector>

#include "tests/support/check.hpp"

namespace {

using net::WebSocketFrames;
using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string kHead = "GET /ws HTTP/1.1\r\n\r\n";
const std::string kSwitching = "HTTP/1.1 101 Switching Protocols\r\nA: b\r\n\r\n";

// A client's frame; the first byte as on the wire.
std::string frame(unsigned first, const std::string& payload, bool masked = true) {
  std::string out(1, static_cast<char>(first));
  const char bit = masked ? '\x80' : '\0';
  if (payload.size() < 126) {
    out += static_cast<char>(bit | static_cast<char>(payload.size()));
  } else if (payload.size() <= 0xffff) {
    out += static_cast<char>(bit | 126);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xff);
  } else {
    out += static_cast<char>(bit | 127);
    for (int shift = 56; shift >= 0; shift -= 8)
      out += static_cast<char>((payload.size() >> shift) & 0xff);
  }
  if (!masked) return out + payload;
  constexpr std::string_view key = "\x11\x22\x33\x44";
  out += key;
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(payload[i] ^ key[i % 4]);
  return out;
}
const std::string kServerPing = "\x89\0"s;
constexpr unsigned kText = 0x81, kPing = 0x89, kPong = 0x8a, kClose = 0x88, kEnd = 0x80;

std::string closing(unsigned code, const std::string& reason = {}) {
  return frame(kClose,
               std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + reason);
}

class Conversation {
 public:
  explicit Conversation(bool open = true) {
    if (!open) return;
    client(kHead);
    near(kSwitching);
  }
  void client(std::string_view piece) {
    held_.append(piece);
    show();
  }
  void near(std::string_view bytes) {
    filter_.to_client(base::as_bytes(bytes));
    show();
  }
  // What passed behind the handshake.
  std::string passed() const {
    CHECK(passed_.starts_with(kHead));
    return passed_.substr(kHead.size());
  }
  // The close code of the violation; 0: none.
  unsigned code() const { return code_; }
  std::string last_words() { return filter_.last_words(); }
  std::size_t held() const { return held_.size(); }
  base::Instant now{1h};

 private:
  void show() {
    if (held_.empty() || ended_) return;
    const base::MutableBytes bytes{reinterpret_cast<std::byte*>(held_.data()), held_.size()};
    const auto passage = filter_.from_client(bytes);
    passed_ += held_.substr(0, passage.pass);
    held_.erase(0, passage.taken);
    ended_ = passage.end;
    CHECK_EQ(ended_, code_ != 0);
  }

  unsigned code_ = 0;
  WebSocketFrames filter_{kHead.size(),
                          [this] { return now; },
                          [this](std::uint16_t code) { code_ = code; },
                          {base::TokenRate::per_second(10, 5)}};
  std::string held_;
  std::string passed_;
  bool ended_ = false;
};

void good_frames_pass_at_every_split() {
  const std::string said = frame(kText, "hello") + frame(kText, "") + frame(kPing, "p") +
                           frame(0x01, "a") + frame(kPong, "") + frame(0x00, "b") +
                           frame(kEnd, "c") + frame(0x82, std::string(126, 'x')) +
                           frame(kText, std::string(200, 'y'));
  for (std::size_t split = 0; split <= said.size(); ++split) {
    Conversation c;
    c.near(kServerPing);
    c.client(std::string_view{said}.substr(0, split));
    c.client(std::string_view{said}.substr(split));
    CHECK(c.passed() == said);
    CHECK_EQ(c.code(), 0u);
  }
  Conversation large;
  large.client(frame(kText, std::string(65535, 'x')) + frame(kText, std::string(65536, 'x')));
  CHECK_EQ(large.code(), 0u);
  CHECK_EQ(large.held(), std::size_t{0});
}

// RFC 6455 section 5.5.3: a pong that answers no ping has no meaning.
void unsolicited_pongs_do_not_reach_the_library() {
  const std::string first = frame(kText, "a") + frame(0x01, "b");
  const std::string second = frame(kEnd, "c") + frame(kText, std::string(300, 'd'));
  const std::string said = frame(kPong, "") + first + frame(kPong, "no") + second;
  for (std::size_t split = 0; split <= said.size(); ++split) {
    Conversation c;
    c.client(std::string_view{said}.substr(0, split));
    c.client(std::string_view{said}.substr(split));
    CHECK(c.passed() == first + second);
    CHECK_EQ(c.held(), std::size_t{0});
    CHECK_EQ(c.code(), 0u);
  }
  Conversation c;
  const std::string answer = frame(kPong, "p");
  c.near("\x89\x01p");
  c.client(answer + answer);
  CHECK(c.passed() == answer);  // one pong for one ping
  c.near(kServerPing + kServerPing);
  c.client(answer + answer);  // a pong answers all pings before it
  CHECK(c.passed() == answer + answer);
  c.near("\x89\x01");  // a ping whose payload has not come yet
  c.client(answer);
  CHECK(c.passed() == answer + answer + answer);
}

// RFC 6455 sections 5.1 to 5.5, each as the first frame and behind a good one.
void every_violation_is_seen() {
  struct Case {
    std::string said;
    unsigned code;
  };
  for (const Case& c : {
           Case{frame(kText, "a", false), 1002},
           Case{frame(kPing, "", false), 1002},
           Case{frame(kClose, "", false), 1002},
           Case{frame(0xc1, "a"), 1002},  // RSV1: no extension was agreed upon
           Case{frame(0xa1, "a"), 1002},
           Case{frame(0x91, "a"), 1002},
           Case{frame(0x83, "a"), 1002},  // opcodes without a meaning
           Case{frame(0x87, "a"), 1002},
           Case{frame(0x8b, "a"), 1002},
           Case{frame(0x8f, "a"), 1002},
           Case{frame(0x09, "a"), 1002},  // fragmented control frames
           Case{frame(0x08, ""), 1002},
           Case{frame(kPing, std::string(126, 'x')), 1002},
           Case{frame(kClose, "\x03\xe8" + std::string(124, 'x')), 1002},
           Case{frame(kEnd, "a"), 1002},  // nothing to continue
           Case{frame(0x00, "a"), 1002},
           Case{frame(0x01, "a") + frame(kText, "b"), 1002},  // a message inside a message
           Case{frame(0x01, "a") + frame(0x02, "b"), 1002},
           Case{"\x81\xfe\x00\x7d\x00\x00\x00\x00"s + std::string(125, 'x'), 1002},
           Case{"\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00"s, 1002},
           Case{"\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"s, 1002},
           Case{frame(kClose, "x"), 1002},
           Case{closing(0), 1002},
           Case{closing(999), 1002},
           Case{closing(1004), 1002},
           Case{closing(1005), 1002},
           Case{closing(1006), 1002},
           Case{closing(1012), 1002},
           Case{closing(1015), 1002},
           Case{closing(2999), 1002},
           Case{closing(5000), 1002},
           Case{closing(65535), 1002},
           Case{closing(1000, "\xc3"), 1007},
       }) {
    for (const std::string& before : {""s, frame(kText, "good")}) {
      Conversation whole;
      whole.client(before + c.said);
      CHECK_EQ(whole.code(), c.code);
      Conversation slow;
      for (const char byte : before + c.said) slow.client(std::string(1, byte));
      CHECK_EQ(slow.code(), c.code);
      CHECK(slow.passed() == whole.passed());
      CHECK(whole.passed().starts_with(before));
    }
  }
}

void good_closes_pass_and_nothing_behind_them() {
  for (const std::string& said :
       {frame(kClose, ""), closing(1000), closing(1003, "bye"), closing(1007), closing(1011),
        closing(3000), closing(4999, std::string(123, 'x')), closing(1001, "\xc3\xa4")}) {
    Conversation c;
    c.client(said + frame(kText, "late", false));
    CHECK(c.passed() == said);
    CHECK_EQ(c.code(), 0u);
    CHECK_EQ(c.last_words(), "");
  }
}

void frames_wait_for_the_handshake() {
  for (std::size_t split = 1; split < kSwitching.size(); ++split) {
    Conversation c(false);
    c.client(kHead + frame(kText, "early"));
    c.client(frame(kText, "bird"));
    CHECK_EQ(c.passed(), "");
    c.near(kSwitching.substr(0, split));
    CHECK_EQ(c.passed(), "");
    c.near(kSwitching.substr(split) + "\x81\x02hi");
    CHECK(c.passed() == frame(kText, "early") + frame(kText, "bird"));
  }
}

void a_refused_handshake_lets_no_frame_pass() {
  Conversation c(false);
  c.client(kHead + frame(kText, "early"));
  c.near("HTTP/1.1 403 Forbidden\r\n\r\nbody");
  c.client(frame(kText, "late", false));
  CHECK_EQ(c.passed(), "");
  CHECK_EQ(c.held(), std::size_t{0});
  CHECK_EQ(c.code(), 0u);
}

// The bucket of this test holds five, and one comes back in 100 ms.
void too_many_idle_frames_close_with_1008() {
  for (const std::string& idle : {frame(kPing, "x"), frame(kPong, "")}) {
    Conversation c;
    for (int i = 0; i < 5; ++i) c.client(idle);
    CHECK_EQ(c.code(), 0u);
    c.now += 100ms;
    c.client(idle);
    CHECK_EQ(c.code(), 0u);
    c.client(idle);
    CHECK_EQ(c.code(), 1008u);
    CHECK_EQ(c.last_words().substr(0, 4), "\x88\x1d\x03\xf0"s);
  }
  Conversation fragments;
  fragments.client(frame(0x01, "a"));
  for (int i = 0; i < 4; ++i) fragments.client(frame(0x00, i % 2 == 0 ? "" : "b"));
  CHECK_EQ(fragments.code(), 0u);
  fragments.client(frame(0x00, "c"));
  CHECK_EQ(fragments.code(), 1008u);
  Conversation messages;  // whole messages are the hub's business
  for (int i = 0; i < 100; ++i) messages.client(frame(kText, ""));
  CHECK_EQ(messages.code(), 0u);
}

// The close frame stands between two frames of the server, and only where the server sent none.
void the_last_words_fit_into_the_servers_stream() {
  const std::string words = "\x88\x11\x03\xeamalformed frame"s;
  const auto after = [](std::string_view server) {
    Conversation c;
    for (const char byte : server) c.near(std::string(1, byte));
    c.client(frame(0xc1, "a"));
    CHECK_EQ(c.code(), 1002u);
    return c.last_words();
  };
  const std::string big = "\x81\x7e\x01\x00"s + std::string(256, 'x');
  const std::string bigger = "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + std::string(65536, 'x');
  CHECK_EQ(after(""), words);
  CHECK_EQ(after("\x81\x02hi"s + "\x89\x00"s), words);
  CHECK_EQ(after(big + bigger), words);
  CHECK_EQ(after(big + bigger.substr(0, 1000)), "");
  CHECK_EQ(after("\x81"), "");
  CHECK_EQ(after("\x88\x02\x03\xe8"s), "");
  CHECK_EQ(after("\x81\x02hi\x88\x00"s), "");
}

}  // namespace

int main() {
  return lectern_test::run(
      "websocket_frames",
      {TEST(good_frames_pass_at_every_split), TEST(unsolicited_pongs_do_not_reach_the_library),
       TEST(every_violation_is_seen), TEST(good_closes_pass_and_nothing_behind_them),
       TEST(frames_wait_for_the_handshake), TEST(a_refused_handshake_lets_no_frame_pass),
       TEST(too_many_idle_frames_close_with_1008),
       TEST(the_last_words_fit_into_the_servers_stream)});
}
