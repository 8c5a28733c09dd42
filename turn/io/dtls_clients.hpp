// SPDX-License-Identifier: MIT
// DtlsClients: the DTLS associations of one worker: accepts, limits and ends them. When its places
// run out, the handshake of the network with most gives way, or an association without an
// allocation (ClientPlaces). Takes the
// listeners' datagrams, hands decrypted messages to its host, and encrypts messages to clients. The
// loop's thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/random.hpp"
#include "base/timer_queue.hpp"
#include "net/connection_table.hpp"
#include "net/dtls.hpp"
#include "net/event_loop.hpp"
#include "turn/effects.hpp"
#include "turn/io/client_places.hpp"
#include "turn/rate_limit.hpp"
#include "turn/stats.hpp"

namespace turn::io {

class DtlsHost {
 public:
  // One message of a client: `size` bytes, kHeadRoom bytes behind the beginning of `room`. `room`
  // stays valid until recycle().
  virtual void on_dtls_message(const Leg& from, base::MutableBytes room,
                               std::size_t size) noexcept = 0;
  // The association has ended, and its 5-tuple with it.
  virtual void on_dtls_gone(const FiveTuple& tuple) noexcept = 0;
  // A datagram for the client; the host copies it.
  virtual void send_dtls(std::uint32_t listener, const net::DtlsPath& path,
                         base::Bytes datagram) noexcept = 0;
  // The memory of the messages is used again after this call: the host sends what it has gathered.
  virtual void on_dtls_room_needed() noexcept = 0;
  virtual bool has_allocation(const FiveTuple& tuple) const noexcept = 0;
  // The last call of a wake-up that a timer of this class has caused.
  virtual void on_dtls_turn_done() noexcept = 0;

 protected:
  ~DtlsHost() = default;
};

class DtlsClients final : private net::DtlsOutput {
 public:
  struct Limits {
    std::size_t sessions = 4096;              // of this worker, about 45 KB each
    std::size_t sessions_per_address = 2048;  // IPv6: per /64; a school is one address
    std::size_t handshakes = 512;             // at the same time
    std::size_t handshakes_per_address = 64;
    std::chrono::seconds handshake_time{10};
    std::chrono::seconds idle{60};  // ends an association without an allocation and a message
    // Answered ClientHellos of each /24 (IPv6: /56); 0 = unlimited.
    std::uint32_t hellos_per_second = 200;
    std::uint32_t hello_burst = 1000;
  };

  // All references outlive this.
  static base::Result<std::unique_ptr<DtlsClients>> make(
      net::EventLoop& loop, std::shared_ptr<net::TlsContext> tls, const net::DtlsCookies& cookies,
      DtlsHost& host, Stats& stats, base::Random& random, const Limits& limits);
  ~DtlsClients();

  // Takes one datagram from a listener.
  void receive(std::uint32_t listener, const net::DtlsPath& path, base::Bytes datagram) noexcept;
  // Sends one message to the client `id` (Leg::socket); does nothing where that client is gone.
  void send(std::uint32_t id, base::Bytes message) noexcept;
  // The host has sent all messages it was handed: their memory is free.
  void recycle() noexcept { rooms_used_ = 0; }
  // Ends the associations that have failed. Call at the end of a wake-up.
  void bury() noexcept;

  // Ends idle associations; asks has_allocation(const FiveTuple&).
  template <class F>
  void sweep(F&& has_allocation) noexcept {
    const base::Instant now = loop_.now();
    for (const auto& [id, client] : clients_) {
      const bool open = client->session->state() == net::DtlsSession::State::open;
      if (open && client->last_message + limits_.idle < now && !has_allocation(client->leg.tuple))
        closing_.push_back(id);
    }
    associations_.review(
        [&](std::uint32_t id) { return has_allocation(clients_.at(id)->leg.tuple); });
    bury();
  }
  void close_all() noexcept;
  // New handshakes use this certificate.
  void set_tls(std::shared_ptr<net::TlsContext> tls) noexcept {
    acceptor_->set_context(std::move(tls));
  }

  void set_hello_limit(std::uint32_t per_second, std::uint32_t burst, base::Random& random);

  std::size_t size() const noexcept { return clients_.size(); }
  // Version and cipher of the client's association; empty where the client is gone.
  std::string security(std::uint32_t id) const {
    const auto at = clients_.find(id);
    return at == clients_.end() ? std::string{} : at->second->session->security();
  }

 private:
  using Table = std::shared_ptr<net::ConnectionTable>;
  using Place = std::shared_ptr<net::ConnectionTable::Ticket>;
  struct Client {
    std::unique_ptr<net::DtlsSession> session;
    Leg leg;
    std::uint32_t listener = 0;
    Place place;
    Place handshake_place;  // empty once the handshake is done
    base::Instant give_up{};
    base::Instant last_message{};
    base::TimerId timer;
  };

  DtlsClients(net::EventLoop& loop, DtlsHost& host, Stats& stats, base::Random& random,
              const Limits& limits);
  void on_dtls_output(const net::DtlsPath& path, base::Bytes datagram) noexcept override;
  void meet(std::uint32_t listener, const FiveTuple& tuple, const net::DtlsPath& path,
            base::Bytes datagram) noexcept;
  void feed(std::uint32_t id, base::Bytes datagram) noexcept;
  void hand_over(Client& client) noexcept;
  void note_progress(std::uint32_t id, Client& client) noexcept;
  void on_timer() noexcept;
  void arm() noexcept;
  void end(std::uint32_t id) noexcept;
  bool make_room(const base::IpAddress& client) noexcept;
  Client* find(std::uint32_t id) noexcept;

  net::EventLoop& loop_;
  DtlsHost& host_;
  Stats& stats_;
  Limits limits_;
  PrefixLimiter hello_limit_;
  Table places_;            // counts per site
  Table handshake_places_;  // counts per site
  base::FairPlaces<std::uint32_t> handshaking_;
  ClientPlaces associations_;  // all of clients_
  std::unique_ptr<net::DtlsAcceptor> acceptor_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Client>> clients_;
  std::unordered_map<FiveTuple, std::uint32_t> by_tuple_;
  std::uint32_t next_id_ = 0;
  std::uint32_t output_listener_ = 0;  // through which the current call sends
  std::vector<std::uint32_t> closing_;
  base::TimerQueue<std::uint32_t> deadlines_;  // of handshakes: retransmission, or give_up
  net::Timer timer_;
  std::unique_ptr<std::byte[]> rooms_;  // for decrypted messages
  std::size_t rooms_used_ = 0;
};

}  // namespace turn::io
