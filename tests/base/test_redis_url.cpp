// SPDX-License-Identifier: MIT
#include "base/redis_url.hpp"

#include "tests/support/check.hpp"

using base::parse_redis_url;

namespace {

void names_a_server() {
  const auto plain = CHECK_OK(parse_redis_url("redis://redis.example.org"));
  CHECK_EQ(plain.host, "redis.example.org");
  CHECK_EQ(plain.port, 6379);
  CHECK(plain.user.empty() && plain.password.empty() && plain.path.empty());
  CHECK_EQ(plain.database, 0u);
  const auto full = CHECK_OK(parse_redis_url("redis://lectern:a%40b%2fc:d@[::1]:7000/3"));
  CHECK_EQ(full.host, "::1");
  CHECK_EQ(full.port, 7000);
  CHECK_EQ(full.user, "lectern");
  CHECK_EQ(std::string{full.password.reveal_text()}, "a@b/c:d");
  CHECK_EQ(full.database, 3u);
  CHECK_EQ(std::string{CHECK_OK(parse_redis_url("redis://:p@h/")).password.reveal_text()}, "p");
}

void names_a_socket() {
  const auto plain = CHECK_OK(parse_redis_url("unix:///run/redis/redis.sock"));
  CHECK_EQ(plain.path, "/run/redis/redis.sock");
  const auto full = CHECK_OK(parse_redis_url("unix://u:p@/run/a%20b.sock?db=5"));
  CHECK_EQ(full.path, "/run/a b.sock");
  CHECK_EQ(full.user, "u");
  CHECK_EQ(full.database, 5u);
}

void refuses_everything_else() {
  for (const char* wrong : {"",
                            "redis",
                            "redis://",
                            "redis://:6379",
                            "redis://h:0",
                            "redis://h:65536",
                            "redis://h:x",
                            "redis://h/x",
                            "redis://h/-1",
                            "redis://h/99999999",
                            "redis://[::1",
                            "redis://[::1]7",
                            "redis://u:%4@h",
                            "redis://u:%00@h",
                            "rediss://h",
                            "http://h",
                            "unix://",
                            "unix://run/a",
                            "unix:///a?x=1",
                            "unix:///a?db=x"})
    CHECK(!parse_redis_url(wrong));
  CHECK(parse_redis_url("rediss://h").error().what.find("tunnel") != std::string::npos);
}

}  // namespace

int main() {
  return lectern_test::run(
      "redis url", {TEST(names_a_server), TEST(names_a_socket), TEST(refuses_everything_else)});
}
