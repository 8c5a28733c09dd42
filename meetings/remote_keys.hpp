// SPDX-License-Identifier: MIT
// RemoteKeys: the keys of an issuer that publishes them at a URL (jwks_url). While the issuer is
// down, tokens go on being checked with those that were fetched last. A token cannot make the
// daemon ask more often than the pauses below allow. `fetch` blocks: worker threads only.
#pragma once

#include <functional>
#include <string>

#include "meetings/fetched.hpp"
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
             const base::Clock& clock);

  List keys(const std::optional<std::string>& kid) override;
  List after_misfit() override;

 private:
  Fetched<List> lists_;
};

}  // namespace meetings
