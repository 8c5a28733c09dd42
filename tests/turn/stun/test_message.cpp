// SPDX-License-Identifier: MIT
// The codec against RFC 5769's vectors, and against messages that lie.
#include <algorithm>
#include <array>

#include "tests/support/check.hpp"
#include "tests/turn/hex.hpp"
#include "turn/credentials.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace {

using base::Endpoint;
using lectern_test::hex;
using stun::Attr;
using stun::Builder;
using stun::Class;
using stun::DecodeError;
using stun::MessageView;
using stun::Method;

using ByteVector = std::vector<std::byte>;

constexpr std::string_view kShortTermPassword = "VOkJxbRl1RmTxUk/WvJxBt";

// RFC 5769 section 2.1
ByteVector sample_request() {
  return hex(
      "00 01 00 58  21 12 a4 42  b7 e7 a7 01 bc 34 d6 86 fa 87 df ae"
      "80 22 00 10  53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74"  // SOFTWARE
      "00 24 00 04  6e 00 01 ff"                                      // PRIORITY
      "80 29 00 08  93 2f f9 b1 51 26 3b 36"                          // ICE-CONTROLLED
      "00 06 00 09  65 76 74 6a 3a 68 36 76 59 20 20 20"  // USERNAME, padded with blanks
      "00 08 00 14  9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2"
      "80 28 00 04  e5 7a 3b cf");
}
// RFC 5769 section 2.2
ByteVector sample_v4_response() {
  return hex(
      "01 01 00 3c  21 12 a4 42  b7 e7 a7 01 bc 34 d6 86 fa 87 df ae"
      "80 22 00 0b  74 65 73 74 20 76 65 63 74 6f 72 20"
      "00 20 00 08  00 01 a1 47 e1 12 a6 43"
      "00 08 00 14  2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7"
      "80 28 00 04  c0 7d 4c 96");
}
// RFC 5769 section 2.3
ByteVector sample_v6_response() {
  return hex(
      "01 01 00 48  21 12 a4 42  b7 e7 a7 01 bc 34 d6 86 fa 87 df ae"
      "80 22 00 0b  74 65 73 74 20 76 65 63 74 6f 72 20"
      "00 20 00 14  00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9"
      "00 08 00 14  a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41"
      "80 28 00 04  c8 fb 0b 4c");
}
// RFC 5769 section 2.4
ByteVector sample_long_term_request() {
  return hex(
      "00 01 00 60  21 12 a4 42  78 ad 34 33 c6 ad 72 c0 29 da 41 2e"
      "00 06 00 12  e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00"
      "00 15 00 1c  66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79 36 34 "
      "73 41"
      "00 14 00 0b  65 78 61 6d 70 6c 65 2e 6f 72 67 00"
      "00 08 00 14  f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66");
}

MessageView decoded(const ByteVector& bytes) {
  const auto view = MessageView::decode(bytes);
  if (!view) lectern_test::check_failed(std::string{to_string(view.error())}, __FILE__, __LINE__);
  return *view;
}

// --- RFC 5769 ---

// RFC 5769 2.1: the sample request
void decodes_the_sample_request() {
  const auto bytes = sample_request();
  const auto view = decoded(bytes);
  CHECK(view.message_class() == Class::request);
  CHECK(view.method() == Method::binding);
  const auto id = hex("b7 e7 a7 01 bc 34 d6 86 fa 87 df ae");
  const auto got = view.transaction_id();
  CHECK_BYTES(got, id);
  CHECK_EQ(view.text(Attr::software), "STUN test client");
  CHECK_EQ(view.text(Attr::username), "evtj:h6vY");
  CHECK_EQ(view.u32(Attr::priority), 0x6e0001ffu);
  CHECK_EQ(view.unknown_required().count, 0u);
  CHECK(view.integrity_matches(base::as_bytes(kShortTermPassword)));
  CHECK(!view.integrity_matches(base::as_bytes("VOkJxbRl1RmTxUk/WvJxBT")));
  CHECK(view.fingerprint_matches());
}

