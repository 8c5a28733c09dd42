// SPDX-License-Identifier: MIT
// Server: the Unix socket that lecternctl connects to. It serves root and the daemon's own user
// only, with few connections, bounded requests and deadlines. It accepts, reads and writes on the
// main loop; the command runs on a worker thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/fd.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "control/protocol.hpp"
#include "net/event_loop.hpp"
#include "net/failure_reporter.hpp"
#include "net/worker_pool.hpp"

namespace control {

using Handler = std::function<Answer(const Request&)>;  // worker threads

class Server final : private net::IoHandler {
 public:
  static constexpr std::size_t kMostConnections = 16;

  // Loop thread, like every function here. Replaces a socket that a dead daemon left behind;
  // Errc::already_exists where a living daemon answers on it; permission_denied where others may
  // replace the socket (base/file_access.hpp).
  static base::Result<std::unique_ptr<Server>> open(
      net::EventLoop& loop, net::WorkerPool& workers, const std::string& path, Handler handler,
      const base::Log& log, std::chrono::milliseconds deadline = std::chrono::seconds{30});
  // Stop the pool first: its jobs refer to the handler.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  class Connection;
  Server(net::EventLoop& loop, net::WorkerPool& workers, std::string path, base::UniqueFd listener,
         Handler handler, const base::Log& log, std::chrono::milliseconds deadline);
  void on_io(net::Interest ready) noexcept override;
  void take(base::UniqueFd peer);
  void run(std::uint64_t id, std::string line);
  void answer(std::uint64_t id, std::string line);
  void close(std::uint64_t id);

  net::EventLoop& loop_;
  net::WorkerPool& workers_;
  const std::string path_;
  const base::UniqueFd listener_;
  const std::shared_ptr<const Handler> handler_;
  const base::Log& log_;
  const std::chrono::milliseconds deadline_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::shared_ptr<Server*> self_;  // an answer after the destructor finds nullptr; loop thread
  net::FailureReporter failures_;
  std::unique_ptr<net::IoWatch> watch_;
  net::Timer resume_;
};

}  // namespace control
