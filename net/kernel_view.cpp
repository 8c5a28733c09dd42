// SPDX-License-Identifier: MIT
#include "net/kernel_view.hpp"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace net {
namespace {

constexpr unsigned kLowerUp = 1u << 16;  // IFF_LOWER_UP, which <net/if.h> does not have
constexpr unsigned short kIp6Gre = 823;  // ARPHRD_IP6GRE, which <net/if_arp.h> does not have
// A route with a shorter destination may be the one to the outside: 0.0.0.0/0, 0.0.0.0/1, 2000::/3.
constexpr unsigned kShortDestination = 8;

// The bytes of one header or attribute are copied out: nothing says that they are aligned.
template <class Header>
std::optional<Header> header_of(base::Bytes bytes) noexcept {
  if (bytes.size() < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

constexpr std::size_t aligned(std::size_t size) noexcept { return (size + 3) & ~std::size_t{3}; }

base::Bytes after(base::Bytes bytes, std::size_t size) noexcept {
  return bytes.subspan(std::min(aligned(size), bytes.size()));
}

// Calls f(const nlmsghdr&, payload) for each message of a datagram.
template <class F>
void for_each_message(base::Bytes datagram, F&& f) {
  while (const auto header = header_of<nlmsghdr>(datagram)) {
    if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size()) return;
    f(*header, datagram.first(header->nlmsg_len).subspan(sizeof(nlmsghdr)));
    datagram = after(datagram, header->nlmsg_len);
  }
}

// Calls f(type, value) for each attribute behind the `Header` of a message.
template <class F>
void for_each_attribute(base::Bytes attributes, F&& f) {
  while (const auto header = header_of<rtattr>(attributes)) {
    if (header->rta_len < sizeof(rtattr) || header->rta_len > attributes.size()) return;
    f(static_cast<unsigned>(header->rta_type & NLA_TYPE_MASK),
      attributes.first(header->rta_len).subspan(sizeof(rtattr)));
    attributes = after(attributes, header->rta_len);
  }
}

std::optional<base::IpAddress> address_of(unsigned family, base::Bytes value) noexcept {
  const bool fits =
      (family == AF_INET && value.size() == 4) || (family == AF_INET6 && value.size() == 16);
  return fits ? std::optional{base::IpAddress::from_bytes(value)} : std::nullopt;
}

std::optional<std::uint32_t> number_of(base::Bytes value) noexcept {
  return header_of<std::uint32_t>(value);
}

void add_link(base::Bytes payload, KernelView& view) {
  const auto info = header_of<ifinfomsg>(payload);
  if (!info) return;
  KernelLink link;
  link.index = static_cast<unsigned>(info->ifi_index);
  link.loopback = (info->ifi_flags & IFF_LOOPBACK) != 0;
  link.up = (info->ifi_flags & IFF_UP) != 0;
  link.carrier = (info->ifi_flags & kLowerUp) != 0;
  link.tunnel = info->ifi_type == ARPHRD_TUNNEL || info->ifi_type == ARPHRD_TUNNEL6 ||
                info->ifi_type == ARPHRD_SIT || info->ifi_type == ARPHRD_IPGRE ||
                info->ifi_type == kIp6Gre;
  for_each_attribute(after(payload, sizeof(ifinfomsg)), [&](unsigned type, base::Bytes value) {
    if (type != IFLA_IFNAME) return;
    const std::string_view text = base::as_text(value);
    link.name = text.substr(0, text.find('\0'));
  });
  view.links.push_back(std::move(link));
}

void add_address(base::Bytes payload, KernelView& view) {
  const auto info = header_of<ifaddrmsg>(payload);
  if (!info) return;
  std::optional<base::IpAddress> local, address;
  std::uint32_t flags = info->ifa_flags;
  for_each_attribute(after(payload, sizeof(ifaddrmsg)), [&](unsigned type, base::Bytes value) {
    // On a point-to-point link IFA_ADDRESS is the other end's.
    if (type == IFA_LOCAL) local = address_of(info->ifa_family, value);
    if (type == IFA_ADDRESS) address = address_of(info->ifa_family, value);
    if (type == IFA_FLAGS) flags = number_of(value).value_or(flags);
  });
  if (!local) local = address;
  if (!local) return;
  const bool v6 = info->ifa_family == AF_INET6;
  // For IPv4 the bit of IFA_F_TEMPORARY means IFA_F_SECONDARY.
  view.addresses.push_back({*local, info->ifa_index, (flags & IFA_F_DEPRECATED) != 0,
                            v6 && (flags & IFA_F_TEMPORARY) != 0, (flags & IFA_F_TENTATIVE) != 0,
                            (flags & IFA_F_DADFAILED) != 0});
}

struct Route {
  rtmsg header{};
  std::uint32_t table = RT_TABLE_UNSPEC;
  std::optional<base::IpAddress> destination, source;
};

std::optional<Route> route_of(base::Bytes payload) {
  const auto header = header_of<rtmsg>(payload);
  if (!header) return std::nullopt;
  Route route{*header, header->rtm_table, std::nullopt, std::nullopt};
  for_each_attribute(after(payload, sizeof(rtmsg)), [&](unsigned type, base::Bytes value) {
    if (type == RTA_DST) route.destination = address_of(header->rtm_family, value);
    if (type == RTA_PREFSRC) route.source = address_of(header->rtm_family, value);
    if (type == RTA_TABLE) route.table = number_of(value).value_or(route.table);
  });
  return route;
}

void add_route(base::Bytes payload, KernelView& view) {
  const auto route = route_of(payload);
  if (!route || route->table != RT_TABLE_LOCAL) return;
  if (route->header.rtm_type != RTN_LOCAL && route->header.rtm_type != RTN_ANYCAST) return;
  const bool v4 = route->header.rtm_family == AF_INET;
  if (!v4 && route->header.rtm_family != AF_INET6) return;
  if (route->header.rtm_dst_len > (v4 ? 32 : 128)) return;
  const auto nothing = *base::IpAddress::parse(v4 ? "0.0.0.0" : "::");
  view.local_routes.emplace_back(route->destination.value_or(nothing), route->header.rtm_dst_len);
}

int error_of(base::Bytes payload) noexcept {
  const auto said = header_of<std::int32_t>(payload);
  if (!said) return EPROTO;
  return *said < 0 ? -*said : 0;
}

void read_message(const nlmsghdr& header, base::Bytes payload, KernelView& view,
                  NetlinkRead& read) {
  if ((header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) read.interrupted = true;
  switch (header.nlmsg_type) {
    case NLMSG_DONE: read.done = true; break;
    case NLMSG_ERROR:
      read.done = true;
      read.error = error_of(payload);
      break;
    case RTM_NEWLINK: add_link(payload, view); break;
    case RTM_NEWADDR: add_address(payload, view); break;
    case RTM_NEWROUTE: add_route(payload, view); break;
    default: break;
  }
}

}  // namespace

bool KernelView::has(const base::IpAddress& ip) const noexcept {
  bool listed = false;
  for (const KernelAddress& address : addresses) {
    if (address.ip != ip) continue;
    if (address.can_be_bound()) return true;
    listed = true;
  }
  return !listed && base::is_among(ip, local_routes);
}

const KernelLink* KernelView::link_of(const KernelAddress& address) const noexcept {
  const auto at = std::ranges::find(links, address.link, &KernelLink::index);
  return at == links.end() ? nullptr : &*at;
}

NetlinkRead read_answer(base::Bytes datagram, std::uint32_t sequence, KernelView& view) {
  NetlinkRead read;
  for_each_message(datagram, [&](const nlmsghdr& header, base::Bytes payload) {
    if (header.nlmsg_seq == sequence && !read.done) read_message(header, payload, view, read);
  });
  return read;
}

std::optional<base::IpAddress> read_route_source(base::Bytes datagram, std::uint32_t sequence) {
  std::optional<base::IpAddress> source;
  for_each_message(datagram, [&](const nlmsghdr& header, base::Bytes payload) {
    if (header.nlmsg_seq != sequence || header.nlmsg_type != RTM_NEWROUTE) return;
    if (const auto route = route_of(payload)) source = route->source;
  });
  const bool useless = source && (source->is_unspecified() || source->is_loopback());
  return useless ? std::nullopt : source;
}

bool matters(base::Bytes notification) {
  bool any = false;
  for_each_message(notification, [&](const nlmsghdr& header, base::Bytes payload) {
    if (header.nlmsg_type != RTM_NEWROUTE && header.nlmsg_type != RTM_DELROUTE) {
      any = true;
      return;
    }
    const auto route = route_of(payload);
    any = any || !route || route->table == RT_TABLE_LOCAL ||
          route->header.rtm_dst_len < kShortDestination;
  });
  return any;
}

}  // namespace net
