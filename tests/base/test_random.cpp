// SPDX-License-Identifier: MIT
#include "base/random.hpp"

#include <array>
#include <set>
#include <vector>

#include "base/encoding.hpp"
#include "base/key_stream.hpp"
#include "tests/support/check.hpp"
#include "tests/support/fakes.hpp"

namespace {

// Gives the words it was made with, then zeros.
class Script final : public base::Random {
 public:
  explicit Script(std::vector<std::uint32_t> words) : words_(std::move(words)) {}
  void fill(base::MutableBytes out) noexcept override {
    for (std::size_t i = 0; i + 4 <= out.size(); i += 4) {
      base::store_be32(out.data() + i, at_ < words_.size() ? words_[at_] : 0);
      ++at_;
    }
  }
  std::size_t used() const { return at_; }

 private:
  std::vector<std::uint32_t> words_;
  std::size_t at_ = 0;
};

void below_rejects_what_would_bias() {
  // 2^32 mod 3 = 1: the word 0 is one too many.
  Script script({0, 1, 2, 3});
  CHECK_EQ(script.below(3), 1u);
  CHECK_EQ(script.used(), std::size_t{2});
  CHECK_EQ(script.below(3), 2u);
  CHECK_EQ(script.below(3), 0u);
  Script power({0});
  CHECK_EQ(power.below(1u << 31), 0u);  // a power of two rejects nothing
  CHECK_EQ(power.used(), std::size_t{1});
}

void below_covers_its_range() {
  lectern_test::SeededRandom random;
  std::array<int, 10> count{};
  for (int i = 0; i < 10000; ++i) ++count.at(random.below(10));
  for (const int n : count) CHECK(n > 850 && n < 1150);
  for (int i = 0; i < 10; ++i) CHECK_EQ(random.below(1), 0u);
}

// Counts the bytes that are asked for.
class Counted final : public base::Random {
 public:
  void fill(base::MutableBytes out) noexcept override {
    bytes += out.size();
    std::fill(out.begin(), out.end(), std::byte{0});
  }
  std::size_t bytes = 0;
};

void takes_no_more_bytes_than_it_needs() {
  Counted random;
  const auto taken = [&](auto draw) {
    random.bytes = 0;
    (void)draw();
    return random.bytes;
  };
  CHECK_EQ(taken([&] { return random.u32(); }), std::size_t{4});
  CHECK_EQ(taken([&] { return random.u64(); }), std::size_t{8});
  CHECK_EQ(taken([&] { return random.below(16); }), std::size_t{4});
  CHECK_EQ(taken([&] { return random.hex(5); }), std::size_t{5});
  CHECK_EQ(taken([&] { return random.base64url(5); }), std::size_t{5});
  CHECK_EQ(taken([&] { return random.uuid(); }), std::size_t{16});
}

void words_are_big_endian() {
  Script script({0x01020304, 0x05060708, 0x090a0b0c});
  CHECK_EQ(script.u32(), 0x01020304u);
  CHECK_EQ(script.u64(), 0x05060708090a0b0cu);
}

// RFC 9562 section 5.4: the version is 4, the variant 10.
void uuids_have_their_form() {
  Script ones({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff});
  CHECK_EQ(ones.uuid(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  Script counting({0x00010203, 0x04050607, 0x08090a0b, 0x0c0d0e0f});
  CHECK_EQ(counting.uuid(), "00010203-0405-4607-8809-0a0b0c0d0e0f");
  Script zeros({});
  CHECK_EQ(zeros.uuid(), "00000000-0000-4000-8000-000000000000");
}

void the_system_does_not_repeat() {
  base::SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) CHECK(seen.insert(random.hex(8)).second);
  CHECK_EQ(random.hex(3).size(), std::size_t{6});
  CHECK_EQ(random.base64url(16).size(), std::size_t{22});
}

// Around the pool's size: every byte is filled, also over its edge.
void fills_every_size() {
  base::SystemRandom random;
  for (std::size_t size : {0, 1, 255, 256, 257, 300, 1000}) {
    std::vector<int> zeros(size);
    for (int round = 0; round < 8; ++round) {
      std::vector<std::byte> out(size);
      random.fill(out);
      for (std::size_t i = 0; i < size; ++i) zeros[i] += out[i] == std::byte{0} ? 1 : 0;
    }
    for (const int n : zeros) CHECK(n < 8);  // eight zeros in a row by chance: 2^-64
  }
}

// The first bytes of a new source are as random as any later ones.
void a_new_source_has_no_byte_to_spare() {
  std::array<int, 4> zeros{};
  for (int round = 0; round < 8; ++round) {
    base::SystemRandom random;
    std::array<std::byte, 4> out{};
    random.fill(out);
    for (std::size_t i = 0; i < out.size(); ++i) zeros[i] += out[i] == std::byte{0} ? 1 : 0;
  }
  for (const int n : zeros) CHECK(n < 8);  // by chance: 2^-64
}

// NIST SP 800-108 section 4.1: the blocks are the MACs of a counter, here of 64 bits from 0.
void a_key_stream_is_the_macs_of_a_counter() {
  base::Seed seed{};
  CHECK_EQ(seed.size(), std::size_t{32});
  seed[0] = std::byte{7};
  base::KeyStream stream{seed};
  std::array<std::byte, 96> out{};
  stream.fill(out);
  for (unsigned char block = 0; block < 3; ++block) {
    std::array<std::byte, 8> counter{};
    counter[7] = std::byte{block};
    const base::Sha256Digest mac = base::hmac_sha256(seed, counter);
    CHECK_BYTES(base::Bytes{out}.subspan(block * 32u, 32), mac);
  }
}

// A key stream goes on where it was, and is the same again from the same seed only.
void a_seed_gives_the_same_keys() {
  base::Seed seed{}, other{};
  other[31] = std::byte{1};
  base::KeyStream whole{seed}, pieces{seed}, different{other};
  std::vector<std::byte> at_once(100), together(100), foreign(100);
  whole.fill(at_once);
  for (const auto& [from, size] :
       {std::pair<std::size_t, std::size_t>{0, 1}, {1, 31}, {32, 33}, {65, 0}, {65, 35}})
    pieces.fill(base::MutableBytes{together}.subspan(from, size));
  different.fill(foreign);
  CHECK(at_once == together);
  CHECK(at_once != foreign);
  CHECK(!std::equal(at_once.begin(), at_once.begin() + 32, at_once.begin() + 32));
}

}  // namespace

int main() {
  return lectern_test::run(
      "random",
      {TEST(below_rejects_what_would_bias), TEST(below_covers_its_range),
       TEST(words_are_big_endian), TEST(uuids_have_their_form), TEST(the_system_does_not_repeat),
       TEST(fills_every_size), TEST(a_seed_gives_the_same_keys),
       TEST(takes_no_more_bytes_than_it_needs), TEST(a_new_source_has_no_byte_to_spare),
       TEST(a_key_stream_is_the_macs_of_a_counter)});
}