// RFC 5769 2.2: the sample IPv4 response
void decodes_the_sample_ipv4_response() {
  const auto bytes = sample_v4_response();
  const auto view = decoded(bytes);
  CHECK(view.message_class() == Class::success);
  CHECK_EQ(view.text(Attr::software), "test vector");
  CHECK_EQ(stun::decode_xor_address(*view.find(Attr::xor_mapped_address), view.transaction_id()),
           Endpoint::parse("192.0.2.1:32853"));
  CHECK(view.integrity_matches(base::as_bytes(kShortTermPassword)));
  CHECK(view.fingerprint_matches());
}

// RFC 5769 2.3: the sample IPv6 response
void decodes_the_sample_ipv6_response() {
  const auto bytes = sample_v6_response();
  const auto view = decoded(bytes);
  CHECK_EQ(stun::decode_xor_address(*view.find(Attr::xor_mapped_address), view.transaction_id()),
           Endpoint::parse("[2001:db8:1234:5678:11:2233:4455:6677]:32853"));
  CHECK(view.integrity_matches(base::as_bytes(kShortTermPassword)));
  CHECK(view.fingerprint_matches());
}

// RFC 5769 2.4: the request with long-term credentials
void decodes_and_encodes_the_long_term_request() {
  const auto bytes = sample_long_term_request();
  const auto view = decoded(bytes);
  const auto key =
      turn::long_term_key(*view.text(Attr::username), *view.text(Attr::realm), "TheMatrIX");
  CHECK(view.integrity_matches(key));
  CHECK(!view.has_fingerprint());
  CHECK(!view.fingerprint_matches());

  std::array<std::byte, 256> room;
  Builder builder{room, Class::request, Method::binding, view.transaction_id()};
  builder.text(Attr::username, *view.text(Attr::username))
      .text(Attr::nonce, *view.text(Attr::nonce))
      .text(Attr::realm, *view.text(Attr::realm))
      .integrity(key);
  CHECK_BYTES(builder.message(), bytes);
}

// RFC 5769 2.2: the sample IPv4 response, encoded
// RFC 5769 2.3: the sample IPv6 response, encoded
void encodes_what_the_sample_responses_say() {
  for (const auto& bytes : {sample_v4_response(), sample_v6_response()}) {
    const auto view = decoded(bytes);
    const auto mapped =
        stun::decode_xor_address(*view.find(Attr::xor_mapped_address), view.transaction_id());
    std::array<std::byte, 256> room;
    Builder builder{room, Class::success, Method::binding, view.transaction_id()};
    builder.text(Attr::software, "test vector").xor_address(Attr::xor_mapped_address, *mapped);
    builder.integrity(base::as_bytes(kShortTermPassword)).fingerprint();
    const auto again = MessageView::decode(builder.message());
    CHECK(again.has_value());
    // Not the same bytes: the vectors pad with blanks, we with zeros.
    CHECK_EQ(builder.message().size(), bytes.size());
    CHECK_BYTES(*again->find(Attr::xor_mapped_address), *view.find(Attr::xor_mapped_address));
    CHECK(again->integrity_matches(base::as_bytes(kShortTermPassword)));
    CHECK(again->fingerprint_matches());
  }
}

// --- messages that lie ---

// RFC 8489 6.3: a message that is cut is no message
void refuses_every_truncation() {
  const auto whole = sample_request();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto view = MessageView::decode(base::Bytes{whole}.first(size));
    CHECK(!view.has_value());
    if (size < 20) CHECK(view.error() == DecodeError::too_short);
  }
}

void refuses_bytes_behind_the_message() {
  auto bytes = sample_request();
  bytes.push_back(std::byte{0});
  CHECK(MessageView::decode(bytes).error() == DecodeError::bad_length);
}

// A flipped bit anywhere is refused, or breaks the integrity or the fingerprint, or stands behind
// both.
void no_flipped_bit_goes_unnoticed() {
  const auto whole = sample_request();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto bytes = whole;
    bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    const auto view = MessageView::decode(bytes);
    if (!view) continue;
    CHECK(!view->fingerprint_matches());
  }
}

