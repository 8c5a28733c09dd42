// SPDX-License-Identifier: MIT
#include "signaling/quick_codec.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>
#include <variant>

#include "base/encoding.hpp"
#include "signaling/codec.hpp"

namespace signaling {
namespace {

// Reads JSON (RFC 8259) from the front. After the first thing that it does not know it reads
// nothing any more, and ok() is false.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}

  bool ok() const noexcept { return ok_; }
  void give_up() noexcept { ok_ = false; }
  bool at_end() noexcept {
    skip_blanks();
    return rest_.empty();
  }
  // Takes the character if it comes next.
  bool take(char wanted) noexcept {
    skip_blanks();
    if (!ok_ || rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) noexcept { ok_ = take(wanted) && ok_; }

  // A string without escapes, as it stands in the text.
  std::string_view plain_string() noexcept {
    expect('"');
    const std::size_t size = run_of_plain();
    const std::string_view out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    expect_now('"');
    return ok_ ? out : std::string_view{};
  }
  std::string string(std::size_t most) {
    std::string out;
    expect('"');
    while (ok_) {
      const std::size_t size = run_of_plain();
      out.append(rest_.substr(0, size));
      rest_.remove_prefix(size);
      if (rest_.empty() || out.size() > most) give_up();
      else if (rest_.front() == '\\') escape(out);
      else break;
    }
    expect_now('"');
    return ok_ ? out : std::string{};
  }
  // A whole number without sign, as JSON writes it.
  template <class T>
  T number() noexcept {
    skip_blanks();
    T value{};
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    const auto size = static_cast<std::size_t>(end - rest_.data());
    const bool leading_zero = size > 1 && rest_.front() == '0';
    if (error != std::errc{} || leading_zero) give_up();
    else rest_.remove_prefix(size);
    // A fraction or an exponent is no mistake, and not known here.
    if (!rest_.empty() && (rest_.front() == '.' || rest_.front() == 'e' || rest_.front() == 'E'))
      give_up();
    return value;
  }

 private:
  void skip_blanks() noexcept {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' ||
                              rest_.front() == '\t' || rest_.front() == '\r'))
      rest_.remove_prefix(1);
  }
  // Inside a string, where blanks count.
  void expect_now(char wanted) noexcept {
    if (!ok_ || rest_.empty() || rest_.front() != wanted) return give_up();
    rest_.remove_prefix(1);
  }
  std::size_t run_of_plain() const noexcept {
    const auto special = [](char c) {
      return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    };
    return static_cast<std::size_t>(std::find_if(rest_.begin(), rest_.end(), special) -
                                    rest_.begin());
  }
  // \u is left to the codec: browsers write it for control characters only.
  void escape(std::string& out) {
    constexpr std::string_view kWritten = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    const std::size_t which = rest_.size() < 2 ? std::string_view::npos : kWritten.find(rest_[1]);
    if (which == std::string_view::npos) return give_up();
    out += kMeant[which];
    rest_.remove_prefix(2);
  }

  std::string_view rest_;
  bool ok_ = true;
};

// Calls read(key) for each member of an object, which reads the value.
template <class Read>
void each_member(Scanner& in, Read read) {
  in.expect('{');
  if (in.take('}')) return;
  do {
    const std::string_view key = in.plain_string();
    in.expect(':');
    if (in.ok()) read(key);
  } while (in.ok() && in.take(','));
  in.expect('}');
}

// Sets a value that was not set before; the codec refuses a member that comes twice.
template <class T, class Value>
void set_once(Scanner& in, std::optional<T>& to, Value&& value) {
  if (to) in.give_up();
  else to = std::forward<Value>(value);
}

// What any of the messages may have. Every member is known or the codec has to look.
struct Members {
  std::optional<std::string_view> type;
  std::optional<std::string> id, target_id;
  std::optional<std::uint64_t> seq;
  std::optional<IceCandidate> candidate;
  std::optional<std::pair<std::string_view, std::string>> description;  // its inner type, sdp
  std::optional<std::string_view> description_key;
};

// The limits are those of the codec; it says what is wrong with a text that is too long.
std::string text(Scanner& in, std::size_t least, std::size_t most) {
  std::string out = in.string(most);
  if (out.size() < least || out.size() > most) in.give_up();
  return out;
}

IceCandidate read_candidate(Scanner& in) {
  IceCandidate out;
  std::optional<std::string> line;
  each_member(in, [&](std::string_view key) {
    if (key == "candidate") set_once(in, line, text(in, 0, kMaxCandidateBytes));
    else if (key == "sdpMid") set_once(in, out.sdp_mid, text(in, 0, kMaxIdBytes));
    else if (key == "sdpMLineIndex") set_once(in, out.sdp_mline_index, in.number<std::uint16_t>());
    else if (key == "usernameFragment") set_once(in, out.username_fragment, text(in, 0, 256));
    else in.give_up();
  });
  if (line) out.candidate = std::move(*line);
  else in.give_up();
  return out;
}

std::pair<std::string_view, std::string> read_description(Scanner& in) {
  std::optional<std::string_view> type;
  std::optional<std::string> sdp;
  each_member(in, [&](std::string_view key) {
    if (key == "type") set_once(in, type, in.plain_string());
    else if (key == "sdp") set_once(in, sdp, text(in, 1, kMaxSdpBytes));
    else in.give_up();
  });
  if (!type || !sdp) in.give_up();
  return {type.value_or(""), std::move(sdp).value_or("")};
}

