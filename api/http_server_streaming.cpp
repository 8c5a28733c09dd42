// SPDX-License-Identifier: MIT
// A body that goes to a sink in blocks, and an answer out of a file. A connection is suspended
// while a worker has a block of it, so a body needs the memory of one block, and a slow disk slows
// the client. Loop thread; the lambdas for the pool run on a worker.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "api/http_server_impl.hpp"

namespace api {
namespace {

// One hop to a worker costs some 20 us; at this size it hides behind the write.
constexpr std::size_t kBlock = std::size_t{256} * 1024;
// libmicrohttpd reads so much of a file at a time.
constexpr std::size_t kFileBlock = std::size_t{64} * 1024;
// So much of a file is asked of the disk before it is needed.
constexpr off_t kReadAhead = off_t{2} * 1024 * 1024;

}  // namespace

template <class Ask>
void HttpServer::Impl::ask_worker(Exchange& exchange, MHD_Connection* handle, Ask ask) {
  const std::uint64_t ticket = ++last_ticket_;
  const auto finish = [door = door_, ticket](std::optional<Response> response) {
    door->with([&](Impl* self) {
      if (self != nullptr) (void)self->finished_.post(Finished{ticket, std::move(response)});
    });
  };
  pools_.workers.post(
      exchange.job->request.client.ip,
      [finish, ask = std::move(ask), streamed = exchange.streamed] {
        std::optional<Response> response;
        try {
          response = ask();
        } catch (const std::exception&) { streamed->problem = internal_error(); }
        if (streamed->problem) response = to_response(*streamed->problem);
        finish(std::move(response));
      },
      [finish, overload = &refused_overload_, streamed = exchange.streamed] {
        overload->add();
        streamed->problem = server_busy();
        finish(to_response(*streamed->problem));
      });
  suspend(exchange, handle, ticket);
}

MHD_Result HttpServer::Impl::open_sink(Exchange& exchange, MHD_Connection* handle, Match match) {
  exchange.flow = Flow::opening;
  exchange.streamed = std::make_shared<Streamed>();
  ask_worker(exchange, handle,
             [handler = handler_, job = std::shared_ptr<const Job>{exchange.job},
              match = std::move(match), streamed = exchange.streamed]() -> std::optional<Response> {
               auto sink = handler->open(job->request, match);
               if (!sink) return std::move(sink.error());
               streamed->sink = std::move(*sink);
               return std::nullopt;
             });
  return MHD_YES;
}

// Between two pieces: the sink is open, or has refused; or the body is over.
MHD_Result HttpServer::Impl::go_on(Exchange& exchange, MHD_Connection* handle) {
  if (exchange.response) {
    // Nobody has read the body of a request that was refused at once.
    if (exchange.flow == Flow::opening)
      return refuse_early(exchange, handle, std::move(*exchange.response));
    return send(exchange, handle, std::move(*exchange.response));
  }
  if (exchange.flow == Flow::opening) {
    exchange.flow = Flow::flowing;
    return MHD_YES;
  }
  finish_sink(exchange, handle);
  return MHD_YES;
}

MHD_Result HttpServer::Impl::stream_piece(Exchange& exchange, MHD_Connection* handle,
                                          std::string_view piece) {
  if (exchange.streamed->problem) return MHD_NO;
  // Any byte prolongs the time: a line may be so slow that a whole body takes hours. The routes
  // that stream allow few bodies at a time.
  exchange.connection.deadline = loop_.now() + limits_.body_time;
  exchange.flow = Flow::flowing;
  exchange.block.append(piece);
  if (exchange.block.size() < kBlock) return MHD_YES;
  ask_worker(exchange, handle,
             [streamed = exchange.streamed,
              block = std::exchange(exchange.block, {})]() -> std::optional<Response> {
               const auto taken = streamed->sink->take(block);
               if (!taken) streamed->problem = taken.error();
               return std::nullopt;
             });
  return MHD_YES;
}

void HttpServer::Impl::finish_sink(Exchange& exchange, MHD_Connection* handle) {
  exchange.flow = Flow::finishing;
  ask_worker(exchange, handle,
             [streamed = exchange.streamed,
              block = std::exchange(exchange.block, {})]() -> std::optional<Response> {
               if (!block.empty()) {
                 if (const auto taken = streamed->sink->take(block); !taken) {
                   streamed->problem = taken.error();
                   return std::nullopt;
                 }
               }
               Answer answer = streamed->sink->finish();
               return answer ? std::move(*answer) : to_response(answer.error());
             });
}

// The client has left in the middle of a body: what came of it is worth keeping.
void HttpServer::Impl::save_rest(Exchange& exchange) {
  if (exchange.flow != Flow::flowing || exchange.block.empty() || exchange.streamed->problem)
    return;
  pools_.workers.post(
      exchange.job->request.client.ip,
      [streamed = exchange.streamed, block = std::exchange(exchange.block, {})] {
        try {
          (void)streamed->sink->take(block);
        } catch (const std::exception&) {}  // nobody is left who could be told
      },
      [] {});
}

MhdResponse HttpServer::Impl::make_file_response(Connection& connection,
                                                 std::shared_ptr<const FilePart> file) {
  struct Source {
    Impl& server;
    Connection& connection;
    std::shared_ptr<const FilePart> part;
  };
  const auto read = [](void* self, std::uint64_t at, char* out, std::size_t most) -> ssize_t {
    const auto& source = *static_cast<Source*>(self);
    const FilePart& part = *source.part;
    if (at >= part.length) return MHD_CONTENT_READER_END_OF_STREAM;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, part.length - at));
    const auto place = static_cast<off_t>(part.offset + at);
    const ssize_t n = ::pread(part.file.get(), out, wanted, place);
    if (n <= 0) return MHD_CONTENT_READER_END_WITH_ERROR;
    (void)::posix_fadvise(part.file.get(), place + n, kReadAhead, POSIX_FADV_WILLNEED);
    // A client that reads is not slow, however long a whole film takes.
    source.server.enter(source.connection, Stage::sending);
    return n;
  };
  const auto release = [](void* self) { delete static_cast<Source*>(self); };
  const std::uint64_t length = file->length;
  auto source = std::make_unique<Source>(Source{*this, connection, std::move(file)});
  MhdResponse out{
      MHD_create_response_from_callback(length, kFileBlock, read, source.get(), release)};
  if (out) (void)source.release();  // the response owns it now
  return out;
}

}  // namespace api
