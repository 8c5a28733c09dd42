// SPDX-License-Identifier: MIT
// The dialect of the older stack as a pure mapping, by tests/vectors/older_stack.json.
#include "api/older_stack.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "meetings/store/time_zones.hpp"
#include "tests/support/check.hpp"
#include "tests/support/source_tree.hpp"

using namespace lectern_test;
using base::Json;

namespace {

Json vectors() {
  std::ifstream in{in_source_tree("tests/vectors/older_stack.json")};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  return CHECK_OK(Json::parse(text, 1 << 20));
}

api::older_stack::Site site() {
  static const meetings::store::TimeZones zones;
  return {50, "Europe/Berlin", [](std::string_view name) { return zones.find(name); }};
}

base::WallTime now() { return *base::parse_iso8601(vectors()["now"].text()); }

void check_same(const std::string& what, const Json& got, const Json& expected) {
  if (!(got == expected))
    check_failed(what + "\n  got      " + got.print() + "\n  expected " + expected.print(),
                 __FILE__, __LINE__);
}

void paths_lead_to_our_own() {
  for (const Json& one : vectors()["paths"].items()) {
    const std::string older = one["older"].text();
    CHECK_EQ(api::older_stack::own_path(older), one["own"].text());
    CHECK_EQ(api::older_stack::is_older_path(older), older != one["own"].text());
  }
}

void creates_are_read() {
  for (const Json& one : vectors()["create"].items()) {
    const std::string name = one["name"].text();
    const auto got = api::older_stack::own_create(one["older"], site());
    if (one.has("refused")) {
      if (got) check_failed(name + " was not refused", __FILE__, __LINE__);
      CHECK_EQ(got.error().status, 422);
      CHECK_EQ(got.error().field, one["refused"].text());
      continue;
    }
    if (!got) check_failed(name + ": " + got.error().detail, __FILE__, __LINE__);
    check_same(name, got->body, one["own"]);
    check_same(name, api::older_stack::adjustments_view(got->adjusted),
               one.has("adjusted") ? one["adjusted"] : Json::array());
  }
}

void a_site_without_zones_says_so() {
  const Json body =
      Json::object({{"meeting_type", "scheduled"}, {"scheduled_time", "2026-12-01T16:00"}});
  const auto got = api::older_stack::own_create(body, {50, "UTC", {}});
  CHECK(!got);
  CHECK_EQ(got.error().field, "scheduled_time");
}

void older_bodies_are_told_from_our_own() {
  for (const char* own : {R"({"title":"x"})", R"({"type":"instant","password":"x"})", "{}"})
    CHECK(!api::older_stack::has_older_fields(CHECK_OK(Json::parse(own))));
  for (const char* older :
       {R"({"meeting_type":"instant"})", R"({"is_recorded":false})", R"({"guest_name":null})"})
    CHECK(api::older_stack::has_older_fields(CHECK_OK(Json::parse(older))));
  CHECK_EQ(api::older_stack::older_field("access"), "access_type");
  CHECK_EQ(api::older_stack::older_field("title"), "title");
}

void joins_are_read() {
  for (const Json& one : vectors()["join"].items())
    check_same(one["older"].print(),
               api::older_stack::own_join(one["older"], *one["guest"].as_bool()), one["own"]);
}

void answers_have_the_older_names() {
  const Json all = vectors();
  for (const Json& one : all["meetings"].items())
    check_same("meeting", api::older_stack::with_older_names(one["own"], now()), one["older"]);
  for (const Json& one : all["statuses"].items()) {
    const Json got = api::older_stack::with_older_names(one["own"], now());
    check_same(one["status"].print(), got["status"], one["status"]);
  }
  for (const Json& one : all["join_requests"].items())
    check_same(
        "request",
        api::older_stack::join_request(one["own"], one["title"].text(), *one["guest"].as_bool()),
        one["older"]);
  for (const Json& one : all["invitations"].items())
    check_same("invitation", api::older_stack::invitation(one["own"], now()), one["older"]);
}

}  // namespace

int main() {
  return lectern_test::run(
      "older_stack", {TEST(paths_lead_to_our_own), TEST(creates_are_read),
                      TEST(a_site_without_zones_says_so), TEST(older_bodies_are_told_from_our_own),
                      TEST(joins_are_read), TEST(answers_have_the_older_names)});
}
