// SPDX-License-Identifier: MIT
#include "probe/turn_session.hpp"

#include <algorithm>

#include "turn/stun/attributes.hpp"
#include "turn/stun/channel_data.hpp"
#include "turn/stun/classify.hpp"

namespace probe {
namespace {

using namespace std::chrono_literals;
using base::Errc;
using base::failure;
using stun::Attr;
using stun::Builder;
using stun::Method;
using Verdict = turn::client::Dialogue::Verdict;

constexpr auto kFirstRetransmission = 500ms;  // RFC 8489 section 6.2.1
constexpr std::size_t kMostKept = 256;

Answer read(const stun::MessageView& message, Verdict verdict) {
  Answer out;
  out.verdict = verdict;
  if (const auto value = message.find(Attr::error_code)) {
    if (const auto error = stun::decode_error_code(*value)) {
      out.code = error->code;
      out.reason = base::as_text(error->reason);
    }
  }
  const auto xor_address = [&](Attr type) {
    const auto value = message.find(type);
    return value ? stun::decode_xor_address(*value, message.transaction_id()) : std::nullopt;
  };
  out.mapped = xor_address(Attr::xor_mapped_address);
  out.relayed = xor_address(Attr::xor_relayed_address);
  const auto plain_address = [&](Attr type) {
    const auto value = message.find(type);
    return value ? stun::decode_address(*value) : std::nullopt;
  };
  out.alternate = plain_address(Attr::alternate_server);
  out.plain_mapped = plain_address(Attr::mapped_address);
  out.other = plain_address(Attr::other_address);
  out.lifetime = message.u32(Attr::lifetime);
  out.software = message.text(Attr::software).value_or("");
  return out;
}

// The payload of a Data indication or of ChannelData.
std::optional<std::string> payload_of(base::Bytes message) {
  if (stun::classify(message) == stun::Kind::channel_data) {
    const auto data = stun::decode_channel_data(message);
    return data ? std::optional{std::string{base::as_text(data->payload)}} : std::nullopt;
  }
  const auto view = stun::MessageView::decode(message);
  const auto data = view && view->method() == Method::data ? view->find(Attr::data) : std::nullopt;
  return data ? std::optional{std::string{base::as_text(*data)}} : std::nullopt;
}

}  // namespace

base::Result<Answer> TurnSession::ask(Method method, const turn::client::Dialogue::Fill& fill) {
  base::Bytes request = dialogue_.request(method, fill);
  for (;;) {
    auto answer = exchange(request);
    if (!answer || answer->verdict != Verdict::again) return answer;
    request = dialogue_.again();
  }
}

base::Result<Answer> TurnSession::exchange(base::Bytes request) {
  const base::Instant started = net::client::now(), deadline = started + patience_;
  auto interval = std::chrono::milliseconds{kFirstRetransmission};
  for (base::Instant sent = started;; sent = net::client::now()) {
    TRY(wire_.send(request, deadline));
    const base::Instant again = wire_.is_stream() ? deadline : std::min(deadline, sent + interval);
    interval *= 2;
    for (;;) {
      auto got = wire_.receive(again);
      if (!got && got.error().code == Errc::timeout && again < deadline) break;
      if (!got) return failure(got.error());
      const auto view = stun::MessageView::decode(*got);
      const Verdict verdict = view ? dialogue_.on_answer(*view) : Verdict::other;
      if (verdict == Verdict::other) {
        if (data_.size() < kMostKept) data_.push_back(std::move(*got));
        continue;
      }
      Answer answer = read(*view, verdict);
      answer.round_trip = net::client::now() - sent;
      return answer;
    }
  }
}

base::Result<Answer> TurnSession::allocate(base::Family family) {
  return ask(Method::allocate, [family](Builder& b) {
    b.u32(Attr::requested_transport, std::uint32_t{stun::kProtocolUdp} << 24);
    // Not sent for IPv4, the default: servers older than RFC 6156 do not know the attribute.
    if (family == base::Family::v6)
      b.u32(Attr::requested_address_family, std::uint32_t{stun::kFamilyV6} << 24);
  });
}

base::Result<Answer> TurnSession::permit(const base::Endpoint& peer) {
  return ask(Method::create_permission,
             [peer](Builder& b) { b.xor_address(Attr::xor_peer_address, peer); });
}

base::Result<Answer> TurnSession::bind(std::uint16_t channel, const base::Endpoint& peer) {
  return ask(Method::channel_bind, [channel, peer](Builder& b) {
    b.u32(Attr::channel_number, std::uint32_t{channel} << 16)
        .xor_address(Attr::xor_peer_address, peer);
  });
}

base::Result<Answer> TurnSession::remove() {
  return ask(Method::refresh, [](Builder& b) { b.u32(Attr::lifetime, 0); });
}

base::Status TurnSession::send(std::uint16_t channel, std::string_view text) {
  std::vector<std::byte> message(stun::kChannelHeaderSize);
  stun::encode_channel_header(message.data(), channel, static_cast<std::uint16_t>(text.size()));
  const base::Bytes payload = base::as_bytes(text);
  message.insert(message.end(), payload.begin(), payload.end());
  return wire_.send(message, net::client::now() + patience_);
}

std::optional<std::string> TurnSession::receive(std::string_view wanted, base::Instant deadline) {
  for (;;) {
    std::vector<std::byte> message;
    if (!data_.empty()) {
      message = std::move(data_.front());
      data_.pop_front();
    } else {
      auto got = wire_.receive(deadline);
      if (!got) return std::nullopt;
      message = std::move(*got);
    }
    auto payload = payload_of(message);
    if (payload && payload->starts_with(wanted)) return payload;
  }
}

}  // namespace probe
