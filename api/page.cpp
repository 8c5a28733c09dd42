// SPDX-License-Identifier: MIT
#include "api/page.hpp"

#include "base/encoding.hpp"
#include "base/number.hpp"

namespace api {

base::Result<PageQuery, Problem> read_page(const Request& request) {
  PageQuery out;
  if (const auto limit = request.query_value("limit")) {
    out.limit = base::parse_number<std::size_t>(*limit);
    if (!out.limit)
      return base::failure(bad_field("limit", "\"limit\" is a number from 1 to 100."));
  }
  out.cursor = request.query_value("cursor").value_or(std::string{});
  return out;
}

std::string list_place(base::WallTime time, std::string_view id) {
  const std::string micros = std::to_string(base::unix_micros(time));
  // As wide as any, so that text sorts as the number does.
  return std::string(20 - std::min<std::size_t>(micros.size(), 20), '0') + micros + ' ' +
         std::string{id};
}

namespace detail {
namespace {

constexpr std::size_t kLargestPage = 100;

}  // namespace

base::Result<Window, Problem> window_of(const Request& request, std::vector<PlacedView> all,
                                        Order order) {
  TRY(const auto asked, read_page(request));
  const std::size_t limit = asked.limit.value_or(kLargestPage);
  if (limit == 0 || limit > kLargestPage)
    return base::failure(bad_field("limit", "\"limit\" is a number from 1 to 100."));
  const auto is_before = [order](std::string_view a, std::string_view b) {
    return order == Order::ascending ? a < b : b < a;
  };
  std::sort(all.begin(), all.end(),
            [&](const PlacedView& a, const PlacedView& b) { return is_before(a.place, b.place); });
  auto first = all.begin();
  if (!asked.cursor.empty()) {
    const auto bytes = base::decode_base64url(asked.cursor);
    if (!bytes || bytes->size() < 22 || !base::is_utf8(base::as_text(*bytes)))
      return base::failure(bad_field("cursor", "This cursor is none that was given out."));
    const std::string_view place = base::as_text(*bytes);
    first = std::find_if(all.begin(), all.end(),
                         [&](const PlacedView& one) { return is_before(place, one.place); });
  }
  Window window;
  for (; first != all.end() && window.indices.size() < limit; ++first)
    window.indices.push_back(first->index);
  if (first != all.end() && first != all.begin())
    window.next_cursor = base::encode_base64url(base::as_bytes(std::prev(first)->place));
  return window;
}

}  // namespace detail
}  // namespace api
