// SPDX-License-Identifier: MIT
// ControlServer: the Unix socket that lecternctl talks to. Root and the daemon's own user only; few connections, bounded
// requests, deadlines. Accepting, reading and writing on the main loop; the command itself on a worker thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/result.hpp"
#include "daemon/control_protocol.hpp"
#include "net/event_loop.hpp"
#include "net/fd.hpp"
#include "net/worker_pool.hpp"

namespace lecternd {

using ControlHandler = std::function<ControlResult(const ControlRequest&)>;  // worker threads

class ControlServer final : private net::IoHandler {
 public:
  static constexpr std::size_t kMostConnections = 16;

  // Loop thread, as everything here. A socket that a dead daemon left behind is replaced; a living one's is an error.
  static base::Result<std::unique_ptr<ControlServer>> open(net::EventLoop& loop, net::WorkerPool& workers, const std::string& path,
                                                           ControlHandler handler, const base::Log& log,
                                                           std::chrono::milliseconds deadline = std::chrono::seconds{30});
  // The pool must have been stopped before: its jobs refer to the handler.
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  class Connection;
  ControlServer(net::EventLoop& loop, net::WorkerPool& workers, std::string path, net::UniqueFd listener, ControlHandler handler,
                const base::Log& log, std::chrono::milliseconds deadline);
  void on_io(net::Interest ready) noexcept override;
  void take(net::UniqueFd peer);
  void run(std::uint64_t id, std::string line);
  void answer(std::uint64_t id, std::string line);
  void close(std::uint64_t id);

  net::EventLoop& loop_;
  net::WorkerPool& workers_;
  const std::string path_;
  const net::UniqueFd listener_;
  const std::shared_ptr<const ControlHandler> handler_;
  const base::Log& log_;
  const std::chrono::milliseconds deadline_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::shared_ptr<ControlServer*> self_;  // answers that come after the end find nullptr; loop thread
  std::unique_ptr<net::IoWatch> watch_;
};

}  // namespace lecternd
