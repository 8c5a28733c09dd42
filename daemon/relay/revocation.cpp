// SPDX-License-Identifier: MIT
#include "daemon/relay/revocation.hpp"

#include <set>
#include <utility>
#include <vector>

#include "turn/quota.hpp"

namespace lecternd {
namespace {

constexpr int kLooks = 2;
// The hub and the API may still issue a credential while they learn of the end.
constexpr std::chrono::seconds kStillIssued{2};

}  // namespace

void Revocation::on_event(const meetings::Event& event, base::WallTime now) {
  if (const auto* ended = std::get_if<meetings::MeetingEnded>(&event))
    revoke(ended->meeting_id.value(), now);
  const auto* sessions = std::get_if<meetings::SessionsEnded>(&event);
  if (sessions != nullptr && sessions->ends_relaying) revoke(sessions->user_id.value(), now);
}

void Revocation::revoke(const std::string& subject, base::WallTime now) {
  parts_.credentials.revoke(subject, now + kStillIssued + parts_.lifetime(), now);
  endings_.with([&](auto& endings) { endings.push_back({subject, kLooks}); });
  post_look();
}

void Revocation::post_leftovers() {
  const bool any = endings_.with([](const auto& endings) { return !endings.empty(); });
  if (any) post_look();
}

// Where the pool is full, post_leftovers() finds the endings still here.
void Revocation::post_look() {
  if (look_posted_.exchange(true)) return;
  if (!parts_.workers.post([this] { look(); })) look_posted_ = false;
}

void Revocation::look() {
  look_posted_ = false;
  std::set<std::string, std::less<>> subjects;
  endings_.with([&](auto& endings) {
    for (Ending& ending : endings) {
      subjects.insert(ending.subject);
      --ending.looks;
    }
    std::erase_if(endings, [](const Ending& ending) { return ending.looks <= 0; });
  });
  if (subjects.empty()) return;
  std::vector<turn::SessionId> ids;
  for (const turn::SessionInfo& session : parts_.relay.sessions()) {
    const turn::Holder holder{session.identity};
    const bool over = subjects.contains(holder.user) || subjects.contains(holder.meeting);
    const auto id = over ? turn::SessionId::parse(session.id) : std::nullopt;
    if (id) ids.push_back(*id);
  }
  if (ids.empty()) return;
  parts_.log.info("turn_sessions_revoked", {{"ended", parts_.relay.kick(ids)}});
}

}  // namespace lecternd
