// SPDX-License-Identifier: MIT
// bench_relay_forwarder: moves payloads between ChannelData and plain datagrams along a map it was
// born with (fixed_map.hpp): no authentication, no permissions, no timers, no counters. Exists to
// show, in the same run, what any relay in user space could reach. One thread.
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/relay/descriptors.hpp"
#include "bench/relay/epoll.hpp"
#include "bench/relay/fixed_map.hpp"
#include "net/sockaddr.hpp"
#include "net/socket_calls.hpp"
#include "turn/stun/channel_data.hpp"

namespace {

constexpr std::size_t kSlots = 64;
constexpr std::size_t kSlotSize = 66'000;
constexpr std::size_t kMaxSegments = 64;
constexpr std::size_t kFewSlots = 16;  // fewer are not worth a recvmmsg
constexpr std::uint32_t kListener = UINT32_MAX;
constexpr int kSocketBuffer = 4 << 20;

struct alignas(cmsghdr) Control {
  std::array<std::byte, 64> bytes;
};

struct Settings {
  base::Endpoint listen;
  base::IpAddress relay_ip;
  base::IpAddress peer_ip;
  base::Cidr client_net;
  unsigned clients = 10;
  bool segments = false;  // UDP_GRO and UDP_SEGMENT
};

// The datagrams of one direction. They are sent from the memory in which they were received; the
// I/O vectors skip or insert headers.
struct Batch {
  Batch()
      : memory(new std::byte[kSlots * kSlotSize]),
        parts(kSlots * 2 * kMaxSegments),
        heads(kSlots * kMaxSegments) {
    for (std::size_t i = 0; i < kSlots; ++i) {
      in_vectors[i] = {memory.get() + i * kSlotSize, kSlotSize};
      in[i].msg_hdr.msg_iov = &in_vectors[i];
      in[i].msg_hdr.msg_iovlen = 1;
      in[i].msg_hdr.msg_name = from[i].data();
    }
  }
  std::unique_ptr<std::byte[]> memory;
  std::array<iovec, kSlots> in_vectors{};
  std::array<mmsghdr, kSlots> in{};
  std::array<net::SocketAddress, kSlots> from{};
  std::array<Control, kSlots> in_control{};

  std::array<mmsghdr, kSlots> out{};
  std::array<Control, kSlots> out_control{};
  std::array<std::size_t, kSlots>
      out_client{};  // only of what goes up: whose relay socket it leaves from
  std::size_t out_size = 0;
  std::vector<iovec> parts;  // of all messages out, one after the other
  std::size_t parts_used = 0;
  std::vector<std::array<std::byte, stun::kChannelHeaderSize>> heads;
  std::size_t heads_used = 0;
};

class Forwarder {
 public:
  explicit Forwarder(const Settings& settings) : settings_(settings) {}
  bool open();
  [[noreturn]] void run();

 private:
  struct Client {
    base::UniqueFd relay;
    net::SocketAddress address;
    net::SocketAddress peer;
  };
  base::UniqueFd bound(const base::Endpoint& local) const;
  // Into the slots from `first` on; how many.
  std::size_t receive(int fd, Batch& batch, std::size_t first) const;
  void from_clients();
  void from_peer(std::size_t client);
  void flush_to_clients();
  // Makes one message of the parts from `first_part` on: `segments` datagrams of `segment` bytes,
  // the last may be shorter.
  static void close_message(Batch& batch, std::size_t first_part, net::SocketAddress& to,
                            std::size_t segment, std::size_t segments);
  static void send(int fd, Batch& batch, std::size_t begin, std::size_t end);

