// SPDX-License-Identifier: MIT
// Messages that are built: padding, types, errors, and no room.
#include <algorithm>
#include <array>

#include "tests/support/check.hpp"
#include "tests/turn/hex.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace {

using lectern_test::hex;
using stun::Attr;
using stun::Builder;
using stun::Class;
using stun::ErrorCode;
using stun::MessageView;
using stun::Method;

// RFC 8489 14: padding is zero
void padding_is_zero_and_what_does_not_fit_is_nothing() {
  for (std::size_t size = 0; size < 9; ++size) {
    std::array<std::byte, 64> room;
    room.fill(std::byte{0xee});
    Builder builder{room, Class::error, Method::allocate, {}};
    builder.text(Attr::realm, std::string(size, 'r'));
    const auto message = builder.message();
    CHECK_EQ(message.size(), 24 + (size + 3) / 4 * 4);
    CHECK(std::all_of(message.begin() + 24 + static_cast<std::ptrdiff_t>(size), message.end(),
                      [](std::byte b) { return b == std::byte{0}; }));
  }
  std::array<std::byte, 27> room;
  Builder builder{room, Class::error, Method::allocate, {}};
  builder.u32(Attr::lifetime, 1);
  CHECK(!builder.ok());
  CHECK(builder.message().empty());
  Builder none{base::MutableBytes{room}.first(19), Class::error, Method::allocate, {}};
  CHECK(!none.ok());
}

// RFC 8489 5: class and method in the message type
void message_types_map_both_ways() {
  // RFC 8489 section 5 and RFC 5769: 0x0001, 0x0101; RFC 8656: 0x0113 Allocate error, 0x0016 Send,
  // 0x0017 Data
  CHECK_EQ(stun::message_type(Class::request, Method::binding), 0x0001);
  CHECK_EQ(stun::message_type(Class::success, Method::binding), 0x0101);
  CHECK_EQ(stun::message_type(Class::error, Method::allocate), 0x0113);
  CHECK_EQ(stun::message_type(Class::indication, Method::send), 0x0016);
  CHECK_EQ(stun::message_type(Class::indication, Method::data), 0x0017);
  for (unsigned method = 0; method < 0x1000; ++method) {
    for (const Class c : {Class::request, Class::indication, Class::success, Class::error}) {
      const auto type = stun::message_type(c, static_cast<Method>(method));
      CHECK((type & 0xc000) == 0);
      CHECK(stun::class_of(type) == c);
      CHECK_EQ(static_cast<unsigned>(stun::method_of(type)), method);
    }
  }
}

// RFC 8489 14.8: ERROR-CODE
void error_codes_are_hundreds_and_rest() {
  std::array<std::byte, 64> room;
  Builder builder{room, Class::error, Method::allocate, {}};
  builder.error(ErrorCode::stale_nonce, "Stale");
  const auto view = MessageView::decode(builder.message());
  const auto expected = hex("00 00 04 26 53 74 61 6c 65");
  CHECK_BYTES(*view->find(Attr::error_code), expected);
  CHECK_EQ(stun::decode_error_code(*view->find(Attr::error_code))->code, 438);
  CHECK(!stun::decode_error_code(hex("00 00 07 01")));
  CHECK(!stun::decode_error_code(hex("00 00 04 64")));
  CHECK(!stun::decode_error_code(hex("00 00 04")));
}

void what_fits_exactly_is_written() {
  std::array<std::byte, 28> room;
  Builder builder{room, Class::error, Method::allocate, {}};
  builder.u32(Attr::lifetime, 1);
  CHECK(builder.ok());
  CHECK_EQ(builder.message().size(), 28u);
  Builder header{base::MutableBytes{room}.first(20), Class::error, Method::allocate, {}};
  CHECK_EQ(header.message().size(), 20u);
  // What did not fit spoils the message, also where the next attribute would fit.
  Builder spoilt{room, Class::error, Method::allocate, {}};
  spoilt.u64(Attr::reservation_token, 1).flag(Attr::dont_fragment);
  CHECK(!spoilt.ok());
  CHECK(spoilt.message().empty());
}

// RFC 8489 section 5: the length has 16 bits and is a multiple of four, so 65532 is the most.
void the_length_field_is_not_exceeded() {
  std::vector<std::byte> room(140'000);
  const std::vector<std::byte> value(70'000);
  const auto built = [&](std::size_t size) {
    Builder builder{room, Class::indication, Method::send, {}};
    builder.bytes(Attr::data, base::Bytes{value}.first(size));
    return builder.message().size();
  };
  CHECK_EQ(built(65528), 20u + 65532);
  for (const std::size_t size : {65529u, 65535u, 65536u, 65540u, 70'000u})
    CHECK_EQ(built(size), 0u);
  Builder two{room, Class::indication, Method::send, {}};
  two.bytes(Attr::data, base::Bytes{value}.first(65524)).flag(Attr::dont_fragment);
  CHECK(two.ok());
  two.flag(Attr::dont_fragment);
  CHECK(!two.ok());
}

void values_are_written_in_network_order() {
  std::array<std::byte, 128> room;
  Builder builder{room, Class::error, Method::allocate, {}};
  const std::array<std::uint16_t, 3> unknown{0x7fff, 0x0033, 0x0102};
  builder.u32(Attr::lifetime, 0x01020304)
      .u64(Attr::reservation_token, 0x0102030405060708)
      .unknown_attributes(unknown)
      .flag(Attr::dont_fragment);
  const auto expected =
      hex("01 13 00 24  21 12 a4 42  00 00 00 00 00 00 00 00 00 00 00 00"
          "00 0d 00 04  01 02 03 04"
          "00 22 00 08  01 02 03 04 05 06 07 08"
          "00 0a 00 06  7f ff 00 33 01 02 00 00"
          "00 1a 00 00");
  CHECK_BYTES(builder.message(), expected);
}

// RFC 8489 section 14.6: a cut value ends where its length says.
void a_cut_integrity_writes_no_more_than_its_length() {
  std::array<std::byte, 64> memory;
  memory.fill(std::byte{0xee});
  Builder builder{base::MutableBytes{memory}.first(40), Class::request, Method::binding, {}};
  const auto key = hex("01 02 03");
  builder.integrity_sha256(key, 16);
  CHECK_EQ(builder.message().size(), 40u);
  CHECK(std::all_of(memory.begin() + 40, memory.end(),
                    [](std::byte b) { return b == std::byte{0xee}; }));
}

}  // namespace

int main() {
  return lectern_test::run(
      "stun_builder",
      {TEST(padding_is_zero_and_what_does_not_fit_is_nothing), TEST(message_types_map_both_ways),
       TEST(error_codes_are_hundreds_and_rest), TEST(what_fits_exactly_is_written),
       TEST(the_length_field_is_not_exceeded), TEST(values_are_written_in_network_order),
       TEST(a_cut_integrity_writes_no_more_than_its_length)});
}
