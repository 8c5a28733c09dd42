// SPDX-License-Identifier: MIT
#include "api/page.hpp"

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

}  // namespace api
