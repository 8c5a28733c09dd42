// SPDX-License-Identifier: MIT
// The tables that lecternctl makes of the daemon's sessions: rates, order, columns for a width.
#include "ctl/session_table.hpp"

#include "ctl/units.hpp"
#include "tests/support/check.hpp"

namespace {

using base::Json;
using ctl::SessionOrder;

Json session(std::string id, std::string user, int age, int bytes) {
  return Json::object({{"id", id},
                       {"user", user},
                       {"meeting", Json()},
                       {"transport", "udp"},
                       {"client", "192.0.2.1:4000"},
                       {"relayed", Json::array({Json("198.51.100.1:49152")})},
                       {"security", Json()},
                       {"age_seconds", age},
                       {"expires_in_seconds", 600},
                       {"permissions", 2},
                       {"dropped", 0},
                       {"packets_to_peers", bytes / 100},
                       {"bytes_to_peers", bytes},
                       {"packets_to_client", 0},
                       {"bytes_to_client", 0}});
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0, start = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos;
       start = end + 1, end = text.find('\n', start)) {
    longest = std::max(longest, end - start);
  }
  return longest;
}

void numbers_are_short() {
  using ctl::short_number;
  CHECK_EQ(short_number(0), "0");
  CHECK_EQ(short_number(999), "999");
  CHECK_EQ(short_number(1234), "1.2k");
  CHECK_EQ(short_number(99'960), "100k");
  CHECK_EQ(short_number(999'600), "1.0M");
  CHECK_EQ(short_number(2.5e18), "2500P");
  CHECK_EQ(short_number(1'234'567, "bit/s"), "1.2 Mbit/s");
  CHECK_EQ(short_number(0, "B"), "0 B");
  using ctl::short_time;
  CHECK_EQ(short_time(59), "59s");
  CHECK_EQ(short_time(725), "12m05s");
  CHECK_EQ(short_time(3 * 3600 + 7 * 60), "3h07m");
  CHECK_EQ(short_time(50 * 3600), "2d02h");
}

void rates_are_differences() {
  const Json before = Json::array({session("0-0-0", "alice", 10, 1000)});
  const Json now =
      Json::array({session("0-0-0", "alice", 12, 3000), session("0-1-0", "bob", 1, 500)});
  const Json rated = ctl::with_rates(before, now, 2.0);
  CHECK(rated.at(0)["bits_per_second_to_peers"].as_integer() == 8000);
  CHECK(rated.at(0)["packets_per_second_to_peers"].as_integer() == 10);
  CHECK(rated.at(1)["bits_per_second_to_peers"].as_integer() == 2000);  // new meanwhile
  CHECK_EQ(ctl::packets_per_second(before, now, 2.0), 12.5);
  // A place that was given to another session in between counts from zero, never below it.
  const Json less = ctl::with_rates(now, before, 2.0);
  CHECK(less.at(0)["bits_per_second_to_peers"].as_integer() == 0);
}

void the_order_is_the_operators() {
  const Json list = Json::array(
      {session("a", "zoe", 5, 10), session("b", "adam", 50, 500), session("c", "mia", 500, 100)});
  const auto first = [&](SessionOrder order) {
    const Json id = ctl::sorted(list, order).at(0)["id"];
    return std::string{*id.as_string()};
  };
  CHECK_EQ(first(SessionOrder::traffic), "b");
  CHECK_EQ(first(SessionOrder::age), "c");
  CHECK_EQ(first(SessionOrder::user), "b");
}

void a_narrow_terminal_has_fewer_columns() {
  Json list = Json::array({session("1-123-45", "teacher@example.org", 4000, 123456789)});
  list = ctl::with_rates(list, list, 1.0);
  const std::string narrow = ctl::session_table(list, 80, 5.0),
                    wide = ctl::session_table(list, 160, 5.0);
  CHECK(longest_line(narrow) <= 80);
  CHECK(longest_line(wide) <= 160);
  CHECK(narrow.find("RELAYED") == std::string::npos);
  CHECK(wide.find("198.51.100.1:49152") != std::string::npos);
  CHECK(wide.find("123M") != std::string::npos);
  CHECK(narrow.find("1 session, ") != std::string::npos);
  // Long addresses take what there is; the rates stay.
  Json six = session("1-123-45", "teacher@example.org", 4000, 123456789);
  six.set("client", "[2001:db8:1111:2222:3333:4444:5555:6666]:40000");
  const Json long_list = ctl::with_rates(Json::array({six}), Json::array({six}), 1.0);
  const std::string tight = ctl::session_table(long_list, 100, 5.0);
  CHECK(longest_line(tight) <= 100);
  CHECK(tight.find("DOWN bit/s") != std::string::npos);
  CHECK_EQ(ctl::session_table(Json::array(), 80, 5.0), "Nobody is using the relay.\n");
}

void a_page_names_the_peers() {
  Json one = session("1-2-3", "alice", 60, 100);
  one.set("username", "1700000000:alice");
  one.set("peer_list", Json::array({Json::object({{"kind", "channel"},
                                                  {"peer", "203.0.113.5:9"},
                                                  {"channel", 0x4001},
                                                  {"expires_in_seconds", 600}}),
                                    Json::object({{"kind", "permission"},
                                                  {"peer", "203.0.113.6"},
                                                  {"expires_in_seconds", 61}})}));
  const std::string page = ctl::session_page(one);
  for (const char* wanted : {"0x4001", "203.0.113.5:9", "203.0.113.6", "1m01s", "1700000000:alice"})
    CHECK(page.find(wanted) != std::string::npos);
  one.set("peer_list", Json::array());
  CHECK(ctl::session_page(one).find("No peer may be reached") != std::string::npos);
}

}  // namespace

int main() {
  return lectern_test::run(
      "session_table",
      {TEST(numbers_are_short), TEST(rates_are_differences), TEST(the_order_is_the_operators),
       TEST(a_narrow_terminal_has_fewer_columns), TEST(a_page_names_the_peers)});
}
