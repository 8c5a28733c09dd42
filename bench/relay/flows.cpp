// SPDX-License-Identifier: MIT
#include "bench/relay/flows.hpp"

#include <random>
#include <string>

namespace bench {
namespace {

// Every flow's session in turn.
class InTurn final : public DialogueSource {
 public:
  explicit InTurn(std::vector<Flow>& flows) : flows_(flows) {}

  std::optional<Dialogue> next() override {
    if (at_ == flows_.size()) return std::nullopt;
    Flow& flow = flows_[at_];
    return Dialogue{at_++, flow.client.get(), flow.session.get()};
  }
  void finished(const Dialogue& dialogue, Ending ending) override {
    if (ending == Ending::done || !trouble_.empty()) return;
    trouble_ =
        "client " + std::to_string(dialogue.number) +
        (ending == Ending::silence ? ": no answer"
                                   : ": error " + std::to_string(dialogue.session->refused()));
  }
  const std::string& trouble() const noexcept { return trouble_; }

 private:
  std::vector<Flow>& flows_;
  std::size_t at_ = 0;
  std::string trouble_;
};

}  // namespace

base::Status Flows::open() {
  account_ = {options_.user, options_.password};
  flows_.resize(options_.clients);
  for (unsigned i = 0; i < options_.clients; ++i) { TRY(make(i)); }
  if (!options_.fixed) { TRY(converse(options_.at_once)); }
  for (unsigned i = 0; i < options_.clients; ++i) {
    if (!flows_[i].peer) continue;
    const auto relayed = options_.fixed ? ground_.fixed_relayed(i) : flows_[i].session->relayed();
    TRY(flows_[i].peer->connect(relayed));
  }
  return {};
}

base::Status Flows::make(unsigned i) {
  Flow& flow = flows_[i];
  TRY(auto client, ground_.client(i));
  flow.client = std::move(client);
  if (options_.mode == Mode::relay) {
    TRY(auto peer, ground_.peer(i));
    flow.peer = std::move(peer);
    flow.peer_address = flow.peer->local();
  } else {
    flow.peer_address = {options_.peer_ip, 9};
  }
  if (options_.fixed) return {};
  flow.session = std::make_unique<Session>(account_, flow.peer_address,
                                           std::random_device{}() + std::uint64_t{i} * 0x9e3779b9);
  flow.session->plan({Step::allocate, Step::permit});
  if (options_.framing == Framing::channel) flow.session->plan({Step::bind_channel});
  return {};
}

base::Status Flows::converse(std::size_t at_once) {
  InTurn all{flows_};
  DialogueRules rules;
  rules.at_once = at_once;
  run_dialogues(all, rules);
  if (!all.trouble().empty())
    return base::failure(base::Errc::unavailable, "set-up: " + all.trouble());
  return {};
}

void Flows::release() {
  if (options_.fixed) return;
  for (Flow& flow : flows_) flow.session->plan({Step::release});
  (void)converse(options_.at_once);
}

}  // namespace bench
