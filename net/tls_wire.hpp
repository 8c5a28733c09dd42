// SPDX-License-Identifier: MIT
// TlsWire: the descriptor as OpenSSL sees it. Receives in large pieces, not record by record. Sends
// records at once, or gathers them so that many leave in one call. One owner thread at a time.
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

  // A BIO that refers to this wire, for SSL_set_bio(); nullptr where there is no memory.
  bio_st* make_bio();
  int fd() const noexcept { return fd_.get(); }

  // Call before each operation: the descriptor may have new bytes.
  void begin() noexcept {
    drained_ = false;
    error_ = 0;
  }
  // On: records go to out() from now on. Off: they go to the descriptor, behind the bytes that
  // out() still holds.
  void gather(bool on) noexcept { gathering_ = on; }
  SendBuffer& out() noexcept { return out_; }
  // errno of the call that failed in this operation; 0 where none did.
  int error() const noexcept { return error_; }
  // Whether received bytes wait for OpenSSL.
  bool has_input() const noexcept { return at_ != end_; }
  // Whether the descriptor has no more bytes for now.
  bool drained() const noexcept { return drained_; }
  // Frees the input's memory where no bytes wait.
  void trim_input() noexcept {
    if (!has_input()) in_.reset();
  }

 private:
  friend struct WireMethods;
  // Return values as of read(2) and write(2).
  long take(std::byte* into, std::size_t size) noexcept;
  long put(base::Bytes bytes) noexcept;
  long fill() noexcept;

  static constexpr std::size_t kInput = 32 * 1024;

  base::UniqueFd fd_;
  std::unique_ptr<std::byte[]> in_;  // allocated while bytes are read
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  SendBuffer out_;
  int error_ = 0;
  bool gathering_ = false;
  bool drained_ = false;
  bool ended_ = false;
};

}  // namespace net
