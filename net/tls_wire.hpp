// SPDX-License-Identifier: MIT
// TlsWire: the descriptor as OpenSSL sees it. What comes is received in large pieces, not record by
// record; what goes is sent at once, or gathered so that many records leave in one call. One owner
// thread at a time.
#pragma once

#include <cstddef>
#include <memory>

#include "base/fd.hpp"
#include "net/send_buffer.hpp"

struct bio_st;

namespace net {

class TlsWire {
 public:
  explicit TlsWire(base::UniqueFd fd) noexcept : fd_(std::move(fd)) {}

  // A BIO that refers to this wire, for SSL_set_bio(); nullptr: no memory.
  bio_st* make_bio();
  int fd() const noexcept { return fd_.get(); }

  // To be called before each operation: the descriptor may have something again.
  void begin() noexcept {
    drained_ = false;
    error_ = 0;
  }
  // Records go to out() from here on / straight to the descriptor, behind what out() still holds.
  void gather(bool on) noexcept { gathering_ = on; }
  SendBuffer& out() noexcept { return out_; }
  // errno of the call that failed in this operation; 0: none did.
  int error() const noexcept { return error_; }
  // Received bytes wait for OpenSSL.
  bool has_input() const noexcept { return at_ != end_; }
  // The descriptor has nothing more for now.
  bool drained() const noexcept { return drained_; }
  // Gives the input's memory back where nothing waits.
  void trim_input() noexcept {
    if (!has_input()) in_.reset();
  }

 private:
  friend struct WireMethods;
  // As read(2) and write(2).
  long take(std::byte* into, std::size_t size) noexcept;
  long put(base::Bytes bytes) noexcept;
  long fill() noexcept;

  static constexpr std::size_t kInput = 32 * 1024;

  base::UniqueFd fd_;
  std::unique_ptr<std::byte[]> in_;  // there while something is read
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  SendBuffer out_;
  int error_ = 0;
  bool gathering_ = false;
  bool drained_ = false;
  bool ended_ = false;
};

}  // namespace net
