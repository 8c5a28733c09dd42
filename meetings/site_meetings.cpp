// SPDX-License-Identifier: MIT
#include "meetings/site_meetings.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/number.hpp"
#include "base/unicode.hpp"
#include "meetings/lookups.hpp"

namespace meetings {
namespace {

constexpr std::size_t kLargestPage = 100;
constexpr std::size_t kLongestCursor = 128;
constexpr std::size_t kRowsAtOnce = 200;

std::string print_cursor(base::WallTime created_at, const MeetingId& id) {
  return base::encode_base64url(
      base::as_bytes(std::to_string(base::unix_micros(created_at)) + '/' + id.value()));
}

std::optional<MeetingPosition> parse_cursor(std::string_view text) {
  const auto bytes = text.size() > kLongestCursor ? std::nullopt : base::decode_base64url(text);
  if (!bytes || !base::is_utf8(base::as_text(*bytes))) return std::nullopt;
  std::string_view rest = base::as_text(*bytes);
  const auto micros = base::take_number<std::int64_t>(rest);
  if (!micros || *micros < 0 || !rest.starts_with('/')) return std::nullopt;
  return MeetingPosition{base::from_unix_micros(*micros), MeetingId{std::string{rest.substr(1)}}};
}

}  // namespace

// The words of a search.
class SiteMeetings::Search {
 public:
  static Outcome<Search> parse(std::string_view text) {
    Search out;
    const auto folded = text.size() > kLongestSearch ? std::nullopt : base::to_folded(text);
    if (!folded) return refuse_field("search", "A search has at most 200 bytes.");
    std::string_view rest = *folded;
    while (!(rest = base::trim_blanks(rest)).empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      out.words_.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    return out;
  }
  bool fits(const Meeting& meeting) const {
    if (words_.empty()) return true;
    const auto text = base::to_folded(meeting.title + ' ' + meeting.code + ' ' + meeting.host_name);
    return text && std::ranges::all_of(words_, [&](const std::string& word) {
             return text->find(word) != std::string::npos;
           });
  }

 private:
  std::vector<std::string> words_;
};

std::optional<SiteMeetingsFilter> parse_site_meetings_filter(std::string_view text) noexcept {
  if (text == "all") return SiteMeetingsFilter::all;
  if (text == "live") return SiteMeetingsFilter::live;
  if (text == "upcoming") return SiteMeetingsFilter::upcoming;
  if (text == "past") return SiteMeetingsFilter::past;
  return std::nullopt;
}

SiteMeeting SiteMeetings::view(UnitOfWork& work, Meeting meeting) const {
  const auto host = work.users().by_id(meeting.host_id);
  std::string email = host ? host->user.shown_email() : std::string{};
  const std::size_t present = s_.presence.count(meeting.id);
  return {std::move(meeting), std::move(email), present};
}

SiteMeetingPage SiteMeetings::live_page(UnitOfWork& work, const SiteMeetingsQuery& query,
                                        const Search& search, std::vector<MeetingId> live,
                                        std::string_view after) const {
  std::ranges::sort(live, {}, &MeetingId::value);
  const auto twice = std::ranges::unique(live);
  live.erase(twice.begin(), twice.end());
  SiteMeetingPage page;
  std::size_t looked_at = 0;
  std::optional<MeetingId> last;
  for (const MeetingId& id : live) {
    if (id.value() <= after) continue;
    if (page.meetings.size() == query.limit || looked_at == kMostLookedAt) {
      page.next_cursor = print_cursor({}, *last);
      break;
    }
    ++looked_at;
    last = id;
    auto found = work.meetings().by_id(id);
    if (found && search.fits(found->meeting))
      page.meetings.push_back(view(work, std::move(found->meeting)));
  }
  return page;
}

SiteMeetingPage SiteMeetings::stored_page(UnitOfWork& work, const SiteMeetingsQuery& query,
                                          const Search& search,
                                          std::optional<MeetingPosition> after) const {
  const auto kind = query.filter == SiteMeetingsFilter::upcoming ? SiteMeetingsKind::upcoming
                    : query.filter == SiteMeetingsFilter::past   ? SiteMeetingsKind::past
                                                                 : SiteMeetingsKind::all;
  const base::WallTime now = s_.clock.wall_now();
  SiteMeetingPage page;
  for (std::size_t looked_at = 0; looked_at < kMostLookedAt;) {
    auto rows = work.meetings().list_all(kind, after, kRowsAtOnce, now);
    for (Meeting& meeting : rows) {
      if (page.meetings.size() == query.limit) {
        page.next_cursor = print_cursor(after->created_at, after->id);
        return page;
      }
      after = MeetingPosition{meeting.created_at, meeting.id};
      if (search.fits(meeting)) page.meetings.push_back(view(work, std::move(meeting)));
    }
    if (rows.size() < kRowsAtOnce) return page;
    looked_at += rows.size();
  }
  page.next_cursor = print_cursor(after->created_at, after->id);
  return page;
}

Outcome<SiteMeetingPage> SiteMeetings::list(const Claims& claims, const SiteMeetingsQuery& query,
                                            std::vector<MeetingId> live) {
  if (query.limit == 0 || query.limit > kLargestPage)
    return refuse_field("limit", "limit takes 1 to 100.");
  TRY(const auto search, Search::parse(query.search));
  std::optional<MeetingPosition> after;
  if (!query.cursor.empty()) {
    after = parse_cursor(query.cursor);
    if (!after) return refuse_field("cursor", "This cursor is none that was given out.");
  }
  return read_list(s_.store, [&](UnitOfWork& work) -> Outcome<SiteMeetingPage> {
    TRY(require_admin(work, claims, s_.clock.wall_now()));
    if (query.filter == SiteMeetingsFilter::live)
      return live_page(work, query, search, live, after ? after->id.value() : std::string{});
    return stored_page(work, query, search, after);
  });
}

Outcome<void> SiteMeetings::end(const Claims& claims, std::string_view id_or_code) {
  TRY(read(s_.store,
           [&](UnitOfWork& work) { return require_admin(work, claims, s_.clock.wall_now()); }));
  return meetings_.end_by_operator(id_or_code, actor_of(claims));
}

}  // namespace meetings
