// SPDX-License-Identifier: MIT
// The frames between two nodes, and the proof that both have the secret of the site.
#include "signaling/link_frames.hpp"

#include <random>
#include <string>

#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

using namespace signaling;
using Side = LinkHandshake::Side;

namespace {

std::vector<base::Secret> keys(const std::string& first, const std::string& second = {}) {
  std::vector<base::Secret> out;
  out.emplace_back(first);
  if (!second.empty()) out.emplace_back(second);
  return out;
}

void frames_come_out_as_they_went_in() {
  std::string bytes;
  append_link_frame(bytes, LinkKind::text, 7, "one");
  append_link_frame(bytes, LinkKind::beat, 0, "");
  append_link_frame(bytes, LinkKind::open, ~std::uint64_t{0}, std::string(70'000, 'x'));
  LinkReader reader;
  reader.trust();
  std::vector<std::pair<std::uint64_t, std::size_t>> seen;
  for (std::size_t at = 0; at < bytes.size(); at += 11) {
    reader.add(base::as_bytes(std::string_view{bytes}.substr(at, 11)));
    while (const auto frame = reader.next())
      seen.emplace_back(frame->channel, frame->payload.size());
  }
  CHECK(!reader.broken());
  CHECK_EQ(seen.size(), std::size_t{3});
  CHECK(seen[0] == (std::pair<std::uint64_t, std::size_t>{7, 3}));
  CHECK(seen[2] == (std::pair<std::uint64_t, std::size_t>{~std::uint64_t{0}, 70'000}));
}

void strangers_send_short_frames() {
  std::string bytes;
  append_link_frame(bytes, LinkKind::hello, 0, std::string(LinkReader::kMostOfStranger + 1, 'x'));
  LinkReader reader;
  reader.add(base::as_bytes(bytes).first(13));
  CHECK(!reader.next().has_value());
  CHECK(reader.broken());
  LinkReader other;
  other.add(base::as_bytes(std::string_view{"GET / HTTP/1.1\r\n\r\n"}));
  CHECK(!other.next().has_value());
  CHECK(other.broken());
}

void any_bytes_are_taken() {
  std::mt19937 random{7};
  for (int i = 0; i < 2000; ++i) {
    LinkReader reader;
    std::string bytes;
    append_link_frame(bytes, LinkKind::text, 1, "abc");
    for (int n = 0; n < 4; ++n) bytes[random() % bytes.size()] = static_cast<char>(random());
    reader.add(base::as_bytes(bytes));
    while (reader.next()) {}
  }
}

struct Pair {
  Pair(std::vector<base::Secret> dialer, std::vector<base::Secret> answerer)
      : dialer_keys(std::move(dialer)), answerer_keys(std::move(answerer)) {}
  // Whether both believe each other.
  bool meet() {
    auto back = step(answers, dials.hello());
    if (!back) return false;
    auto proof = step(dials, *back);
    if (!proof || !dials.is_done()) return false;
    return step(answers, *proof).has_value() && answers.is_done();
  }
  static std::optional<std::string> step(LinkHandshake& to, const std::string& bytes) {
    LinkReader reader;
    reader.add(base::as_bytes(bytes));
    const auto frame = reader.next();
    return frame ? to.take(*frame) : std::nullopt;
  }

  lectern_test::SeededRandom random;
  std::vector<base::Secret> dialer_keys, answerer_keys;
  LinkHandshake dials{Side::dials, dialer_keys, random};
  LinkHandshake answers{Side::answers, answerer_keys, random};
};

void nodes_of_one_site_believe_each_other() {
  CHECK(Pair(keys("a secret"), keys("a secret")).meet());
  CHECK(!Pair(keys("a secret"), keys("another")).meet());
  CHECK(!Pair(keys("a secret"), {}).meet());
  // While the secret is being replaced, one node has both.
  CHECK(!Pair(keys("old"), keys("new", "old")).meet());  // the answer is proved with the newest
  CHECK(Pair(keys("new", "old"), keys("old", "new")).meet());
}

void a_proof_is_for_one_connection() {
  Pair first(keys("a secret"), keys("a secret")), second(keys("a secret"), keys("a secret"));
  const auto back = Pair::step(first.answers, first.dials.hello());
  const auto proof = Pair::step(first.dials, *back);
  lectern_test::SeededRandom random;
  std::array<std::byte, 8> skip{};
  second.random.fill(skip);
  LinkHandshake other{Side::answers, second.answerer_keys, second.random};
  (void)Pair::step(other, first.dials.hello());
  CHECK(!Pair::step(other, *proof).has_value());
  // What the answering side has proved does not prove the dialing side.
  LinkHandshake third{Side::answers, second.answerer_keys, second.random};
  (void)Pair::step(third, first.dials.hello());
  std::string mirrored;
  append_link_frame(mirrored, LinkKind::proof, 0, back->substr(13 + 32));
  CHECK(!Pair::step(third, mirrored).has_value());
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling link frames",
      {TEST(frames_come_out_as_they_went_in), TEST(strangers_send_short_frames),
       TEST(any_bytes_are_taken), TEST(nodes_of_one_site_believe_each_other),
       TEST(a_proof_is_for_one_connection)});
}
