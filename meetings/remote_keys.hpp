// SPDX-License-Identifier: MIT
// RemoteKeys: the keys of an issuer that publishes them at a URL (jwks_url). The keys stay in
// memory until newer ones arrive: while the issuer is down, tokens go on being checked with those
// that were fetched last. A token cannot make the daemon ask more often than the pauses below
// allow, and one caller at a time asks while the others use what there is. `fetch` blocks: worker
// threads only.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "meetings/foreign_tokens.hpp"

namespace meetings {

class RemoteKeys final : public IssuerKeys {
 public:
  using Fetch = std::function<base::Result<std::string>()>;  // the text of the key set
  using Report = std::function<void(const base::Error&)>;    // the issuer could not be asked

  // Between two questions, whatever comes of the first.
  static constexpr std::chrono::seconds kPause{10};
  // The same for keys whose names are known but do not fit: an issuer that gives a new key an old
  // name.
  static constexpr std::chrono::seconds kPauseAfterMisfit{60};
  // Keys of this age are asked for again, so that a removed one goes.
  static constexpr std::chrono::minutes kFresh{30};

  RemoteKeys(base::SignatureAlgorithm algorithm, Fetch fetch, Report report,
             const base::Clock& clock)
      : algorithm_(algorithm),
        fetch_(std::move(fetch)),
        report_(std::move(report)),
        clock_(clock) {}

  List keys(const std::optional<std::string>& kid) override;
  List after_misfit() override;

 private:
  bool knows(const std::optional<std::string>& kid) const;
  base::Result<std::vector<IssuerKey>> fetch_keys() const;
  List ask(std::unique_lock<std::mutex> lock, std::chrono::seconds pause);

  const base::SignatureAlgorithm algorithm_;
  const Fetch fetch_;
  const Report report_;
  const base::Clock& clock_;

  std::mutex mutex_;
  List list_;
  bool asking_ = false;
  std::optional<base::Instant> asked_at_, fetched_at_;
};

}  // namespace meetings
