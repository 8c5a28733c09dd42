// SPDX-License-Identifier: MIT
// The inside of HttpServer, only for http_server*.cpp. A Connection is one adopted descriptor, an
// Exchange one request on it. libmicrohttpd owns the descriptors and calls back on the loop's
// thread.
#pragma once

#include <microhttpd.h>

#include <cstdarg>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/http_server.hpp"
#include "base/guarded.hpp"
#include "base/handle.hpp"
#include "base/random.hpp"
#include "net/mailbox.hpp"

namespace api {

using MhdDaemon = base::Handle<MHD_Daemon, MHD_stop_daemon>;
using MhdResponse = base::Handle<MHD_Response, MHD_destroy_response>;

class HttpServer::Impl final : public net::IoHandler {
 public:
  Impl(net::EventLoop& loop, Pools pools, Handler handler, HttpLimits limits, const base::Log& log,
       base::Metrics& metrics);
  ~Impl() { stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  base::Status start();
  void adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls);
  void stop();

 private:
  // idle -> receiving -> handling -> sending -> idle; a quick answer goes from receiving to
  // sending.
  enum class Stage : std::uint8_t { idle, receiving, handling, sending };

  struct Arrival {
    base::UniqueFd fd;
    base::Endpoint client;
    base::Endpoint local;
    bool tls = false;
  };
  struct Connection {
    int fd = -1;  // libmicrohttpd owns it
    base::Endpoint client;
    base::Endpoint local;
    bool tls = false;
    std::string address;  // the subject of the limit; empty: exempt
    Stage stage = Stage::idle;
    base::Instant deadline{};
  };
  struct Exchange {
    Connection* connection = nullptr;
    // A worker that answers the request holds it, too; from then on nothing changes it.
    std::shared_ptr<Request> request = std::make_shared<Request>();
    base::Instant started{};
    std::optional<Response> response;
    int status = 0;
    bool head_read = false;
    std::size_t overflow = 0;  // bytes of the body beyond the limit, read and dropped
  };
  struct Finished {
    std::uint64_t ticket = 0;
    Response response;
  };
  // A worker's job reaches the server through it; it is null after stop().
  using Door = base::Guarded<Impl*>;

  // http_server.cpp
  void on_io(net::Interest ready) noexcept override;
  void pump() noexcept;
  void add(Arrival arrival);
  void finish(Finished finished);
  void sweep();
  void enter(Connection& connection, Stage stage) noexcept;
  bool over_address_limit(const std::string& address) const;

  // http_server_exchange.cpp: libmicrohttpd's callbacks and one request's way through them
  static void on_log(void* self, const char* format, va_list arguments) noexcept;
  static void* on_target(void* self, const char* target, MHD_Connection* handle) noexcept;
  static MHD_Result on_request(void* self, MHD_Connection* handle, const char* url,
                               const char* method, const char* version, const char* body,
                               std::size_t* body_size, void** exchange) noexcept;
  static void on_completed(void* self, MHD_Connection* handle, void** exchange,
                           MHD_RequestTerminationCode why) noexcept;
  static void on_connection(void* self, MHD_Connection* handle, void** connection,
                            MHD_ConnectionNotificationCode what) noexcept;
  static MHD_Result on_header(void* exchange, MHD_ValueKind kind, const char* name,
                              const char* value) noexcept;

  MHD_Result read_head(Exchange& exchange, MHD_Connection* handle, const char* method);
  MHD_Result read_body(Exchange& exchange, std::string_view piece);
  MHD_Result answer(Exchange& exchange, MHD_Connection* handle);
  // Posts the request to the pool that its route names, and suspends the connection.
  MHD_Result ask_pool(Exchange& exchange, MHD_Connection* handle, Match match);
  MHD_Result send(Exchange& exchange, MHD_Connection* handle, Response response);
  // Answers before the body was read; the connection is not read any more.
  MHD_Result refuse_early(Exchange& exchange, MHD_Connection* handle, Response response);
  void count(int status) noexcept;
  void opened(MHD_Connection* handle, void** connection);
  void closed(Connection* connection);
  void log_access(const Exchange& exchange) const;

  struct Waiting {
    Exchange* exchange = nullptr;
    MHD_Connection* handle = nullptr;
  };

  net::EventLoop& loop_;
  const Pools pools_;
  const std::shared_ptr<const Handler> handler_;
  const HttpLimits limits_;
  const base::Log& log_;
  base::Counter* responses_[6] = {};  // by the status' first digit, from 2 on
  base::Counter& refused_address_;
  base::Counter& refused_full_;
  base::Counter& refused_overload_;
  base::Counter& cut_off_;
  base::Gauge& open_;

  std::string id_prefix_;
  std::uint64_t last_ticket_ = 0;
  std::unordered_map<int, Arrival> arriving_;  // by descriptor, until libmicrohttpd has taken it
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::unordered_map<std::string, unsigned> per_address_;
  std::unordered_map<std::uint64_t, Waiting> waiting_;  // suspended, by ticket

  const std::shared_ptr<Door> door_;
  net::Mailbox<Arrival> arrivals_;
  net::Mailbox<Finished> finished_;
  net::Timer timeout_;  // for libmicrohttpd's next timeout
  net::Timer sweep_;
  MhdDaemon daemon_;
  std::unique_ptr<net::IoWatch> watch_;  // on daemon_'s epoll descriptor; destroyed before it
};

}  // namespace api