// RFC 8489 5: the message length counts, and is a multiple of four
void every_wrong_length_is_refused_or_stays_inside() {
  const auto whole = sample_request();
  // the message's length field, and each attribute's
  for (const std::size_t at : {2u, 22u, 42u, 50u, 62u, 78u, 102u}) {
    for (const unsigned length :
         {0u, 1u, 3u, 4u, 5u, 16u, 0x57u, 0x58u, 0x5cu, 0x7fffu, 0xfffcu, 0xffffu}) {
      auto bytes = whole;
      base::store_be16(bytes.data() + at, static_cast<std::uint16_t>(length));
      const auto view = MessageView::decode(bytes);
      if (!view) continue;
      for (const Attr type : {Attr::software, Attr::priority, Attr::username,
                              Attr::message_integrity, Attr::fingerprint}) {
        const auto value = view->find(type);
        if (value && !value->empty())
          CHECK(value->data() >= bytes.data() &&
                value->data() + value->size() <= bytes.data() + bytes.size());
      }
    }
  }
}

// RFC 8489 5: the first two bits and the magic cookie
void refuses_other_cookies_and_the_two_first_bits() {
  auto bytes = sample_request();
  bytes[4] = std::byte{0};
  CHECK(MessageView::decode(bytes).error() == DecodeError::no_cookie);
  bytes = sample_request();
  bytes[0] = std::byte{0x40};
  CHECK(MessageView::decode(bytes).error() == DecodeError::not_stun);
  bytes = sample_request();
  base::store_be16(bytes.data() + 2, 0x59);
  CHECK(MessageView::decode(bytes).error() == DecodeError::bad_length);
}

// RFC 8489 section 14: of an attribute that may stand only once, the first counts.
// RFC 8489 14: of an attribute that stands twice the first counts
void the_first_of_two_counts() {
  std::array<std::byte, 128> room;
  Builder builder{room, Class::request, Method::allocate, {}};
  builder.u32(Attr::lifetime, 600).u32(Attr::lifetime, 3600);
  CHECK_EQ(MessageView::decode(builder.message())->u32(Attr::lifetime), 600u);
}

// RFC 8489 section 14.5: attributes behind MESSAGE-INTEGRITY are ignored.
// RFC 8489 14.5: what follows MESSAGE-INTEGRITY is ignored, but for FINGERPRINT
void attributes_behind_the_integrity_do_not_exist() {
  std::array<std::byte, 256> room;
  const auto key = base::as_bytes("key");
  Builder builder{room, Class::request, Method::refresh, {}};
  builder.text(Attr::username, "alice").integrity(key);
  const std::size_t end = builder.message().size();
  builder.u32(Attr::lifetime, 3600)
      .u32(Attr::xor_peer_address, 1)
      .bytes(static_cast<Attr>(0x7abc), {});
  const auto view = MessageView::decode(builder.message());
  CHECK(view.has_value());
  CHECK(builder.message().size() > end);
  CHECK(!view->has(Attr::lifetime));
  CHECK(view->has(Attr::username));
  CHECK_EQ(view->unknown_required().count, 0u);
  std::size_t peers = 0;
  view->for_each(Attr::xor_peer_address, [&](base::Bytes) { ++peers; });
  CHECK_EQ(peers, 0u);
  CHECK(view->integrity_matches(key));
}

// RFC 8489 14.7: FINGERPRINT is the last attribute
void nothing_may_follow_the_fingerprint() {
  std::array<std::byte, 128> room;
  Builder builder{room, Class::request, Method::binding, {}};
  builder.fingerprint().u32(Attr::lifetime, 1);
  CHECK(MessageView::decode(builder.message()).error() == DecodeError::bad_attribute);
}

void integrity_and_fingerprint_have_one_length() {
  for (const std::size_t size : {0u, 4u, 16u, 19u, 21u, 32u}) {
    std::array<std::byte, 128> room;
    const std::vector<std::byte> value(size);
    Builder integrity{room, Class::request, Method::binding, {}};
    integrity.bytes(Attr::message_integrity, value);
    CHECK(MessageView::decode(integrity.message()).error() == DecodeError::bad_attribute);
    if (size == 4) continue;
    Builder fingerprint{room, Class::request, Method::binding, {}};
    fingerprint.bytes(Attr::fingerprint, value);
    CHECK(MessageView::decode(fingerprint.message()).error() == DecodeError::bad_attribute);
  }
}

