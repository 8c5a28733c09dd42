// SPDX-License-Identifier: MIT
// Meetings.
#include <array>

#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

constexpr std::size_t kMostMeetings = 1000;

control::Answer meeting_list(const OperatorContext& c, const Json&) {
  const auto open = c.domain.meetings.list_open(kMostMeetings);
  if (!open) return refused(open.error());
  Json list = Json::array();
  for (const meetings::MeetingView& view : *open) {
    list.push(Json::object({{"id", view.meeting.id.value()},
                            {"code", view.meeting.code},
                            {"title", view.meeting.title},
                            {"host", view.meeting.host_name},
                            {"present", static_cast<std::int64_t>(view.present)},
                            {"created_at", base::print_iso8601(view.meeting.created_at)}}));
  }
  return Json::object({{"meetings", list}});
}

control::Answer meeting_end(const OperatorContext& c, const Json& arguments) {
  TRY(const auto id, text_of(arguments, "id"));
  const auto found = c.domain.meetings.details_for_operator(id);
  if (!found) return refused(found.error());
  const auto ended = c.domain.meetings.end_by_operator(id);
  if (!ended) return refused(ended.error());
  return Json::object(
      {{"id", found->meeting.id.value()}, {"code", found->meeting.code}, {"state", "ended"}});
}

constexpr std::array kCommands{
    Command{"meeting-list", meeting_list, Audited::none("it only reads")},
    Command{"meeting-end", meeting_end, Audited::by_service(meetings::AuditKind::meeting_ended)},
};

}  // namespace

std::span<const Command> meeting_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
