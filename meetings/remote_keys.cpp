// SPDX-License-Identifier: MIT
#include "meetings/remote_keys.hpp"

#include <algorithm>

namespace meetings {

IssuerKeys::List RemoteKeys::keys(const std::optional<std::string>& kid) {
  std::unique_lock lock(mutex_);
  const bool fresh = fetched_at_ && clock_.now() < *fetched_at_ + kFresh;
  if (fresh && knows(kid)) return list_;
  return ask(std::move(lock), kPause);
}

IssuerKeys::List RemoteKeys::after_misfit() {
  return ask(std::unique_lock{mutex_}, kPauseAfterMisfit);
}

bool RemoteKeys::knows(const std::optional<std::string>& kid) const {
  return list_ && (!kid || std::any_of(list_->begin(), list_->end(),
                                       [&](const IssuerKey& key) { return key.kid == kid; }));
}

base::Result<std::vector<IssuerKey>> RemoteKeys::fetch_keys() const {
  TRY(const auto text, fetch_());
  return parse_jwks(text, algorithm_);
}

IssuerKeys::List RemoteKeys::ask(std::unique_lock<std::mutex> lock, std::chrono::seconds pause) {
  if (asking_ || (asked_at_ && clock_.now() < *asked_at_ + pause)) return list_;
  asking_ = true;
  lock.unlock();
  auto fetched = fetch_keys();
  if (!fetched) report_(fetched.error());
  lock.lock();
  asking_ = false;
  asked_at_ = clock_.now();
  if (fetched) {
    fetched_at_ = asked_at_;
    list_ = std::make_shared<const std::vector<IssuerKey>>(std::move(*fetched));
  }
  return list_;
}

}  // namespace meetings
