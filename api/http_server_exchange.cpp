// SPDX-License-Identifier: MIT
// One request on its way through libmicrohttpd's callbacks: target, head, body, response, end. Loop
// thread; the lambda for the pool runs on a worker and touches only its captures.
#include <array>
#include <cstdio>
#include <exception>
#include <utility>

#include "api/http_server_impl.hpp"
#include "api/http_target.hpp"
#include "api/path_for_log.hpp"
#include "api/problem.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace api {
namespace {

// The server cannot answer in the middle of a body. It reads a body that exceeds the limit to its
// end and drops it; it cuts off a client that exceeds the limit by more than this.
constexpr std::size_t kMostOverflow = 1024 * 1024;

std::optional<std::size_t> declared_length(std::string_view header) {
  return base::take_number<std::size_t>(header);
}

// For a socketpair libmicrohttpd logs three lines a response about TCP options that it does not
// have.
bool is_noise(std::string_view line) noexcept {
  return line.find("TCP_NODELAY") != std::string_view::npos ||
         line.find("TCP_CORK") != std::string_view::npos ||
         line.find("Failed to push") != std::string_view::npos;
}

// The hash pool's queue is answered in two to three seconds, the workers' in less.
Problem busy(Runs runs) {
  if (runs == Runs::hasher)
    return overloaded("Many people sign in just now. Please try again in a moment.",
                      std::chrono::seconds{3});
  return server_busy();
}

template <class Ask>
Response call(const Ask& ask) noexcept {
  try {
    return ask();
  } catch (const std::exception&) { return to_response(internal_error()); }
}

void release_body(void* body) noexcept {
  delete static_cast<std::shared_ptr<const std::string>*>(body);
}

MhdResponse make_text_response(const Response& response) {
  const std::string_view text = response.text();
  auto holder = std::make_unique<std::shared_ptr<const std::string>>(response.body);
  // libmicrohttpd does not write to the buffer; its parameter only lacks the const.
  MhdResponse out{MHD_create_response_from_buffer_with_free_callback_cls(
      text.size(), const_cast<char*>(text.data()), &release_body, holder.get())};
  if (out) (void)holder.release();  // the response owns it now
  return out;
}

}  // namespace

MhdResponse HttpServer::Impl::make_response(Connection& connection, const Response& response) {
  MhdResponse out =
      response.file ? make_file_response(connection, response.file) : make_text_response(response);
  if (!out) return out;
  for (const auto& [name, value] : response.headers) {
    if (MHD_add_response_header(out.get(), name.c_str(), value.c_str()) != MHD_YES) return nullptr;
  }
  return out;
}

void HttpServer::Impl::on_log(void* self, const char* format, va_list arguments) noexcept {
  const auto& server = *static_cast<Impl*>(self);
  if (!server.log_.enabled(base::LogLevel::debug)) return;
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  std::string_view text{line.data()};
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (!is_noise(text))
    server.log_.debug("http_library", {{"server", server.limits_.name}, {"says", text}});
}

void HttpServer::Impl::on_connection(void* self, MHD_Connection* handle, void** connection,
                                     MHD_ConnectionNotificationCode what) noexcept {
  auto& server = *static_cast<Impl*>(self);
  switch (what) {
    case MHD_CONNECTION_NOTIFY_STARTED: return server.opened(handle, connection);
    case MHD_CONNECTION_NOTIFY_CLOSED:
      if (*connection != nullptr) server.closed(*static_cast<Connection*>(*connection));
      return;
  }
}

void HttpServer::Impl::opened(MHD_Connection* handle, void** connection) {
  auto made = std::make_unique<Connection>();
  made->fd = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  made->handle = handle;
  if (const auto arrival = arriving_.find(made->fd); arrival != arriving_.end()) {
    made->client = arrival->second.client;
    made->local = arrival->second.local;
    made->tls = arrival->second.tls;
    made->proxies = std::move(arrival->second.proxies);
    arriving_.erase(arrival);
  }
  places_.enter(made->fd, made->client.ip);
  (void)ends_->add(made->fd);
  enter(*made, Stage::idle);
  *connection = made.get();
  connections_.insert_or_assign(made->fd, std::move(made));
  open_.add(1);
  if (!sweep_.running()) sweep_.start_after(limits_.sweep_interval);
}

// libmicrohttpd closes the descriptor afterwards.
void HttpServer::Impl::closed(const Connection& connection) {
  const int fd = connection.fd;
  if (connection.exchange) end(*connection.exchange);
  if (connection.stage == Stage::handling) --with_workers_;
  waiting_.erase(connection.ticket);
  places_.leave(fd);
  ends_->remove(fd);
  ended_.erase(fd);
  connections_.erase(fd);
  open_.add(-1);
}

