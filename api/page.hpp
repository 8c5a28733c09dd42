// SPDX-License-Identifier: MIT
// The query parameters `limit` and `cursor` of every list that comes in pages. Pure; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.hpp"
#include "api/request.hpp"
#include "api/response.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

namespace api {

struct PageQuery {
  std::optional<std::size_t> limit;  // nullopt: the list's own; the service refuses a wrong number
  std::string cursor;                // empty: the first page
};

// Refuses a limit that is no number.
base::Result<PageQuery, Problem> read_page(const Request& request);

// The place of an entry in its list: lists are sorted by a time, and then by an id. A page begins
// after the place that its cursor holds, so entries that come or go meanwhile shift nothing.
std::string list_place(base::WallTime time, std::string_view id);

enum class Order : std::uint8_t { ascending, descending };

// The page of a list that is in memory, which a bound of the service keeps short.
// place(entry) is its list_place(), view(entry) its JSON. `out` has what the answer tells beside
// the page.
template <class T, class Place, class View>
Answer page_answer(const Request& request, std::string_view name, const std::vector<T>& entries,
                   Order order, Place place, View view, base::Json out = base::Json::object());

namespace detail {

struct PlacedView {
  std::string place;
  std::size_t index = 0;
};
struct Window {
  std::vector<std::size_t> indices;
  std::optional<std::string> next_cursor;
};
base::Result<Window, Problem> window_of(const Request& request, std::vector<PlacedView> all,
                                        Order order);

}  // namespace detail

template <class T, class Place, class View>
Answer page_answer(const Request& request, std::string_view name, const std::vector<T>& entries,
                   Order order, Place place, View view, base::Json out) {
  std::vector<detail::PlacedView> all;
  for (std::size_t i = 0; i < entries.size(); ++i) all.push_back({place(entries[i]), i});
  TRY(const auto window, detail::window_of(request, std::move(all), order));
  base::Json list = base::Json::array();
  for (const std::size_t i : window.indices) list.push(view(entries[i]));
  return json_response(200, out.set(name, list).set("next_cursor", window.next_cursor));
}

}  // namespace api
