// SPDX-License-Identifier: MIT
#include "signaling/room.hpp"

#include "signaling/codec.hpp"
#include "tests/support/check.hpp"

using namespace signaling;

namespace {

const Mesh kMesh;

Chat chat(const std::string& message) {
  return {meetings::ParticipantId{"seat"},
          meetings::UserId{"user"},
          "name",
          message,
          "now",
          false,
          std::nullopt};
}

// Each message takes its JSON text and a comma.
void recent_chat_is_what_fits() {
  Room room{meetings::MeetingId{"m"}, kMesh};
  room.keep(chat("old"));
  room.keep(chat("newer"));
  const std::size_t newer = encoded_size(chat("newer")) + 1;
  const std::size_t both = newer + encoded_size(chat("old")) + 1;
  CHECK(room.recent_chat(newer - 1).empty());
  CHECK_EQ(room.recent_chat(newer).size(), std::size_t{1});
  CHECK_EQ(room.recent_chat(newer)[0].message, "newer");
  CHECK_EQ(room.recent_chat(both - 1).size(), std::size_t{1});
  const auto all = room.recent_chat(both);
  CHECK_EQ(all.size(), std::size_t{2});
  CHECK_EQ(all[0].message, "old");
  CHECK_EQ(all[1].message, "newer");
}

void keeps_fifty_messages() {
  Room room{meetings::MeetingId{"m"}, kMesh};
  for (int i = 0; i < 50; ++i) room.keep(chat(std::to_string(i)));
  CHECK_EQ(room.recent_chat(1'000'000).front().message, "0");
  room.keep(chat("50"));
  CHECK_EQ(room.recent_chat(1'000'000).size(), std::size_t{50});
  CHECK_EQ(room.recent_chat(1'000'000).front().message, "1");
}

// No more than `joined` can carry.
void keeps_64_kib_of_chat() {
  const std::string longest(4096, 'x');
  const std::size_t each = encoded_size(chat(longest)) + 1;
  const std::size_t fit = 64 * 1024 / each;
  Room room{meetings::MeetingId{"m"}, kMesh};
  for (int i = 0; i < 50; ++i) room.keep(chat(longest));
  CHECK_EQ(room.recent_chat(1'000'000).size(), fit);
  room.keep(chat("newest"));
  CHECK_EQ(room.recent_chat(1'000'000).back().message, "newest");
}

void of_two_members_the_first_is_polite() {
  Room room{meetings::MeetingId{"m"}, kMesh};
  room.add(Local{SessionId{1}}, {meetings::ParticipantId{"a"}, {}, "a", {}, {}, {}});
  room.add(Local{SessionId{2}}, {meetings::ParticipantId{"b"}, {}, "b", {}, {}, {}});
  const Member& a = *room.find("a");
  const Member& b = *room.find(SessionId{2});
  CHECK(room.connects(a, b) && !room.connects(a, a));
  CHECK(room.peer_seen_by(a, b).polite);
  CHECK(!room.peer_seen_by(b, a).polite);
  CHECK(!kMesh.is_polite(a, a));
  CHECK(room.find("c") == nullptr);
  CHECK(room.find(SessionId{3}) == nullptr);
}

}  // namespace

int main() {
  return lectern_test::run("signaling room",
                           {TEST(recent_chat_is_what_fits), TEST(keeps_fifty_messages),
                            TEST(keeps_64_kib_of_chat), TEST(of_two_members_the_first_is_polite)});
}
