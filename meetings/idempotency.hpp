// SPDX-License-Identifier: MIT
// Idempotency: a request with an Idempotency-Key is carried out once
// (draft-ietf-httpapi-idempotency-key-header). Its answer is stored in the transaction of its
// change, so a daemon that dies has either both or neither. For 24 hours the same request with the
// same key gets the same answer. Keys belong to who asks and to a route.
//
// Only answers of success are kept: a refused request has changed nothing, and it may be sent again
// with the same key. Blocks: worker threads only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "base/guarded.hpp"
#include "base/random.hpp"
#include "meetings/holding_store.hpp"
#include "meetings/tokens.hpp"

namespace meetings {

class Idempotency {
 public:
  static constexpr std::chrono::hours kLifetime{24};
  // Of one person or address; the oldest goes first.
  static constexpr std::size_t kMostPerSubject = 1000;

  struct Question {
    std::string subject;  // who asks
    std::string route;
    std::string key;
    base::Sha256Digest request{};  // of everything that the answer depends on
  };

  // The right to carry one request out; ends with the object. It covers the thread that has it: its
  // changes are rolled back unless keep() or commit() is called.
  class Turn;

  // `store` is the one that the services use.
  Idempotency(HoldingStore& store, const Tokens& tokens, const base::Clock& clock,
              base::Random& random)
      : store_(store), tokens_(tokens), clock_(clock), random_(random) {}

  // The kept answer, or a turn. Refuses with idempotency_busy while the first request with the key
  // runs, and with idempotency_conflict if the key belongs to another request.
  Outcome<std::variant<std::string, std::unique_ptr<Turn>>> begin(Question question);
  // The subject of a person's requests, and its name in the store.
  static std::string subject_of(const UserId& person) { return "person " + person.value(); }
  static base::Sha256Digest stored_subject(std::string_view subject) {
    return base::sha256(base::as_bytes(subject));
  }

 private:
  using Digest = base::Sha256Digest;

  Outcome<std::optional<std::string>> find(const Question& question, const Digest& id);
  std::string seal(const Question& question, std::string_view text) const;
  std::optional<std::string> unseal(const Question& question, std::string_view sealed) const;

  HoldingStore& store_;
  const Tokens& tokens_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Guarded<std::set<Digest>> running_;
};

class Idempotency::Turn {
 public:
  Turn(Idempotency& owner, Question question, const Digest& id);
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  // Commits the changes together with the answer. Call one of the two, once.
  Outcome<void> keep(std::string_view answer);
  // Commits the changes of a request that was refused all the same; the key stays free.
  Outcome<void> commit();

 private:
  Outcome<void> reserve(UnitOfWork& work) const;

  Idempotency& owner_;
  const Question question_;
  const Digest id_;
  const std::unique_ptr<HoldingStore::Hold> hold_;
};

}  // namespace meetings