// RFC 8489 14.13: UNKNOWN-ATTRIBUTES
void lists_unknown_required_attributes_once() {
  std::array<std::byte, 256> room;
  Builder builder{room, Class::request, Method::binding, {}};
  builder.bytes(static_cast<Attr>(0x7fff), {})
      .bytes(static_cast<Attr>(0xffff), {})
      .bytes(static_cast<Attr>(0x7fff), {});
  builder.bytes(static_cast<Attr>(0x0033), {});
  const auto view = MessageView::decode(builder.message());
  CHECK_EQ(view->unknown_required().count, 2u);
  CHECK_EQ(view->unknown_required().types[0], 0x7fff);
  CHECK_EQ(view->unknown_required().types[1], 0x0033);
}

void refuses_a_message_of_very_many_attributes() {
  std::vector<std::byte> room(8192);
  Builder builder{room, Class::request, Method::binding, {}};
  for (std::size_t i = 0; i < stun::kMaxAttributes; ++i) builder.flag(Attr::dont_fragment);
  CHECK(MessageView::decode(builder.message()).has_value());
  builder.flag(Attr::dont_fragment);
  CHECK(MessageView::decode(builder.message()).error() == DecodeError::too_many_attributes);
}

// The length field allows 65552 bytes: offsets beyond 65535 must not wrap.
void finds_attributes_at_the_far_end_of_the_longest_message() {
  std::vector<std::byte> room(70000);
  const std::vector<std::byte> filler(65524 - 4);
  Builder builder{room, Class::indication, Method::send, {}};
  builder.bytes(Attr::data, filler).u32(Attr::lifetime, 77);
  CHECK(builder.ok());
  CHECK_EQ(builder.message().size(), 20u + 65524u + 8u);
  CHECK_EQ(MessageView::decode(builder.message())->u32(Attr::lifetime), 77u);
}

// --- values ---

// RFC 8489 14.1: address attributes have a family and its length
void addresses_of_wrong_length_or_family_are_none() {
  const stun::TransactionId id{};
  CHECK(!stun::decode_xor_address({}, id));
  CHECK(!stun::decode_xor_address(hex("00 01 a1 47 e1 12 a6"), id));
  CHECK(!stun::decode_xor_address(hex("00 01 a1 47 e1 12 a6 43 00"), id));
  CHECK(!stun::decode_xor_address(hex("00 02 a1 47 e1 12 a6 43"), id));
  CHECK(!stun::decode_xor_address(hex("00 03 a1 47 e1 12 a6 43"), id));
  CHECK_EQ(stun::decode_address(hex("00 01 80 55 c0 00 02 01")),
           Endpoint::parse("192.0.2.1:32853"));
  // RFC 8489 section 14.1: the first byte "MUST be ignored by receivers".
  CHECK_EQ(stun::decode_address(hex("ff 01 80 55 c0 00 02 01")),
           Endpoint::parse("192.0.2.1:32853"));
  CHECK(!stun::decode_address(hex("00 00 80 55 c0 00 02 01")));
  const std::string v6 = "00 02 80 55 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00";
  CHECK(!stun::decode_address(hex(v6)));
  CHECK_EQ(stun::decode_address(hex(v6 + " 01")), Endpoint::parse("[2001:db8::1]:32853"));
  CHECK(!stun::decode_address(hex(v6 + " 01 00")));
}

