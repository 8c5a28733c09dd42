// SPDX-License-Identifier: MIT
#include "api/request.hpp"

#include "tests/support/check.hpp"

namespace {

using namespace api;

void knows_methods() {
  CHECK_EQ(parse_method("GET"), Method::get);
  CHECK_EQ(parse_method("DELETE"), Method::delete_);
  CHECK_EQ(parse_method("get"), Method::other);  // RFC 9110 section 9.1: case-sensitive
  CHECK_EQ(parse_method("BREW"), Method::other);
  CHECK_EQ(to_string(Method::patch), "PATCH");
  for (const char* name : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    CHECK_EQ(to_string(parse_method(name)), name);
  CHECK_EQ(parse_method(""), Method::other);
  CHECK_EQ(to_string(Method::other), "other");
  CHECK(!Request{}.tls);
}

void finds_headers() {
  Request request;
  request.headers["content-type"] = "text/plain";
  CHECK_EQ(request.header("content-type"), "text/plain");
  CHECK_EQ(request.header("accept"), "");
}

void decodes_query_values() {
  Request request;
  request.query = "state=open&cursor=a%2Bb+c&empty=&flag&broken=%zz&%73econd=2";
  CHECK_EQ(request.query_value("state"), std::string{"open"});
  CHECK_EQ(request.query_value("cursor"), std::string{"a+b c"});
  CHECK_EQ(request.query_value("empty"), std::string{});
  CHECK_EQ(request.query_value("flag"), std::string{});
  CHECK_EQ(request.query_value("second"), std::string{"2"});
  CHECK_EQ(request.query_value("broken"), std::string{"%zz"});
  request.query += "&nul=a%00b&latin=%ff";
  CHECK_EQ(request.query_value("nul"), std::string{"a%00b"});
  CHECK_EQ(request.query_value("latin"), std::string{"%ff"});
  CHECK(!request.query_value("absent"));
  CHECK(!request.query_value(""));
  request.query = "a=1&b+c=2&d=%3D=";
  CHECK_EQ(request.query_value("a"), std::string{"1"});
  CHECK_EQ(request.query_value("b c"), std::string{"2"});
  CHECK_EQ(request.query_value("d"), std::string{"=="});
  request.query = "a=&b";
  CHECK_EQ(request.query_value("a"), std::string{});
  CHECK_EQ(request.query_value("b"), std::string{});
}

void survives_odd_queries() {
  for (const char* query : {"", "&", "&&=&", "=", "=x&=y", "a&", "&a"}) {
    Request request;
    request.query = query;
    CHECK(!request.query_value("state"));
  }
}

}  // namespace

int main() {
  return lectern_test::run("request", {TEST(knows_methods), TEST(finds_headers),
                                       TEST(decodes_query_values), TEST(survives_odd_queries)});
}
