// SPDX-License-Identifier: MIT
#include "turn/io/session_records.hpp"

#include <string>

#include "base/time.hpp"
#include "turn/quota.hpp"

namespace turn::io {

void SessionRecords::write(const SessionEnded& ended) const {
  const base::WallTime at = clock_.wall();
  // A short session costs little more than the printing of these fields.
  if (log_.enabled(base::LogLevel::info)) log(ended, at);
  if (on_ended_) on_ended_(SessionRecord{ended.session, ended.reason, at});
}

void SessionRecords::log(const SessionEnded& ended, base::WallTime at) const {
  const SessionInfo& s = ended.session;
  const Holder holder{s.identity};
  log_.info("turn_session_ended",
            {{"session", s.id},
             {"reason", to_string(ended.reason)},
             {"user", holder.user},
             {"meeting", holder.meeting},
             {"transport", to_string(s.transport)},
             {"client", s.client.print()},
             {"relayed", s.relayed.print()},
             {"relayed_second", s.relayed_second ? s.relayed_second->print() : std::string{}},
             {"started_at", base::print_iso8601(at - s.age)},
             {"seconds", s.age.count()},
             {"peers", s.peers},
             {"packets_to_peers", s.to_peers.packets},
             {"bytes_to_peers", s.to_peers.bytes},
             {"packets_to_client", s.to_client.packets},
             {"bytes_to_client", s.to_client.bytes},
             {"dropped", s.dropped}});
}

}  // namespace turn::io
