// SPDX-License-Identifier: MIT
#include "base/json_fields.hpp"

#include <array>

#include "base/endpoint.hpp"
#include "tests/support/check.hpp"

namespace {

using base::Json;
using base::JsonFields;

JsonFields fields(std::string_view text) { return JsonFields{CHECK_OK(Json::parse(text))}; }

std::string error_of(const JsonFields& in) { return in.error() ? in.error()->print() : ""; }

// Reads one field of `text` and returns the error.
template <class Read>
std::string refusal(std::string_view text, Read read) {
  JsonFields in = fields(text);
  (void)read(in);
  return error_of(in);
}

void reads_each_type() {
  JsonFields in = fields(R"({"t":"x","f":true,"n":-7,"u":65535,"ip":"192.0.2.1","b":"AQID"})");
  CHECK_EQ(in.text("t"), "x");
  CHECK_EQ(in.optional_text("t"), std::string{"x"});
  CHECK_EQ(in.flag("f"), true);
  CHECK(in.optional_flag("f").value());
  CHECK_EQ(in.number<int>("n"), -7);
  CHECK_EQ(in.optional_number<std::uint16_t>("u"), std::uint16_t{65535});
  CHECK_EQ(in.parsed("ip", base::IpAddress::parse, "an IP address"),
           base::IpAddress::v4(192, 0, 2, 1));
  std::array<std::byte, 3> bytes{};
  in.bytes("b", bytes);
  CHECK_BYTES(bytes, base::as_bytes("\1\2\3"));
  CHECK(in.ok());
}

void absent_and_null_are_nullopt() {
  JsonFields in = fields(R"({"null":null})");
  for (const std::string_view name : {"null", "absent"}) {
    CHECK(!in.has(name));
    CHECK(!in.optional_text(name));
    CHECK(!in.optional_flag(name));
    CHECK(!in.optional_number<int>(name));
  }
  CHECK(in.ok());
}

void names_what_is_missing_or_of_another_type() {
  const auto text = [](JsonFields& in) { return in.text("a"); };
  CHECK_EQ(refusal("{}", text), "a is missing");
  CHECK_EQ(refusal(R"({"a":null})", text), "a must be a string");
  CHECK_EQ(refusal(R"({"a":1})", text), "a must be a string");
  CHECK_EQ(refusal(R"(["a"])", text), "a is missing");
  CHECK_EQ(refusal(R"({"a":1})", [](JsonFields& in) { return in.optional_text("a"); }),
           "a must be a string");
  CHECK_EQ(refusal(R"({"a":1})", [](JsonFields& in) { return in.optional_flag("a"); }),
           "a must be true or false");
  CHECK_EQ(refusal(R"({"a":1.5})", [](JsonFields& in) { return in.number<std::int64_t>("a"); }),
           "a must be a whole number");
  CHECK_EQ(refusal(R"({"a":"x"})",
                   [](JsonFields& in) {
                     return in.parsed("a", base::IpAddress::parse, "an IP address");
                   }),
           "a must be an IP address");
}

void limits_include_their_ends() {
  const auto text = [](JsonFields& in) { return in.text("a", {2, 3}); };
  CHECK_EQ(refusal(R"({"a":"12"})", text), "");
  CHECK_EQ(refusal(R"({"a":"123"})", text), "");
  CHECK_EQ(refusal(R"({"a":""})", text), "a must not be empty");
  CHECK_EQ(refusal(R"({"a":"1"})", text), "a is shorter than 2 bytes");
  CHECK_EQ(refusal(R"({"a":"1234"})", text), "a is longer than 3 bytes");
  const auto number = [](JsonFields& in) { return in.number<std::uint16_t>("a", 1); };
  CHECK_EQ(refusal(R"({"a":1})", number), "");
  CHECK_EQ(refusal(R"({"a":65535})", number), "");
  CHECK_EQ(refusal(R"({"a":0})", number), "a must be a whole number from 1 to 65535");
  CHECK_EQ(refusal(R"({"a":65536})", number), "a must be a whole number from 1 to 65535");
  const auto large = [](JsonFields& in) { return in.number<std::uint64_t>("a"); };
  CHECK_EQ(refusal(R"({"a":9223372036854775807})", large), "");
  CHECK(!refusal(R"({"a":-1})", large).empty());
}

void a_limit_at_one_end_is_told_with_both() {
  const auto least = [](JsonFields& in) { return in.number<std::int64_t>("a", 1); };
  CHECK_EQ(refusal(R"({"a":0})", least), "a must be a whole number from 1 to 9223372036854775807");
  const auto most = [](JsonFields& in) {
    return in.number<std::int64_t>("a", std::numeric_limits<std::int64_t>::min(), 5);
  };
  CHECK_EQ(refusal(R"({"a":5})", most), "");
  CHECK_EQ(refusal(R"({"a":6})", most), "a must be a whole number from -9223372036854775808 to 5");
}

void a_refused_field_reads_as_an_empty_value() {
  JsonFields in = fields(R"({"a":[]})");
  CHECK_EQ(in.flag("a"), false);
  CHECK_EQ(in.number<int>("a"), 0);
  CHECK_EQ(in.number<int>("absent", 5, 9), 0);
  CHECK_EQ(in.text("a"), "");
  CHECK_EQ(in.flag("absent"), false);
  CHECK(!in.ok());
}

void without_a_limit_any_length_will_do() {
  JsonFields in = fields(R"({"t":"","l":[],"one":[{"n":1}],"f":false})");
  CHECK_EQ(in.text("t"), "");
  CHECK_EQ(in.optional_text("t"), std::string{});
  CHECK_EQ(in.list("l").size(), std::size_t{0});
  CHECK_EQ(in.list("one", {1, 1}).size(), std::size_t{1});
  CHECK_EQ(in.flag("f"), false);
  CHECK(in.ok());
  const auto list = [](JsonFields& it) { return it.list("l"); };
  CHECK_EQ(refusal(R"({"l":{}})", list), "l must be a list");
  CHECK_EQ(refusal(R"({"l":[]})", [](JsonFields& it) { return it.list("l", {1}); }),
           "l must be a list of at least 1 items");
  CHECK_EQ(refusal(R"({"l":[1]})",
                   [](JsonFields& it) {
                     return it.list("l", {0, 0});
                   }),
           "l must be a list of 0 to 0 items");
}

void bytes_have_an_exact_number() {
  std::array<std::byte, 2> out{};
  for (const char* text : {R"({})", R"({"b":"AQ"})", R"({"b":"AQID"})", R"({"b":"AQI="})",
                           R"({"b":1})", R"({"b":"!!!"})"}) {
    CHECK(!refusal(text, [&](JsonFields& in) { return in.bytes("b", out), 0; }).empty());
  }
  CHECK_EQ(out[0], std::byte{0});
}

void the_first_error_stays() {
  JsonFields in = fields(R"({"b":1})");
  CHECK_EQ(in.text("a"), "");
  CHECK_EQ(in.text("b"), "");
  in.refuse("c", "is wrong");
  CHECK_EQ(error_of(in), "a is missing");
}

void an_error_inside_has_a_path() {
  JsonFields in = fields(R"({"leg":{"tuple":{"port":"x"}},"other":[]})");
  bool called = false;
  in.object("leg", [&](JsonFields& leg) {
    leg.object("tuple", [&](JsonFields& tuple) {
      called = true;
      (void)tuple.number<std::uint16_t>("port");
    });
  });
  CHECK(called);
  CHECK_EQ(error_of(in), "leg.tuple.port must be a whole number from 0 to 65535");
  const auto object = [](std::string_view name) {
    return [name](JsonFields& outer) {
      outer.object(name, [](JsonFields&) { CHECK(false); });
      return 0;
    };
  };
  CHECK_EQ(refusal(R"({"a":[]})", object("a")), "a must be an object");
  CHECK_EQ(refusal(R"({})", object("a")), "a is missing");
}

void lists_are_counted_and_read_up_to_the_first_error() {
  const auto read = [](JsonFields& in) {
    unsigned sum = 0;
    in.each_object("l", {1, 3}, [&](JsonFields& item) { sum += item.number<unsigned>("n"); });
    return sum;
  };
  JsonFields good = fields(R"({"l":[{"n":1},{"n":2},{"n":4}]})");
  CHECK_EQ(read(good), 7u);
  CHECK(good.ok());
  CHECK_EQ(refusal(R"({"l":[]})", read), "l must be a list of 1 to 3 items");
  CHECK_EQ(refusal(R"({"l":[{},{},{},{}]})", read), "l must be a list of 1 to 3 items");
  CHECK_EQ(refusal(R"({"l":{"n":1}})", read), "l must be a list of 1 to 3 items");
  CHECK_EQ(refusal(R"({})", read), "l is missing");
  CHECK_EQ(refusal(R"({"l":[{"n":1},5,{}]})", read), "l[1] must be an object");
  JsonFields wrong = fields(R"({"l":[{"n":1},{},{"n":4}]})");
  CHECK_EQ(read(wrong), 1u);
  CHECK_EQ(error_of(wrong), "l[1].n is missing");
  JsonFields open = fields(R"({"l":[1,"x"]})");
  CHECK_EQ(open.list("l").size(), std::size_t{2});
  CHECK_EQ(open.list("l", {3}).size(), std::size_t{0});
  CHECK_EQ(error_of(open), "l must be a list of at least 3 items");
}

}  // namespace

int main() {
  return lectern_test::run(
      "json_fields",
      {TEST(reads_each_type), TEST(absent_and_null_are_nullopt),
       TEST(names_what_is_missing_or_of_another_type), TEST(limits_include_their_ends),
       TEST(bytes_have_an_exact_number), TEST(the_first_error_stays),
       TEST(an_error_inside_has_a_path), TEST(lists_are_counted_and_read_up_to_the_first_error),
       TEST(a_limit_at_one_end_is_told_with_both), TEST(a_refused_field_reads_as_an_empty_value),
       TEST(without_a_limit_any_length_will_do)});
}
