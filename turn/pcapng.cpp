// SPDX-License-Identifier: MIT
#include "turn/pcapng.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace turn::pcapng {
namespace {

enum class Block : std::uint32_t {
  section = 0x0a0d0d0a,
  interface = 1,
  statistics = 5,
  packet = 6
};
// The numbers of options depend on the kind of block.
enum class Option : std::uint16_t {
  end = 0,
  comment = 1,
  interface_name = 2,
  packet_flags = 2,
  interface_description = 3,
  application = 4,
  received = 4,
  dropped = 5,
  resolution = 9,
};
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint16_t kRawIp = 101;
constexpr std::uint8_t kNanoseconds = 9;
constexpr std::uint32_t kInbound = 1, kOutbound = 2;

// One block, with its length at both ends. Little-endian, as the byte-order field says.
class Writer {
 public:
  Writer(Buffer& out, Block type) : out_(out), start_(out.size()) {
    number(static_cast<std::uint32_t>(type));
    number(std::uint32_t{0});
  }
  ~Writer() {
    const auto length = static_cast<std::uint32_t>(out_.size() - start_ + 4);
    number(length);
    for (std::size_t i = 0; i < 4; ++i) out_[start_ + 4 + i] = std::byte(length >> (8 * i) & 0xff);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  template <class Number>
  void number(Number value) {
    for (std::size_t i = 0; i < sizeof value; ++i)
      out_.push_back(std::byte(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff));
  }
  // Padded to four bytes.
  void bytes(base::Bytes data) {
    out_.insert(out_.end(), data.begin(), data.end());
    out_.resize(out_.size() + (4 - data.size() % 4) % 4);
  }
  void option(Option code, base::Bytes value) {
    constexpr std::size_t kLongest = std::numeric_limits<std::uint16_t>::max();
    value = value.first(std::min(value.size(), kLongest));
    number(static_cast<std::uint16_t>(code));
    number(static_cast<std::uint16_t>(value.size()));
    bytes(value);
  }
  void option(Option code, std::string_view text) {
    if (!text.empty()) option(code, base::as_bytes(text));
  }
  template <class Number>
  void number_option(Option code, Number value) {
    number(static_cast<std::uint16_t>(code));
    number(static_cast<std::uint16_t>(sizeof value));
    number(value);
    out_.resize(out_.size() + (4 - sizeof value % 4) % 4);
  }
  void end_of_options() { number(static_cast<std::uint32_t>(Option::end)); }
  void time(base::WallTime at) {
    const auto nanoseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
    number(static_cast<std::uint32_t>(nanoseconds >> 32));
    number(static_cast<std::uint32_t>(nanoseconds));
  }

 private:
  Buffer& out_;
  const std::size_t start_;
};

}  // namespace

void append_section(Buffer& out, std::string_view application, std::string_view comment) {
  Writer block(out, Block::section);
  block.number(kByteOrder);
  block.number(std::uint16_t{1});  // version 1.0
  block.number(std::uint16_t{0});
  block.number(std::numeric_limits<std::uint64_t>::max());  // the section's length is not known yet
  block.option(Option::application, application);
  block.option(Option::comment, comment);
  block.end_of_options();
}

void append_interface(Buffer& out, std::string_view name, std::string_view description,
                      std::uint32_t snaplen) {
  Writer block(out, Block::interface);
  block.number(kRawIp);
  block.number(std::uint16_t{0});
  block.number(snaplen);
  block.option(Option::interface_name, name);
  block.option(Option::interface_description, description);
  block.number_option(Option::resolution, kNanoseconds);
  block.end_of_options();
}

void append_packet(Buffer& out, const Packet& packet) {
  Writer block(out, Block::packet);
  block.number(packet.interface);
  block.time(packet.at);
  block.number(static_cast<std::uint32_t>(packet.bytes.size()));
  block.number(packet.original);
  block.bytes(packet.bytes);
  block.number_option(Option::packet_flags, packet.outbound ? kOutbound : kInbound);
  block.option(Option::comment, packet.comment);
  block.end_of_options();
}

void append_statistics(Buffer& out, std::uint32_t interface, base::WallTime at,
                       std::uint64_t received, std::uint64_t dropped) {
  Writer block(out, Block::statistics);
  block.number(interface);
  block.time(at);
  block.number_option(Option::received, received);
  block.number_option(Option::dropped, dropped);
  block.end_of_options();
}

}  // namespace turn::pcapng
