// SPDX-License-Identifier: MIT
// /api/notifications/…: what the person has been told.
#include <algorithm>

#include "api/bearer.hpp"
#include "api/fields.hpp"
#include "api/page.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "meetings/notifications.hpp"

namespace api {
namespace {

using meetings::Notification;

base::Json view_of(const Notification& one) {
  const meetings::Notice& notice = one.notice;
  return base::Json::object({{"id", notice.id},
                             {"event", to_string(notice.kind)},
                             {"meeting_id", notice.meeting_id.value()},
                             {"title", notice.title},
                             {"subject_id", notice.subject_id},
                             {"name", notice.name},
                             {"status", notice.status},
                             {"message", notice.text},
                             {"starts_at", time_view(notice.starts_at)},
                             {"at", base::print_iso8601(notice.at)},
                             {"read_at", time_view(one.read_at)}});
}

}  // namespace

Answer get_notifications(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  const auto only = call.request.query_value("unread");
  if (only && *only != "1" && *only != "0")
    return base::failure(bad_field("unread", "\"unread\" is 1 or 0."));
  TRY(auto found, d.notifications.list(claims).map_error(to_problem));
  const auto is_read = [](const Notification& one) { return one.read_at.has_value(); };
  const auto unread =
      found.size() - static_cast<std::size_t>(std::ranges::count_if(found, is_read));
  if (only == "1") std::erase_if(found, is_read);
  return page_answer(
      call.request, "notifications", found, Order::descending,
      [](const Notification& one) { return list_place(one.notice.at, one.notice.id); }, view_of,
      base::Json::object({{"unread", unread}}));
}

Answer post_notifications_read(const Dependencies& d, const Call& call) {
  TRY(auto claims, signed_in(d, call));
  TRY(auto fields, Fields::read(call.request));
  const auto ids = fields.optional_texts("ids", meetings::Notifications::kMostAtOnce);
  const auto newest = fields.optional_text("up_to");
  if (fields.problem()) return base::failure(*fields.problem());
  if (ids.has_value() == newest.has_value())
    return base::failure(bad_field("ids", "Send either \"ids\" or \"up_to\"."));
  TRY(const auto unread, (ids ? d.notifications.mark_read(claims, *ids)
                              : d.notifications.mark_read_up_to(claims, *newest))
                             .map_error(to_problem));
  return json_response(200, base::Json::object({{"unread", unread}}));
}

}  // namespace api
