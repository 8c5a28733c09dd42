// SPDX-License-Identifier: MIT
#include "base/json.hpp"

#include <cmath>
#include <limits>

#include "tests/support/check.hpp"

namespace {

using base::Json;
using namespace std::string_literals;

Json parse(const std::string& text) { return CHECK_OK(Json::parse(text)); }

void prints_in_order() {
  const Json value = Json::object({{"z", 1},
                                   {"a", "x"},
                                   {"m", Json::array({1, "two", nullptr, true, 1.5})},
                                   {"o", Json::object()}});
  CHECK_EQ(value.print(), R"({"z":1,"a":"x","m":[1,"two",null,true,1.5],"o":{}})");
  CHECK_EQ(parse(value.print()).print(), value.print());
  CHECK(parse(value.print_pretty()) == value);
  CHECK(!(parse(R"({"a":1})") == parse(R"({"a":2})")));
  CHECK_EQ(Json::object({{"a", 1}, {"b", Json::array({2})}}).print_pretty(),
           "{\n  \"a\": 1,\n  \"b\": [\n    2\n  ]\n}");
}

void reads_typed() {
  const Json v =
      parse(R"({"s":"text","i":-7,"d":2.5,"t":true,"f":false,"n":null,"a":[10,20],"o":{"k":1}})");
  CHECK(v["s"].as_string() == "text");
  CHECK(v["i"].as_integer() == -7);
  CHECK(v["i"].as_number() == -7.0);
  CHECK(v["d"].as_number() == 2.5);
  CHECK(v["t"].as_bool() == true);
  CHECK(v["f"].as_bool() == false);
  CHECK(v["n"].is_null() && v.has("n"));
  CHECK_EQ(v["a"].size(), std::size_t{2});
  CHECK(v["a"].at(1).as_integer() == 20);
  CHECK(v["o"]["k"].as_integer() == 1);
}

void the_wrong_type_is_nothing() {
  const Json v = parse(R"({"s":"1","i":1,"d":1.0,"t":true,"a":[]})");
  CHECK(!v["s"].as_integer() && !v["s"].as_number() && !v["s"].as_bool());
  CHECK(!v["i"].as_string() && !v["i"].as_bool());
  CHECK(!v["d"].as_integer());
  CHECK(!v["t"].as_integer() && !v["t"].as_string());
  CHECK(v["missing"].is_null() && !v.has("missing"));
  CHECK(v["s"]["k"].is_null());  // a member of no object
  CHECK(v["a"].at(0).is_null());
  CHECK(v.at(0).is_null());
  CHECK_EQ(v["i"].size(), std::size_t{0});
  CHECK(v["i"].members().empty());
}

void refuses_what_is_no_json() {
  for (const auto& bad : {""s,
                          " "s,
                          "{"s,
                          "}"s,
                          "{\"a\":1,}"s,
                          "[1,]"s,
                          "{a:1}"s,
                          "{'a':1}"s,
                          "{\"a\":1} x"s,
                          "{}{}"s,
                          "{\"a\":1,\"a\":2}"s,
                          "[01]"s,
                          "[1.]"s,
                          "[.5]"s,
                          "[+1]"s,
                          "[NaN]"s,
                          "[1e999]"s,
                          "[99999999999999999999]"s,
                          "[\"\xff\"]"s,
                          "[\"\xed\xa0\x80\"]"s,
                          "[\"\\ud800\"]"s,
                          "[\"\\u0000\"]"s,
                          "[\"a\nb\"]"s,
                          "[\"\\x\"]"s,
                          "{\"a\\u0000b\":1}"s,
                          "[1]\0"s,
                          "/**/[]"s,
                          "\xef\xbb\xbf[]"s}) {
    CHECK(!Json::parse(bad));
  }
}

void refuses_length_and_depth() {
  CHECK(Json::parse("[]", 2));
  const auto long_text = Json::parse("[ ]", 2);
  CHECK(!long_text);
  CHECK_EQ(long_text.error().code, base::Errc::exhausted);
  CHECK_EQ(long_text.error().what, "JSON text is longer than 2 bytes");
  // 64 KiB where the caller names no limit
  CHECK(Json::parse("[]" + std::string(65'534, ' ')));
  CHECK(!Json::parse("[]" + std::string(65'535, ' ')));
  // Deep enough to end a recursive parser, were there no limit.
  CHECK(!Json::parse(std::string(30000, '['), 1 << 20));
  CHECK(!Json::parse(std::string(30000, '[') + std::string(30000, ']'), 1 << 20));
}

void says_where_it_broke() {
  const auto bad = Json::parse("{\n  \"a\": }");
  CHECK(!bad);
  CHECK(bad.error().what.find("line 2") != std::string::npos);
}

void escapes_what_it_prints() {
  const std::string text = "quote\" back\\ line\n tab\t nul\0 del\x7f euro\xe2\x82\xac"s;
  const Json v = Json::array({text});
  CHECK_EQ(v.print().find('\n'), std::string::npos);
  CHECK(v.at(0).as_string() == text);
  const std::string without_nul = "quote\" back\\ line\n \x01 euro\xe2\x82\xac";
  CHECK(parse(Json::array({without_nul}).print()).at(0).as_string() == without_nul);
}

void what_json_cannot_say_is_null() {
  CHECK(Json(std::numeric_limits<double>::quiet_NaN()).is_null());
  CHECK(Json(std::numeric_limits<double>::infinity()).is_null());
  CHECK(Json("\xff\xfe").is_null());
  CHECK_EQ(Json(std::string_view{}).print(), "\"\"");
  CHECK(Json(std::optional<int>{}).is_null());
  CHECK(Json(std::optional<int>{3}).as_integer() == 3);
}

void copies_share_and_moves_leave_null() {
  Json a = Json::object({{"k", 1}});
  Json b = a;
  b.set("k", 2);
  CHECK(a["k"].as_integer() == 2);  // a shared handle, as said
  Json c = std::move(a);
  CHECK(a.is_null());  // NOLINT(bugprone-use-after-move): what is tested
  CHECK(c["k"].as_integer() == 2);
  c = c;  // NOLINT: self-assignment must not free
  CHECK(c["k"].as_integer() == 2);
}

void members_keep_their_order() {
  const Json v = parse(R"({"b":1,"a":2,"c":3})");
  std::string order;
  for (const auto& [key, value] : v.members())
    order += key + std::to_string(value.as_integer().value());
  CHECK_EQ(order, "b1a2c3");
}

void large_integers_are_exact() {
  CHECK_EQ(Json(std::numeric_limits<std::int64_t>::max()).print(), "9223372036854775807");
  CHECK(parse("[-9223372036854775808]").at(0).as_integer() ==
        std::numeric_limits<std::int64_t>::min());
}

void an_array_gives_its_items_and_a_string_its_text() {
  const Json json = CHECK_OK(Json::parse(R"({"a":["x",2,[]],"s":"text"})"));
  const auto items = json["a"].items();
  CHECK_EQ(items.size(), std::size_t{3});
  CHECK_EQ(items[0].text(), "x");
  CHECK_EQ(items[1].text(), "");
  CHECK(json.items().empty());
  CHECK(json["none"].items().empty());
  CHECK_EQ(json["s"].text(), "text");
  CHECK_EQ(json["none"].text(), "");
}

}  // namespace

int main() {
  return lectern_test::run(
      "json", {TEST(prints_in_order), TEST(reads_typed), TEST(the_wrong_type_is_nothing),
               TEST(refuses_what_is_no_json), TEST(refuses_length_and_depth),
               TEST(says_where_it_broke), TEST(escapes_what_it_prints),
               TEST(what_json_cannot_say_is_null), TEST(copies_share_and_moves_leave_null),
               TEST(an_array_gives_its_items_and_a_string_its_text), TEST(members_keep_their_order),
               TEST(large_integers_are_exact)});
}
