// SPDX-License-Identifier: MIT
// Binding requests from many sockets in a closed loop; each answer must tell the address it was
// asked from.
#include <algorithm>
#include <cerrno>
#include <vector>

#include "bench/relay/epoll.hpp"
#include "bench/relay/loads.hpp"
#include "bench/relay/reckoning.hpp"
#include "turn/stun/attributes.hpp"
#include "turn/stun/builder.hpp"
#include "turn/stun/message.hpp"

namespace bench {
namespace {

constexpr std::uint64_t kStall = 50'000'000;

class Questions final : private Sink {
 public:
  explicit Questions(const Options& options) : options_(options), reckoning_(options) {}

  base::Status open(const Ground& ground);
  base::Status run();
  base::Json print() const;

 private:
  void ask(std::size_t client);
  void on_message(base::Bytes message) override;
  std::uint64_t in_flight() const noexcept { return asked_ - answered_ - written_off_; }

  const Options& options_;
  Reckoning reckoning_;
  std::vector<std::unique_ptr<Leg>> legs_;
  std::vector<base::Endpoint> locals_;
  Epoll epoll_;
  std::uint32_t reading_ = 0;
  std::size_t turn_ = 0;
  std::uint64_t now_ = 0, last_arrival_ = 0;
  std::uint64_t asked_ = 0, answered_ = 0, written_off_ = 0, wrong_ = 0;
};

base::Status Questions::open(const Ground& ground) {
  for (unsigned i = 0; i < options_.clients; ++i) {
    TRY(auto leg, ground.client(i));
    if (!epoll_.add(leg->fd(), i)) return base::failure(base::errno_error("epoll_ctl", errno));
    locals_.push_back(leg->local());
    legs_.push_back(std::move(leg));
  }
  return {};
}

// The transaction id says whose question it is and when it was asked.
void Questions::ask(std::size_t client) {
  stun::TransactionId id;
  base::store_be32(id.data(), static_cast<std::uint32_t>(client));
  base::store_be64(id.data() + 4, steady_nanoseconds());
  std::array<std::byte, stun::kHeaderSize> room;
  const stun::Builder request{room, stun::Class::request, stun::Method::binding, id};
  asked_ += legs_[client]->send_one(request.message());
}

void Questions::on_message(base::Bytes message) {
  const auto view = stun::MessageView::decode(message);
  const auto value = view ? view->find(stun::Attr::xor_mapped_address) : std::nullopt;
  const auto id = view ? view->transaction_id() : stun::TransactionId{};
  if (!value || base::load_be32(id.data()) != reading_ ||
      stun::decode_xor_address(*value, id) != locals_[reading_]) {
    ++wrong_;
    return;
  }
  if (answered_ == asked_) {
    ++wrong_;  // one answer too many
    return;
  }
  last_arrival_ = steady_nanoseconds();
  // An answer to a question that was given up on counts after all.
  if (in_flight() == 0) --written_off_;
  ++answered_;
  reckoning_.count(last_arrival_ - base::load_be64(id.data() + 4));
}

base::Status Questions::run() {
  const std::uint64_t start = steady_nanoseconds();
  const std::uint64_t measure_from = start + static_cast<std::uint64_t>(options_.warm_up.count());
  const std::uint64_t until = measure_from + static_cast<std::uint64_t>(options_.measure.count());
  last_arrival_ = start;
  bool measured = false;
  for (now_ = start; now_ < until; now_ = steady_nanoseconds()) {
    if (!measured && now_ >= measure_from) {
      measured = true;
      reckoning_.begin();
    }
    for (std::size_t i = 0; i < legs_.size() && in_flight() < options_.window; ++i)
      ask(turn_++ % legs_.size());
    for (const epoll_event& event : epoll_.wait(0)) {
      reading_ = event.data.u32;
      legs_[reading_]->receive(*this);
    }
    if (now_ > last_arrival_ + kStall) {
      last_arrival_ = now_;
      written_off_ += in_flight();
    }
  }
  reckoning_.end();
  if (answered_ == 0)
    return base::failure(base::Errc::unavailable, "no Binding request was answered");
  return {};
}

base::Json Questions::print() const {
  // Those still in flight at the end are neither answered nor lost.
  const std::uint64_t lost = written_off_;
  base::Json out = reckoning_.print();
  out.set("sent", asked_).set("received", answered_).set("lost", lost).set("wrong", wrong_);
  out.set("loss_percent", 100.0 * static_cast<double>(lost) /
                              static_cast<double>(std::max<std::uint64_t>(asked_, 1)));
  return out;
}

}  // namespace

base::Result<base::Json> run_binding(const Options& options, const Ground& ground) {
  Questions questions{options};
  TRY(questions.open(ground));
  TRY(questions.run());
  return questions.print();
}

}  // namespace bench
