// SPDX-License-Identifier: MIT
#include "turn/mobility/tickets.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace turn {

Tickets::Tickets(base::Random& random) {
  random.fill(tag_key_);
  random.fill(mask_key_);
}

std::array<std::byte, Tickets::kTagSize> Tickets::tag_of(const Body& body) const noexcept {
  std::array<std::byte, kTagSize> tag;
  const auto mac = base::hmac_sha256(tag_key_, body);
  std::copy_n(mac.begin(), tag.size(), tag.begin());
  return tag;
}

// The mask depends on the tag, and the tag on the body: a mask repeats only with its body.
void Tickets::mask(Body& body, base::Bytes tag) const noexcept {
  const auto with = base::hmac_sha256(mask_key_, tag);
  for (std::size_t i = 0; i < body.size(); ++i) body[i] ^= with[i];
}

std::string Tickets::seal(const Ticket& ticket) const {
  Body body;
  base::store_be16(body.data(), ticket.worker);
  base::store_be32(body.data() + 2, ticket.allocation.slot);
  base::store_be32(body.data() + 6, ticket.allocation.generation);
  base::store_be32(body.data() + 10, ticket.serial);
  const auto tag = tag_of(body);
  mask(body, tag);
  std::array<std::byte, kTagSize + kBodySize> sealed;
  std::copy(body.begin(), body.end(), std::copy(tag.begin(), tag.end(), sealed.begin()));
  return base::encode_base64url(sealed);
}

std::optional<Ticket> Tickets::open(std::string_view text) const {
  const auto decoded = base::decode_base64url(text);
  if (!decoded || decoded->size() != kTagSize + kBodySize) return std::nullopt;
  const base::Bytes sealed{*decoded};
  Body body;
  std::copy_n(sealed.begin() + kTagSize, body.size(), body.begin());
  mask(body, sealed.first(kTagSize));
  if (!base::constant_time_equal(tag_of(body), sealed.first(kTagSize))) return std::nullopt;
  return Ticket{base::load_be16(body.data()),
                AllocationId{base::load_be32(body.data() + 2), base::load_be32(body.data() + 6)},
                base::load_be32(body.data() + 10)};
}

}  // namespace turn