Members read_members(Scanner& in) {
  Members out;
  each_member(in, [&](std::string_view key) {
    if (key == "type") set_once(in, out.type, in.plain_string());
    else if (key == "id") set_once(in, out.id, text(in, 0, kMaxIdBytes));
    else if (key == "targetId") set_once(in, out.target_id, text(in, 1, kMaxIdBytes));
    else if (key == "candidate") set_once(in, out.candidate, read_candidate(in));
    else if (key == "seq") set_once(in, out.seq, in.number<std::uint64_t>());
    else if (key == "offer" || key == "answer") {
      set_once(in, out.description_key, key);
      set_once(in, out.description, read_description(in));
    } else in.give_up();
  });
  return out;
}

std::optional<ClientMessage> message_of(Members& in) {
  const std::string_view type = in.type.value_or("");
  const bool candidate = type == "ice-candidate" && in.candidate && !in.description && !in.seq;
  if (candidate && in.target_id)
    return Candidates{std::move(*in.target_id), {std::move(*in.candidate)}, false};
  const bool ack = type == "ack" && in.seq && !in.candidate && !in.description && !in.target_id;
  // The codec reads no larger number.
  if (ack && *in.seq <= static_cast<std::uint64_t>(INT64_MAX)) return Ack{*in.seq};
  const bool description = in.description && in.target_id && !in.candidate && !in.seq &&
                           type == in.description_key && type == in.description->first;
  if (!description) return std::nullopt;
  return Description{type == "offer" ? DescriptionKind::offer : DescriptionKind::answer,
                     std::move(*in.target_id), std::move(in.description->second)};
}

// As the codec prints it: UTF-8 as it is, control characters escaped. False where a character needs
// more than that.
bool append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto special = [](char c) {
      return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    };
    const auto end = std::find_if(text.begin(), text.end(), special);
    const auto size = static_cast<std::size_t>(end - text.begin());
    out.append(text.substr(0, size));
    text.remove_prefix(size);
    if (text.empty()) break;
    constexpr std::string_view kMeant = "\"\\\b\f\n\r\t";
    constexpr std::string_view kWritten = "\"\\bfnrt";
    const std::size_t which = kMeant.find(text.front());
    if (which == std::string_view::npos) return false;
    (out += '\\') += kWritten[which];
    text.remove_prefix(1);
  }
  out += '"';
  return true;
}

bool append_member(std::string& out, std::string_view key, std::string_view value) {
  out.append(",\"").append(key).append("\":");
  return append_string(out, value);
}

// About what a message is longer than its one long text, with the number that it gets later.
constexpr std::size_t kFraming = 192;

struct Printer {
  template <class Other>
  std::optional<std::string> operator()(const Other&) const {
    return std::nullopt;
  }
  std::optional<std::string> operator()(const RelayedCandidates& m) const {
    if (m.batch || m.candidates.size() != 1 || !m.candidates.front()) return std::nullopt;
    const IceCandidate& candidate = *m.candidates.front();
    std::string out = R"({"type":"ice-candidate")";
    out.reserve(candidate.candidate.size() + kFraming);
    bool ok = append_member(out, "fromId", m.from_id.value());
    out.append(R"(,"candidate":{"candidate":)");
    ok = append_string(out, candidate.candidate) && ok;
    if (candidate.sdp_mid) ok = append_member(out, "sdpMid", *candidate.sdp_mid) && ok;
    if (candidate.sdp_mline_index)
      out.append(R"(,"sdpMLineIndex":)").append(std::to_string(*candidate.sdp_mline_index));
    if (candidate.username_fragment)
      ok = append_member(out, "usernameFragment", *candidate.username_fragment) && ok;
    out.append("}}");
    return ok ? std::optional{std::move(out)} : std::nullopt;
  }
  std::optional<std::string> operator()(const RelayedDescription& m) const {
    const std::string_view kind = m.kind == DescriptionKind::offer ? "offer" : "answer";
    std::string out = R"({"type":")";
    out.reserve(m.sdp.size() + m.sdp.size() / 16 + kFraming);
    out.append(kind).append("\"");
    bool ok = append_member(out, "fromId", m.from_id.value());
    out.append(",\"").append(kind).append(R"(":{"type":")").append(kind).append("\"");
    ok = append_member(out, "sdp", m.sdp) && ok;
    out.append("}}");
    return ok ? std::optional{std::move(out)} : std::nullopt;
  }
};

}  // namespace

std::optional<ClientFrame> decode_quickly(std::string_view text) {
  if (text.size() > kMaxFrameBytes) return std::nullopt;
  Scanner in{text};
  Members members = read_members(in);
  if (!in.ok() || !in.at_end() || !base::is_utf8(text)) return std::nullopt;
  auto message = message_of(members);
  if (!message) return std::nullopt;
  return ClientFrame{std::move(*message), std::move(members.id)};
}

std::optional<std::string> encode_quickly(const ServerMessage& message) {
  return std::visit(Printer{}, message);
}

}  // namespace signaling
