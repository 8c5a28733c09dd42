// SPDX-License-Identifier: MIT
#include "meetings/remote_keys.hpp"

#include <algorithm>
#include <utility>

namespace meetings {
namespace {

bool knows(const std::vector<IssuerKey>& list, const std::optional<std::string>& kid) {
  return !kid || std::any_of(list.begin(), list.end(),
                             [&](const IssuerKey& key) { return key.kid == kid; });
}

}  // namespace

RemoteKeys::RemoteKeys(base::SignatureAlgorithm algorithm, Fetch fetch, Report report,
                       const base::Clock& clock)
    : lists_(
          [algorithm, fetch = std::move(fetch)]() -> base::Result<List> {
            TRY(const auto text, fetch());
            TRY(auto keys, parse_jwks(text, algorithm));
            return std::make_shared<const std::vector<IssuerKey>>(std::move(keys));
          },
          std::move(report), clock) {}

IssuerKeys::List RemoteKeys::keys(const std::optional<std::string>& kid) {
  if (auto list = lists_.younger_than(kFresh); list && knows(**list, kid)) return *list;
  return lists_.ask(kPause).value_or(nullptr);
}

IssuerKeys::List RemoteKeys::after_misfit() {
  return lists_.ask(kPauseAfterMisfit).value_or(nullptr);
}

}  // namespace meetings