void* HttpServer::Impl::on_target(void* self, const char* target, MHD_Connection* handle) noexcept {
  auto& server = *static_cast<Impl*>(self);
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  auto& connection = *static_cast<Connection*>(info->socket_context);
  if (connection.exchange) server.end(*connection.exchange);
  connection.exchange =
      std::make_unique<Exchange>(connection, server.loop_.now(), server.exchanges_);
  Target split = split_target(target);
  Request& request = connection.exchange->job->request;
  request.path = std::move(split.path);
  request.query = std::move(split.query);
  // libmicrohttpd may close the connection without a call of on_completed().
  return connection.exchange.get();
}

MHD_Result HttpServer::Impl::on_header(void* exchange, MHD_ValueKind, const char* name,
                                       const char* value) noexcept {
  auto& headers = static_cast<Exchange*>(exchange)->job->request.headers;
  std::string key = base::to_lower(name);
  const bool second_host = key == "host" && headers.contains(key);
  // RFC 9112 section 3.2: two Host lines are an error. This value fails every check.
  if (second_host) headers[key] = " ";
  else if (key.starts_with("x-forwarded-") && headers.contains(key))
    headers[key].append(", ").append(value == nullptr ? "" : value);
  else headers.emplace(std::move(key), value == nullptr ? "" : value);
  return MHD_YES;
}

MHD_Result HttpServer::Impl::on_request(void* self, MHD_Connection* handle, const char*,
                                        const char* method, const char*, const char* body,
                                        std::size_t* body_size, void** slot) noexcept {
  auto& server = *static_cast<Impl*>(self);
  auto& exchange = *static_cast<Exchange*>(*slot);
  // The last run before the library stops, which a suspended connection would make abort.
  if (server.stopping_ && (!exchange.response || *body_size != 0)) return MHD_NO;
  if (!exchange.head_read) return server.read_head(exchange, handle, method);
  if (*body_size != 0) {
    const std::string_view piece{body, *body_size};
    *body_size = 0;
    if (exchange.flow != Flow::none) return server.stream_piece(exchange, handle, piece);
    return server.read_body(exchange, piece);
  }
  if (exchange.flow != Flow::none) return server.go_on(exchange, handle);
  if (exchange.response) return server.send(exchange, handle, std::move(*exchange.response));
  return server.answer(exchange, handle);
}

MHD_Result HttpServer::Impl::read_head(Exchange& exchange, MHD_Connection* handle,
                                       const char* method) {
  exchange.head_read = true;
  enter(exchange.connection, Stage::receiving);
  Request& request = exchange.job->request;
  request.method = parse_method(method);
  MHD_get_connection_values(handle, MHD_HEADER_KIND, &Impl::on_header, &exchange);
  request.client = exchange.connection.client;
  request.local = exchange.connection.local;
  request.tls = exchange.connection.tls;
  request.id = id_prefix_ + '-' + std::to_string(++last_ticket_);
  std::string_view host = request.header("host");
  if (const net::TrustedProxies& proxies = exchange.connection.proxies;
      net::is_among(request.client.ip, proxies)) {
    const net::ForwardedFields fields{std::string{request.header("x-forwarded-for")},
                                      request.header("x-forwarded-proto"),
                                      request.header("x-forwarded-host")};
    const net::Forwarded said = net::read_forwarded(fields, *proxies);
    if (said.client) request.client.ip = *said.client;
    if (said.tls) request.tls = *said.tls;
    if (!said.host.empty()) host = said.host;
  }
  const auto origin = make_origin(host, request.local, request.tls);
  if (!origin)
    return refuse_early(exchange, handle,
                        to_response(bad_request("The Host header names no host.")));
  request.origin = *origin;
  if (handler_->streams) {
    if (auto match = handler_->streams(request))
      return open_sink(exchange, handle, std::move(*match));
  }
  if (declared_length(request.header("content-length")).value_or(0) > limits_.body_bytes) {
    return refuse_early(exchange, handle, to_response(body_too_large(limits_.body_bytes)));
  }
  return MHD_YES;
}

MHD_Result HttpServer::Impl::read_body(Exchange& exchange, std::string_view piece) {
  // Checked when bytes arrive; the inactivity timeout ends clients that send none.
  if (exchange.connection.deadline < loop_.now()) {
    cut_off_.add();
    (void)cut(exchange.connection, request_timeout());
    return MHD_NO;
  }
  std::string& body = exchange.job->request.body;
  if (exchange.overflow == 0 && piece.size() <= limits_.body_bytes - body.size()) {
    body.append(piece);
    return MHD_YES;
  }
  body.clear();
  body.shrink_to_fit();
  exchange.overflow += piece.size();
  return exchange.overflow <= kMostOverflow ? MHD_YES : MHD_NO;
}

