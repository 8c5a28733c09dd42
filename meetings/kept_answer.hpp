// SPDX-License-Identifier: MIT
// KeptAnswer: what the store has of a request with an Idempotency-Key. Values; the repository is
// used inside a unit of work only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/time.hpp"

namespace meetings {

struct KeptAnswer {
  base::Sha256Digest id{};       // of who asks, the route and the key
  base::Sha256Digest subject{};  // of who asks
  base::Sha256Digest request{};  // of what is asked
  std::string answer;            // sealed; empty while the request runs, inside its transaction
  base::WallTime created_at;
};

class KeptAnswerRepository {
 public:
  virtual ~KeptAnswerRepository() = default;
  virtual std::optional<KeptAnswer> find(const base::Sha256Digest& id) = 0;
  // False if there is one with this id.
  virtual bool reserve(const KeptAnswer& answer) = 0;
  virtual void set_answer(const base::Sha256Digest& id, std::string_view answer) = 0;
  virtual void remove(const base::Sha256Digest& id) = 0;
  // Removes all but the `keep` newest answers of the subject.
  virtual void keep_newest(const base::Sha256Digest& subject, std::size_t keep) = 0;
};

}  // namespace meetings
