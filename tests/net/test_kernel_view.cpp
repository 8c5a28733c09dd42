// SPDX-License-Identifier: MIT
// What the kernel says about addresses, from messages built here.
#include "net/kernel_view.hpp"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "tests/support/check.hpp"

namespace {

using base::IpAddress;
using Datagram = std::vector<std::byte>;

constexpr std::uint32_t kAsked = 7;

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

template <class Value>
void append(Datagram& to, const Value& value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  to.insert(to.end(), bytes, bytes + sizeof value);
}
void pad(Datagram& to) { to.resize((to.size() + 3) / 4 * 4); }

struct Attribute {
  unsigned short type;
  Datagram value;
};
Attribute attribute(unsigned short type, const IpAddress& address) {
  return {type, Datagram(address.bytes().begin(), address.bytes().end())};
}
Attribute attribute(unsigned short type, std::uint32_t number) {
  Attribute out{type, {}};
  append(out.value, number);
  return out;
}
Attribute attribute(unsigned short type, const std::string& text) {
  const base::Bytes bytes = base::as_bytes(std::string_view{text.c_str(), text.size() + 1});
  return {type, Datagram(bytes.begin(), bytes.end())};
}

template <class Info>
Datagram message(std::uint16_t type, const Info& info, const std::vector<Attribute>& attributes,
                 std::uint32_t sequence = kAsked) {
  Datagram body;
  append(body, info);
  pad(body);
  for (const Attribute& one : attributes) {
    append(body, rtattr{static_cast<unsigned short>(sizeof(rtattr) + one.value.size()), one.type});
    body.insert(body.end(), one.value.begin(), one.value.end());
    pad(body);
  }
  Datagram out;
  append(out, nlmsghdr{static_cast<std::uint32_t>(sizeof(nlmsghdr) + body.size()), type,
                       NLM_F_MULTI, sequence, 0});
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

Datagram operator+(Datagram a, const Datagram& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Datagram address(int family, unsigned char flags, const std::vector<Attribute>& attributes) {
  return message(RTM_NEWADDR, ifaddrmsg{static_cast<unsigned char>(family), 64, flags, 0, 2},
                 attributes);
}
Datagram route(std::uint16_t message_type, unsigned char prefix, unsigned char table,
               unsigned char type, const std::vector<Attribute>& attributes, int family = AF_INET) {
  rtmsg info{};
  info.rtm_family = static_cast<unsigned char>(family);
  info.rtm_dst_len = prefix;
  info.rtm_table = table;
  info.rtm_type = type;
  return message(message_type, info, attributes);
}
Datagram done() { return message(NLMSG_DONE, std::int32_t{0}, {}); }

net::KernelView read(const Datagram& datagram) {
  net::KernelView view;
  (void)net::read_answer(datagram, kAsked, view);
  return view;
}

}  // namespace

static void an_answer_has_links_and_addresses() {
  ifinfomsg lo{}, eth{};
  lo.ifi_index = 1;
  lo.ifi_flags = IFF_UP | IFF_LOOPBACK | (1u << 16);
  eth.ifi_index = 2;
  eth.ifi_type = ARPHRD_ETHER;
  net::KernelView view;
  const auto first =
      net::read_answer(message(RTM_NEWLINK, lo, {attribute(IFLA_IFNAME, "lo")}) +
                           message(RTM_NEWLINK, eth, {attribute(IFLA_IFNAME, "eth0")}),
                       kAsked, view);
  CHECK(!first.done && first.error == 0 && !first.interrupted);
  const auto last = net::read_answer(
      address(AF_INET, 0,
              {attribute(IFA_ADDRESS, ip("10.9.9.9")), attribute(IFA_LOCAL, ip("10.0.0.5"))}) +
          address(AF_INET6, 0, {attribute(IFA_ADDRESS, ip("2001:db8::5"))}) + done(),
      kAsked, view);
  CHECK(last.done && last.error == 0);
  CHECK_EQ(view.links.size(), 2u);
  CHECK(view.links[0] == (net::KernelLink{1, "lo", true, true, false, true}));
  CHECK(view.links[1] == (net::KernelLink{2, "eth0", false, false, false, false}));
  CHECK_EQ(view.addresses.size(), 2u);
  // IFA_ADDRESS is the other end of a point-to-point link.
  CHECK_EQ(view.addresses[0].ip, ip("10.0.0.5"));
  CHECK_EQ(view.addresses[1].ip, ip("2001:db8::5"));
  CHECK_EQ(view.link_of(view.addresses[0])->name, "eth0");
}

static void tunnels_that_the_kernel_makes_are_told_apart() {
  for (const int type :
       {ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_IPGRE, 823, ARPHRD_ETHER}) {
    ifinfomsg info{};
    info.ifi_type = static_cast<unsigned short>(type);
    CHECK_EQ(read(message(RTM_NEWLINK, info, {})).links.at(0).tunnel, type != ARPHRD_ETHER);
  }
}

static void flags_say_what_an_address_is_good_for() {
  const auto flags_of = [](int family, unsigned char small, std::optional<std::uint32_t> large) {
    std::vector<Attribute> attributes{
        attribute(IFA_ADDRESS, ip(family == AF_INET ? "10.0.0.5" : "2001:db8::5"))};
    if (large) attributes.push_back(attribute(IFA_FLAGS, *large));
    return read(address(family, small, attributes)).addresses.at(0);
  };
  CHECK(flags_of(AF_INET6, IFA_F_DEPRECATED, std::nullopt).deprecated);
  CHECK(flags_of(AF_INET6, IFA_F_TEMPORARY, std::nullopt).temporary);
  // The same bit means that an IPv4 address is not the first of its network.
  CHECK(!flags_of(AF_INET, IFA_F_SECONDARY, std::nullopt).temporary);
  CHECK(!flags_of(AF_INET6, IFA_F_TENTATIVE, std::nullopt).can_be_bound());
  CHECK(!flags_of(AF_INET6, IFA_F_DADFAILED, std::nullopt).can_be_bound());
  // IFA_FLAGS has all flags, and replaces those of the header.
  const auto large = flags_of(AF_INET6, IFA_F_TENTATIVE, IFA_F_DEPRECATED | IFA_F_NOPREFIXROUTE);
  CHECK(large.deprecated && large.can_be_bound());
}

static void local_routes_are_those_that_this_host_takes() {
  const auto view = read(
      route(RTM_NEWROUTE, 24, RT_TABLE_LOCAL, RTN_LOCAL, {attribute(RTA_DST, ip("198.51.100.0"))}) +
      route(RTM_NEWROUTE, 128, RT_TABLE_LOCAL, RTN_ANYCAST, {attribute(RTA_DST, ip("2001:db8::"))},
            AF_INET6) +
      route(RTM_NEWROUTE, 32, RT_TABLE_LOCAL, RTN_BROADCAST,
            {attribute(RTA_DST, ip("10.0.0.255"))}) +
      route(RTM_NEWROUTE, 8, RT_TABLE_MAIN, RTN_LOCAL, {attribute(RTA_DST, ip("9.0.0.0"))}) +
      route(RTM_NEWROUTE, 99, RT_TABLE_LOCAL, RTN_LOCAL, {}));
  CHECK_EQ(view.local_routes.size(), 2u);
  CHECK_EQ(view.local_routes[0].print(), "198.51.100.0/24");
  CHECK_EQ(view.local_routes[1].print(), "2001:db8::/128");
  CHECK(view.has(ip("198.51.100.77")));
  CHECK(!view.has(ip("198.51.101.77")));
}

static void a_duplicate_address_is_not_there() {
  net::KernelView view;
  view.addresses.push_back({.ip = ip("2001:db8::5"), .duplicate = true});
  view.local_routes.push_back(*base::Cidr::parse("2001:db8::/64"));
  CHECK(!view.has(ip("2001:db8::5")));
  CHECK(view.has(ip("2001:db8::6")));
  view.addresses.push_back({.ip = ip("2001:db8::5"), .link = 3});  // on another link it is fine
  CHECK(view.has(ip("2001:db8::5")));
}

static void other_answers_are_ignored() {
  net::KernelView view;
  const auto foreign = message(RTM_NEWADDR, ifaddrmsg{AF_INET, 24, 0, 0, 2},
                               {attribute(IFA_LOCAL, ip("10.0.0.5"))}, kAsked - 1);
  CHECK(!net::read_answer(foreign + message(NLMSG_DONE, std::int32_t{0}, {}, kAsked - 1), kAsked,
                          view)
             .done);
  CHECK(view.addresses.empty());
}

static void errors_and_interruptions_are_told() {
  net::KernelView view;
  const auto failed =
      net::read_answer(message(NLMSG_ERROR, std::int32_t{-EPERM}, {}), kAsked, view);
  CHECK(failed.done);
  CHECK_EQ(failed.error, EPERM);
  Datagram changed = done();
  nlmsghdr header;
  std::memcpy(&header, changed.data(), sizeof header);
  header.nlmsg_flags |= NLM_F_DUMP_INTR;
  std::memcpy(changed.data(), &header, sizeof header);
  CHECK(net::read_answer(changed, kAsked, view).interrupted);
}

static void a_route_names_its_source() {
  const auto with_source =
      route(RTM_NEWROUTE, 32, RT_TABLE_MAIN, RTN_UNICAST,
            {attribute(RTA_DST, ip("192.0.2.1")), attribute(RTA_PREFSRC, ip("10.0.0.5"))});
  CHECK_EQ(net::read_route_source(with_source, kAsked), std::optional{ip("10.0.0.5")});
  CHECK(!net::read_route_source(with_source, kAsked + 1));
  const auto to_itself =
      route(RTM_NEWROUTE, 32, RT_TABLE_LOCAL, RTN_LOCAL, {attribute(RTA_PREFSRC, ip("127.0.0.1"))});
  CHECK(!net::read_route_source(to_itself, kAsked));
  CHECK(!net::read_route_source(message(NLMSG_ERROR, std::int32_t{-ENETUNREACH}, {}), kAsked));
}

static void routes_of_a_router_do_not_matter() {
  const auto notice = [](unsigned char prefix, unsigned char table) {
    return net::matters(route(RTM_NEWROUTE, prefix, table, RTN_UNICAST, {}));
  };
  CHECK(!notice(24, RT_TABLE_MAIN));
  CHECK(notice(0, RT_TABLE_MAIN));  // the default route
  CHECK(notice(1, RT_TABLE_MAIN));  // and the halves by which a VPN replaces it
  CHECK(notice(24, RT_TABLE_LOCAL));
  CHECK(net::matters(address(AF_INET, 0, {})));
  CHECK(net::matters(message(RTM_NEWLINK, ifinfomsg{}, {})));
  CHECK(!net::matters({}));
}

static void what_is_cut_off_is_left_out() {
  const Datagram whole = address(AF_INET, 0, {attribute(IFA_LOCAL, ip("10.0.0.5"))}) +
                         address(AF_INET6, 0, {attribute(IFA_ADDRESS, ip("2001:db8::5"))}) + done();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Datagram part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    net::KernelView view;
    CHECK(!net::read_answer(part, kAsked, view).done);
    for (const auto& one : view.addresses)
      CHECK(one.ip == ip("10.0.0.5") || one.ip == ip("2001:db8::5"));
  }
}

int main() {
  return lectern_test::run(
      "kernel_view",
      {TEST(an_answer_has_links_and_addresses), TEST(tunnels_that_the_kernel_makes_are_told_apart),
       TEST(flags_say_what_an_address_is_good_for),
       TEST(local_routes_are_those_that_this_host_takes), TEST(a_duplicate_address_is_not_there),
       TEST(other_answers_are_ignored), TEST(errors_and_interruptions_are_told),
       TEST(a_route_names_its_source), TEST(routes_of_a_router_do_not_matter),
       TEST(what_is_cut_off_is_left_out)});
}
