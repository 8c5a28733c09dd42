// SPDX-License-Identifier: MIT
// Allocations as fast as they can be had and given back: Allocate (answered by 401), Allocate,
// Refresh(0), each cycle from a socket of its own.
#include <random>
#include <vector>

#include "bench/relay/dialogues.hpp"
#include "bench/relay/loads.hpp"
#include "bench/relay/reckoning.hpp"

namespace bench {
namespace {

// A cycle with a request that is not answered for so long is over; it is not repeated, as that
// would be another load.
constexpr std::chrono::milliseconds kPatience{500};

class Cycles final : public DialogueSource {
 public:
  Cycles(const Options& options, const Ground& ground)
      : options_(options),
        ground_(ground),
        account_{options.user, options.password},
        reckoning_(options),
        running_(options.at_once) {}

  std::optional<Dialogue> next() override;
  void finished(const Dialogue& dialogue, Ending ending) override;
  base::Result<base::Json> result() const;

 private:
  struct Running {
    std::unique_ptr<Leg> leg;
    std::unique_ptr<Session> session;
    std::uint64_t began = 0;
  };
  // The measured interval begins and ends between cycles; those in flight at its ends are many to
  // one.
  bool over(std::uint64_t now);

  const Options& options_;
  const Ground& ground_;
  Account account_;
  Reckoning reckoning_;
  std::mt19937_64 random_{std::random_device{}()};
  std::vector<Running> running_;
  unsigned begun_ = 0;
  std::uint64_t started_ = 0;
  bool ended_ = false;
  std::uint64_t done_ = 0, refused_ = 0, silent_ = 0;
  std::uint16_t last_error_ = 0;
  std::string trouble_;
};

bool Cycles::over(std::uint64_t now) {
  if (started_ == 0) started_ = now;
  const auto measure_from = started_ + static_cast<std::uint64_t>(options_.warm_up.count());
  const auto until = measure_from + static_cast<std::uint64_t>(options_.measure.count());
  if (!ended_ && !reckoning_.running() && now >= measure_from) reckoning_.begin();
  if (!ended_ && now >= until) {
    reckoning_.end();
    ended_ = true;
  }
  return ended_ || !trouble_.empty();
}

std::optional<Dialogue> Cycles::next() {
  const std::uint64_t now = steady_nanoseconds();
  if (over(now)) return std::nullopt;
  std::size_t at = 0;
  while (running_[at].leg) ++at;  // there is one: no more are asked for than may run
  auto leg = ground_.client(begun_++);
  if (!leg) {
    trouble_ = leg.error().what;
    return std::nullopt;
  }
  Running& cycle = running_[at];
  cycle.leg = std::move(*leg);
  cycle.session =
      std::make_unique<Session>(account_, base::Endpoint{options_.peer_ip, 9}, random_());
  cycle.session->plan({Step::allocate, Step::release});
  cycle.began = now;
  return Dialogue{at, cycle.leg.get(), cycle.session.get()};
}

void Cycles::finished(const Dialogue& dialogue, Ending ending) {
  Running& cycle = running_[dialogue.number];
  const std::uint64_t now = steady_nanoseconds();
  (void)over(now);
  switch (ending) {
    case Ending::done:
      ++done_;
      reckoning_.count(now - cycle.began);
      break;
    case Ending::refused:
      ++refused_;
      last_error_ = cycle.session->refused();
      break;
    case Ending::silence: ++silent_; break;
  }
  cycle = Running{};
}

base::Result<base::Json> Cycles::result() const {
  if (!trouble_.empty()) return base::failure(base::Errc::io, trouble_);
  if (done_ == 0) {
    return base::failure(base::Errc::unavailable, "no cycle was finished; last error " +
                                                      std::to_string(last_error_) + ", silent " +
                                                      std::to_string(silent_));
  }
  const auto failed = static_cast<double>(refused_ + silent_);
  base::Json out = reckoning_.print();
  out.set("cycles", done_)
      .set("refused", refused_)
      .set("silent", silent_)
      .set("last_error", static_cast<unsigned>(last_error_));
  out.set("wrong", 0).set("loss_percent", 100.0 * failed / (failed + static_cast<double>(done_)));
  return out;
}

}  // namespace

base::Result<base::Json> run_cycle(const Options& options, const Ground& ground) {
  Cycles cycles{options, ground};
  DialogueRules rules;
  rules.at_once = options.at_once;
  rules.patience = kPatience;
  rules.retransmit = 2 * kPatience;
  run_dialogues(cycles, rules);
  return cycles.result();
}

}  // namespace bench