void small_values_are_strict() {
  CHECK_EQ(stun::decode_requested_transport(hex("11 00 00 00")), std::uint8_t{17});
  CHECK(!stun::decode_requested_transport(hex("11")));
  CHECK(stun::decode_requested_family(hex("02 00 00 00"))->family == base::Family::v6);
  CHECK(stun::decode_requested_family(hex("03 00 00 00"))->family == std::nullopt);
  CHECK(!stun::decode_requested_family(hex("02")));
  CHECK_EQ(stun::decode_even_port(hex("80")), true);
  CHECK_EQ(stun::decode_even_port(hex("7f")), false);
  CHECK(!stun::decode_even_port({}));
  CHECK_EQ(stun::decode_channel_number(hex("40 01 00 00")), std::uint16_t{0x4001});
  CHECK(!stun::decode_channel_number(hex("40 01")));
  CHECK(stun::decode_requested_family(hex("01 00 00 00"))->family == base::Family::v4);
  CHECK(stun::decode_requested_family(hex("00 00 00 00"))->family == std::nullopt);
  CHECK_EQ(stun::decode_even_port(hex("80 00 00 00")), true);
  CHECK_EQ(stun::decode_even_port(hex("01")), false);
  for (const std::string_view wrong : {"", "80 00", "80 00 00", "80 00 00 00 00"}) {
    const auto value = hex(wrong);
    CHECK(!stun::decode_requested_transport(value));
    CHECK(!stun::decode_requested_family(value));
    CHECK(!stun::decode_even_port(value));
    CHECK(!stun::decode_channel_number(value));
    CHECK(!stun::decode_change_request(value));
  }
}

// --- limits ---

void a_header_alone_is_a_message() {
  const auto view = decoded(hex("00 01 00 00  21 12 a4 42  01 02 03 04 05 06 07 08 09 0a 0b 0c"));
  CHECK(view.method() == Method::binding);
  CHECK(!view.has(Attr::software));
  CHECK(!view.has_integrity() && !view.has_integrity_sha256() && !view.has_fingerprint());
  CHECK_EQ(view.integrity_sha256_size(), 0u);
  for (const Attr type :
       {Attr::message_integrity, Attr::message_integrity_sha256, Attr::fingerprint})
    CHECK(!view.has(type));
  CHECK(!view.integrity_matches(base::as_bytes("key")));
  CHECK(!view.integrity_sha256_matches(base::as_bytes("key")));
  CHECK(!view.fingerprint_matches());
}

void a_length_that_is_no_multiple_of_four_is_refused() {
  for (std::size_t extra = 1; extra < 9; ++extra) {
    ByteVector bytes(20 + extra);
    base::store_be16(bytes.data() + 2, static_cast<std::uint16_t>(extra));
    base::store_be32(bytes.data() + 4, 0x2112a442);
    const auto view = MessageView::decode(bytes);
    if (extra % 4 != 0) CHECK(view.error() == DecodeError::bad_length);
  }
}

// An attribute may fill the message up to its end and not a byte more.
void an_attribute_ends_inside_the_message() {
  for (unsigned length = 0; length <= 24; ++length) {
    auto bytes =
        hex("00 01 00 0c  21 12 a4 42  01 02 03 04 05 06 07 08 09 0a 0b 0c"
            "00 13 00 00  aa bb cc dd  80 22 00 00");
    base::store_be16(bytes.data() + 22, static_cast<std::uint16_t>(length));
    const auto view = MessageView::decode(bytes);
    // 1 to 4 bytes, padded to four, leave room for SOFTWARE; 5 to 8 swallow it.
    if (length >= 1 && length <= 8) {
      CHECK_EQ(view->find(Attr::data)->size(), length);
      CHECK_EQ(view->has(Attr::software), length <= 4);
    } else {
      CHECK(view.error() == DecodeError::bad_attribute);
    }
  }
}

void bytes_behind_the_view_are_not_looked_at() {
  const auto bytes =
      hex("00 01 00 08  21 12 a4 42  01 02 03 04 05 06 07 08 09 0a 0b 0c"
          "00 24 00 04  00 00 00 01"
          "00 0d 00 04  00 00 02 58");  // LIFETIME behind the end
  const auto view = MessageView::decode(base::Bytes{bytes}.first(28));
  CHECK_EQ(view->u32(Attr::priority), 1u);
  CHECK(!view->has(Attr::lifetime));
  std::size_t lifetimes = 0;
  view->for_each(Attr::lifetime, [&](base::Bytes) { ++lifetimes; });
  CHECK_EQ(lifetimes, 0u);
}

// Nine unknown types: the first eight are told.
void lists_at_most_eight_unknown_attributes() {
  std::array<std::byte, 256> room;
  Builder builder{room, Class::request, Method::binding, {}};
  for (unsigned i = 0; i < 9; ++i) builder.flag(static_cast<Attr>(0x7000 + i));
  const auto view = MessageView::decode(builder.message());
  CHECK_EQ(view->unknown_required().count, 8u);
  for (unsigned i = 0; i < 8; ++i) CHECK_EQ(view->unknown_required().types.at(i), 0x7000 + i);
}

