// SPDX-License-Identifier: MIT
// HttpFraming: a BridgeFilter that follows the requests of one HTTP/1 connection: head, body, next
// head (RFC 9112 sections 2.2, 6 and 7). Only what it has understood reaches the library; the first
// fault ends the connection, with an answer behind those to the earlier requests. It holds at most
// one head. Pure; one thread.
//
// A request reaches the library as it came, except that the following is left out: a CRLF before
// the request line, chunk extensions and trailer fields (RFC 9112 sections 7.1.1 and 7.1.2 allow
// that), and cookies: the API uses one only (base/sign_in_cookie.hpp), and libmicrohttpd would copy
// and split what another site on the same host has left in a browser.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "net/bridge_filter.hpp"
#include "net/http_head.hpp"

namespace net {

class HttpFraming final : public BridgeFilter {
 public:
  // Makes the whole response to a faulty request. Called at most once.
  using Refuse = std::function<std::string(const HttpFault& fault, bool head_only)>;

  // `head_bytes` is the limit for each head.
  HttpFraming(std::size_t head_bytes, Refuse refuse)
      : head_bytes_(head_bytes), refuse_(std::move(refuse)) {}

  Passage from_client(base::MutableBytes bytes) override;
  void to_client(base::Bytes) override { answering_ = true; }
  std::string last_words() override { return std::move(answer_); }

 private:
  enum class State : std::uint8_t {
    before_head,  // a CRLF may come
    head,
    data,  // `remaining_` bytes pass, then `after_data_` follows
    chunk_line,
    chunk_end,
    trailers,
    over  // the client has asked to close behind the last request; what follows is dropped
  };
  // The client's bytes of one call, and how far they are read and passed.
  struct Cursor {
    base::MutableBytes bytes;
    std::size_t taken = 0;
    std::size_t pass = 0;

    std::string_view rest() const noexcept { return base::as_text(bytes.subspan(taken)); }
    void keep(std::size_t size) noexcept;
    void keep_without_cookies(std::size_t size) noexcept;      // the head of `size` bytes
    void keep_sign_in_cookie(std::string_view line) noexcept;  // a Cookie field, with its CRLF
    void drop(std::size_t size) noexcept { taken += size; }
  };
  // False: more bytes are needed, or the conversation has ended.
  bool step(Cursor& at);
  bool before_head(Cursor& at);
  // The head or the trailers with the empty line at their end. Empty: more bytes are needed, or
  // the lines are refused, because they hold a bare line feed or more than `most` bytes.
  std::string_view section(Cursor& at, std::size_t most, const HttpFault& too_large);
  bool head(Cursor& at);
  bool data(Cursor& at);
  bool chunk_line(Cursor& at);
  bool chunk_end(Cursor& at);
  bool trailers(Cursor& at);
  void begin_body(const HttpHead& head) noexcept;
  void end_request() noexcept;
  bool refuse(const HttpFault& fault, bool head_only = false);

  const std::size_t head_bytes_;
  const Refuse refuse_;
  State state_ = State::before_head;
  State after_data_ = State::before_head;  // before_head: the request is complete
  std::size_t scanned_ = 0;                // bytes of the head or the trailers that hold no end
  std::uint64_t remaining_ = 0;
  bool last_request_ = false;
  bool answering_ = false;  // the library has sent something since the last head
  bool ended_ = false;
  std::string answer_;
};

}  // namespace net
