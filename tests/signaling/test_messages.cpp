// SPDX-License-Identifier: MIT
// Messages as values: how they begin, and the close codes of docs/protocol.md.
#include <utility>

#include "signaling/messages.hpp"
#include "tests/support/check.hpp"

using namespace signaling;

namespace {

void a_message_of_the_server_starts_empty() {
  CHECK(!Candidates{}.batch && !RelayedCandidates{}.batch);
  CHECK(!Peer{}.polite && !Chat{}.is_private);
  CHECK_EQ(Welcome{}.resume_seconds, 0);
  CHECK_EQ(Welcome{}.ping_seconds, 0);
  CHECK_EQ(ErrorNotice{}.retry_after, 0);
}

// The table of docs/protocol.md.
void closes_with_the_documented_codes() {
  const std::pair<CloseCode, unsigned> codes[] = {
      {CloseCode::going_away, 1001},        {CloseCode::unsupported_data, 1003},
      {CloseCode::invalid_payload, 1007},   {CloseCode::too_big, 1009},
      {CloseCode::service_restart, 1012},   {CloseCode::try_again_later, 1013},
      {CloseCode::not_authenticated, 4401}, {CloseCode::origin_refused, 4403},
      {CloseCode::too_slow, 4408},          {CloseCode::replaced, 4409},
      {CloseCode::meeting_ended, 4410},     {CloseCode::abuse, 4429}};
  for (const auto& [code, number] : codes) CHECK_EQ(static_cast<unsigned>(code), number);
}

}  // namespace

int main() {
  return lectern_test::run("signaling messages", {TEST(a_message_of_the_server_starts_empty),
                                                  TEST(closes_with_the_documented_codes)});
}
