// SPDX-License-Identifier: MIT
#include "meetings/recordings/webm_ebml.hpp"

#include <bit>

namespace meetings::recordings::ebml {

namespace {

// The length of a variable-length integer that begins with this byte; 9: none does.
std::size_t length_of(std::byte first) {
  return static_cast<std::size_t>(std::countl_zero(std::to_integer<std::uint8_t>(first))) + 1;
}

std::uint64_t big_endian_of(base::Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::byte byte : bytes) value = value << 8 | std::to_integer<unsigned>(byte);
  return value;
}

// All bits that a number of this length has for its value.
constexpr std::uint64_t all_ones(std::size_t length) {
  return (std::uint64_t{1} << (7 * length)) - 1;
}

}  // namespace

Number read_number(base::Bytes bytes) {
  if (bytes.empty()) return {};
  const std::size_t length = length_of(bytes[0]);
  if (length > 8 || bytes.size() < length) return {};
  return {big_endian_of(bytes.first(length)) & all_ones(length), length};
}

Header read_header(base::Bytes bytes) {
  const Header cut{};
  const Header invalid{Header::Found::invalid, 0, 0, {}};
  if (bytes.empty()) return cut;
  const std::size_t id_length = length_of(bytes[0]);
  if (id_length > 4) return invalid;
  if (bytes.size() < id_length) return cut;
  const std::uint64_t id = big_endian_of(bytes.first(id_length));
  // RFC 8794 section 5: an ID has its shortest form, and its value is neither all 0 nor all 1.
  const std::uint64_t value = id & all_ones(id_length);
  if (value == all_ones(id_length) || value == 0) return invalid;
  if (id_length > 1 && value < all_ones(id_length - 1)) return invalid;
  const base::Bytes rest = bytes.subspan(id_length);
  if (rest.empty()) return cut;
  const std::size_t size_length = length_of(rest[0]);
  if (size_length > 8) return invalid;
  const Number size = read_number(rest);
  if (size.length == 0) return cut;
  Header header{
      Header::Found::element, static_cast<std::uint32_t>(id), id_length + size.length, {}};
  if (size.value != all_ones(size.length)) header.size = size.value;
  return header;
}

std::optional<std::uint64_t> read_unsigned(base::Bytes contents) {
  if (contents.size() > 8) return std::nullopt;
  return big_endian_of(contents);
}

std::optional<double> read_float(base::Bytes contents) {
  if (contents.empty()) return 0;
  if (contents.size() == 4) return std::bit_cast<float>(base::load_be32(contents.data()));
  if (contents.size() == 8) return std::bit_cast<double>(base::load_be64(contents.data()));
  return std::nullopt;
}

void Builder::big_endian(std::uint64_t value, unsigned bytes) {
  while (bytes-- > 0) bytes_.push_back(static_cast<std::byte>(value >> (8 * bytes) & 0xff));
}

void Builder::id(std::uint32_t id) {
  big_endian(id, (static_cast<unsigned>(std::bit_width(id)) + 7) / 8);
}

Builder& Builder::header(std::uint32_t id, std::uint64_t size) {
  this->id(id);
  big_endian(size | std::uint64_t{1} << 56, 8);
  return *this;
}

Builder& Builder::short_header(std::uint32_t id, std::uint64_t size) {
  this->id(id);
  unsigned length = 1;
  while (size >= all_ones(length)) ++length;
  big_endian(size | std::uint64_t{1} << (7 * length), length);
  return *this;
}

Builder& Builder::number(std::uint32_t id, std::uint64_t value) {
  short_header(id, 8);
  big_endian(value, 8);
  return *this;
}

Builder& Builder::real(std::uint32_t id, double value) {
  return number(id, std::bit_cast<std::uint64_t>(value));
}

Builder& Builder::element(std::uint32_t id, base::Bytes contents) {
  return short_header(id, contents.size()).bytes(contents);
}

Builder& Builder::bytes(base::Bytes more) {
  bytes_.insert(bytes_.end(), more.begin(), more.end());
  return *this;
}

}  // namespace meetings::recordings::ebml
