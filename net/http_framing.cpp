// SPDX-License-Identifier: MIT
#include "net/http_framing.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/sign_in_cookie.hpp"
#include "base/text.hpp"

namespace net {
namespace {

// A size line of at most this length: no client needs an extension, and none is passed on.
constexpr std::size_t kLongestChunkLine = 256;
// Eight digits are 4 GiB for one chunk.
constexpr std::size_t kMostChunkDigits = 8;
constexpr std::size_t kMostTrailerBytes = 8192;

constexpr HttpFault kBadRequestStart{400, "bad-request", "The request line is malformed."};
constexpr HttpFault kBadChunk{400, "bad-request", "The body has a malformed chunk."};
constexpr HttpFault kTrailersTooLarge{431, "head-too-large", "The trailer fields are too large."};

// RFC 9112 section 7.1: the size in hexadecimal digits, then extensions. Returns the number of
// digits, 0 where the line is malformed. `line` has no CRLF.
std::size_t read_chunk_size(std::string_view line, std::uint64_t& size) noexcept {
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  const auto digits = static_cast<std::size_t>(end - line.data());
  if (error != std::errc{} || digits > kMostChunkDigits) return 0;
  const std::string_view extensions = line.substr(digits);
  const bool good = extensions.empty() || base::trim(extensions).starts_with(';');
  const bool clean = std::none_of(extensions.begin(), extensions.end(),
                                  [](char c) { return base::is_control(c) && c != '\t'; });
  return good && clean ? digits : 0;
}

}  // namespace

void HttpFraming::Cursor::keep(std::size_t size) noexcept {
  if (pass != taken && size != 0) std::memmove(bytes.data() + pass, bytes.data() + taken, size);
  pass += size;
  taken += size;
}

void HttpFraming::Cursor::keep_without_cookies(std::size_t size) noexcept {
  std::size_t left = size;
  while (left != 0) {
    std::string_view rest = this->rest().substr(0, left);
    const std::string_view line = take_http_line(rest);
    const std::size_t whole = left - rest.size();
    if (is_http_field(line, "cookie")) keep_sign_in_cookie(this->rest().substr(0, whole));
    else keep(whole);
    left -= whole;
  }
}

// Our cookie stays, without those beside it.
void HttpFraming::Cursor::keep_sign_in_cookie(std::string_view line) noexcept {
  const std::size_t name = line.find(':') + 1;
  const std::string_view value = line.substr(name, line.size() - name - 2);
  const std::string_view pair = base::find_sign_in_cookie(value);
  if (pair.empty()) return drop(line.size());
  const auto before = static_cast<std::size_t>(pair.data() - value.data());
  const std::size_t pair_size = pair.size(), value_size = value.size();
  keep(name);  // it moves the bytes that the views show
  drop(before);
  keep(pair_size);
  drop(value_size - before - pair_size);
  keep(2);
}

HttpFraming::Passage HttpFraming::from_client(base::MutableBytes bytes) {
  Cursor at{bytes};
  while (!ended_ && at.taken < bytes.size() && step(at)) {}
  return {at.pass, at.taken, ended_};
}

bool HttpFraming::step(Cursor& at) {
  switch (state_) {
    case State::before_head: return before_head(at);
    case State::head: return head(at);
    case State::data: return data(at);
    case State::chunk_line: return chunk_line(at);
    case State::chunk_end: return chunk_end(at);
    case State::trailers: return trailers(at);
    case State::over: at.drop(at.rest().size()); return false;
  }
  return false;
}

// RFC 9112 section 2.2: "SHOULD ignore at least one empty line (CRLF) received prior to the
// request-line".
bool HttpFraming::before_head(Cursor& at) {
  const std::string_view rest = at.rest();
  if (rest.front() == '\r') {
    if (rest.size() < 2) return false;
    if (rest[1] != '\n') return refuse(kBadRequestStart);
    at.drop(2);
  }
  state_ = State::head;
  scanned_ = 0;
  return true;
}

std::string_view HttpFraming::section(Cursor& at, std::size_t most, const HttpFault& too_large) {
  const std::string_view rest = at.rest();
  const HeadScan scan = scan_http_head(rest, scanned_);
  const bool complete = scan.state == HeadScan::State::complete;
  if (scan.state == HeadScan::State::malformed) {
    refuse(kBareLineFeed);
  } else if (complete ? scan.size > most : rest.size() >= most) {
    refuse(too_large);
  } else if (complete) {
    return rest.substr(0, scan.size);
  } else {
    scanned_ = rest.size();
  }
  return {};
}

bool HttpFraming::head(Cursor& at) {
  const std::string_view lines = section(at, head_bytes_, kHeadTooLarge);
  if (lines.empty()) return false;
  const auto parsed = parse_http_head(lines);
  if (!parsed) return refuse(parsed.error(), lines.starts_with("HEAD "));
  begin_body(*parsed);
  if (parsed->cookies) at.keep_without_cookies(lines.size());
  else at.keep(lines.size());
  return true;
}

void HttpFraming::begin_body(const HttpHead& head) noexcept {
  last_request_ = head.last_request;
  answering_ = false;
  remaining_ = head.content_length;
  after_data_ = State::before_head;
  state_ = State::data;
  if (head.chunked) state_ = State::chunk_line;
  else if (remaining_ == 0) end_request();
}

bool HttpFraming::data(Cursor& at) {
  const auto size = std::min<std::uint64_t>(remaining_, at.rest().size());
  at.keep(static_cast<std::size_t>(size));
  remaining_ -= size;
  if (remaining_ != 0) return false;
  if (after_data_ == State::before_head) end_request();
  else state_ = after_data_;
  return true;
}

bool HttpFraming::chunk_line(Cursor& at) {
  const std::string_view rest = at.rest();
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos)
    return rest.size() <= kLongestChunkLine ? false : refuse(kBadChunk);
  if (end == 0 || end > kLongestChunkLine || rest[end - 1] != '\r') return refuse(kBadChunk);
  const std::size_t line = end - 1;
  const std::size_t digits = read_chunk_size(rest.substr(0, line), remaining_);
  if (digits == 0) return refuse(kBadChunk);
  at.keep(digits);
  at.drop(line - digits);
  at.keep(2);
  after_data_ = State::chunk_end;
  state_ = remaining_ == 0 ? State::trailers : State::data;
  scanned_ = 0;
  return true;
}

bool HttpFraming::chunk_end(Cursor& at) {
  const std::string_view rest = at.rest();
  if (rest.front() != '\r') return refuse(kBadChunk);
  if (rest.size() < 2) return false;
  if (rest[1] != '\n') return refuse(kBadChunk);
  at.keep(2);
  state_ = State::chunk_line;
  return true;
}

bool HttpFraming::trailers(Cursor& at) {
  const std::string_view lines = section(at, kMostTrailerBytes, kTrailersTooLarge);
  if (lines.empty()) return false;
  if (const auto fault = check_http_trailers(lines)) return refuse(*fault);
  at.drop(lines.size() - 2);
  at.keep(2);
  end_request();
  return true;
}

void HttpFraming::end_request() noexcept {
  state_ = last_request_ ? State::over : State::before_head;
}

// A fault in a body whose answer has already begun gets no second answer.
bool HttpFraming::refuse(const HttpFault& fault, bool head_only) {
  const bool in_body = state_ != State::before_head && state_ != State::head;
  std::string answer = refuse_(fault, head_only);
  if (!in_body || !answering_) answer_ = std::move(answer);
  ended_ = true;
  return false;
}

}  // namespace net
