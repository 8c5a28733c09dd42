// SPDX-License-Identifier: MIT
#include "turn/io/worker.hpp"

#include <string>
#include <utility>

#include "turn/io/run_on_loop.hpp"

namespace turn::io {
namespace {

constexpr auto kSweepInterval = std::chrono::seconds{5};

}  // namespace

base::Result<std::unique_ptr<Worker>> Worker::open(WorkerIndex index, Shared& shared,
                                                   Hairpin& hairpin, Exchange& exchange,
                                                   Stats& stats, const base::Log& log,
                                                   base::FailureLog& failures,
                                                   StreamLimits stream_limits) {
  TRY(auto loop, net::EventLoop::open("relay-" + std::to_string(index)));
  // The set's callback needs the worker, and the worker's constructor needs the set.
  const auto self = std::make_shared<Worker*>(nullptr);
  TRY(auto ready, net::ReadySet::open(*loop, [self] { (*self)->finish_turn(); }));
  std::unique_ptr<Worker> worker{new Worker(std::move(loop), std::move(ready), index, shared,
                                            hairpin, exchange, stats, log, failures,
                                            std::move(stream_limits))};
  *self = worker.get();
  return worker;
}

Worker::Worker(std::unique_ptr<net::EventLoop> loop, std::unique_ptr<net::ReadySet> ready,
               WorkerIndex index, Shared& shared, Hairpin& hairpin, Exchange& exchange,
               Stats& stats, const base::Log& log, base::FailureLog& failures,
               StreamLimits stream_limits)
    : loop_(std::move(loop)),
      ready_(std::move(ready)),
      shared_(shared),
      stats_(stats),
      log_(log),
      most_dtls_clients_(stream_limits.per_worker),
      clock_(*loop_),
      failures_(failures, clock_, stats),
      scratch_(new std::byte[kScratch]),
      server_(shared, random_, stats, index),
      session_records_(log, clock_),
      packets_(stats),
      captures_(server_, clock_),
      pacer_(*loop_, server_,
             [this] {
               forwarder_.send_delayed();
               finish_turn();
             }),
      other_workers_(
          *loop_, index, exchange, hairpin, [this](Parcel parcel) { take(std::move(parcel)); },
          [this] {
            forwarder_.deliver_from_other_workers();
            finish_turn();
          }),
      moved_clients_(other_workers_, clock_, stats),
      forwarder_(server_, shared.ports, packets_, sockets_, relay_sockets_, other_workers_, pacer_,
                 captures_, clock_, stats),
      client_input_(server_, effects_, packets_, udp_listeners_, streams_, sockets_, forwarder_,
                    moved_clients_, captures_, memory_trim_, clock_, *this, stats),
      peer_input_(server_, packets_, forwarder_, captures_, memory_trim_, clock_, stats),
      udp_listeners_(*ready_, client_input_),
      relay_sockets_(*ready_, peer_input_, stream_limits.descriptor_ceiling),
      memory_trim_(server_, relay_sockets_),
      tcp_peers_(*loop_, {scratch_.get(), kScratch}, server_, effects_, other_workers_, failures_,
                 clock_, *this, stream_limits.descriptor_ceiling),
      streams_(*loop_, {scratch_.get(), kScratch}, client_input_, *this, server_, effects_,
               tcp_peers_, other_workers_, failures_, clock_, stats, std::move(stream_limits)),
      sockets_(*loop_, udp_listeners_, streams_, packets_, other_workers_, captures_, inherited_,
               stats),
      handover_(server_, effects_, udp_listeners_, relay_sockets_, moved_clients_, inherited_,
                failures_, clock_, *this),
      sessions_(*loop_, server_, effects_, sockets_, captures_, clock_, *this),
      deadline_(*loop_,
                [this] {
                  server_.expire(clock_.now(), effects_);
                  finish_turn();
                }),
      sweep_(*loop_, [this] { sweep(); }) {}

Worker::~Worker() = default;

base::Status Worker::enable_dtls(std::shared_ptr<net::TlsContext> tls,
                                 const net::DtlsCookies& cookies) {
  DtlsClients::Limits limits;
  limits.sessions = most_dtls_clients_;
  limits.hellos_per_second = server_.config().challenge_rate;
  limits.hello_burst = server_.config().stranger_burst;
  return sockets_.enable_dtls(std::move(tls), cookies, client_input_, random_, limits);
}

void Worker::run() {
  sweep_.start_after(kSweepInterval);
  loop_->run();
}

void Worker::stop(EndReason reason) noexcept {
  (void)loop_->post([this, reason] { close_everything(reason); });
  loop_->stop();
}

std::optional<HandedWorker> Worker::hand_over() {
  return run_on_loop(*loop_, [this] {
    finish_turn();
    HandedWorker handed = handover_.leave();
    // Clients of what stays behind are told, as long as there are listeners.
    close_everything(EndReason::stopped);
    return handed;
  });
}

void Worker::reconfigure(std::shared_ptr<const Config> config) {
  (void)loop_->post([this, config = std::move(config)] {
    if (auto* dtls = sockets_.dtls())
      dtls->set_hello_limit(config->challenge_rate, config->stranger_burst, random_);
    server_.reconfigure(*config, effects_);
    finish_turn();
  });
}

void Worker::addresses_lost(std::vector<base::IpAddress> locals) {
  (void)loop_->post([this, locals = std::move(locals)] {
    for (const base::IpAddress& local : locals) server_.address_lost(local, clock_.now(), effects_);
    finish_turn();
  });
}

void Worker::set_tls(std::shared_ptr<net::TlsContext> tls) {
  (void)loop_->post([this, tls = std::move(tls)] {
    if (auto* dtls = sockets_.dtls()) dtls->set_tls(tls);
  });
}

void Worker::finish_batch() noexcept {
  packets_.flush();  // data may leave by a relay socket that an effect closes
  effects_.run_io([this](const IoEffect& effect) {
    std::visit([this](const auto& one) { execute(one); }, effect);
  });
  for (const Reply& reply : effects_.replies())
    sockets_.send(reply.to, effects_.message(reply), FrameKind::control);
  packets_.clear();
  if (auto* dtls = sockets_.dtls()) dtls->recycle();
  effects_.clear_replies();
}

void Worker::finish_turn() noexcept {
  peer_input_.next_round();
  finish_batch();
  streams_.finish_turn();
  if (auto* dtls = sockets_.dtls()) dtls->bury();
  // Writing may have ended connections, and their allocations with them.
  if (!effects_.empty() || packets_.anything_to_send()) finish_batch();
  captures_.end_finished();
  memory_trim_.note_peak();
  deadline_.set(server_.next_deadline());
  pacer_.arm();
}

base::Status Worker::open(const OpenRelay& effect) {
  if (effect.transport == RelayTransport::tcp)
    return tcp_peers_.listen(effect.allocation, effect.relay, effect.local);
  return relay_sockets_.open(effect.allocation, effect.local, effect.next_too);
}

void Worker::execute(const OpenRelay& effect) {
  const auto opened = open(effect);
  if (opened) return server_.relay_opened(effect.allocation, effect.relay, clock_.now(), effects_);
  const SystemFailure why = failures_.note(SocketPurpose::relayed_address, opened.error());
  server_.relay_failed(effect.allocation, effect.relay, why, clock_.now(), effects_);
}

// Also called for a relayed address that could not be opened.
void Worker::execute(const CloseRelay& effect) {
  relay_sockets_.close(effect.allocation, shared_.ports.local(effect.relay).ip);
  tcp_peers_.stop_listening(effect.relay);
  server_.relay_closed(effect.relay);
}

void Worker::take(Parcel parcel) {
  if (auto* adopted = std::get_if<Adopted>(&parcel)) return streams_.add(std::move(*adopted));
  if (const auto* passed = std::get_if<PassedDatagram>(&parcel)) return client_input_.take(*passed);
  if (const auto* client = std::get_if<ClientElsewhere>(&parcel))
    return moved_clients_.learn(*client);
  if (const auto* answer = std::get_if<ForDtls>(&parcel)) {
    sockets_.dtls()->send(answer->client, answer->message);
  } else {
    tcp_peers_.accept(std::move(std::get<OwnConnection>(parcel)));
  }
  finish_turn();
}

void Worker::sweep() noexcept {
  streams_.sweep();
  failures_.tell();
  moved_clients_.forget_silent();
  const std::uint64_t overflows = udp_listeners_.overflows();
  const std::uint64_t counted = stats_.listener_overflows.value();
  if (overflows > counted) stats_.listener_overflows.add(overflows - counted);
  if (auto* dtls = sockets_.dtls())
    dtls->sweep([this](const FiveTuple& tuple) { return server_.has_allocation(tuple); });
  finish_turn();
  memory_trim_.trim_if_due();
  sweep_.start_after(kSweepInterval);
}

void Worker::close_everything(EndReason reason) noexcept {
  server_.close_all(clock_.now(), effects_, reason);
  finish_turn();
  streams_.close_all();
  if (auto* dtls = sockets_.dtls()) dtls->close_all();
  finish_turn();
  sweep_.stop();
  deadline_.set(std::nullopt);
  pacer_.stop();
  udp_listeners_.close();
  streams_.stop_listening();
}

}  // namespace turn::io
