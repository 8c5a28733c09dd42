// SPDX-License-Identifier: MIT
#include "turn/io/capture_tap.hpp"

#include <algorithm>
#include <type_traits>

namespace turn::io {
namespace {

// A reader calls drain() several times per second. After this time without a call it is gone.
constexpr auto kPatience = std::chrono::seconds{15};

void append(std::vector<std::byte>& out, const void* data, std::size_t size) {
  const auto* const bytes = static_cast<const std::byte*>(data);
  out.insert(out.end(), bytes, bytes + size);
}

}  // namespace

CaptureTap::CaptureTap(AllocationId session, const FiveTuple& client_now, std::uint32_t snaplen,
                       base::Instant now)
    : client(client_now),
      session_(session),
      snaplen_(snaplen),
      read_at_(now.time_since_epoch().count()) {
  filling_.reserve(kBuffer);
  emptying_.reserve(kBuffer);
}

void CaptureTap::record(const CapturedPacket& packet, base::Bytes payload) noexcept {
  static_assert(std::is_trivially_copyable_v<CapturedPacket>);
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(payload.size(), snaplen_));
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || filling_.size() + sizeof packet + sizeof size + size > kBuffer) {
    lost_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  append(filling_, &packet, sizeof packet);
  append(filling_, &size, sizeof size);
  append(filling_, payload.data(), size);
  recorded_.fetch_add(1, std::memory_order_relaxed);
}

bool CaptureTap::abandoned(base::Instant now) const noexcept {
  return now.time_since_epoch().count() - read_at_.load(std::memory_order_relaxed) >
         base::Instant::duration{kPatience}.count();
}

}  // namespace turn::io
