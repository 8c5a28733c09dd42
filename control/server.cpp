// SPDX-License-Identifier: MIT
#include "control/server.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "base/file_access.hpp"
#include "control/address.hpp"

namespace control {
namespace {

constexpr auto kPause = std::chrono::seconds{1};  // when the system lets nobody be accepted

using base::errno_error;
using base::failure;
using base::UniqueFd;

UniqueFd unix_socket() {
  return UniqueFd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

bool somebody_listens(const SocketAddress& address) {
  const UniqueFd probe = unix_socket();
  return probe && ::connect(probe.get(), address.data(), address.size()) == 0;
}

base::Result<UniqueFd> listen_on(const std::string& path) {
  TRY(const SocketAddress address, SocketAddress::of(path));
  if (somebody_listens(address))
    return failure(base::Errc::already_exists, "another lecternd answers on " + path);
  if (::unlink(address.path()) != 0 && errno != ENOENT)
    return failure(errno_error("unlink " + path, errno));
  UniqueFd fd = unix_socket();
  if (!fd) return failure(errno_error("socket", errno));
  if (::bind(fd.get(), address.data(), address.size()) != 0)
    return failure(errno_error("bind " + path, errno));
  // take() checks the credentials of the peer; the mode keeps other users from connecting at all.
  if (::chmod(address.path(), 0600) != 0) return failure(errno_error("chmod " + path, errno));
  if (::listen(fd.get(), 8) != 0) return failure(errno_error("listen " + path, errno));
  return fd;
}

}  // namespace

// One client: reads its line -> waits for the worker -> writes the answer. The deadline applies to
// reading and writing.
class Server::Connection final : private net::IoHandler {
 public:
  Connection(Server& server, std::uint64_t id, UniqueFd fd)
      : server_(server),
        id_(id),
        fd_(std::move(fd)),
        watch_(server.loop_, fd_.get(), *this),
        deadline_(server.loop_, [this] { server_.close(id_); }) {
    watch_.set(net::Interest::read);
    deadline_.start_after(server_.deadline_);
  }

  void answer(std::string line) {
    output_ = std::move(line);
    state_ = State::writing;
    deadline_.start_after(server_.deadline_);
    watch_.set(net::Interest::write);
  }

 private:
  enum class State { reading, waiting, writing };

  // read_some() and write_some() may destroy this object.
  void on_io(net::Interest) noexcept override {
    if (state_ == State::reading) read_some();
    else if (state_ == State::writing) write_some();
  }

  void read_some() {
    std::array<char, 4096> buffer;
    const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return server_.close(id_);
    input_.append(buffer.data(), static_cast<std::size_t>(n));
    const std::size_t end = input_.find('\n');
    if (end == std::string::npos) {
      if (input_.size() > kMostRequestBytes) {
        answer(print_answer(refuse("bad-request", "the request is too long")) + "\n");
      }
      return;
    }
    state_ = State::waiting;
    deadline_.stop();
    watch_.set(net::Interest::none);
    server_.run(id_, input_.substr(0, end));
  }

  void write_some() {
    const ssize_t n =
        ::send(fd_.get(), output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0) return server_.close(id_);
    sent_ += static_cast<std::size_t>(n);
    if (sent_ == output_.size()) server_.close(id_);
  }

  Server& server_;
  const std::uint64_t id_;
  UniqueFd fd_;
  State state_ = State::reading;
  std::string input_;
  std::string output_;
  std::size_t sent_ = 0;
  net::IoWatch watch_;
  net::Timer deadline_;
};

base::Result<std::unique_ptr<Server>> Server::open(net::EventLoop& loop, net::WorkerPool& workers,
                                                   const std::string& path, Handler handler,
                                                   const base::Log& log,
                                                   std::chrono::milliseconds deadline) {
  TRY(base::secure_folder(folder_of(path), log));
  TRY(UniqueFd listener, listen_on(path));
  return std::unique_ptr<Server>(
      new Server(loop, workers, path, std::move(listener), std::move(handler), log, deadline));
}

Server::Server(net::EventLoop& loop, net::WorkerPool& workers, std::string path, UniqueFd listener,
               Handler handler, const base::Log& log, std::chrono::milliseconds deadline)
    : loop_(loop),
      workers_(workers),
      path_(std::move(path)),
      listener_(std::move(listener)),
      handler_(std::make_shared<const Handler>(std::move(handler))),
      log_(log),
      deadline_(deadline),
      self_(std::make_shared<Server*>(this)),
      failures_(loop, log, "control_system_failure"),
      resume_(loop, [this] { watch_->set(net::Interest::read); }) {
  net::IoHandler& handler_of_watch =
      *this;  // a private base: converted here, not inside make_unique
  watch_ = std::make_unique<net::IoWatch>(loop_, listener_.get(), handler_of_watch);
  watch_->set(net::Interest::read);
}

Server::~Server() {
  *self_ = nullptr;
  ::unlink(path_.c_str());
}

void Server::on_io(net::Interest) noexcept {
  UniqueFd peer{::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (peer) return take(std::move(peer));
  const int error = errno;
  if (error == EAGAIN || error == EINTR || error == ECONNABORTED) return;
  // EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection stays in the queue, and the loop would report
  // it again at once.
  failures_.note("connection", base::errno_error("accept", error));
  watch_->set(net::Interest::none);
  resume_.start_after(kPause);
}

void Server::take(UniqueFd peer) {
  const auto user = peer_user(peer.get());
  if (!user || (*user != 0 && *user != ::geteuid())) {
    log_.warning("control_refused", {{"uid", user ? static_cast<long long>(*user) : -1}});
    return;
  }
  if (connections_.size() >= kMostConnections)
    return;  // closes the descriptor; lecternctl reports that no answer came
  const std::uint64_t id = next_id_++;
  connections_.emplace(id, std::make_unique<Connection>(*this, id, std::move(peer)));
}

void Server::run(std::uint64_t id, std::string line) {
  const auto job = [handler = handler_, self = self_, id, line = std::move(line), &loop = loop_] {
    const auto request = parse_request(line);
    std::string text =
        print_answer(request ? (*handler)(*request) : Answer{base::failure(request.error())}) +
        "\n";
    loop.post([self, id, text = std::move(text)] {
      if (*self != nullptr) (*self)->answer(id, text);
    });
  };
  if (!workers_.post(job))
    answer(id, print_answer(refuse("overloaded", "the daemon is busy; try again")) + "\n");
}

void Server::answer(std::uint64_t id, std::string line) {
  const auto found = connections_.find(id);
  if (found != connections_.end()) found->second->answer(std::move(line));
}

void Server::close(std::uint64_t id) { connections_.erase(id); }

}  // namespace control
