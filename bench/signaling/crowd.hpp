// SPDX-License-Identifier: MIT
// Crowd: the clients of a run, in their meetings, and one wait for all of them. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/relay/epoll.hpp"
#include "bench/signaling/client.hpp"
#include "bench/signaling/options.hpp"

namespace bench {

// The value of a text member of a message; empty where there is none. The first one counts.
std::string_view text_of(std::string_view message, std::string_view key);

class Crowd {
 public:
  struct Guest {
    Client client;
    const Person* person = nullptr;
    std::string peer_id;       // its own, since `joined`
    std::string session, key;  // of `welcome` and `resumed`
    std::uint64_t seen = 0;    // the last seq
    std::uint64_t acknowledged = 0;
    bool welcome = false, joined = false;
    bool watched = false;  // for writing, too
  };
  using OnMessage = std::function<void(Guest& guest, std::string_view text)>;

  Crowd(const SignalingOptions& options, ssl_ctx_st* tls);

  // Each lets at most `at_once` guests be on their way and returns when all have arrived; false
  // where one of them fails or none arrives for ten seconds.
  bool connect();
  bool join();
  // Cuts every connection and continues every session on a new one.
  bool resume();

  // Reads what has come, for at most so long.
  void turn(std::chrono::nanoseconds longest, const OnMessage& on_message);
  void send(Guest& guest, std::string_view text);

  std::vector<std::unique_ptr<Guest>>& guests() noexcept { return guests_; }
  // The members of the guest's meeting, the guest included.
  const std::vector<Guest*>& room_of(std::size_t guest) const { return *rooms_of_[guest]; }
  std::size_t lost() const noexcept { return lost_; }

 private:
  using Step = std::function<void(Guest&)>;
  bool each(const Step& begin, const std::function<bool(const Guest&)>& arrived);
  bool open(Guest& guest, std::size_t number);
  void note(Guest& guest, std::string_view text);
  void watch(Guest& guest, std::size_t number);

  const SignalingOptions& options_;
  ssl_ctx_st* tls_;
  Epoll epoll_;
  std::vector<std::unique_ptr<Guest>> guests_;
  std::vector<std::vector<Guest*>> rooms_;
  std::vector<const std::vector<Guest*>*> rooms_of_;
  std::function<void(Guest&)> on_open_;
  std::size_t lost_ = 0;
};

}  // namespace bench
