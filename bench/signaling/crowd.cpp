// SPDX-License-Identifier: MIT
#include "bench/signaling/crowd.hpp"

#include <iostream>
#include <unordered_map>

namespace bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 20s;

std::uint64_t seq_of(std::string_view text) {
  // The server writes it last; a text member cannot contain an unescaped quote.
  const std::size_t at = text.rfind(",\"seq\":");
  if (at == std::string_view::npos) return 0;
  std::uint64_t value = 0;
  for (std::size_t i = at + 7; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
    value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
  return value;
}

}  // namespace

std::string_view text_of(std::string_view message, std::string_view key) {
  std::string quoted{"\""};
  quoted.append(key).append("\":\"");
  const std::size_t at = message.find(quoted);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = message.substr(at + quoted.size());
  return rest.substr(0, rest.find('"'));
}

Crowd::Crowd(const SignalingOptions& options, ssl_ctx_st* tls) : options_(options), tls_(tls) {
  std::unordered_map<std::string_view, std::size_t> known;
  std::vector<std::size_t> places;
  for (const Person& person : options.people) {
    auto guest = std::make_unique<Guest>();
    guest->person = &person;
    const auto [found, fresh] = known.try_emplace(person.meeting, rooms_.size());
    if (fresh) rooms_.emplace_back();
    rooms_[found->second].push_back(guest.get());
    places.push_back(found->second);
    guests_.push_back(std::move(guest));
  }
  for (const std::size_t place : places) rooms_of_.push_back(&rooms_[place]);
}

bool Crowd::open(Guest& guest, std::size_t number) {
  // Each from an address of its own: no limit of one address is measured.
  const std::string from = "10." + std::to_string(number / 65536) + '.' +
                           std::to_string(number / 256 % 256) + '.' + std::to_string(number % 256);
  if (!guest.client.connect(options_.port, tls_, from)) return false;
  guest.watched = true;
  return epoll_.add(guest.client.fd(), static_cast<std::uint32_t>(number), EPOLLIN | EPOLLOUT);
}

void Crowd::watch(Guest& guest, std::size_t number) {
  if (guest.watched == guest.client.wants_write()) return;
  guest.watched = guest.client.wants_write();
  epoll_.change(guest.client.fd(), static_cast<std::uint32_t>(number),
                guest.watched ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Crowd::note(Guest& guest, std::string_view text) {
  const std::string_view type = text_of(text, "type");
  if (const std::uint64_t seq = seq_of(text); seq != 0) guest.seen = seq;
  if (type == "welcome" || type == "resumed") {
    guest.session = text_of(text, "session");
    guest.key = text_of(text, "resumeToken");
    guest.welcome = true;
  } else if (type == "joined") {
    guest.peer_id = text_of(text, "peerId");
    guest.joined = true;
  } else if (type == "error") {
    std::cerr << "error: " << text << '\n';
  }
  if (options_.acknowledge != 0 && guest.seen - guest.acknowledged >= options_.acknowledge) {
    guest.acknowledged = guest.seen;
    send(guest, R"({"type":"ack","seq":)" + std::to_string(guest.seen) + "}");
  }
}

void Crowd::turn(std::chrono::nanoseconds longest, const OnMessage& on_message) {
  for (const epoll_event& event : epoll_.wait(longest)) {
    Guest& guest = *guests_[event.data.u32];
    const auto before = guest.client.state();
    const bool alive = guest.client.on_ready([&](std::string_view text) {
      note(guest, text);
      if (on_message) on_message(guest, text);
    });
    if (!alive || guest.client.state() == Client::State::closed) {
      ++lost_;
      guest.client.cut();
      continue;
    }
    if (before != Client::State::open && guest.client.state() == Client::State::open && on_open_)
      on_open_(guest);
    watch(guest, event.data.u32);
  }
}

void Crowd::send(Guest& guest, std::string_view text) { guest.client.send(text); }

bool Crowd::each(const Step& begin, const std::function<bool(const Guest&)>& arrived) {
  std::vector<Guest*> on_the_way;
  std::size_t next = 0;
  auto progress = Clock::now();
  while (next < guests_.size() || !on_the_way.empty()) {
    for (; next < guests_.size() && on_the_way.size() < options_.at_once; ++next) {
      on_the_way.push_back(guests_[next].get());
      begin(*guests_[next]);
    }
    turn(100ms, nullptr);
    if (std::erase_if(on_the_way, [&](Guest* g) { return arrived(*g); }) != 0)
      progress = Clock::now();
    if (lost_ != 0 || Clock::now() - progress > kPatience) {
      std::cerr << lost_ << " lost, " << on_the_way.size() << " on the way, " << next << " begun\n";
      return false;
    }
  }
  return true;
}

bool Crowd::connect() {
  on_open_ = [this](Guest& g) { send(g, R"({"type":"auth","token":")" + g.person->token + "\"}"); };
  std::size_t number = 0;
  return each([&](Guest& g) { (void)open(g, number++); }, [](const Guest& g) { return g.welcome; });
}

bool Crowd::join() {
  return each(
      [this](Guest& g) { send(g, R"({"type":"join","meetingId":")" + g.person->meeting + "\"}"); },
      [](const Guest& g) { return g.joined; });
}

bool Crowd::resume() {
  for (const auto& guest : guests_) {
    guest->client.cut();
    guest->welcome = false;
  }
  on_open_ = [this](Guest& g) {
    std::string text = R"({"type":"resume","session":")";
    text.append(g.session).append(R"(","resumeToken":")").append(g.key);
    send(g, text.append(R"(","lastSeq":)").append(std::to_string(g.seen)) + "}");
  };
  std::size_t number = 0;
  return each([&](Guest& g) { (void)open(g, number++); }, [](const Guest& g) { return g.welcome; });
}

}  // namespace bench