void a_number_has_four_bytes() {
  for (const std::size_t size : {0u, 3u, 4u, 5u, 8u}) {
    std::array<std::byte, 64> room;
    const ByteVector value(size);
    Builder builder{room, Class::request, Method::refresh, {}};
    builder.bytes(Attr::lifetime, value);
    CHECK_EQ(MessageView::decode(builder.message())->u32(Attr::lifetime).has_value(), size == 4);
  }
}

// RFC 8489 section 14.5 and 14.6: what stands behind the first integrity attribute is not counted.
void for_each_ends_at_the_first_integrity_attribute() {
  const auto key = base::as_bytes("key");
  for (const bool sha1 : {false, true}) {
    for (const bool sha256 : {false, true}) {
      std::array<std::byte, 512> room;
      Builder builder{room, Class::request, Method::create_permission, {}};
      builder.u32(Attr::xor_peer_address, 1).u32(Attr::xor_peer_address, 2);
      if (sha1) builder.integrity(key).u32(Attr::xor_peer_address, 3);
      if (sha256) builder.integrity_sha256(key).u32(Attr::xor_peer_address, 4);
      builder.fingerprint();
      const auto view = MessageView::decode(builder.message());
      std::vector<std::uint32_t> seen;
      view->for_each(Attr::xor_peer_address,
                     [&](base::Bytes value) { seen.push_back(base::load_be32(value.data())); });
      CHECK(seen == (std::vector<std::uint32_t>{1, 2}));
      std::size_t fingerprints = 0;
      view->for_each(Attr::fingerprint, [&](base::Bytes) { ++fingerprints; });
      CHECK_EQ(fingerprints, 0u);
      CHECK_EQ(view->has_integrity(), sha1);
      CHECK_EQ(view->has(Attr::message_integrity), sha1);
      CHECK_EQ(view->has_integrity_sha256(), sha256);
      CHECK_EQ(view->integrity_sha256_size(), sha256 ? 32u : 0u);
      CHECK_EQ(view->find(Attr::fingerprint)->size(), 4u);
      if (sha1) CHECK_EQ(view->find(Attr::message_integrity)->size(), 20u);
      if (sha256) CHECK_EQ(view->find(Attr::message_integrity_sha256)->size(), 32u);
    }
  }
}

}  // namespace

int main() {
  return lectern_test::run("stun_message",
                           {TEST(decodes_the_sample_request),
                            TEST(decodes_the_sample_ipv4_response),
                            TEST(decodes_the_sample_ipv6_response),
                            TEST(decodes_and_encodes_the_long_term_request),
                            TEST(encodes_what_the_sample_responses_say),
                            TEST(refuses_every_truncation),
                            TEST(refuses_bytes_behind_the_message),
                            TEST(no_flipped_bit_goes_unnoticed),
                            TEST(every_wrong_length_is_refused_or_stays_inside),
                            TEST(refuses_other_cookies_and_the_two_first_bits),
                            TEST(the_first_of_two_counts),
                            TEST(attributes_behind_the_integrity_do_not_exist),
                            TEST(nothing_may_follow_the_fingerprint),
                            TEST(integrity_and_fingerprint_have_one_length),
                            TEST(lists_unknown_required_attributes_once),
                            TEST(refuses_a_message_of_very_many_attributes),
                            TEST(finds_attributes_at_the_far_end_of_the_longest_message),
                            TEST(addresses_of_wrong_length_or_family_are_none),
                            TEST(small_values_are_strict),
                            TEST(a_header_alone_is_a_message),
                            TEST(a_length_that_is_no_multiple_of_four_is_refused),
                            TEST(an_attribute_ends_inside_the_message),
                            TEST(bytes_behind_the_view_are_not_looked_at),
                            TEST(lists_at_most_eight_unknown_attributes),
                            TEST(a_number_has_four_bytes),
                            TEST(for_each_ends_at_the_first_integrity_attribute)});
}