  Settings settings_;
  base::UniqueFd listener_;
  std::vector<Client> clients_;
  bench::Epoll epoll_;
  Batch up_, down_;
  std::size_t down_used_ = 0;  // slots of down_ that wait to be sent
};

base::UniqueFd Forwarder::bound(const base::Endpoint& local) const {
  net::SocketAddress address{local};
  base::UniqueFd fd{::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  (void)net::set_option(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, kSocketBuffer);
  if (settings_.segments) (void)net::set_option(fd.get(), SOL_UDP, UDP_GRO, 1);
  if (::bind(fd.get(), address.data(), address.size()) == 0) return fd;
  std::perror(("bind " + local.print()).c_str());
  return base::UniqueFd{};
}

bool Forwarder::open() {
  listener_ = bound(settings_.listen);
  if (!listener_ || !epoll_.add(listener_.get(), kListener)) return false;
  for (unsigned i = 0; i < settings_.clients; ++i) {
    Client client;
    client.relay = bound({settings_.relay_ip, bench::fixed_port(bench::kFirstRelayPort, i)});
    client.address = net::SocketAddress{{bench::client_address(settings_.client_net, i),
                                         bench::fixed_port(bench::kFirstClientPort, i)}};
    client.peer =
        net::SocketAddress{{settings_.peer_ip, bench::fixed_port(bench::kFirstPeerPort, i)}};
    if (!client.relay || !epoll_.add(client.relay.get(), i)) return false;
    clients_.push_back(std::move(client));
  }
  return true;
}

void Forwarder::run() {
  for (;;) {
    for (const epoll_event& event : epoll_.wait(-1)) {
      if (event.data.u32 == kListener) {
        from_clients();
      } else {
        from_peer(event.data.u32);
      }
    }
    flush_to_clients();
  }
}

std::size_t Forwarder::receive(int fd, Batch& batch, std::size_t first) const {
  for (std::size_t i = first; i < kSlots; ++i) {
    batch.in[i].msg_hdr.msg_namelen = net::SocketAddress::capacity();
    batch.in[i].msg_hdr.msg_control =
        settings_.segments ? batch.in_control[i].bytes.data() : nullptr;
    batch.in[i].msg_hdr.msg_controllen = settings_.segments ? sizeof(Control) : 0;
  }
  const int n = ::recvmmsg(fd, &batch.in[first], static_cast<unsigned>(kSlots - first), 0, nullptr);
  return n < 0 ? 0 : static_cast<std::size_t>(n);
}

// UDP_GRO's segment size; the whole length where nothing was glued together.
std::size_t segment_of(mmsghdr& message) {
  for (cmsghdr* c = CMSG_FIRSTHDR(&message.msg_hdr); c != nullptr;
       c = CMSG_NXTHDR(&message.msg_hdr, c)) {
    if (c->cmsg_level != SOL_UDP || c->cmsg_type != UDP_GRO) continue;
    int size = 0;
    std::memcpy(&size, CMSG_DATA(c), sizeof size);
    return static_cast<std::size_t>(size);
  }
  return message.msg_len;
}

void Forwarder::close_message(Batch& batch, std::size_t first_part, net::SocketAddress& to,
                              std::size_t segment, std::size_t segments) {
  const std::size_t at = batch.out_size++;
  msghdr& header = batch.out[at].msg_hdr;
  header = msghdr{};
  header.msg_name = to.data();
  header.msg_namelen = to.size();
  header.msg_iov = &batch.parts[first_part];
  header.msg_iovlen = batch.parts_used - first_part;
  if (segments < 2) return;
  header.msg_control = batch.out_control[at].bytes.data();
  header.msg_controllen = CMSG_SPACE(sizeof(std::uint16_t));
  cmsghdr* const c = CMSG_FIRSTHDR(&header);
  c->cmsg_level = SOL_UDP;
  c->cmsg_type = UDP_SEGMENT;
  c->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
  const auto size = static_cast<std::uint16_t>(segment);
  std::memcpy(CMSG_DATA(c), &size, sizeof size);
}

void Forwarder::from_clients() {
  const std::size_t count = receive(listener_.get(), up_, 0);
  up_.out_size = up_.parts_used = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto port = up_.from[i].endpoint().port;
    const std::size_t client = std::size_t{port} - bench::kFirstClientPort;
    if (port < bench::kFirstClientPort || client >= clients_.size()) continue;
    const std::size_t segment = segment_of(up_.in[i]), first = up_.parts_used;
    base::Bytes rest{up_.memory.get() + i * kSlotSize, up_.in[i].msg_len};
    std::size_t segments = 0;
    while (!rest.empty() && segments < kMaxSegments) {
      const auto data = stun::decode_channel_data(rest.first(std::min(segment, rest.size())));
      if (data && data->number == bench::kChannel) {
        up_.parts[up_.parts_used++] = {const_cast<std::byte*>(data->payload.data()),
                                       data->payload.size()};
        ++segments;
      }
      rest = rest.subspan(std::min(segment, rest.size()));
    }
    if (segments == 0) continue;
    up_.out_client[up_.out_size] = client;
    close_message(up_, first, clients_[client].peer, segment - stun::kChannelHeaderSize, segments);
  }
  // Neighbours with one relay socket leave in one call.
  for (std::size_t i = 0, end = 0; i < up_.out_size; i = end) {
    for (end = i + 1; end < up_.out_size && up_.out_client[end] == up_.out_client[i];) ++end;
    send(clients_[up_.out_client[i]].relay.get(), up_, i, end);
  }
}

// The sockets of one wake-up share the batch, and their datagrams leave together: earlier datagrams
// wait in their slots.
void Forwarder::from_peer(std::size_t client) {
  if (kSlots - down_used_ < kFewSlots) flush_to_clients();
  const std::size_t begin = down_used_;
  down_used_ += receive(clients_[client].relay.get(), down_, begin);
  for (std::size_t i = begin; i < down_used_; ++i) {
    const std::size_t segment = segment_of(down_.in[i]), first = down_.parts_used;
    base::Bytes rest{down_.memory.get() + i * kSlotSize, down_.in[i].msg_len};
    std::size_t segments = 0;
    while (!rest.empty() && segments < kMaxSegments) {
      const base::Bytes payload = rest.first(std::min(segment, rest.size()));
      auto& head = down_.heads[down_.heads_used++];
      stun::encode_channel_header(head.data(), bench::kChannel,
                                  static_cast<std::uint16_t>(payload.size()));
      down_.parts[down_.parts_used++] = {head.data(), head.size()};
      down_.parts[down_.parts_used++] = {const_cast<std::byte*>(payload.data()), payload.size()};
      ++segments;
      rest = rest.subspan(payload.size());
    }
    if (segments != 0)
      close_message(down_, first, clients_[client].address, segment + stun::kChannelHeaderSize,
                    segments);
  }
}

void Forwarder::flush_to_clients() {
  send(listener_.get(), down_, 0, down_.out_size);
  down_.out_size = down_.parts_used = down_.heads_used = down_used_ = 0;
}

void Forwarder::send(int fd, Batch& batch, std::size_t begin, std::size_t end) {
  while (begin < end) {
    const int n =
        ::sendmmsg(fd, &batch.out[begin], static_cast<unsigned>(end - begin), MSG_NOSIGNAL);
    begin += n > 0 ? static_cast<std::size_t>(n) : 1;  // datagrams that the kernel refuses are lost
  }
}

std::optional<Settings> parse(int argc, char** argv, int& status) {
  CLI::App app{"A bare forwarder of ChannelData with a fixed map", "bench_relay_forwarder"};
  std::string listen, relay_ip, peer_ip, client_net = "127.0.0.1/32", variant = "batch";
  Settings settings;
  app.add_option("--listen", listen, "ADDRESS:PORT for clients")->required();
  app.add_option("--relay-ip", relay_ip, "address that peers see")->required();
  app.add_option("--peer-ip", peer_ip, "address of the peers")->required();
  app.add_option("--client-net", client_net,
                 "IPv4 prefix of the clients, one in each /24; or the only address of all");
  app.add_option("--clients", settings.clients)->check(CLI::Range(1u, bench::kMaxFixedClients));
  app.add_option("--variant", variant,
                 "batch: recvmmsg and sendmmsg; gso: UDP_GRO and UDP_SEGMENT, too")
      ->check(CLI::IsMember({"batch", "gso"}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    status = app.exit(error);
    return std::nullopt;
  }
  const auto endpoint = base::Endpoint::parse(listen);
  const auto relay = base::IpAddress::parse(relay_ip), peer = base::IpAddress::parse(peer_ip);
  const auto clients = base::Cidr::parse(client_net);
  if (!endpoint || !relay || !peer || !clients || !clients->network().is_v4()) {
    std::fputs("an address or a prefix is not one\n", stderr);
    status = 2;
    return std::nullopt;
  }
  settings.listen = *endpoint;
  settings.relay_ip = *relay;
  settings.peer_ip = *peer;
  settings.client_net = *clients;
  settings.segments = variant == "gso";
  return settings;
}

}  // namespace

int main(int argc, char** argv) {
  int status = 0;
  const auto settings = parse(argc, argv, status);
  if (!settings) return status;
  bench::allow_many_descriptors();
  Forwarder forwarder{*settings};
  if (!forwarder.open()) return 1;
  std::puts("ready");
  std::fflush(stdout);
  forwarder.run();
}
