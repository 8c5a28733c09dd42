// SPDX-License-Identifier: MIT
// The inside of HttpServer, only for http_server*.cpp. A Connection is one adopted descriptor, an
// Exchange one request on it. libmicrohttpd owns the descriptors and calls back on the loop's
// thread. It does not call back at the end of each request, so each object has an owner here: the
// server owns its connections, a connection its exchange.
#pragma once

#include <microhttpd.h>

#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "api/http_server.hpp"
#include "api/problem.hpp"
#include "base/fair_places.hpp"
#include "base/guarded.hpp"
#include "base/handle.hpp"
#include "base/histogram.hpp"
#include "base/random.hpp"
#include "net/end_watch.hpp"
#include "net/forwarded.hpp"
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
  void adopt(base::UniqueFd fd, base::Endpoint client, base::Endpoint local, bool tls,
             net::TrustedProxies proxies);
  void stop();

 private:
  // idle -> receiving -> handling -> sending -> idle; a quick answer goes from receiving to
  // sending. closing: shut down, until libmicrohttpd notices.
  enum class Stage : std::uint8_t { idle, receiving, handling, sending, closing };

  struct Arrival {
    base::UniqueFd fd;
    base::Endpoint client;
    base::Endpoint local;
    bool tls = false;
    net::TrustedProxies proxies;
  };
  struct Connection;
  // A job for the workers. The exchange and the worker share it: the exchange may end first.
  struct Job {
    Request request;  // nothing changes it once a worker has the job
    std::atomic<bool> abandoned{false};
  };
  // A body on its way to a sink. The exchange and the worker that runs share it; one worker at a
  // time.
  struct Streamed {
    std::unique_ptr<BodySink> sink;
    std::optional<Problem> problem;  // why it takes no more
  };
  // opening: a worker makes the sink. flowing: pieces come. finishing: the last piece is with a
  // worker, and the answer follows.
  enum class Flow : std::uint8_t { none, opening, flowing, finishing };
  struct Exchange {
    Exchange(Connection& its_connection, base::Instant now, base::Gauge& count)
        : connection(its_connection), started(now), open(count) {
      open.add(1);
    }
    ~Exchange() { open.add(-1); }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    Connection& connection;
    std::shared_ptr<Job> job = std::make_shared<Job>();
    const base::Instant started;
    base::Gauge& open;
    std::optional<Response> response;
    int status = 0;  // 0: not answered
    bool head_read = false;
    std::size_t overflow = 0;  // bytes of the body beyond the limit, read and dropped
    Flow flow = Flow::none;
    std::shared_ptr<Streamed> streamed;  // where `flow` is not none
    std::string block;                   // pieces of the body that no worker has yet
  };
  struct Connection {
    int fd = -1;  // libmicrohttpd owns it
    MHD_Connection* handle = nullptr;
    base::Endpoint client;
    base::Endpoint local;
    bool tls = false;
    net::TrustedProxies proxies;
    Stage stage = Stage::idle;
    base::Instant since{};  // when the stage began
    base::Instant deadline{};
    std::uint64_t ticket = 0;            // in `waiting_`, while handling
    std::unique_ptr<Exchange> exchange;  // of the current request
  };
  struct Finished {
    std::uint64_t ticket = 0;
    std::optional<Response> response;  // absent: the body goes on
  };
  // A worker's job reaches the server through it; it is null after stop().
  using Door = base::Guarded<Impl*>;

  // http_server.cpp
  void on_io(net::Interest ready) noexcept override;
  void pump() noexcept;
  void run_library() noexcept;
  void add(Arrival arrival);
  void finish(Finished finished);
  void sweep();

  // http_server_places.cpp: who has a place, who gives way, who is cut off
  void enter(Connection& connection, Stage stage);
  bool make_room(const Arrival& arrival);
  // `next` proposes a connection. A connection that is being answered is not idle, so this asks for
  // another one.
  template <class Next>
  Connection* choose_idle(Next next);
  void give_way(Connection& connection, base::Counter& reason);
  // Closes the connection; tells the client why if it has sent a part of a request. False: it was
  // between two requests.
  bool cut(Connection& connection, const Problem& why);
  void refuse(const Arrival& arrival);
  void peer_ended(int fd, net::PeerEnd end);
  void close_ended();
  std::string print_refusal(bool tls, const Problem& why) const;

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
  void suspend(Exchange& exchange, MHD_Connection* handle, std::uint64_t ticket);
  // http_server_streaming.cpp: a body that goes to a sink, and an answer out of a file
  MHD_Result open_sink(Exchange& exchange, MHD_Connection* handle, Match match);
  MHD_Result go_on(Exchange& exchange, MHD_Connection* handle);
  MHD_Result stream_piece(Exchange& exchange, MHD_Connection* handle, std::string_view piece);
  void finish_sink(Exchange& exchange, MHD_Connection* handle);
  void save_rest(Exchange& exchange);
  // Has a worker run `ask`, which returns an answer or nullopt, and suspends the connection.
  template <class Ask>
  void ask_worker(Exchange& exchange, MHD_Connection* handle, Ask ask);
  MhdResponse make_file_response(Connection& connection, std::shared_ptr<const FilePart> file);
  MhdResponse make_response(Connection& connection, const Response& response);

  MHD_Result send(Exchange& exchange, MHD_Connection* handle, Response response);
  // Answers before the body was read; the connection is not read any more.
  MHD_Result refuse_early(Exchange& exchange, MHD_Connection* handle, Response response);
  void count(int status) noexcept;
  void opened(MHD_Connection* handle, void** connection);
  void closed(const Connection& connection);
  void end(Exchange& exchange);
  void log_access(const Exchange& exchange) const;

  net::EventLoop& loop_;
  const Pools pools_;
  const std::shared_ptr<const Handler> handler_;
  const HttpLimits limits_;
  const base::Log& log_;
  // The registry reads it also after this object has ended.
  const std::shared_ptr<base::Histogram> durations_ = std::make_shared<base::Histogram>(
      std::vector<double>{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10});
  base::Counter* responses_[6] = {};  // by the status' first digit, from 2 on
  base::Counter& refused_full_;
  base::Counter& refused_overload_;
  base::Counter& cut_off_;
  base::Counter& gave_way_total_;
  base::Counter& gave_way_site_;
  base::Counter& unanswered_;
  base::Gauge& open_;
  base::Gauge& exchanges_;

  bool stopping_ = false;
  std::string id_prefix_;
  std::uint64_t last_ticket_ = 0;
  // By descriptor, until opened(): libmicrohttpd 0.9 calls it at once, 1.0 when it runs next. An
  // entry that neither opens stays until the kernel gives its number to another connection.
  std::unordered_map<int, Arrival> arriving_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;  // by descriptor
  std::unordered_map<std::uint64_t, Connection*> waiting_;            // suspended, by ticket
  // All connections but those that a worker has: these cannot give way. Their number is bounded by
  // the workers' queue.
  base::FairPlaces<int> places_;
  std::size_t with_workers_ = 0;
  std::unordered_set<int> ended_;  // their peers send no more

  const std::shared_ptr<Door> door_;
  net::Mailbox<Arrival> arrivals_;
  net::Mailbox<Finished> finished_;
  net::Timer timeout_;  // for libmicrohttpd's next timeout, and for ends of peers
  net::Timer sweep_;
  std::unique_ptr<net::EndWatch> ends_;
  MhdDaemon daemon_;
  std::unique_ptr<net::IoWatch> watch_;  // on daemon_'s epoll descriptor; destroyed before it
};

}  // namespace api
