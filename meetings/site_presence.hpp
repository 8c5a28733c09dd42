// SPDX-License-Identifier: MIT
// SitePresence: the people in each room right now, on all nodes of a site. The signaling server of
// this node writes its own rooms; what the other nodes tell of theirs comes in through the
// functions that name a node. Any thread; a call takes no longer than a copy.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "meetings/presence.hpp"

namespace meetings {

class SitePresence final : public Presence, public PresenceWriter {
 public:
  // nullopt: the member has left.
  using Change = std::function<void(const MeetingId&, const ParticipantId&,
                                    const std::optional<PresentMember>&)>;
  // What happens in the rooms of this node is told to `taker`, on the thread that writes it. Call
  // it before the first member comes.
  void tell(Change taker) { taker_ = std::move(taker); }
  // Tells `taker` everybody who is in a room of this node.
  void tell_all(const Change& taker) const;

  void put(const MeetingId& meeting, PresentMember member) override;
  void remove(const MeetingId& meeting, const ParticipantId& participant) override;

  // The rooms of another node.
  void put_at(const std::string& node, const MeetingId& meeting, PresentMember member);
  void remove_at(const std::string& node, const MeetingId& meeting,
                 const ParticipantId& participant);
  void forget_node(const std::string& node);

  // Of all nodes. A person whom two nodes name, because the room has just moved, comes once.
  std::vector<PresentMember> members(const MeetingId& meeting) const override;
  std::size_t count(const MeetingId& meeting) const override;
  // Of this node: what a node does about a meeting, the node of its room does.
  std::vector<MeetingId> meetings() const override { return here_.meetings(); }
  // Of another node.
  std::vector<MeetingId> meetings_at(const std::string& node) const;
  // Totals over all rooms of this node, for metrics.
  std::size_t rooms() const { return here_.rooms(); }
  std::size_t people() const { return here_.people(); }

 private:
  using Others = std::map<std::string, PresenceTable>;

  Change taker_;
  PresenceTable here_;
  base::Guarded<Others> others_;
};

}  // namespace meetings
