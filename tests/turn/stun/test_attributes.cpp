// SPDX-License-Identifier: MIT
// Typed attributes both ways, and MESSAGE-INTEGRITY-SHA256 against RFC 8489's vector.
#include <algorithm>
#include <array>

#include "base/crypto.hpp"
#include "tests/support/check.hpp"
#include "tests/turn/hex.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace {

using base::Endpoint;
using lectern_test::hex;
using stun::Attr;
using stun::Builder;
using stun::Class;
using stun::ErrorCode;
using stun::MessageView;
using stun::Method;

using ByteVector = std::vector<std::byte>;

// One message with what `fill` adds, decoded from memory that it owns.
class Message {
 public:
  template <class Fill>
  explicit Message(Fill fill) : bytes_(2048) {
    Builder builder{bytes_, Class::error, Method::allocate, {}};
    fill(builder);
    CHECK(builder.ok());
    bytes_.resize(builder.message().size());
  }
  ByteVector& bytes() { return bytes_; }
  MessageView view() const {
    const auto view = MessageView::decode(bytes_);
    if (!view) lectern_test::check_failed(std::string{to_string(view.error())}, __FILE__, __LINE__);
    return *view;
  }
  base::Bytes value(Attr type) const { return view().find(type).value(); }

 private:
  ByteVector bytes_;
};

// RFC 8656 18.13: the type in 7 bits, the code in 9, the data in 32
void icmp_has_seven_and_nine_bits() {
  const Message unreachable{[](Builder& b) { b.icmp({3, 4, 1280}); }};
  const auto expected = hex("00 00 06 04 00 00 05 00");
  CHECK_BYTES(unreachable.value(Attr::icmp), expected);
  CHECK(stun::decode_icmp(unreachable.value(Attr::icmp)) == (stun::Icmp{3, 4, 1280}));
  const Message largest{[](Builder& b) { b.icmp({127, 511, 0xffffffff}); }};
  CHECK(stun::decode_icmp(largest.value(Attr::icmp)) == (stun::Icmp{127, 511, 0xffffffff}));
  CHECK(!stun::decode_icmp(hex("00 00 06 04 00 00 05")));
  CHECK(!stun::decode_icmp(hex("00 00 06 04 00 00 05 00 00")));
  // What does not fit its bits leaves the neighbour alone.
  const Message too_large{[](Builder& b) { b.icmp({0x80, 0x200, 1}); }};
  const auto cut = hex("00 00 00 00 00 00 00 01");
  CHECK_BYTES(too_large.value(Attr::icmp), cut);
}

// RFC 8489 section 14.8: the class is 3 to 6, the number 0 to 99, and the bits before them are
// reserved.
void error_codes_have_limits() {
  const auto code = [](std::string_view text) {
    const auto value = stun::decode_error_code(hex(text));
    return value ? int{value->code} : 0;
  };
  CHECK_EQ(code("00 00 03 00"), 300);
  CHECK_EQ(code("00 00 05 08"), 508);
  CHECK_EQ(code("00 00 06 63"), 699);
  CHECK_EQ(code("ff ff fc 01"), 401);
  CHECK_EQ(code("00 00 02 63"), 0);
  CHECK_EQ(code("00 00 07 00"), 0);
  CHECK_EQ(code("00 00 06 64"), 0);
  const auto value = hex("00 00 04 01 4e 6f");
  CHECK_EQ(stun::decode_error_code(value)->reason.size(), 2u);
}

