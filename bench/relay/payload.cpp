// SPDX-License-Identifier: MIT
#include "bench/relay/payload.hpp"

#include <cstring>
#include <random>

namespace bench {
namespace {
constexpr std::uint32_t kMark = 0x4c454354;
}

Payloads::Payloads(std::size_t size) : size_(size), table_(kOffsets + size) {
  std::mt19937 random{20'260'101};  // any seed: both ends are this process
  for (std::byte& b : table_) b = static_cast<std::byte>(random());
}

void Payloads::encode_head(std::byte* at, const PayloadHead& head) noexcept {
  base::store_be32(at, kMark);
  base::store_be32(at + 4, static_cast<std::uint32_t>(head.way));
  base::store_be32(at + 8, head.client);
  base::store_be64(at + 12, head.sequence);
  base::store_be64(at + 20, head.sent_at);
}

base::Bytes Payloads::body(const PayloadHead& head) const noexcept {
  const std::size_t offset =
      (head.sequence * 31 + head.client * 7 + static_cast<std::uint32_t>(head.way)) % kOffsets;
  return base::Bytes{table_}.subspan(offset, size_ - kPayloadHead);
}

std::optional<PayloadHead> Payloads::check(base::Bytes payload) const noexcept {
  if (payload.size() != size_ || base::load_be32(payload.data()) != kMark) return std::nullopt;
  PayloadHead head;
  head.way = static_cast<Way>(base::load_be32(payload.data() + 4));
  head.client = base::load_be32(payload.data() + 8);
  head.sequence = base::load_be64(payload.data() + 12);
  head.sent_at = base::load_be64(payload.data() + 20);
  const base::Bytes wanted = body(head);
  if (!wanted.empty() &&
      std::memcmp(wanted.data(), payload.data() + kPayloadHead, wanted.size()) != 0)
    return std::nullopt;
  return head;
}

}  // namespace bench
