// SPDX-License-Identifier: MIT
#include "bench/relay/payload.hpp"

#include <vector>

#include "tests/support/check.hpp"

namespace {

using bench::PayloadHead;
using bench::Payloads;
using bench::Way;

std::vector<std::byte> whole(const Payloads& payloads, const PayloadHead& head) {
  std::vector<std::byte> bytes(bench::kPayloadHead);
  Payloads::encode_head(bytes.data(), head);
  const auto body = payloads.body(head);
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

void what_was_sent_is_recognized() {
  const Payloads payloads{200};
  const PayloadHead head{Way::down, 17, 123'456'789'012, 5};
  const auto found = payloads.check(whole(payloads, head));
  CHECK(found.has_value());
  CHECK_EQ(found->client, 17u);
  CHECK_EQ(found->sequence, std::uint64_t{123'456'789'012});
  CHECK_EQ(found->sent_at, std::uint64_t{5});
  CHECK(found->way == Way::down);
}

void every_damaged_byte_of_the_body_and_every_length_is_noticed() {
  const Payloads payloads{100};
  const auto good = whole(payloads, {Way::up, 3, 77, 0});
  for (std::size_t i = bench::kPayloadHead; i < good.size(); ++i) {
    auto bad = good;
    bad[i] ^= std::byte{0x10};
    CHECK(!payloads.check(bad));
  }
  for (std::size_t n = 0; n < good.size(); ++n) CHECK(!payloads.check(base::Bytes{good}.first(n)));
}

void a_payload_of_another_client_or_number_does_not_pass_for_it() {
  const Payloads payloads{100};
  const PayloadHead mine{Way::up, 3, 77, 0};
  for (const PayloadHead& other : {PayloadHead{Way::up, 4, 77, 0}, PayloadHead{Way::up, 3, 78, 0},
                                   PayloadHead{Way::down, 3, 77, 0}}) {
    auto mixed = whole(payloads, mine);
    Payloads::encode_head(mixed.data(), other);
    CHECK(!payloads.check(mixed));
  }
}

void the_smallest_is_a_head_alone() {
  const Payloads payloads{bench::kPayloadHead};
  CHECK(payloads.check(whole(payloads, {Way::up, 1, 2, 3})).has_value());
}

}  // namespace

int main() {
  return lectern_test::run("bench payload",
                           {TEST(what_was_sent_is_recognized),
                            TEST(every_damaged_byte_of_the_body_and_every_length_is_noticed),
                            TEST(a_payload_of_another_client_or_number_does_not_pass_for_it),
                            TEST(the_smallest_is_a_head_alone)});
}
