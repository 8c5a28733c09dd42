// SPDX-License-Identifier: MIT
// Worker: what it is made of, its listeners and connections. The packets' way stands in
// worker_data.cpp, the effects' in worker_effects.cpp.
#include "turn/io/worker.hpp"

#include <algorithm>

#include "net/sockaddr.hpp"
#include "net/tcp_stream.hpp"
#include "turn/io/layout.hpp"
#include "turn/io/listening.hpp"

namespace turn::io {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kParcelsWaiting = 1024;
constexpr auto kSweepInterval = 5s;
// A connection without an allocation and without a whole frame is not kept longer.
constexpr auto kIdle = 60s;
// Nor one that has said nothing at all: whoever connects has something to ask.
constexpr auto kFirstFrame = 15s;
// What a client without an allocation may begin to send: requests, which are short. It costs nobody
// anything to connect.
constexpr std::size_t kStrangersFrame = 4096;
// Nor one whose client reads nothing.
constexpr auto kStuck = 15s;

}  // namespace

base::Result<std::unique_ptr<Worker>> Worker::open(WorkerIndex index, Shared& shared,
                                                   Hairpin& hairpin, Exchange& exchange,
                                                   Stats& stats, const base::Log& log,
                                                   StreamLimits stream_limits) {
  auto loop = net::EventLoop::open("relay-" + std::to_string(index));
  if (!loop) return base::failure(loop.error());
  // The set's callback needs the worker, and the worker needs the set.
  const auto self = std::make_shared<Worker*>(nullptr);
  auto ready = net::ReadySet::open(**loop, [self] { (*self)->finish_turn(); });
  if (!ready) return base::failure(ready.error());
  std::unique_ptr<Worker> worker{new Worker(std::move(*loop), std::move(*ready), index, shared,
                                            hairpin, exchange, stats, log,
                                            std::move(stream_limits))};
  *self = worker.get();
  return worker;
}

Worker::Worker(std::unique_ptr<net::EventLoop> loop, std::unique_ptr<net::ReadySet> ready,
               WorkerIndex index, Shared& shared, Hairpin& hairpin, Exchange& exchange,
               Stats& stats, const base::Log& log, StreamLimits stream_limits)
    : loop_(std::move(loop)),
      ready_(std::move(ready)),
      index_(index),
      shared_(shared),
      hairpin_(hairpin),
      exchange_(exchange),
      stats_(stats),
      log_(log),
      stream_limits_(std::move(stream_limits)),
      clock_(*loop_),
      server_(shared, random_, stats, index),
      outbox_(stats),
      captures_(server_, clock_),
      session_records_(log, clock_),
      packets_(kPacketSlots, kSlotPayload, kHeadRoom),
      scratch_(new std::byte[kScratch]),
      copies_(new std::byte[kCopies]),
      relay_sockets_(*ready_, static_cast<RelayHost&>(*this)),
      memory_trim_(server_, relay_sockets_),
      pacer_(*loop_, server_, [this] { send_delayed(); }),
      tcp_(*loop_, scratch(), static_cast<TcpRelayHost&>(*this)),
      parcels_(*loop_, kParcelsWaiting, [this](Parcel parcel) { on_parcel(std::move(parcel)); }),
      turn_end_(*loop_, [this] { finish_turn(); }),
      hairpin_wakeup_(*loop_, [this] { on_hairpin(); }),
      hairpin_more_(*loop_, [this] { on_hairpin(); }),
      deadline_(*loop_, [this] { on_deadline(); }),
      sweep_(*loop_, [this] { sweep_streams(); }) {
  hairpin_.set_wake(index_, [this] { hairpin_wakeup_.signal(); });
  exchange_.set(index_, [this](Parcel parcel) { return parcels_.post(std::move(parcel)); });
}

Worker::~Worker() = default;

base::Result<base::Endpoint> Worker::listen(const base::Endpoint& local, bool v6_only) {
  if (local.port != 0) return listen_once(local, v6_only);
  base::Result<base::Endpoint> bound = base::failure(base::Errc::internal, "no attempt");
  for (int i = 0; i < kPortAttempts && !bound; ++i) bound = listen_once(local, v6_only);
  return bound;
}

base::Result<base::Endpoint> Worker::listen_once(const base::Endpoint& local, bool v6_only) {
  const net::UdpOptions options = listener_options(local, v6_only, Transport::udp);
  auto udp = open_listener(local, options, Transport::udp);
  if (!udp) return base::failure(udp.error());
  const base::Endpoint bound = udp->local();
  net::TcpListenOptions tcp_options;
  tcp_options.reuse_port = true;
  tcp_options.v6_only = options.v6_only;
  auto tcp = net::TcpListener::open(
      *loop_, base::Endpoint{local.ip, bound.port}, tcp_options,
      [this](base::UniqueFd fd, const base::Endpoint& peer) { on_accept(std::move(fd), peer); });
  if (!tcp) return base::failure(tcp.error());
  (void)add_listener(std::move(*udp), Transport::udp);
  tcp_listeners_.push_back(std::move(*tcp));
  return bound;
}

