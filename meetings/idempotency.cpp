// SPDX-License-Identifier: MIT
#include "meetings/idempotency.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/key_stream.hpp"

namespace meetings {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kTagBytes = 32;
constexpr std::chrono::seconds kAskAgain{1};

base::Sha256Digest digest_of(std::string_view text) { return base::sha256(base::as_bytes(text)); }

// No part can hold the character that keeps them apart.
std::string name_of(const Idempotency::Question& question) {
  return question.subject + '\n' + question.route + '\n' + question.key;
}

std::string tag_of(const base::Sha256Digest& key, std::string_view text) {
  const base::Sha256Digest tag =
      base::hmac_sha256(key, {base::as_bytes("answer\n"), base::as_bytes(text)});
  return std::string{base::as_text(tag)};
}

// Encrypts and decrypts.
std::string cipher(const base::Sha256Digest& key, std::string_view text) {
  std::vector<std::byte> stream(text.size());
  base::KeyStream{key}.fill(stream);
  std::string out{text};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>(static_cast<unsigned char>(out[i]) ^
                               std::to_integer<unsigned char>(stream[i]));
  return out;
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
  std::string nonce(kNonceBytes, '\0');
  random_.fill(base::MutableBytes{reinterpret_cast<std::byte*>(nonce.data()), nonce.size()});
  const auto keys = tokens_.keys_for("idempotency", name_of(question) + '\n' + nonce);
  if (keys.empty()) return {};
  return base::encode_base64url(
      base::as_bytes(nonce + tag_of(keys.front(), text) + cipher(keys.front(), text)));
}

std::optional<std::string> Idempotency::unseal(const Question& question,
                                               std::string_view sealed) const {
  const auto bytes = base::decode_base64url(sealed);
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view all = base::as_text(*bytes);
  const std::string nonce{all.substr(0, kNonceBytes)};
  for (const Digest& key : tokens_.keys_for("idempotency", name_of(question) + '\n' + nonce)) {
    std::string text = cipher(key, all.substr(kNonceBytes + kTagBytes));
    if (tag_of(key, text) == all.substr(kNonceBytes, kTagBytes)) return text;
  }
  return std::nullopt;
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
