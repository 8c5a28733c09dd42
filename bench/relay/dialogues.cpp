// SPDX-License-Identifier: MIT
#include "bench/relay/dialogues.hpp"

#include <vector>

#include "bench/relay/epoll.hpp"

namespace bench {
namespace {

using Steady = std::chrono::steady_clock;

class Runner final : private Sink {
 public:
  Runner(DialogueSource& source, const DialogueRules& rules)
      : source_(source), rules_(rules), places_(rules.at_once) {}

  void run() {
    for (std::size_t i = 0; i < places_.size(); ++i) begin(i);
    while (running_ != 0) {
      for (const epoll_event& event : epoll_.wait(1)) serve(event.data.u32);
      look_at_the_clock();
    }
  }

 private:
  struct Place {
    std::optional<Dialogue> dialogue;
    Steady::time_point asked;  // the current request, for the first time
    Steady::time_point sent;
  };

  void begin(std::size_t at) {
    while (auto next = source_.next()) {
      if (next->session->done() || !epoll_.add(next->leg->fd(), static_cast<std::uint32_t>(at))) {
        source_.finished(*next, next->session->done() ? Ending::done : Ending::silence);
        continue;
      }
      places_[at].dialogue = next;
      ++running_;
      ask(places_[at]);
      return;
    }
  }

  void ask(Place& place) {
    place.asked = place.sent = Steady::now();
    (void)place.dialogue->leg->send_one(place.dialogue->session->request());
  }

  void end(std::size_t at, Ending ending) {
    const Dialogue dialogue = *places_[at].dialogue;
    places_[at].dialogue.reset();
    --running_;
    epoll_.remove(dialogue.leg->fd());
    source_.finished(dialogue, ending);
    begin(at);
  }

  void serve(std::size_t at) {
    if (!places_[at].dialogue) return;
    advanced_ = false;
    reading_ = places_[at].dialogue->session;
    places_[at].dialogue->leg->receive(*this);
    if (!advanced_) return;
    if (!reading_->done()) return ask(places_[at]);
    end(at, reading_->refused() == 0 ? Ending::done : Ending::refused);
  }

  void on_message(base::Bytes message) override {
    const auto answer = stun::MessageView::decode(message);
    if (answer && reading_->on_answer(*answer)) advanced_ = true;
  }

  // Every tenth of a second or so, over all places: cheaper than a timer for each.
  void look_at_the_clock() {
    const auto now = Steady::now();
    if (now - looked_ < std::chrono::milliseconds{50}) return;
    looked_ = now;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      Place& place = places_[i];
      if (!place.dialogue) continue;
      if (now - place.asked > rules_.patience) {
        end(i, Ending::silence);
      } else if (now - place.sent > rules_.retransmit) {
        place.sent = now;
        place.dialogue->leg->send_again(place.dialogue->session->request());
      }
    }
  }

  DialogueSource& source_;
  const DialogueRules& rules_;
  Epoll epoll_;
  std::vector<Place> places_;
  std::size_t running_ = 0;
  Session* reading_ = nullptr;
  bool advanced_ = false;
  Steady::time_point looked_{};
};

}  // namespace

void run_dialogues(DialogueSource& source, const DialogueRules& rules) {
  Runner{source, rules}.run();
}

}  // namespace bench