// RFC 8656 18.12: family, class and number
void address_errors_name_the_family() {
  const Message message{[](Builder& b) {
    b.address_error(base::Family::v6, ErrorCode::address_family_not_supported);
  }};
  const auto expected = hex("02 00 04 28");
  CHECK_BYTES(message.value(Attr::address_error_code), expected);
  const auto error = stun::decode_address_error(message.value(Attr::address_error_code));
  CHECK(error && error->family == base::Family::v6 && error->code == 440);
  CHECK(!stun::decode_address_error(hex("03 00 04 28")));
  CHECK(!stun::decode_address_error(hex("00 00 04 28")));
  CHECK(!stun::decode_address_error(hex("01 00 04")));
  const Message v4{
      [](Builder& b) { b.address_error(base::Family::v4, ErrorCode::insufficient_capacity); }};
  const auto expected_v4 = hex("01 00 05 08");
  CHECK_BYTES(v4.value(Attr::address_error_code), expected_v4);
  const auto of_v4 = stun::decode_address_error(v4.value(Attr::address_error_code));
  CHECK(of_v4 && of_v4->family == base::Family::v4 && of_v4->code == 508);
}

// RFC 8489 14.15: ALTERNATE-SERVER is encoded like MAPPED-ADDRESS
// RFC 5780 7.3: RESPONSE-ORIGIN is encoded like MAPPED-ADDRESS
// RFC 5780 7.4: OTHER-ADDRESS is encoded like MAPPED-ADDRESS
void plain_addresses_are_not_masked() {
  for (const Attr type :
       {Attr::alternate_server, Attr::response_origin, Attr::other_address, Attr::mapped_address}) {
    const Message v4{[&](Builder& b) { b.address(type, *Endpoint::parse("192.0.2.1:3478")); }};
    const auto expected = hex("00 01 0d 96 c0 00 02 01");
    CHECK_BYTES(v4.value(type), expected);
    const Message v6{[&](Builder& b) { b.address(type, *Endpoint::parse("[2001:db8::1]:5349")); }};
    CHECK_EQ(stun::decode_address(v6.value(type)), Endpoint::parse("[2001:db8::1]:5349"));
  }
}

// RFC 8489 14.12: a number and parameters padded to four
void password_algorithms_have_parameters() {
  const auto md5 = hex("00 01 00 00"), odd = hex("00 63 00 03 aa bb cc 00");
  CHECK_EQ(stun::decode_password_algorithm(md5).value().number, 1u);
  CHECK(stun::decode_password_algorithm(md5).value().parameters.empty());
  CHECK_EQ(stun::decode_password_algorithm(odd).value().parameters.size(), 3u);
  const auto padded = hex("00 63 00 01 aa 00 00 00");
  CHECK_EQ(stun::decode_password_algorithm(padded).value().parameters.size(), 1u);
  for (const auto& bad :
       {hex(""), hex("00 01"), hex("00 01 00 01"), hex("00 01 00 00 00 02 00 00")}) {
    CHECK(!stun::decode_password_algorithm(bad));
  }
}

// RFC 5780 7.2: the A and B flags
// RFC 5780 7.5: a port of two bytes
void nat_discovery_attributes() {
  const auto change = stun::decode_change_request(hex("00 00 00 06"));
  CHECK(change && change->address && change->port);
  CHECK(!stun::decode_change_request(hex("00 00 00 02"))->address);
  CHECK(!stun::decode_change_request(hex("00 00 00 04"))->port);
  CHECK(!stun::decode_change_request(hex("00 00 04")));
  for (const auto& neither : {hex("00 00 00 01"), hex("ff ff ff f9")}) {
    CHECK(!stun::decode_change_request(neither)->address);
    CHECK(!stun::decode_change_request(neither)->port);
  }
  for (const auto& wrong : {hex("0d"), hex("0d 96 00 00 00")})
    CHECK(!stun::decode_response_port(wrong));
  CHECK_EQ(stun::decode_response_port(hex("0d 96")), 3478);
  CHECK_EQ(stun::decode_response_port(hex("0d 96 00 00")), 3478);
  CHECK(!stun::decode_response_port(hex("0d 96 00")));
}

