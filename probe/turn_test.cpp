// SPDX-License-Identifier: MIT
#include "probe/turn_test.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "probe/hints.hpp"
#include "turn/session.hpp"

namespace probe {
namespace {

using namespace std::chrono_literals;
using base::Json;
using stun::Method;
using Verdict = Step::Verdict;

constexpr std::uint16_t kChannel = 0x4000;
constexpr auto kEchoPatience = 1000ms;
constexpr auto kFamilyNotSupported =
    static_cast<std::uint16_t>(stun::ErrorCode::address_family_not_supported);
constexpr auto kPause = 10ms;  // between echoes

std::string milliseconds(std::chrono::nanoseconds time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f ms",
                std::chrono::duration<double, std::milli>(time).count());
  return text.data();
}
double number_of_ms(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

// Tests one way, step by step. A step returns false where the next steps make no sense.
class Test {
 public:
  Test(const Way& way, const TestWish& wish) : wish_(wish), family_(way.server.ip.family()) {
    report_.way = way;
  }

  WayReport run() && {
    first_ = open("connect");
    if (first_ && binding() && !wish_.binding_only) relay();
    return std::move(report_);
  }

 private:
  void relay() {
    const auto here = allocate(*first_, "allocate");
    if (!here) return;
    second_ = open(nullptr);
    const auto there = second_ ? allocate(*second_, nullptr) : std::nullopt;
    if (there && permit(*there) && bind(*here, *there)) echo();
    remove(*first_, true);
    if (second_) remove(*second_, false);
  }

  void add(std::string name, Verdict verdict, std::string said, std::string hint = {}) {
    report_.steps.push_back({std::move(name), verdict, std::move(said), std::move(hint)});
  }
  void fail(const char* name, const base::Error& error) {
    add(name, Verdict::failed, error.what, hint_for_silence(error, report_.way));
  }
  void refuse(const char* name, const Answer& answer, Method method) {
    if (answer.verdict == turn::client::Dialogue::Verdict::forged) {
      return add(name, Verdict::failed, "the answer's MESSAGE-INTEGRITY is wrong",
                 "somebody on the way changes messages, or the server knows another password");
    }
    add(name, Verdict::failed,
        "error " + std::to_string(answer.code) + (answer.reason.empty() ? "" : " " + answer.reason),
        hint_for_code(answer, method, wish_, base::SystemClock{}.wall_now()));
  }
  // nullptr as name: a step of the second client, which is reported only where it fails.
  bool judged(const char* name, const base::Result<Answer>& answer, Method method) {
    const char* shown = name == nullptr ? "second client" : name;
    if (!answer) fail(shown, answer.error());
    else if (!answer->ok()) refuse(shown, *answer, method);
    return answer && answer->ok();
  }

  std::unique_ptr<TurnSession> open(const char* name) {
    const base::Instant started = net::client::now();
    net::client::TlsWish tls = wish_.tls;
    tls.name = report_.way.host;
    auto wire =
        Wire::open(report_.way.transport, report_.way.server, tls, started + wish_.patience);
    if (!wire) {
      fail(name == nullptr ? "second client" : name, wire.error());
      return nullptr;
    }
    if (name != nullptr && report_.way.transport != turn::Transport::udp)
      opened(*wire, net::client::now() - started);
    return std::make_unique<TurnSession>(std::move(*wire), wish_.account, wish_.patience);
  }

  void opened(const Wire& wire, std::chrono::nanoseconds took) {
    report_.facts.set("connect_ms", number_of_ms(took));
    const net::client::TlsReport* tls = wire.tls();
    add("connect", Verdict::ok,
        milliseconds(took) + (tls == nullptr ? "" : "; " + tls->protocol + ", " + tls->cipher));
    if (tls == nullptr) return;
    Json names = Json::array();
    for (const std::string& one : tls->names) names.push(one);
    report_.facts.set("certificate", Json::object({{"subject", tls->subject},
                                                   {"issuer", tls->issuer},
                                                   {"names", names},
                                                   {"expires", base::print_iso8601(tls->expires)},
                                                   {"trusted", tls->trusted},
                                                   {"why_not", tls->why_not}}));
    const std::string about = tls->subject + ", until " + base::print_iso8601(tls->expires);
    if (tls->trusted) return add("certificate", Verdict::ok, about + ", from " + tls->issuer);
    add("certificate", Verdict::warning, about + ": not trusted, " + tls->why_not,
        "browsers refuse turns: with it, without a word to the user");
  }

  bool binding() {
    const auto answer = first_->ask(Method::binding);
    if (!judged("binding", answer, Method::binding)) return false;
    if (!answer->mapped) {
      add("binding", Verdict::failed, "the answer has no XOR-MAPPED-ADDRESS",
          "something older than RFC 5389 answers");
      return false;
    }
    report_.facts.set("mapped", answer->mapped->print())
        .set("binding_ms", number_of_ms(answer->round_trip));
    const bool same = *answer->mapped == first_->wire().local();
    add("binding", Verdict::ok,
        "seen as " + answer->mapped->print() +
            (same ? "" : " (here " + first_->wire().local().print() + ", NAT between)") + "; " +
            milliseconds(answer->round_trip));
    return true;
  }

  std::optional<base::Endpoint> allocate(TurnSession& session, const char* name) {
    auto answer = session.allocate(family_);
    const bool other_family = answer && answer->code == kFamilyNotSupported && name != nullptr;
    if (other_family) {
      family_ = family_ == base::Family::v4 ? base::Family::v6 : base::Family::v4;
      answer = session.allocate(family_);
    }
    if (!judged(name, answer, Method::allocate)) return std::nullopt;
    if (!answer->relayed) {
      add("allocate", Verdict::failed, "the answer has no XOR-RELAYED-ADDRESS");
      return std::nullopt;
    }
    if (name == nullptr) return answer->relayed;
    report_.facts.set("relayed", answer->relayed->print())
        .set("realm", session.realm())
        .set("software", answer->software);
    report_.facts.set("lifetime", answer->lifetime ? Json(*answer->lifetime) : Json());
    std::string said = "relayed address " + answer->relayed->print();
    if (answer->lifetime) said += " for " + std::to_string(*answer->lifetime) + " s";
    said += "; realm " + session.realm();
    if (!answer->software.empty()) said += "; " + answer->software;
    if (other_family)
      said += "; none of " + std::string{family_ == base::Family::v4 ? "IPv6" : "IPv4"} +
              " is to be had";
    const bool hidden = is_public(report_.way.server.ip) && !is_public(answer->relayed->ip);
    add(name, hidden ? Verdict::warning : Verdict::ok, std::move(said),
        hidden ? "nobody outside reaches that address: the server is behind a NAT and must be told "
                 "its public one (Lectern: "
                 "turn.external_ip; coturn: external-ip)"
               : "");
    return answer->relayed;
  }

  bool permit(const base::Endpoint& there) {
    const auto answer = first_->permit(there);
    if (!judged("permission", answer, Method::create_permission)) return false;
    add("permission", Verdict::ok, "for " + there.ip.print());
    return true;
  }

  bool bind(const base::Endpoint& here, const base::Endpoint& there) {
    if (!judged("channel", first_->bind(kChannel, there), Method::channel_bind)) return false;
    if (!judged(nullptr, second_->bind(kChannel, here), Method::channel_bind)) return false;
    add("channel", Verdict::ok, "0x4000 to " + there.print());
    return true;
  }

  // Sends echoes between the two relayed addresses, as two people do who both need the relay.
  void echo() {
    std::vector<std::chrono::nanoseconds> times;
    for (unsigned i = 0; i < wish_.count; ++i) {
      std::string text = "echo " + std::to_string(i) + " ";
      const std::string wanted = text;
      text.resize(std::max(wish_.size, text.size()), '.');
      const base::Instant sent = net::client::now();
      if (!first_->send(kChannel, text)) break;
      const auto heard = second_->receive(wanted, sent + kEchoPatience);
      if (heard && second_->send(kChannel, *heard) &&
          first_->receive(wanted, sent + 2 * kEchoPatience))
        times.push_back(net::client::now() - sent);
      if (times.empty() && i >= 3) break;  // more echoes would tell nothing new
      (void)first_->wire().receive(net::client::now() + kPause);
    }
    tell_echo(std::move(times));
  }

  void tell_echo(std::vector<std::chrono::nanoseconds> times) {
    std::ranges::sort(times);
    const auto count = static_cast<unsigned>(times.size());
    Json facts = Json::object({{"sent", wish_.count}, {"back", count}});
    if (times.empty()) {
      report_.facts.set("echo", facts);
      return add("echo", Verdict::failed, "nothing came back",
                 "the relayed addresses do not reach each other: the relay's ports are blocked on "
                 "the server's own firewall, or its "
                 "external address is wrong or not looped back by its NAT");
    }
    facts.set("min_ms", number_of_ms(times.front()))
        .set("median_ms", number_of_ms(times[times.size() / 2]));
    facts.set("max_ms", number_of_ms(times.back()));
    report_.facts.set("echo", facts);
    add("echo", count == wish_.count ? Verdict::ok : Verdict::warning,
        std::to_string(count) + " of " + std::to_string(wish_.count) +
            " there and back between two allocations; min " + milliseconds(times.front()) +
            ", median " + milliseconds(times[times.size() / 2]) + ", max " +
            milliseconds(times.back()),
        count == wish_.count
            ? ""
            : "packets are lost: on the way to the server, or in its receive buffers");
  }

  void remove(TurnSession& session, bool tell) {
    const auto answer = session.remove();
    if (judged(tell ? "delete" : nullptr, answer, Method::refresh) && tell)
      add("delete", Verdict::ok, "Refresh with lifetime 0");
  }

  const TestWish& wish_;
  base::Family family_;  // of the relayed addresses
  WayReport report_;
  std::unique_ptr<TurnSession> first_, second_;
};

}  // namespace

bool WayReport::works() const {
  return std::ranges::none_of(steps,
                              [](const Step& step) { return step.verdict == Verdict::failed; });
}

WayReport test_way(const Way& way, const TestWish& wish) { return Test{way, wish}.run(); }

}  // namespace probe
