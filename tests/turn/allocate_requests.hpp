// SPDX-License-Identifier: MIT
// Allocate requests with the attributes of RFC 8656 section 7.2.
#pragma once

#include "tests/turn/names.hpp"

namespace lectern_test {

inline void udp(Builder& b) { b.u32(Attr::requested_transport, 17u << 24); }

inline Answer allocate_with(Client& client, const Client::Fill& fill) {
  return client.request(Method::allocate, [&](Builder& b) {
    udp(b);
    fill(b);
  });
}
inline Answer allocate_even(Client& client, bool reserve_next) {
  return allocate_with(client, [&](Builder& b) {
    const std::byte flag{reserve_next ? std::uint8_t{0x80} : std::uint8_t{0}};
    b.bytes(Attr::even_port, base::Bytes{&flag, 1});
  });
}
inline Answer allocate_family(Client& client, std::uint8_t family) {
  return allocate_with(client, [&](Builder& b) {
    b.u32(Attr::requested_address_family, std::uint32_t{family} << 24);
  });
}
inline std::uint64_t token_of(const Answer& answer) {
  const auto view = answer.view();
  return base::load_be64(view.find(Attr::reservation_token).value().data());
}
inline Answer allocate_token(Client& client, std::uint64_t token) {
  return allocate_with(client, [&](Builder& b) { b.u64(Attr::reservation_token, token); });
}

}  // namespace lectern_test