base::Result<std::uint32_t> Worker::listen_udp(const base::Endpoint& local) {
  for (const auto& listener : listeners_) {
    if (listener->local() == local && listener->transport() == Transport::udp)
      return listener->index();
  }
  auto udp = open_listener(local, listener_options(local, true, Transport::udp), Transport::udp);
  if (!udp) return base::failure(udp.error());
  return add_listener(std::move(*udp), Transport::udp);
}

std::uint32_t Worker::add_listener(net::UdpSocket socket, Transport transport) {
  const auto index = static_cast<std::uint32_t>(listeners_.size());
  listeners_.push_back(std::make_unique<UdpListener>(*ready_, std::move(socket), index,
                                                     static_cast<ListenerHost&>(*this), transport));
  return index;
}

void Worker::run() {
  sweep_.start_after(kSweepInterval);
  loop_->run();
}

void Worker::stop(EndReason reason) noexcept {
  (void)loop_->post([this, reason] { close_everything(reason); });
  loop_->stop();
}

void Worker::reconfigure(std::shared_ptr<const Config> config) {
  (void)loop_->post([this, config = std::move(config)] {
    if (dtls_) dtls_->set_hello_limit(config->challenge_rate, config->stranger_burst, random_);
    server_.reconfigure(*config, effects_);
    finish_turn();
  });
}

bool Worker::adopt(Adopted adopted) { return parcels_.post(std::move(adopted)); }

void Worker::on_accept(base::UniqueFd fd, const base::Endpoint& peer) {
  auto ticket = stream_limits_.table->admit();
  if (!ticket || !ticket->claim(peer.ip)) return stats_.streams_refused.add();
  auto stream =
      std::make_unique<net::TcpStream>(std::move(fd), peer, net::local_endpoint(fd.get()));
  stream->keep(std::move(ticket));
  add_stream(Adopted{std::move(stream), {}});
}

void Worker::add_stream(Adopted adopted) {
  if (streams_.size() + tcp_.bound() >= stream_limits_.per_worker) {
    stats_.streams_refused.add();
    return;  // closed by its destructor
  }
  const std::uint32_t id = next_stream_++;
  auto connection =
      std::make_unique<StreamConnection>(*loop_, std::move(adopted.stream), id, adopted.moved,
                                         static_cast<StreamHost&>(*this), stats_);
  StreamConnection& added = *connection;
  if (!streams_.emplace(id, std::move(connection)).second)
    return;  // four billion later, and still there
  stats_.streams_opened.add();
  added.start(std::move(adopted.first));
  finish_turn();
}

std::size_t Worker::longest_frame(const StreamConnection& connection) noexcept {
  return server_.has_allocation(connection.leg().tuple) ? stun::kMaxFrame : kStrangersFrame;
}

void Worker::on_closed(StreamConnection& connection) noexcept {
  // Its allocation ends with it, but not in the middle of what is being executed: see
  // finish_turn().
  closed_streams_.push_back(connection.leg().socket);
  stats_.streams_closed.add();
}

void Worker::sweep_streams() noexcept {
  const base::Instant at = loop_->now();
  for (const auto& [id, stream] : streams_) {
    if (stream->closed()) continue;
    const auto patience = stream->has_spoken() ? kIdle : kFirstFrame;
    const bool idle =
        stream->last_frame() + patience < at && !server_.has_allocation(stream->leg().tuple);
    if (idle || stream->stuck_since(at - kStuck)) stream->close();
    stream->trim();
  }
  forget_elsewhere();
  count_overflows();
  if (dtls_) dtls_->sweep([this](const FiveTuple& tuple) { return server_.has_allocation(tuple); });
  finish_turn();
  memory_trim_.trim_if_due();
  sweep_.start_after(kSweepInterval);
}

void Worker::on_deadline() noexcept {
  server_.expire(now(), effects_);
  finish_turn();
}

void Worker::close_everything(EndReason reason) noexcept {
  server_.close_all(now(), effects_, reason);
  finish_turn();
  for (const auto& [id, stream] : streams_) stream->close();
  if (dtls_) dtls_->close_all();
  finish_turn();
  sweep_.stop();
  deadline_.set(std::nullopt);
  pacer_.stop();
  listeners_.clear();
  tcp_listeners_.clear();
}

}  // namespace turn::io
