// SPDX-License-Identifier: MIT
// Reader and Writer over byte spans, big endian, with a sticky error: read many values, then check
// ok() once. They compare lengths as `remaining < n` and never add to a position, so no length can
// wrap. Values; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace base {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

inline Bytes as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
// The same bytes as unsigned char, which OpenSSL and other C libraries take.
inline const unsigned char* as_uchar(Bytes bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* as_uchar(MutableBytes bytes) noexcept {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Big-endian access without a check: the caller has checked the length.
constexpr std::uint16_t load_be16(const std::byte* p) noexcept {
  return static_cast<std::uint16_t>((std::to_integer<unsigned>(p[0]) << 8) |
                                    std::to_integer<unsigned>(p[1]));
}
constexpr std::uint32_t load_be32(const std::byte* p) noexcept {
  return (std::uint32_t{load_be16(p)} << 16) | load_be16(p + 2);
}
constexpr std::uint64_t load_be64(const std::byte* p) noexcept {
  return (std::uint64_t{load_be32(p)} << 32) | load_be32(p + 4);
}
constexpr void store_be16(std::byte* p, std::uint16_t v) noexcept {
  p[0] = static_cast<std::byte>(v >> 8);
  p[1] = static_cast<std::byte>(v & 0xff);
}
constexpr void store_be32(std::byte* p, std::uint32_t v) noexcept {
  store_be16(p, static_cast<std::uint16_t>(v >> 16));
  store_be16(p + 2, static_cast<std::uint16_t>(v & 0xffff));
}
constexpr void store_be64(std::byte* p, std::uint64_t v) noexcept {
  store_be32(p, static_cast<std::uint32_t>(v >> 32));
  store_be32(p + 4, static_cast<std::uint32_t>(v & 0xffffffff));
}

class Reader {
 public:
  explicit Reader(Bytes bytes) noexcept : bytes_(bytes) {}

  bool ok() const noexcept { return ok_; }
  std::size_t remaining() const noexcept { return bytes_.size() - at_; }

  std::uint8_t u8() noexcept {
    return need(1) ? std::to_integer<std::uint8_t>(bytes_[at_++]) : std::uint8_t{0};
  }
  std::uint16_t u16() noexcept { return need(2) ? load_be16(advance(2)) : std::uint16_t{0}; }
  std::uint32_t u32() noexcept { return need(4) ? load_be32(advance(4)) : 0; }
  std::uint64_t u64() noexcept { return need(8) ? load_be64(advance(8)) : 0; }
  // The next `n` bytes. Where fewer are left: no bytes, and the error sticks.
  Bytes take(std::size_t n) noexcept { return need(n) ? Bytes{advance(n), n} : Bytes{}; }
  void skip(std::size_t n) noexcept { (void)take(n); }

 private:
  bool need(std::size_t n) noexcept {
    if (!ok_ || remaining() < n) ok_ = false;
    return ok_;
  }
  const std::byte* advance(std::size_t n) noexcept {
    const std::byte* p = bytes_.data() + at_;
    at_ += n;
    return p;
  }

  Bytes bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

class Writer {
 public:
  explicit Writer(MutableBytes out) noexcept : out_(out) {}

  bool ok() const noexcept { return ok_; }
  std::size_t size() const noexcept { return at_; }
  std::size_t remaining() const noexcept { return out_.size() - at_; }
  Bytes written() const noexcept { return out_.first(at_); }

  void u8(std::uint8_t v) noexcept {
    if (need(1)) *advance(1) = static_cast<std::byte>(v);
  }
  void u16(std::uint16_t v) noexcept {
    if (need(2)) store_be16(advance(2), v);
  }
  void u32(std::uint32_t v) noexcept {
    if (need(4)) store_be32(advance(4), v);
  }
  void u64(std::uint64_t v) noexcept {
    if (need(8)) store_be64(advance(8), v);
  }
  void bytes(Bytes b) noexcept {
    if (!need(b.size()) || b.empty()) return;
    std::memcpy(advance(b.size()), b.data(), b.size());
  }

 private:
  bool need(std::size_t n) noexcept {
    if (!ok_ || remaining() < n) ok_ = false;
    return ok_;
  }
  std::byte* advance(std::size_t n) noexcept {
    std::byte* p = out_.data() + at_;
    at_ += n;
    return p;
  }

  MutableBytes out_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace base
