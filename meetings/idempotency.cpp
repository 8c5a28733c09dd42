// SPDX-License-Identifier: MIT
#include "meetings/idempotency.hpp"

#include <algorithm>

#include "meetings/sealed_text.hpp"

namespace meetings {
namespace {

constexpr std::chrono::seconds kAskAgain{1};
constexpr std::string_view kPurpose = "idempotency";

base::Sha256Digest digest_of(std::string_view text) { return base::sha256(base::as_bytes(text)); }

// No part can hold the character that keeps them apart.
std::string name_of(const Idempotency::Question& question) {
  return question.subject + '\n' + question.route + '\n' + question.key;
}

auto refuse_for(RefusalCode code, std::string detail, std::chrono::seconds retry_after = {}) {
  return base::failure(Refusal{code, std::move(detail), {}, retry_after});
}

auto refuse_busy() {
  return refuse_for(RefusalCode::idempotency_busy,
                    "The first request with this Idempotency-Key is still running.", kAskAgain);
}

}  // namespace

Outcome<std::variant<std::string, std::unique_ptr<Idempotency::Turn>>> Idempotency::begin(
    Question question) {
  const Digest id = digest_of(name_of(question));
  const bool first = running_.with([&](auto& running) { return running.insert(id).second; });
  if (!first) return refuse_busy();
  // The turn takes the place among the running ones over.
  const auto let_go = [&] { running_.with([&](auto& running) { running.erase(id); }); };
  auto kept = find(question, id);
  if (!kept || *kept) let_go();
  if (!kept) return base::failure(kept.error());
  if (*kept) return std::move(**kept);
  return std::make_unique<Turn>(*this, std::move(question), id);
}

Outcome<std::optional<std::string>> Idempotency::find(const Question& question, const Digest& id) {
  TRY(const auto kept,
      meetings::read(store_, [&](UnitOfWork& work) -> Outcome<std::optional<KeptAnswer>> {
        return work.kept_answers().find(id);
      }));
  if (!kept || kept->created_at + kLifetime <= clock_.wall_now())
    return std::optional<std::string>{};
  if (kept->request != question.request) {
    return refuse_for(RefusalCode::idempotency_conflict,
                      "This Idempotency-Key belongs to another request.");
  }
  auto text = unseal(question, kept->answer);
  if (!text) {
    return refuse_for(RefusalCode::idempotency_conflict,
                      "The answer to this Idempotency-Key cannot be read any more.");
  }
  return text;
}

std::string Idempotency::seal(const Question& question, std::string_view text) const {
  return seal_text(tokens_, random_, kPurpose, name_of(question), text);
}

std::optional<std::string> Idempotency::unseal(const Question& question,
                                               std::string_view sealed) const {
  return unseal_text(tokens_, kPurpose, name_of(question), sealed);
}

Idempotency::Turn::Turn(Idempotency& owner, Question question, const Digest& id)
    : owner_(owner),
      question_(std::move(question)),
      id_(id),
      hold_(owner.store_.hold([this](UnitOfWork& work) { return reserve(work); })) {}

Idempotency::Turn::~Turn() {
  owner_.running_.with([&](auto& running) { running.erase(id_); });
}

Outcome<void> Idempotency::Turn::reserve(UnitOfWork& work) const {
  const base::WallTime now = owner_.clock_.wall_now();
  const Digest subject = stored_subject(question_.subject);
  if (const auto old = work.kept_answers().find(id_); old && old->created_at + kLifetime <= now)
    work.kept_answers().remove(id_);
  // Another daemon on the same database was faster.
  if (!work.kept_answers().reserve({id_, subject, question_.request, {}, now}))
    return refuse_busy();
  work.kept_answers().keep_newest(subject, kMostPerSubject);
  return {};
}

Outcome<void> Idempotency::Turn::keep(std::string_view answer) {
  const std::string sealed = owner_.seal(question_, answer);
  return hold_->commit([&](UnitOfWork& work) -> Outcome<void> {
    work.kept_answers().set_answer(id_, sealed);
    return {};
  });
}

Outcome<void> Idempotency::Turn::commit() {
  if (!hold_->is_open()) return {};
  return hold_->commit([&](UnitOfWork& work) -> Outcome<void> {
    work.kept_answers().remove(id_);
    return {};
  });
}

}  // namespace meetings