// Every attribute but the two of integrity and FINGERPRINT.
constexpr std::array kIndexed{Attr::mapped_address,
                              Attr::change_request,
                              Attr::username,
                              Attr::error_code,
                              Attr::unknown_attributes,
                              Attr::channel_number,
                              Attr::lifetime,
                              Attr::xor_peer_address,
                              Attr::data,
                              Attr::realm,
                              Attr::nonce,
                              Attr::xor_relayed_address,
                              Attr::requested_transport,
                              Attr::even_port,
                              Attr::dont_fragment,
                              Attr::requested_address_family,
                              Attr::password_algorithm,
                              Attr::userhash,
                              Attr::xor_mapped_address,
                              Attr::reservation_token,
                              Attr::priority,
                              Attr::use_candidate,
                              Attr::padding,
                              Attr::response_port,
                              Attr::connection_id,
                              Attr::address_error_code,
                              Attr::icmp,
                              Attr::additional_address_family,
                              Attr::password_algorithms,
                              Attr::alternate_domain,
                              Attr::software,
                              Attr::alternate_server,
                              Attr::response_origin,
                              Attr::other_address,
                              Attr::mobility_ticket};

void every_attribute_of_the_enumeration_is_found() {
  for (const Attr type : kIndexed) {
    const Message message{[&](Builder& b) { b.u32(Attr::priority, 1).u32(type, 0x01020304); }};
    CHECK(message.view().has(type));
    if (type != Attr::priority) CHECK_EQ(message.view().u32(type), 0x01020304u);
  }
}

// No attribute is taken for another one, and none of them is unknown.
void every_attribute_keeps_its_own_value() {
  const Message all{[](Builder& b) {
    for (const Attr type : kIndexed) b.u32(type, 0xa0000u + static_cast<std::uint32_t>(type));
  }};
  for (const Attr type : kIndexed)
    CHECK_EQ(all.view().u32(type), 0xa0000u + static_cast<std::uint32_t>(type));
  CHECK_EQ(all.view().unknown_required().count, 0u);
  for (const Attr type : kIndexed) {
    const Message others{[&](Builder& b) {
      for (const Attr other : kIndexed) {
        if (other != type) b.u32(other, 1);
      }
    }};
    CHECK(!others.view().has(type));
  }
}

// RFC 8489 appendix B.1 with its errata: the request holds PASSWORD-ALGORITHM = SHA-256, and its
// length is 0x90.
ByteVector sample_sha256_request() {
  return hex(
      "00 01 00 90  21 12 a4 42  78 ad 34 33 c6 ad 72 c0 29 da 41 2e"
      "00 1e 00 20  4a 3c f3 8f ef 69 92 bd a9 52 c6 78 04 17 da 0f 24 81 94 15 56 9e 60 b2 05 c4 "
      "6e 41 40 7f 17 04"
      "00 15 00 29  6f 62 4d 61 74 4a 6f 73 32 41 41 41 43 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f "
      "4c 33 34 6f 4c 39"
      "             46 53 54 76 79 36 34 73 41 00 00 00"
      "00 14 00 0b  65 78 61 6d 70 6c 65 2e 6f 72 67 00"
      "00 1d 00 04  00 02 00 00"
      "00 1c 00 20  b5 c7 bf 00 5b 6c 52 a2 1c 51 c5 e8 92 f8 19 24 13 62 96 cb 92 7c 43 14 93 09 "
      "27 8c c6 51 8e 65");
}
constexpr std::string_view kMatrixUser =
    "\xe3\x83\x9e\xe3\x83\x88\xe3\x83\xaa\xe3\x83\x83\xe3\x82\xaf\xe3\x82\xb9";

