// SPDX-License-Identifier: MIT
// Client: one WebSocket (RFC 6455) over TCP or TLS that never blocks and costs the load program
// little. It trusts the measured server: it looks at the fields that the loads need, and at no
// other. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/fd.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace bench {

class Client {
 public:
  enum class State : std::uint8_t { closed, connecting, handshake, upgrading, open };

  Client() = default;
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Begins to connect to a port of this machine; `tls` may be null. `from` is the address that a
  // proxy on this machine would name. False: no descriptor is left.
  bool connect(std::uint16_t port, ssl_ctx_st* tls, std::string from);
  // Handles what the descriptor is ready for. False: the connection is over.
  bool on_ready(const std::function<void(std::string_view text)>& on_message);
  // Sends a text frame; what the kernel does not take waits for on_ready().
  void send(std::string_view text);
  // Ends the connection without a close frame, as a broken network does.
  void cut() noexcept;

  int fd() const noexcept { return fd_.get(); }
  State state() const noexcept { return state_; }
  bool wants_write() const noexcept { return state_ == State::connecting || !out_.empty(); }

 private:
  bool read_more();
  bool flush();
  bool shake_hands();
  void take_answer();
  void take_frames(const std::function<void(std::string_view)>& on_message);

  base::UniqueFd fd_;
  ssl_st* ssl_ = nullptr;
  State state_ = State::closed;
  std::string from_;
  std::string in_;
  std::string out_;
};

// Makes a context for clients that check no certificate; null without memory.
ssl_ctx_st* make_client_tls();

}  // namespace bench
