// SPDX-License-Identifier: MIT
// Any bytes into the STUN decoder: what it accepts stays inside the input, and encodes to a message
// that decodes to the same.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/fuzz/require.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace {

constexpr std::array kTypes{stun::Attr::username,
                            stun::Attr::message_integrity,
                            stun::Attr::error_code,
                            stun::Attr::channel_number,
                            stun::Attr::lifetime,
                            stun::Attr::xor_peer_address,
                            stun::Attr::data,
                            stun::Attr::realm,
                            stun::Attr::nonce,
                            stun::Attr::xor_relayed_address,
                            stun::Attr::requested_address_family,
                            stun::Attr::even_port,
                            stun::Attr::requested_transport,
                            stun::Attr::dont_fragment,
                            stun::Attr::xor_mapped_address,
                            stun::Attr::reservation_token,
                            stun::Attr::software,
                            stun::Attr::fingerprint};

void require_inside(base::Bytes value, base::Bytes whole) {
  REQUIRE(value.data() >= whole.data());
  REQUIRE(value.data() + value.size() <= whole.data() + whole.size());
}

void read_values(const stun::MessageView& view, base::Bytes whole) {
  for (const stun::Attr type : kTypes) {
    const auto value = view.find(type);
    REQUIRE(view.has(type) == value.has_value());
    if (!value) continue;
    require_inside(*value, whole);
    (void)stun::decode_xor_address(*value, view.transaction_id());
    (void)stun::decode_address(*value);
    (void)stun::decode_requested_transport(*value);
    (void)stun::decode_requested_family(*value);
    (void)stun::decode_even_port(*value);
    (void)stun::decode_channel_number(*value);
    (void)stun::decode_error_code(*value);
    REQUIRE(view.u32(type).has_value() == (value->size() == 4));
  }
  REQUIRE(view.unknown_required().count <= view.unknown_required().types.size());
  (void)view.integrity_matches(base::as_bytes("key"));
  (void)view.fingerprint_matches();
}

void encode_again(const stun::MessageView& view) {
  std::vector<std::byte> room(70000);
  stun::Builder builder{room, view.message_class(), view.method(), view.transaction_id()};
  std::vector<base::Bytes> peers;
  for (const stun::Attr type : kTypes) {
    if (type == stun::Attr::message_integrity || type == stun::Attr::fingerprint) continue;
    view.for_each(type, [&](base::Bytes value) { builder.bytes(type, value); });
  }
  builder.integrity(base::as_bytes("key")).fingerprint();
  if (!builder.ok()) return;  // integrity and fingerprint do not fit behind the longest ones
  const auto again = stun::MessageView::decode(builder.message());
  if (!again) {
    REQUIRE(again.error() == stun::DecodeError::too_many_attributes);
    return;
  }
  REQUIRE(again->integrity_matches(base::as_bytes("key")));
  REQUIRE(again->fingerprint_matches());
  for (const stun::Attr type : kTypes) {
    if (type == stun::Attr::message_integrity || type == stun::Attr::fingerprint) continue;
    const auto before = view.find(type), after = again->find(type);
    REQUIRE(before.has_value() == after.has_value());
    if (before) REQUIRE(base::as_text(*before) == base::as_text(*after));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Bytes input{reinterpret_cast<const std::byte*>(data), size};
  const auto view = stun::MessageView::decode(input);
  if (!view) return 0;
  read_values(*view, input);
  encode_again(*view);
  return 0;
}