// RFC 8489 B.1: USERHASH, and MESSAGE-INTEGRITY-SHA256 with a key by SHA-256
// RFC 8489 14.4: USERHASH is SHA-256(username ":" realm)
// RFC 8489 14.6: the HMAC covers the message up to the attribute before it
void decodes_and_encodes_the_sha256_vector() {
  const auto bytes = sample_sha256_request();
  const auto view = MessageView::decode(bytes).value();
  const std::string name{kMatrixUser};
  const auto userhash = base::sha256(base::as_bytes(name + ":example.org"));
  CHECK_BYTES(userhash, view.find(Attr::userhash).value());
  const std::string credentials = name + ":example.org:TheMatrIX";
  const auto key = base::sha256(base::as_bytes(credentials));
  CHECK(view.integrity_sha256_matches(key));
  CHECK(!view.integrity_sha256_matches(base::md5(base::as_bytes(credentials))));
  CHECK(!view.integrity_matches(key));
  CHECK(!view.has_integrity());

  std::array<std::byte, 256> room;
  Builder builder{room, Class::request, Method::binding, view.transaction_id()};
  builder.bytes(Attr::userhash, *view.find(Attr::userhash))
      .text(Attr::nonce, *view.text(Attr::nonce));
  builder.text(Attr::realm, *view.text(Attr::realm))
      .u32(Attr::password_algorithm, 2u << 16)
      .integrity_sha256(key);
  CHECK_BYTES(builder.message(), bytes);
}

// RFC 8489 14.6: at least 16 bytes, at most 32, a multiple of 4
void a_cut_sha256_is_checked_over_what_is_there() {
  const auto key = hex("01 02 03");
  for (const std::size_t size : {16u, 20u, 24u, 28u, 32u}) {
    Message message{
        [&](Builder& b) { b.text(Attr::software, "x").integrity_sha256(key, size).fingerprint(); }};
    CHECK_EQ(message.view().integrity_sha256_size(), size);
    CHECK(message.view().integrity_sha256_matches(key));
    CHECK(message.view().fingerprint_matches());
    message.bytes()[24] ^= std::byte{1};
    CHECK(!message.view().integrity_sha256_matches(key));
  }
  for (const std::size_t size : {0u, 4u, 12u, 15u, 17u, 30u, 36u}) {
    std::array<std::byte, 256> room;
    Builder builder{room, Class::request, Method::binding, {}};
    const std::array<std::byte, 64> some{};
    builder.bytes(Attr::message_integrity_sha256, base::Bytes{some}.first(size));
    CHECK(MessageView::decode(builder.message()).error() == stun::DecodeError::bad_attribute);
  }
}

// RFC 8489 14.5: with both, MESSAGE-INTEGRITY comes first and does not cover the SHA-256 one
// RFC 8489 14.6: everything between MESSAGE-INTEGRITY-SHA256 and FINGERPRINT is ignored
void both_integrities_and_what_stands_behind_them() {
  const auto key = hex("0a 0b");
  const Message both{[&](Builder& b) {
    b.u32(Attr::lifetime, 1)
        .integrity(key)
        .u32(Attr::priority, 9)
        .integrity_sha256(key)
        .u32(Attr::channel_number, 7)
        .fingerprint();
  }};
  CHECK(both.view().integrity_matches(key));
  CHECK(both.view().integrity_sha256_matches(key));
  CHECK(both.view().fingerprint_matches());
  CHECK_EQ(both.view().u32(Attr::lifetime), 1u);
  CHECK(!both.view().has(Attr::priority));
  CHECK(!both.view().has(Attr::channel_number));

  const Message reversed{[&](Builder& b) {
    b.integrity_sha256(key).integrity(key).u32(static_cast<Attr>(0x7f00), 1);
  }};
  CHECK(reversed.view().integrity_sha256_matches(key));
  CHECK(!reversed.view().has_integrity());
  CHECK_EQ(reversed.view().unknown_required().count, 0u);
}

}  // namespace

int main() {
  return lectern_test::run(
      "attributes",
      {TEST(icmp_has_seven_and_nine_bits), TEST(address_errors_name_the_family),
       TEST(plain_addresses_are_not_masked), TEST(password_algorithms_have_parameters),
       TEST(nat_discovery_attributes), TEST(every_attribute_of_the_enumeration_is_found),
       TEST(every_attribute_keeps_its_own_value), TEST(error_codes_have_limits),
       TEST(decodes_and_encodes_the_sha256_vector),
       TEST(a_cut_sha256_is_checked_over_what_is_there),
       TEST(both_integrities_and_what_stands_behind_them)});
}