MHD_Result HttpServer::Impl::answer(Exchange& exchange, MHD_Connection* handle) {
  if (exchange.overflow != 0)
    return refuse_early(exchange, handle, to_response(body_too_large(limits_.body_bytes)));
  auto routed = handler_->quick(exchange.job->request);
  if (auto* response = std::get_if<Response>(&routed))
    return send(exchange, handle, std::move(*response));
  return ask_pool(exchange, handle, std::get<Match>(std::move(routed)));
}

MHD_Result HttpServer::Impl::ask_pool(Exchange& exchange, MHD_Connection* handle, Match match) {
  const std::uint64_t ticket = ++last_ticket_;
  // The response comes by mail to this thread, so it cannot arrive before the connection is
  // suspended.
  const auto finish = [door = door_, ticket](Response response) {
    door->with([&](Impl* self) {
      if (self != nullptr) (void)self->finished_.post(Finished{ticket, std::move(response)});
    });
  };
  // Called where the queue is full, perhaps later, when somebody else's request takes this place.
  const auto refused = [finish, overload = &refused_overload_, runs = match.runs] {
    overload->add();
    finish(to_response(busy(runs)));
  };
  // Nobody reads the answer of an abandoned job.
  const auto answer = [finish, job = exchange.job](const auto& ask) {
    finish(job->abandoned ? empty_response(503) : call(ask));
  };
  const std::shared_ptr<const Job> job = exchange.job;
  const base::IpAddress& client = job->request.client.ip;
  if (match.runs == Runs::hasher) {
    pools_.hashing->post(
        client,
        [answer, handler = handler_, job,
         match = std::move(match)](const meetings::PasswordHasher& hasher) {
          answer([&] { return handler->hash(job->request, match, hasher); });
        },
        refused);
  } else {
    pools_.workers.post(
        client,
        [answer, handler = handler_, job, match = std::move(match)] {
          answer([&] { return handler->work(job->request, match); });
        },
        refused);
  }
  suspend(exchange, handle, ticket);
  return MHD_YES;
}

void HttpServer::Impl::suspend(Exchange& exchange, MHD_Connection* handle, std::uint64_t ticket) {
  exchange.connection.ticket = ticket;
  waiting_.emplace(ticket, &exchange.connection);
  enter(exchange.connection, Stage::handling);
  MHD_suspend_connection(handle);
}

MHD_Result HttpServer::Impl::refuse_early(Exchange& exchange, MHD_Connection* handle,
                                          Response response) {
  response.with("Connection", "close");
  return send(exchange, handle, std::move(response));
}

MHD_Result HttpServer::Impl::send(Exchange& exchange, MHD_Connection* handle, Response response) {
  handler_->decorate(exchange.job->request, response);
  const MhdResponse ready = make_response(exchange.connection, response);
  if (!ready) return MHD_NO;
  exchange.status = response.status;
  enter(exchange.connection, Stage::sending);
  return MHD_queue_response(handle, static_cast<unsigned>(response.status), ready.get());
}

void HttpServer::Impl::count(int status) noexcept {
  const auto digit = static_cast<std::size_t>(status / 100);
  if (digit >= 2 && digit < std::size(responses_)) responses_[digit]->add();
}

void HttpServer::Impl::on_completed(void* self, MHD_Connection*, void** slot,
                                    MHD_RequestTerminationCode) noexcept {
  if (*slot == nullptr) return;
  auto& exchange = *static_cast<Exchange*>(std::exchange(*slot, nullptr));
  Connection& connection = exchange.connection;
  auto& server = *static_cast<Impl*>(self);
  server.end(exchange);
  connection.exchange.reset();
  server.enter(connection, Stage::idle);
}

void HttpServer::Impl::end(Exchange& exchange) {
  exchange.job->abandoned = true;
  save_rest(exchange);
  count(exchange.status);
  if (exchange.status == 0) unanswered_.add();
  else durations_->observe(std::chrono::duration<double>(loop_.now() - exchange.started).count());
  log_access(exchange);
}

// Logs neither the query nor the headers, which may hold tokens, and no secret of the path.
void HttpServer::Impl::log_access(const Exchange& exchange) const {
  if (!log_.enabled(base::LogLevel::debug)) return;
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(loop_.now() - exchange.started);
  log_.debug("http_request", {{"server", limits_.name},
                              {"id", exchange.job->request.id},
                              {"client", exchange.job->request.client.print()},
                              {"method", to_string(exchange.job->request.method)},
                              {"path", path_for_log(exchange.job->request.path)},
                              {"status", exchange.status},
                              {"ms", took.count()}});
}

}  // namespace api
