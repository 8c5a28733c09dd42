// SPDX-License-Identifier: MIT
#include "api/fields.hpp"

#include "meetings/model.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace api;

Request with_body(std::string body, std::string type = "application/json") {
  Request request;
  request.method = Method::post;
  request.body = std::move(body);
  if (!type.empty()) request.headers["content-type"] = std::move(type);
  return request;
}

Fields fields_of(std::string body) {
  auto fields = Fields::read(with_body(std::move(body)));
  if (!fields) lectern_test::check_failed(fields.error().detail, __FILE__, __LINE__);
  return std::move(*fields);
}

void takes_json_only() {
  for (const char* type :
       {"application/json", "Application/JSON", "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"", "application/json;"}) {
    CHECK(Fields::read(with_body("{}", type)).has_value());
  }
  for (const char* type :
       {"", "text/plain", "application/jsonx", "application/x-www-form-urlencoded", "json",
        "application/json; charset=latin1", "multipart/form-data; boundary=x"}) {
    const auto fields = Fields::read(with_body("{}", type));
    CHECK(!fields);
    CHECK_EQ(fields.error().status, 415);
    CHECK_EQ(fields.error().code, "unsupported-media-type");
  }
}

void an_object_inside_is_read_as_fields_of_its_own() {
  std::string seen;
  const auto read = [&](Fields& inner) { seen += inner.text("word"); };
  Fields fields = fields_of(R"({"a":{"word":"x"},"b":null,"c":[],"d":{"word":7},"e":{}})");
  fields.optional_object("a", read);
  fields.optional_object("b", read);
  fields.optional_object("absent", read);
  CHECK(!fields.problem());
  CHECK_EQ(seen, "x");
  for (const auto& [name, at] : {std::pair{"c", "c"}, {"d", "d.word"}, {"e", "e.word"}}) {
    Fields again = fields;
    again.optional_object(name, read);
    CHECK(again.problem().has_value());
    CHECK_EQ(again.problem()->field, at);
    again.optional_object("c", read);  // the first problem stays
    CHECK_EQ(again.problem()->field, at);
  }
}

void refuses_what_is_no_object() {
  const std::string deep(3000, '[');
  for (const std::string& body :
       {std::string{}, std::string{" "}, std::string{"{"}, std::string{"[]"}, std::string{"7"},
        std::string{"\"a\""}, std::string{"null"}, std::string{"{} {}"},
        std::string{"{\"a\":1,\"a\":2}"}, std::string{"{\"a\":\"\xff\"}"},
        std::string{"{\"a\":\"\\u0000\"}"}, std::string{"{\"a\":99999999999999999999}"},
        std::string{"{'a':1}"}, std::string{"{\"a\":1,}"}, std::string("{}\0", 3), deep}) {
    const auto fields = Fields::read(with_body(body));
    if (fields) lectern_test::check_failed("accepted: " + body.substr(0, 40), __FILE__, __LINE__);
    CHECK_EQ(fields.error().status, 400);
    CHECK_EQ(fields.error().code, "bad-json");
  }
}

void an_optional_body_may_be_missing_but_not_broken() {
  CHECK(Fields::read_optional(with_body("", "")).has_value());
  CHECK(Fields::read_optional(with_body("{}")).has_value());
  CHECK(!Fields::read_optional(with_body("{", "application/json")));
  CHECK(!Fields::read_optional(with_body("{}", "text/plain")));
}

void reads_types() {
  Fields fields = fields_of(R"({"t":"x","e":"","i":-7,"f":true,"n":null})");
  CHECK_EQ(fields.text("t"), "x");
  CHECK_EQ(fields.text("e"), "");  // there, if empty: what it may hold is the domain's rule
  CHECK_EQ(fields.optional_text("t"), std::string{"x"});
  CHECK_EQ(fields.optional_integer("i"), std::int64_t{-7});
  CHECK_EQ(fields.optional_flag("f"), true);
  CHECK(!fields.optional_text("n") && !fields.optional_integer("n") && !fields.optional_flag("n"));
  CHECK(!fields.optional_text("absent"));
  CHECK(!fields.problem());
}

void names_the_first_field_at_fault() {
  Fields fields = fields_of(R"({"name":7,"title":"x"})");
  CHECK_EQ(fields.text("title"), "x");
  CHECK_EQ(fields.text("name"), "");
  CHECK_EQ(fields.text("missing"), "");
  CHECK(fields.problem().has_value());
  CHECK_EQ(fields.problem()->status, 422);
  CHECK_EQ(fields.problem()->code, "bad-field");
  CHECK_EQ(fields.problem()->field, "name");
}

void after_a_refusal_every_optional_field_reads_as_absent() {
  Fields fields = fields_of(R"({"name":7,"t":"x","i":3,"f":true})");
  CHECK(!fields.optional_text("name"));
  CHECK(!fields.optional_text("t"));
  CHECK(!fields.optional_integer("i"));
  CHECK(!fields.optional_flag("f"));
  CHECK_EQ(fields.problem()->field, "name");
  CHECK_EQ(fields.problem()->detail, "The field \"name\" must be text.");
}

void a_flag_may_be_off() {
  Fields fields = fields_of(R"({"f":false,"i":0,"t":""})");
  CHECK_EQ(fields.optional_flag("f"), false);
  CHECK_EQ(fields.optional_integer("i"), std::int64_t{0});
  CHECK_EQ(fields.optional_text("t"), std::string{});
  CHECK(!fields.problem());
}

void refuses_wrong_types() {
  for (const char* value : {"7", "true", "[]", "{}", "1.5"}) {
    Fields fields = fields_of(std::string{"{\"a\":"} + value + "}");
    CHECK(!fields.optional_text("a"));
    CHECK(fields.problem().has_value());
  }
  for (const char* value : {"\"7\"", "true", "1.5", "[1]"}) {
    Fields fields = fields_of(std::string{"{\"a\":"} + value + "}");
    CHECK(!fields.optional_integer("a"));
    CHECK(fields.problem().has_value());
  }
  for (const char* value : {"\"true\"", "1", "[]"}) {
    Fields fields = fields_of(std::string{"{\"a\":"} + value + "}");
    CHECK(!fields.optional_flag("a"));
    CHECK(fields.problem().has_value());
  }
  Fields null_text = fields_of(R"({"a":null})");
  CHECK_EQ(null_text.text("a"), "");
  CHECK(null_text.problem().has_value());
}

void reads_lists_words_and_times() {
  Fields fields =
      fields_of(R"({"list":["a","b"],"null":null,"word":"host","time":"2026-11-22T15:04:05Z"})");
  CHECK((fields.texts("list", 2) == std::vector<std::string>{"a", "b"}));
  CHECK(!fields.optional_texts("null", 2));
  CHECK(!fields.optional_texts("absent", 2));
  CHECK(fields.word("word", meetings::parse_role) == meetings::Role::host);
  CHECK(!fields.optional_word("absent", meetings::parse_role));
  CHECK(fields.optional_time("time") == base::parse_iso8601("2026-11-22T15:04:05Z"));
  CHECK(!fields.problem());
}

void refuses_wrong_lists_words_and_times() {
  for (const char* value : {R"(["a","b","c"])", R"(["a",1])", R"("a")", "{}", "7"}) {
    Fields fields = fields_of(std::string{"{\"a\":"} + value + "}");
    (void)fields.optional_texts("a", 2);
    CHECK_EQ(fields.problem().value().field, "a");
  }
  for (const char* body : {"{}", R"({"a":null})"}) {
    Fields fields = fields_of(body);
    CHECK(fields.texts("a", 2).empty());
    CHECK_EQ(fields.problem().value().field, "a");
    Fields wordless = fields_of(body);
    CHECK(!wordless.word("a", meetings::parse_role));
    CHECK_EQ(wordless.problem().value().field, "a");
  }
  for (const char* value : {R"("king")", R"("")", "7"}) {
    Fields fields = fields_of(std::string{"{\"a\":"} + value + "}");
    CHECK(!fields.optional_word("a", meetings::parse_role));
    CHECK_EQ(fields.problem().value().field, "a");
    Fields timeless = fields_of(std::string{"{\"a\":"} + value + "}");
    CHECK(!timeless.optional_time("a"));
    CHECK_EQ(timeless.problem().value().field, "a");
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "fields",
      {TEST(takes_json_only), TEST(an_object_inside_is_read_as_fields_of_its_own),
       TEST(refuses_what_is_no_object), TEST(an_optional_body_may_be_missing_but_not_broken),
       TEST(reads_types), TEST(names_the_first_field_at_fault), TEST(refuses_wrong_types),
       TEST(reads_lists_words_and_times), TEST(refuses_wrong_lists_words_and_times),
       TEST(after_a_refusal_every_optional_field_reads_as_absent), TEST(a_flag_may_be_off)});
}
