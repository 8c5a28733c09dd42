// SPDX-License-Identifier: MIT
#include "config/store_url.hpp"

#include "tests/support/check.hpp"

using config::mask_store_url;
using config::parse_store_url;

namespace {

void each_form_is_read() {
  CHECK(CHECK_OK(parse_store_url("sqlite")).sqlite_path.empty());
  CHECK_EQ(CHECK_OK(parse_store_url("sqlite:/a/b.db")).sqlite_path, "/a/b.db");
  CHECK_EQ(CHECK_OK(parse_store_url("postgresql://h/d")).postgres, "postgresql://h/d");
  CHECK_EQ(CHECK_OK(parse_store_url("postgres://h/d")).postgres, "postgres://h/d");
  for (const char* wrong : {"", "sqlite:", "sqlite3", "http://h", "host=h dbname=d"})
    CHECK(!parse_store_url(wrong));
}

void passwords_are_not_shown() {
  CHECK_EQ(mask_store_url("postgresql://u:secret@h:5432/d?a=b"),
           "postgresql://u:********@h:5432/d?a=b");
  CHECK_EQ(mask_store_url("postgresql://u:s:e@c@h/d"), "postgresql://u:********@h/d");
  CHECK_EQ(mask_store_url("postgresql://u@h:5432/d"), "postgresql://u@h:5432/d");
  CHECK_EQ(mask_store_url("postgresql://h:5432/d"), "postgresql://h:5432/d");
  CHECK_EQ(mask_store_url("postgresql:///d?host=/run&password=secret&user=u"),
           "postgresql:///d?host=/run&password=********&user=u");
  CHECK_EQ(mask_store_url("postgresql:///d?sslpassword=a&password=b"),
           "postgresql:///d?sslpassword=********&password=********");
  CHECK_EQ(mask_store_url("postgresql://u:s@h?x=@y:z"), "postgresql://u:********@h?x=@y:z");
  CHECK_EQ(mask_store_url("sqlite:/a:b@c"), "sqlite:/a:b@c");
}

}  // namespace

int main() {
  return lectern_test::run("store_url", {TEST(each_form_is_read), TEST(passwords_are_not_shown)});
}
