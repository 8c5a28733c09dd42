// SPDX-License-Identifier: MIT
#include "signaling/link_frames.hpp"

#include <algorithm>

#include "base/number.hpp"

namespace signaling {
namespace {

constexpr std::size_t kHead = 13;
constexpr std::string_view kDials = "dials";
constexpr std::string_view kAnswers = "answers";
constexpr std::size_t kCompactAt = 64 * 1024;

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((number >> (8 * i)) & 0xff);
}
std::uint64_t number_at(std::string_view bytes) {
  std::uint64_t out = 0;
  for (const char c : bytes) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}
bool is_known(std::uint8_t kind) {
  return kind >= static_cast<std::uint8_t>(LinkKind::hello) &&
         kind <= static_cast<std::uint8_t>(LinkKind::back);
}

}  // namespace

void append_link_frame(std::string& out, LinkKind kind, std::uint64_t channel,
                       std::string_view payload) {
  append_number(out, payload.size(), 4);
  out += static_cast<char>(kind);
  append_number(out, channel, 8);
  out += payload;
}

std::string print_link_number(std::uint64_t number) { return std::to_string(number); }
std::optional<std::uint64_t> parse_link_number(std::string_view payload) {
  return base::parse_number<std::uint64_t>(payload);
}

void LinkReader::add(base::Bytes bytes) {
  if (at_ == bytes_.size()) {
    bytes_.clear();
    at_ = 0;
  } else if (at_ >= kCompactAt) {
    bytes_.erase(0, at_);
    at_ = 0;
  }
  bytes_ += base::as_text(bytes);
}

std::optional<LinkFrame> LinkReader::next() {
  const std::string_view rest = std::string_view{bytes_}.substr(at_);
  if (broken_ || rest.size() < kHead) return std::nullopt;
  const std::uint64_t size = number_at(rest.substr(0, 4));
  const auto kind = static_cast<std::uint8_t>(rest[4]);
  if (size > most_ || !is_known(kind)) {
    broken_ = true;
    return std::nullopt;
  }
  if (rest.size() < kHead + size) return std::nullopt;
  at_ += kHead + size;
  return LinkFrame{static_cast<LinkKind>(kind), number_at(rest.substr(5, 8)),
                   rest.substr(kHead, size)};
}

LinkHandshake::LinkHandshake(Side side, const std::vector<base::Secret>& keys, base::Random& random)
    : side_(side), keys_(keys) {
  random.fill(mine_);
}

std::string LinkHandshake::hello() const {
  std::string out;
  append_link_frame(out, LinkKind::hello, 0, base::as_text(mine_));
  return out;
}

base::Sha256Digest LinkHandshake::proof_of(Side side, const base::Secret& key) const {
  const bool dials = side_ == Side::dials;
  const base::Bytes own{mine_};
  const base::Bytes other = base::as_bytes(theirs_);
  return base::hmac_sha256(base::as_bytes(key.reveal_text()),
                           {base::as_bytes(side == Side::dials ? kDials : kAnswers),
                            dials ? own : other, dials ? other : own});
}

bool LinkHandshake::proves(Side side, std::string_view proof) const {
  return std::ranges::any_of(keys_, [&](const base::Secret& key) {
    return base::constant_time_equal(base::Bytes{proof_of(side, key)}, base::as_bytes(proof));
  });
}

std::optional<std::string> LinkHandshake::take(const LinkFrame& frame) {
  const std::size_t nonce = mine_.size();
  std::string out;
  if (done_ || keys_.empty()) return std::nullopt;
  if (side_ == Side::answers && theirs_.empty()) {
    if (frame.kind != LinkKind::hello || frame.payload.size() != nonce) return std::nullopt;
    theirs_ = frame.payload;
    std::string payload{base::as_text(mine_)};
    payload += base::as_text(proof_of(Side::answers, keys_.front()));
    append_link_frame(out, LinkKind::hello, 0, payload);
    return out;
  }
  if (side_ == Side::answers) {
    if (frame.kind != LinkKind::proof || !proves(Side::dials, frame.payload)) return std::nullopt;
    done_ = true;
    return out;
  }
  if (frame.kind != LinkKind::hello || frame.payload.size() <= nonce) return std::nullopt;
  theirs_ = frame.payload.substr(0, nonce);
  if (!proves(Side::answers, frame.payload.substr(nonce))) return std::nullopt;
  done_ = true;
  append_link_frame(out, LinkKind::proof, 0, base::as_text(proof_of(Side::dials, keys_.front())));
  return out;
}

}  // namespace signaling
