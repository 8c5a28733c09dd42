// SPDX-License-Identifier: MIT
// FrontConnection: one accepted connection from its first byte to its hand-over. It only peeks at
// plain bytes, so that the receiver of the descriptor can read them; it keeps decrypted bytes and
// passes them on. Loop thread.
//
//   proxy_header -> client_hello -> handshake -> first_bytes -> head -> handed over (it ends)
//   (each optional, in this order)                                \--> replying -> lingering
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "net/connection_table.hpp"
#include "net/event_loop.hpp"
#include "net/front_context.hpp"
#include "net/http_head.hpp"
#include "net/tls_stream.hpp"

namespace net {

class FrontConnection final : private IoHandler {
 public:
  struct Origin {
    Endpoint client;
    Endpoint local;
    bool proxy_protocol;
    bool redirect_to_https;
    TrustedProxies http_proxies;      // of the listener
    std::string_view https_origin;    // of the listener, which outlives the connection
    std::shared_ptr<TlsContext> tls;  // null: plain
    std::shared_ptr<ConnectionTable::Ticket> ticket;
  };

  FrontConnection(FrontContext& context, base::UniqueFd fd, Origin origin);
  ~FrontConnection();
  FrontConnection(const FrontConnection&) = delete;
  FrontConnection& operator=(const FrontConnection&) = delete;

  // Handles the bytes that have already arrived. May end the connection, as every later event may.
  void start();

 private:
  enum class State : std::uint8_t {
    proxy_header,
    client_hello,
    handshake,
    first_bytes,
    head,
    replying,
    lingering
  };
  enum class Step : std::uint8_t { again, wait, end };
  enum class Peeked : std::uint8_t { more, nothing, ended };

  void on_io(Interest ready) noexcept override;
  void on_deadline();
  void advance();
  Step step();
  Step enter(State state);

  Step on_proxy_header();
  Step wait_for_hello();
  Step on_client_hello();
  Step begin_tls();
  Step on_handshake();
  Step on_first_bytes();
  Step on_head();
  Step on_reply();
  Step on_linger();

  Step route(const HttpHead& head, std::size_t head_size);
  Step redirect(const HttpHead& head);
  std::optional<std::string> https_location(const HttpHead& head) const;
  Step hand_to_turn();
  Step hand_to_http();
  Step answer_challenge(std::string_view token, bool head_only);
  bool claim_place();
  Forwarded forwarded_of(const HttpHead& head) const;
  Step hand_to_websocket(const HttpHead& head, std::size_t head_size);
  Step hand_to_websocket_server(WebSocketRequest request, std::size_t head_size);
  Step hand_to_library(FrontKind kind, std::unique_ptr<BridgeFilter> filter);
  Step reply(std::string answer);
  Step refuse(FrontRefusal why);
  // Refuses with an answer.
  Step refuse(FrontRefusal why, const HttpFault& fault, bool head_only = false);

  // Looks for bytes that arrived since the last call; seen() then holds all bytes so far.
  Peeked look_further();
  Peeked peek(std::size_t most);
  Peeked read();
  Bytes seen() const noexcept { return seen_; }
  Step wait_for_more();
  void make_stream();
  void skip_empty_line();
  void set_low_water(std::size_t bytes) noexcept;

  FrontContext& context_;
  base::UniqueFd fd_;  // moves to tls_ or stream_; before watch_, which is destroyed first
  Origin origin_;
  std::optional<bool> reached_by_tls_;  // as a trusted reverse proxy says
  State state_;
  std::unique_ptr<TlsStream> tls_;   // during the handshake
  std::unique_ptr<Stream> stream_;   // null while the front only peeks at the bytes of fd_
  std::vector<std::byte> received_;  // what was read from stream_
  Bytes seen_;                       // in received_, or during one step in the context's scratch
  std::size_t hello_size_ = 0;       // bytes of the first TLS record, as far as they are known
  std::size_t peeked_ = 0;           // bytes that the last peek saw
  std::size_t scanned_ = 0;          // bytes of the head in which its end was searched
  bool line_skipped_ = false;        // the empty line that may stand before the head
  std::string reply_;
  std::size_t replied_ = 0;
  std::size_t discarded_ = 0;
  Interest waits_for_ = Interest::read;
  IoWatch watch_;
  Timer deadline_;
};

}  // namespace net
